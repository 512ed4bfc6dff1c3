import type { CauseCode } from "../../diagnostics/cause-code.ts";

/** Why no made-up token can reproduce a cause; undefined if one can be looked for. */
export function whyNotReproduced(code: CauseCode): string | undefined {
  return reasons.find(({ codes }) => codes.some((start) => code.startsWith(start)))?.reason;
}

const reasons: readonly { readonly codes: readonly string[]; readonly reason: string }[] = [
  {
    codes: ["token-signature", "token-key-unknown", "token-algorithm"],
    reason: "The claims of a test count as signed, so no test fails for a signature or its key.",
  },
  {
    codes: ["token-malformed", "token-opaque", "token-encrypted"],
    reason: "A test holds claims, and this token has none that can be read.",
  },
  {
    codes: ["issuer-"],
    reason:
      "The cause is between the API server and the issuer: no token is needed for it, and no test has a network.",
  },
  {
    codes: ["claim-distributed"],
    reason: "The cause is the answer of another server, which a test does not have.",
  },
  {
    codes: ["access-"],
    reason:
      "The token was accepted: the bindings decide. Ask the question under Access, as the user of the entry.",
  },
  {
    codes: ["service-account-token", "client-certificate", "webhook-token"],
    reason: "Another authenticator than that of the configuration wrote these entries.",
  },
  {
    codes: ["unauthorized", "client-", "none"],
    reason: "These entries do not hold the reason, so there is nothing to reproduce.",
  },
];
