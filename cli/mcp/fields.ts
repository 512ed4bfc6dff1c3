import * as z from "zod";
import { formatMinor, type Minor, minors, newestMinor, parseMinor } from "../../lib/kube/minor.ts";
import { clusterTargets } from "../../lib/kube/targets.ts";
import { placeTimes } from "../../lib/workspace/tests/follow-paths.ts";

/** The arguments that several tools take, and how they are read. */

const known = minors.map(formatMinor).join(", ");

export const versionField = z
  .string()
  .optional()
  .describe(`Kubernetes version of the API server (${known}); default ${formatMinor(newestMinor)}`);

export const configurationField = z
  .string()
  .describe(
    "The text of an AuthenticationConfiguration, or of a file that holds one (ConfigMap, kubeadm, Talos, Helm values, --oidc-* flags, …)",
  );

export const bindingsField = z
  .string()
  .optional()
  .describe(
    "Roles and bindings as YAML, as for kubectl apply; the server's default roles are known",
  );

export const targetField = z
  .enum(clusterTargets.map(({ id }) => id) as [string, ...string[]])
  .describe("The kind of cluster");

export const claimsField = z
  .union([z.record(z.string(), z.unknown()), z.string()])
  .describe(
    'The claims of a made-up token, which count as signed. iss, aud, exp and what the mappings read must be there; exp may be "now+10m"',
  );

/** The version of an argument; a text says what is wrong with it. */
export function readVersion(text: string | undefined): Minor | { readonly error: string } {
  if (text === undefined) return newestMinor;
  return (
    parseMinor(text) ?? { error: `Kubernetes ${JSON.stringify(text)} is not known: use ${known}.` }
  );
}

/** Claims as JSON, with the moments that are relative as seconds. */
export function readClaims(
  claims: z.infer<typeof claimsField>,
  now: number,
): string | { readonly error: string } {
  const text = typeof claims === "string" ? claims : JSON.stringify(claims);
  return placeTimes(text, now) ?? { error: "The claims are no JSON object." };
}
