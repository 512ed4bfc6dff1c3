import type { Discovery } from "@/lib/remote/discover.ts";

/** All that leaves the tab. */
export interface DiscoveryQuestion {
  readonly issuer: string;
  /** "" if there is none; the same holds for the authority. */
  readonly discoveryURL: string;
  readonly certificateAuthority: string;
}

export type DiscoveryAnswer =
  | (Discovery & { readonly notes: readonly string[] })
  /** Claimcheck's own server did not take the question. */
  | { readonly kind: "refused"; readonly message: string };

/** Asks Claimcheck's server to ask the issuer. Rejects only if it is aborted: what went wrong is an answer. */
export async function fetchDiscovery(
  { issuer, discoveryURL, certificateAuthority }: DiscoveryQuestion,
  signal: AbortSignal,
): Promise<DiscoveryAnswer> {
  try {
    const response = await fetch("/api/discover", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        issuer,
        ...(discoveryURL !== "" && { discoveryURL }),
        ...(certificateAuthority !== "" && { certificateAuthority }),
      }),
      signal,
    });
    return (await response.json()) as DiscoveryAnswer;
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: "refused", message: "Claimcheck’s own server cannot be reached." };
  }
}

/** Where kube-apiserver asks an issuer without `discoveryURL`: go-oidc cuts one trailing slash. */
export function wellKnownOf(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}
