import type { CompiledIssuer } from "../authn/compile.ts";
import { toByteString } from "../go/byte-string.ts";
import type { Minor } from "../kube/minor.ts";
import type { IssuerKeys, Outside } from "../token/stage.ts";
import { readKeySet } from "../token/verify.ts";

/** What the user gave of the issuers' keys; nothing is fetched here. */
export async function gatherKeys(
  pasted: Readonly<Record<string, string>>,
  issuers: readonly CompiledIssuer[],
  minor: Minor,
): Promise<Outside> {
  const keys = new Map<string, IssuerKeys>();
  for (const { url } of issuers) {
    const text = pasted[url] ?? pasted[""];
    if (text === undefined || text.trim() === "") continue;
    keys.set(url, { kind: "keys", keySet: await readKeySet(toByteString(text), minor) });
  }
  return {
    keysOf: (url) =>
      keys.get(url) ?? { kind: "missing", reason: "No keys of this issuer were given" },
    fetch: () => ({ kind: "missing", reason: "Nobody gave the answer for distributed claims" }),
  };
}
