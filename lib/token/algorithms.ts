import type { Minor } from "../kube/minor.ts";

/**
 * The algorithms that the issuers of a configuration file may sign with, in the order that messages list them:
 * AllValidSigningAlgorithms of oidc.go.
 */
export function allowedAlgorithms(minor: Minor): readonly string[] {
  return minor >= 38 ? withQuantum : signingAlgorithms;
}

/** The algorithms that every version allows. */
export const signingAlgorithms: readonly string[] = [
  "ES256",
  "ES384",
  "ES512",
  "PS256",
  "PS384",
  "PS512",
  "RS256",
  "RS384",
  "RS512",
];

/** The algorithms of ML-DSA (FIPS 204), which 1.38 allows beside them. */
export const quantumAlgorithms: readonly string[] = ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];

const withQuantum = [...signingAlgorithms, ...quantumAlgorithms].sort();
