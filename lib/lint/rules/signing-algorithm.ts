import type { LintFinding, LintRule } from "../rule.ts";

/** Issuers that sign in a way the server does not take. */
export const signingAlgorithm: LintRule = {
  id: "signing-algorithm",
  title: "An issuer that signs with HS256 or EdDSA",
  explanation:
    "The server takes RS, ES and PS with 256, 384 and 512 bits. Some issuers sign with HS256 (the client's secret) until " +
    "they are given a key, as Authentik does, or offer EdDSA; all their tokens are refused.",
  check: ({ token, issuers, locate }) =>
    issuers.flatMap(({ path, jwt, provider }): LintFinding[] => {
      const { algorithm, issuer } = token;
      if (algorithm === undefined || issuer !== jwt.issuer.url) return [];
      if (/^(?:RS|ES|PS)(?:256|384|512)$/.test(algorithm)) return [];
      const symmetric = /^HS/.test(algorithm);
      const place =
        provider?.id === "authentik" && symmetric
          ? "Choose a Signing Key in Authentik's provider."
          : symmetric
            ? "Give the issuer's client an RSA or EC signing key."
            : "Let the issuer sign with RS256 or ES256.";
      const field = `${path}.issuer.url`;
      return [
        {
          severity: "error",
          path: field,
          span: locate(field).span,
          message: `This issuer signed the token with ${printable(algorithm)}, which kube-apiserver never takes.`,
          hint: place,
        },
      ];
    }),
};

// The header's text is anybody's.
function printable(algorithm: string): string {
  return /^[\w.+-]{1,20}$/.test(algorithm) ? algorithm : "an unknown algorithm";
}
