import { readQuoted } from "../../go/unquote.ts";
import { after, type CauseReader, cut } from "./cause.ts";

/** What oidc.go says of claims that a mapping by name reads, and of required claims. */
export const explainClaimMapping: CauseReader = (message) =>
  readers.map((read) => read(message)).find((found) => found !== undefined);

const explainEmail: CauseReader = (message) => {
  if (message === "oidc: email not verified") {
    return {
      code: "email-unverified",
      claim: "email_verified",
      field: "claimMappings.username",
      cause:
        "The username is the claim email, and the token's email_verified is not true. kube-apiserver then refuses the token.",
      remedy:
        "Verify the address at the issuer (or have it send email_verified: true), or map another claim to the username, for example sub.",
    };
  }
  return message.startsWith("oidc: parse 'email_verified' claim")
    ? {
        code: "claim-type",
        field: "claimMappings.username",
        cause: "The token's email_verified is not a boolean.",
        remedy:
          "The issuer must send true or false without quotes. Or map another claim to the username, for example sub.",
      }
    : undefined;
};

const explainParse: CauseReader = (message) => {
  const kind = (["username", "groups", "uid"] as const).find((name) =>
    message.startsWith(`oidc: parse ${name} claim`),
  );
  if (kind === undefined) return undefined;
  const sides = cut(message, ' "');
  const claim = sides === undefined ? undefined : readQuoted(`"${sides[1]}`);
  if (sides === undefined || claim === undefined) return undefined;
  const error = after(`"${sides[1]}`.slice(claim.end), ": ") ?? "";
  const field = `claimMappings.${kind}`;
  return error === "claim not present"
    ? {
        code: "claim-missing",
        field,
        claim: claim.value,
        cause: `The token has no claim ${claim.value}, and ${kind} is mapped from it.`,
        remedy:
          "Request the scope that adds the claim, or add a mapper at the issuer. Or map a claim that the token has.",
      }
    : {
        code: "claim-type",
        field,
        claim: claim.value,
        cause: `The claim ${claim.value} has a type from which ${kind} cannot be read: ${error}.`,
        remedy: "Map another claim, or convert this one with an expression: string(claims.…).",
      };
};

const explainDistributed: CauseReader = (message) => {
  const rest = after(message, "oidc: could not expand distributed claims: ");
  return rest === undefined
    ? undefined
    : {
        code: "claim-distributed",
        field: "claimMappings.groups",
        cause: `The token refers to another server for its groups, and the API server could not get them: ${rest}.`,
        remedy:
          "Entra ID does this for users with more than 200 groups: send app roles, or only the groups that are assigned to the application. With groups.expression no other server is asked.",
      };
};

const explainRequired: CauseReader = (message) => {
  const rest = after(message, "oidc: required claim ");
  if (rest === undefined) return undefined;
  const missing = cut(rest, " not present in ID token");
  if (missing !== undefined) {
    return {
      code: "claim-missing",
      field: "claimValidationRules",
      claim: missing[0],
      cause: `The token has no claim ${missing[0]}, and a claimValidationRule requires it.`,
      remedy: "The issuer must send the claim, or the rule must be removed.",
    };
  }
  const differing = cut(rest, " value does not match. Got = ");
  const values = differing === undefined ? undefined : cut(differing[1], ", want = ");
  if (differing === undefined || values === undefined) return undefined;
  return {
    code: "rule-false",
    field: "claimValidationRules",
    claim: differing[0],
    cause: `The claim ${differing[0]} is ${values[0]}, and a claimValidationRule requires ${values[1]}.`,
    remedy:
      'requiredValue is compared whole: no patterns, no alternatives. Send a token with this value, or allow several values with an expression: claims.… in ["a", "b"].',
  };
};

const explainRequiredType: CauseReader = (message) => {
  const rest = after(message, "oidc: parse claim ");
  const sides = rest === undefined ? undefined : cut(rest, ": ");
  if (sides === undefined) return undefined;
  return {
    code: "claim-type",
    field: "claimValidationRules",
    claim: sides[0],
    cause: `The claim ${sides[0]} is not a string, and requiredValue is compared with strings only.`,
    remedy: `Use an expression instead: claims.${sides[0]} == true, or "value" in claims.${sides[0]}.`,
  };
};

const readers: readonly CauseReader[] = [
  explainEmail,
  explainParse,
  explainDistributed,
  explainRequired,
  explainRequiredType,
];
