import { readQuoted } from "../../go/unquote.ts";
import { after, type Cause, type CauseReader, cut } from "./cause.ts";
import { explainFetch } from "./issuer.ts";

/** What a token's own checks say: go-oidc's verify.go, with the words of 1.30 to 1.38. */
export const explainTokenCheck: CauseReader = (message) => {
  const error = after(message, "oidc: verify token: ");
  if (error === undefined) return undefined;
  return readers.map((read) => read(error)).find((found) => found !== undefined);
};

const explainIssuer: CauseReader = (error) => {
  const names = after(error, "oidc: id token issued by a different provider, expected ");
  const [expected, got] = names === undefined ? [] : twoQuoted(names, " got ");
  if (expected === undefined || got === undefined) return undefined;
  return {
    code: "token-issuer-differs",
    field: "issuer.url",
    cause: `The token's iss is ${got}. The issuer in the configuration is ${expected}.`,
    remedy: "Set issuer.url to exactly the token's iss.",
  };
};

const explainAudience: CauseReader = (error) => {
  const rest = after(error, "oidc: expected audience ");
  const sides = rest === undefined ? undefined : cut(rest, " got [");
  if (sides === undefined) return undefined;
  const wanted = readQuotedList(sides[0]);
  const got = readQuotedList(sides[1]);
  return explainAudienceOf(wanted, got);
};

/** The cause of an audience that differs, from the two lists. */
function explainAudienceOf(wanted: readonly string[], got: readonly string[]): Cause {
  const common = { field: "issuer.audiences" };
  const wants = wanted.map((name) => JSON.stringify(name)).join(" or ");
  if (got.some((name) => graphAudiences.has(name))) {
    return {
      ...common,
      code: "token-access",
      cause: `The token is an access token for Microsoft Graph (aud ${got.join(", ")}). Only Graph can verify it; kube-apiserver cannot.`,
      remedy:
        "Send the ID token, or request an access token for the scope of your own application (api://CLIENT-ID/.default). Leave issuer.audiences as it is.",
    };
  }
  if (got.length === 0) {
    return {
      ...common,
      code: "token-audience",
      cause: `The token has no audience. The configuration wants ${wants}.`,
      remedy: "Configure the client at the issuer so that its tokens carry an audience (aud).",
    };
  }
  const shown = got.map((name) => JSON.stringify(name)).join(", ");
  if (got.every((name) => name === "account")) {
    return {
      ...common,
      code: "token-audience",
      cause: `The token's audience is ${shown}, and the configuration wants ${wants}. Keycloak puts "account" into access tokens; an ID token has the client ID as its audience.`,
      remedy:
        "Send the ID token, or add an audience mapper for this client at Keycloak. With account in issuer.audiences, access tokens of every client of the realm would be accepted.",
    };
  }
  return {
    ...common,
    code: "token-audience",
    cause: `The token's audience is ${shown}, and the configuration wants ${wants}.`,
    remedy:
      "Log in with the client ID that the configuration names. If this audience is for this cluster only, it can be put into issuer.audiences instead (with audienceMatchPolicy: MatchAny if there are several).",
  };
}

/** Microsoft Graph's application ID and its URL: the audience of access tokens that only Graph can verify. */
export const graphAudiences: ReadonlySet<string> = new Set([
  "00000003-0000-0000-c000-000000000000",
  "https://graph.microsoft.com",
  "https://graph.microsoft.com/",
]);

const explainExpiry: CauseReader = (error) => {
  const when = after(error, "oidc: token is expired (Token Expiry: ")?.split(")")[0];
  if (when === undefined) return undefined;
  return when.startsWith("0001-01-01")
    ? {
        code: "token-expired",
        cause: "The token has no exp, which counts as expired.",
        remedy: "The issuer must set exp. Send an ID token, which always has one.",
      }
    : {
        code: "token-expired",
        cause: `The token expired at ${when}.`,
        remedy:
          "Log in again. If tokens live for minutes only, get one just before each use. If the token is new, compare the clocks of issuer and control plane.",
      };
};

const explainNotBefore: CauseReader = (error) =>
  error.startsWith("oidc: current time ") && error.includes(" before the nbf (not before) time")
    ? {
        code: "token-not-yet-valid",
        cause: `The token is not valid yet: its nbf is ${cut(error, " time: ")?.[1] ?? "in the future"}.`,
        remedy:
          "Compare the clocks of the issuer and of the control plane. Up to 1.37 one minute is tolerated, from 1.38 five.",
      }
    : undefined;

const explainAlgorithm: CauseReader = (error) => {
  const rest =
    after(error, "oidc: id token signed with unsupported algorithm, expected ") ??
    after(error, "oidc: malformed jwt: unexpected signature algorithm ");
  if (rest === undefined) return undefined;
  const older = error.startsWith("oidc: id token signed");
  const sides = older ? cut(rest, "] got ") : cut(rest, "; expected [");
  if (sides === undefined) return undefined;
  const [listed, got] = older ? sides : [sides[1], sides[0]];
  const algorithm = readQuoted(got)?.value ?? got;
  return explainAlgorithmOf(readQuotedList(listed), algorithm);
};

/** The cause of a signing algorithm that is not accepted, from what the server accepts and the token's. */
function explainAlgorithmOf(accepted: readonly string[], algorithm: string): Cause {
  const code = "token-algorithm" as const;
  // With a file the server accepts nine algorithms or more; a shorter list comes from --oidc-signing-algs.
  if (asymmetric.test(algorithm) && accepted.length < 9) {
    return {
      code,
      cause: `The token is signed with ${algorithm}, and this server accepts only ${accepted.join(", ")}. It runs with the --oidc-* flags, and --oidc-signing-algs defaults to RS256.`,
      remedy: `Add ${algorithm} to --oidc-signing-algs, or use --authentication-config: with a file the server accepts RS256 to RS512, ES256 to ES512 and PS256 to PS512.`,
    };
  }
  const cause =
    algorithm === "none"
      ? "The token is not signed (alg none)."
      : `The token is signed with ${algorithm}. kube-apiserver accepts ${accepted.join(", ")}.`;
  return {
    code,
    cause,
    remedy: algorithm.startsWith("HS")
      ? "Set a signing key (RSA or EC) for this client at the issuer. Without one, some issuers sign with the client's secret (HS256), which the API server cannot verify."
      : "Configure the issuer to sign ID tokens with RS256 or ES256.",
  };
}

const asymmetric = /^(?:RS|ES|PS)(?:256|384|512)$/;

const explainSignature: CauseReader = (error) => {
  const rest = after(error, "failed to verify signature: ");
  if (rest === undefined) return undefined;
  const fetching = after(rest, "fetching keys ");
  if (fetching !== undefined) return explainFetch(fetching, "keys");
  return {
    code: "token-signature",
    cause: "The signature fits none of the issuer's keys that this server can use.",
    remedy:
      "The token is from another environment with the same issuer URL, was cut or changed, or is signed with a key that the issuer no longer publishes. Get a new token; if that fails too, compare its kid with the issuer's keys.",
  };
};

const explainClaims: CauseReader = (error) => {
  const rest = after(error, "oidc: failed to unmarshal claims: ");
  return rest === undefined
    ? undefined
    : {
        code: "claim-type",
        cause: `A standard claim of the token has the wrong type: ${rest}.`,
        remedy:
          "The issuer must send the claim with the type that OpenID Connect defines (sub is a string, exp a number). No mapping can change this.",
      };
};

const explainMalformed: CauseReader = (error) =>
  error.startsWith("oidc: malformed jwt")
    ? {
        code: "token-malformed",
        cause: `The token is not a signed JWT: ${error.slice("oidc: malformed jwt".length).replace(/^: /, "") || "it cannot be read"}.`,
        remedy: "Send the whole ID token: three parts, separated by two dots.",
      }
    : undefined;

const explainSource: CauseReader = (error) =>
  error === "oidc: source does not exist" ||
  error === "oidc: failed to obtain source from claim name"
    ? {
        code: "claim-distributed",
        cause:
          "The token refers to another place for a claim (_claim_names), and does not say where that is (_claim_sources). kube-apiserver refuses such a token, whatever it reads of it.",
        remedy:
          "The issuer must send _claim_sources with each source that _claim_names names, or put the claim into the token.",
      }
    : undefined;

const readers: readonly CauseReader[] = [
  explainSource,
  explainIssuer,
  explainAudience,
  explainExpiry,
  explainNotBefore,
  explainAlgorithm,
  explainSignature,
  explainClaims,
  explainMalformed,
];

// `"a" got "b"`, as %q prints both.
function twoQuoted(text: string, between: string): readonly string[] {
  const first = readQuoted(text);
  if (first === undefined || !text.startsWith(between, first.end)) return [];
  const second = readQuoted(text, first.end + between.length);
  return second === undefined ? [] : [first.value, second.value];
}

/** The strings of `"a" "b"]`, as `%q` prints a list; other text between them is passed over. */
function readQuotedList(text: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf('"'); at >= 0; ) {
    const quoted = readQuoted(text, at);
    if (quoted === undefined) return found;
    found.push(quoted.value);
    at = text.indexOf('"', quoted.end);
  }
  return found;
}
