import type { TokenDescription } from "../../token/describe.ts";
import type { Authentication, Step } from "../../token/trace.ts";
import { remedyAtProvider } from "../provider-remedies.ts";
import type { Cause } from "./cause.ts";
import { explainError } from "./explain-error.ts";
import { closestIssuer } from "./issuer-distance.ts";

/** A cause with the field in the configuration that it is about. */
export interface VerdictCause extends Cause {
  /** "jwt[0].claimMappings.username" */
  readonly path?: string;
  /** What to do at the provider that issued the token, if it was recognised. */
  readonly atProvider?: string;
}

/** Claims by name, as JSON.parse gives them. */
export type Claims = Readonly<Record<string, unknown>>;

/** Why a server refuses a token; undefined unless the verdict is a refusal. */
export function explainRefusal(
  authentication: Authentication,
  token: TokenDescription,
): VerdictCause | undefined {
  if (authentication.verdict !== "refused") return undefined;
  const decided = authentication.issuers.find(({ index }) => index === authentication.decidedBy);
  const step = decided?.steps.find(({ verdict }) => verdict === "failed");
  if (decided === undefined || step === undefined) {
    return withProvider(explainNoIssuer(authentication, token), token);
  }
  const message = decided.error ?? step.message ?? "";
  const expression = sourceOf(step);
  const claims = readClaims(token);
  const told = explainError(message, {
    ...(expression !== undefined && { expression }),
    ...(claims !== undefined && { claims }),
  });
  const cause = told ?? { code: "none" as const, cause: message };
  const path = step.path === "" ? `jwt[${decided.index}]` : step.path;
  return withProvider({ ...withToken(cause, token), path }, token);
}

function withProvider(cause: VerdictCause, token: TokenDescription): VerdictCause {
  const atProvider = remedyAtProvider(token.issuerKind?.id, cause.code, cause.claim);
  return atProvider === undefined ? cause : { ...cause, atProvider };
}

/** The claims of a pasted token; undefined if they cannot be read. */
export function readClaims(token: TokenDescription): Claims | undefined {
  try {
    const value: unknown = JSON.parse(token.claimsText ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined;
  } catch {
    return undefined;
  }
}

function sourceOf(step: Step): string | undefined {
  return step.expression?.source;
}

// What the claims add to what the message says.
function withToken(cause: Cause, token: TokenDescription): Cause {
  if (cause.code === "token-audience" && token.type?.id === "access") {
    return {
      ...cause,
      code: "token-access",
      cause: `This is an access token, not an ID token. ${cause.cause}`,
      remedy:
        "Send the ID token (id_token in the answer of the login). If the client can only send access tokens, configure the issuer to put this cluster's audience into them; do not add the audience of another service.",
    };
  }
  return cause;
}

/** So many URLs of issuers are named in a sentence. */
const urlsShown = 3;

// No issuer has an opinion.
function explainNoIssuer(authentication: Authentication, token: TokenDescription): VerdictCause {
  const { issuers } = authentication;
  const form = explainForm(token);
  if (form !== undefined) return form;
  const claims = readClaims(token);
  const claimed = claims?.iss;
  if (issuers.length === 0) {
    return {
      code: "token-issuer-unknown",
      cause: "The configuration has no issuer, so it accepts no token.",
      remedy: "Add an entry for the token's issuer under jwt.",
    };
  }
  if (typeof claimed !== "string" || claimed === "") {
    return {
      code: "token-malformed",
      cause: "The token has no iss, so no issuer takes it.",
      remedy: "Send an ID token: it always names its issuer.",
    };
  }
  const account = readServiceAccount(claims?.sub);
  if (account !== undefined) {
    return {
      code: "service-account-token",
      cause: `This is a token of the service account ${account} of the cluster whose issuer is ${claimed}. kube-apiserver checks such tokens with the cluster's own keys; no entry of this configuration is for them.`,
      remedy:
        "If the token is of this cluster, it needs no entry: it is accepted unless it expired or its account, pod or secret is gone. For workloads of another cluster add an entry for that cluster's issuer, if its keys can be reached, or use a token of this cluster (kubectl create token).",
    };
  }
  const closest = closestIssuer(
    claimed,
    issuers.map(({ url }) => url),
  );
  if (closest === undefined) {
    const more = issuers.length - urlsShown;
    const urls = `${issuers
      .slice(0, urlsShown)
      .map(({ url }) => url)
      .join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    return {
      code: "token-issuer-unknown",
      cause: `No entry of the configuration is for the token's issuer. iss is ${claimed}; configured: ${urls}.`,
      remedy:
        "Log in at one of the configured issuers, or add an entry for this issuer with its own audience and prefix.",
    };
  }
  const { url, difference } = closest;
  const index = issuers.find((issuer) => issuer.url === url)?.index ?? 0;
  return {
    code: "token-issuer-differs",
    field: "issuer.url",
    path: `jwt[${index}].issuer.url`,
    cause: `${difference.sentence} iss is ${claimed}; issuer.url is ${url}. They are compared character by character.`,
    remedy: difference.remedy,
  };
}

// system:serviceaccount:NAMESPACE:NAME as NAMESPACE/NAME.
function readServiceAccount(subject: unknown): string | undefined {
  const found =
    typeof subject === "string" ? /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) : null;
  return found === null ? undefined : `${found[1]}/${found[2]}`;
}

// What is not a signed JWT at all.
function explainForm(token: TokenDescription): VerdictCause | undefined {
  switch (token.kind) {
    case "jwe":
      return {
        code: "token-encrypted",
        cause:
          "The token is encrypted (JWE, five parts). Only its audience can read it; kube-apiserver cannot.",
        remedy: "Disable ID token encryption for this client at the issuer.",
      };
    case "opaque":
    case "agent":
      return {
        code: "token-opaque",
        cause: `${token.summary}. It is not a JWT, so no issuer of the configuration can read it.`,
        remedy: token.hint ?? "Send the ID token: a JWT with three parts, separated by two dots.",
      };
    case "unreadable":
      return {
        code: "token-malformed",
        cause: `The text is not a token: ${token.summary}.`,
        remedy: token.hint ?? "Send the whole ID token: three parts, separated by two dots.",
      };
    case "jwt":
      return token.claimsText === undefined
        ? {
            code: "token-malformed",
            cause: "The token has three parts, and its claims cannot be read.",
            remedy: "Copy the whole token again: a part was cut off or changed.",
          }
        : undefined;
    default:
      return undefined;
  }
}
