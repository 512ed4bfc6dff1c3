/** A sentence about a value that validation refuses, and what to do. */
export interface FieldSentence {
  readonly cause: string;
  readonly remedy: string;
}

/**
 * Explains an error of validation.go, `jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https`. Undefined
 * for a text that is none.
 */
export function explainFieldError(error: string): FieldSentence | undefined {
  const at = error.indexOf(": ");
  const field = at < 0 ? "" : error.slice(0, at);
  const name =
    field
      .replace(/\[\d+\]$/, "")
      .split(".")
      .at(-1) ?? "";
  const rest = at < 0 ? error : error.slice(at + 2);
  const found = sentences.find(
    ({ fields, says }) => (fields === undefined || fields.includes(name)) && rest.includes(says),
  );
  return found && { cause: found.cause.replaceAll("FIELD", field), remedy: found.remedy };
}

interface Rule extends FieldSentence {
  /** Last names of the paths that it is about; all if absent. */
  readonly fields?: readonly string[];
  /** A part of what follows the path. */
  readonly says: string;
}

const rules = ["claimValidationRules"];
const mappings = ["username", "groups", "uid"];

/** The first that fits counts. FIELD represents the path. */
const sentences: readonly Rule[] = [
  {
    fields: ["url"],
    says: "Required value",
    cause: "FIELD is missing: every entry needs the URL of its issuer.",
    remedy: "Write the issuer's https URL, exactly as the iss of its tokens.",
  },
  {
    fields: ["url"],
    says: "Duplicate value",
    cause: "FIELD: two entries have the same issuer URL, and the server takes one entry a URL.",
    remedy:
      "Merge the two entries, with both audiences and audienceMatchPolicy: MatchAny. Tell their populations apart by an expression if their mappings differ.",
  },
  {
    fields: ["discoveryURL"],
    says: "Duplicate value",
    cause: "FIELD: two entries have the same discoveryURL.",
    remedy: "Every issuer has a discovery document of its own: correct one of the two.",
  },
  {
    fields: ["url", "discoveryURL"],
    says: "URL scheme must be https",
    cause: "FIELD is not an https URL.",
    remedy:
      "Use https. kube-apiserver takes no other scheme; a private authority goes into issuer.certificateAuthority.",
  },
  {
    fields: ["url", "discoveryURL"],
    says: "must not contain a username or password",
    cause: "FIELD holds a user name or password.",
    remedy: "Remove what is before the @. Discovery documents are public.",
  },
  {
    fields: ["url", "discoveryURL"],
    says: "must not contain a query",
    cause: "FIELD has a query (?…).",
    remedy: "Remove the question mark and what follows it.",
  },
  {
    fields: ["url", "discoveryURL"],
    says: "must not contain a fragment",
    cause: "FIELD has a fragment (#…).",
    remedy: "Remove the # and what follows it.",
  },
  {
    fields: ["url"],
    says: "must not overlap with disallowed issuers",
    cause:
      "FIELD is the issuer of the cluster's own service accounts, which the server accepts already.",
    remedy:
      "Remove the entry. For service accounts of another cluster use that cluster's own issuer URL.",
  },
  {
    fields: ["discoveryURL"],
    says: "must be different from URL",
    cause: "FIELD is the same as url.",
    remedy: "Remove discoveryURL: without it the document is read from url.",
  },
  {
    fields: ["url", "discoveryURL"],
    says: "invalid character",
    cause:
      "FIELD holds a character that no host name has: often a placeholder that was not filled in.",
    remedy: "Replace the placeholder (<…>) with the host name of the issuer.",
  },
  {
    fields: ["url", "discoveryURL"],
    says: "invalid port",
    cause: "FIELD has a port that is no number.",
    remedy: "Write the port as a number, or leave it out.",
  },
  {
    fields: ["url", "discoveryURL"],
    says: "parse ",
    cause: "FIELD is not a URL.",
    remedy: "Write it as https://host/path, without spaces or brackets.",
  },
  {
    fields: ["audiences"],
    says: "Duplicate value",
    cause: "FIELD is there twice.",
    remedy: "Remove one of the two.",
  },
  {
    fields: ["audiences"],
    says: "Required value",
    cause: "FIELD: an issuer needs at least one audience, and none may be empty.",
    remedy: "Write the client ID of the ID tokens (their aud).",
  },
  {
    fields: ["audienceMatchPolicy"],
    says: "for multiple audiences",
    cause: "FIELD: with several audiences the policy must be given.",
    remedy: "Write audienceMatchPolicy: MatchAny. There is no other policy.",
  },
  {
    fields: ["audienceMatchPolicy"],
    says: "must be empty or MatchAny",
    cause: "FIELD is a policy that does not exist.",
    remedy: "Write MatchAny, or leave the field out.",
  },
  {
    fields: ["certificateAuthority"],
    says: "data does not contain any valid RSA or ECDSA certificates",
    cause: "FIELD holds no PEM certificate.",
    remedy:
      "Write the PEM text itself (-----BEGIN CERTIFICATE-----), not its base64 encoding, a path or a key.",
  },
  {
    fields: ["certificateAuthority"],
    says: "x509: ",
    cause: "FIELD holds a PEM block that is no certificate.",
    remedy: "Copy the certificate again: the text between BEGIN and END is cut off or changed.",
  },
  {
    fields: ["egressSelectorType"],
    says: "egress selector must be",
    cause: "FIELD is an egress selector that does not exist.",
    remedy: "Write cluster or controlplane, or leave the field out.",
  },
  {
    fields: ["prefix"],
    says: "prefix is required when claim is set",
    cause: "FIELD is missing: a mapping by claim needs a prefix.",
    remedy: 'Write prefix: "oidc:", or prefix: "" to use the claim as it is.',
  },
  {
    fields: ["prefix"],
    says: "may not be specified when expression is set",
    cause: "FIELD: an expression has no prefix beside it.",
    remedy: "Put the prefix into the expression and remove the field.",
  },
  {
    fields: mappings,
    says: "claim and expression can't both be set",
    cause: "FIELD has both a claim and an expression.",
    remedy: "Remove one of the two.",
  },
  {
    fields: rules,
    says: "claim and expression can't both be set",
    cause: "FIELD has both a claim and an expression.",
    remedy: "Make two rules of it, or remove one of the two.",
  },
  {
    fields: ["username"],
    says: "claim or expression is required",
    cause: "FIELD: every issuer must say how users are named.",
    remedy: 'Write username: {claim: sub, prefix: "oidc:"}.',
  },
  {
    fields: rules,
    says: "claim or expression is required",
    cause: "FIELD is a rule without a claim or an expression.",
    remedy: "Write claim with requiredValue, or expression with message.",
  },
  {
    fields: ["message"],
    says: "may not be specified when claim is set",
    cause: "FIELD: a rule by claim has a message of its own already.",
    remedy: "Remove message, or write the rule as an expression.",
  },
  {
    fields: ["requiredValue"],
    says: "may not be specified when expression is set",
    cause: "FIELD: requiredValue belongs to claim, not to an expression.",
    remedy: "Compare with the value inside the expression, and remove requiredValue.",
  },
  {
    fields: ["claim", "expression"],
    says: "Duplicate value",
    cause: "FIELD: the same rule is there twice.",
    remedy:
      'Remove the second one. For one claim with several values write an expression: claims.x in ["a", "b"].',
  },
  {
    fields: ["key"],
    says: "Duplicate value",
    cause: "FIELD: two attributes have the same key.",
    remedy: "Rename or remove one of the two.",
  },
  {
    fields: ["key"],
    says: "Required value",
    cause: "FIELD is missing: every extra attribute needs a key.",
    remedy: "Write a key with a domain: example.com/tenant.",
  },
  {
    fields: ["key"],
    says: "must be lowercase",
    cause: "FIELD has capital letters.",
    remedy:
      "Write the key in lower case: the server refuses others, because HTTP headers lose their case.",
  },
  {
    fields: ["key"],
    says: "are reserved for Kubernetes use",
    cause: "FIELD is in a domain that is reserved for Kubernetes.",
    remedy: "Use a domain of your own.",
  },
  {
    fields: ["key"],
    says: "must be a domain-prefixed path",
    cause: "FIELD has no domain before a slash.",
    remedy: "Write a domain, a slash and a name: example.com/tenant.",
  },
  {
    fields: ["key"],
    says: "Invalid value",
    cause: "FIELD is not a domain, a slash and a path.",
    remedy:
      "Write it in lower case with letters, digits, - and dots before the slash: example.com/tenant.",
  },
  {
    fields: ["valueExpression"],
    says: "Required value",
    cause: "FIELD is missing: every extra attribute needs an expression.",
    remedy: "Write valueExpression: 'claims.?tenant.orValue(\"\")'.",
  },
  {
    fields: ["expression"],
    says: "claims.email_verified must be used",
    cause: "FIELD reads claims.email and nothing reads claims.email_verified.",
    remedy:
      "Add a claimValidationRule: claims.?email_verified.orValue(true) == true. Only claims.email_verified and claims.?email_verified count.",
  },
  {
    fields: ["expression"],
    says: "Required value",
    cause: "FIELD is missing: a userValidationRule needs an expression.",
    remedy: "Write the expression over user, or remove the rule.",
  },
  {
    fields: ["conditions"],
    says: "enabled should be set to true",
    cause: "FIELD: conditions need enabled: true.",
    remedy: "Set anonymous.enabled to true, or remove the conditions.",
  },
  {
    fields: ["jwt"],
    says: "Too many",
    cause: "FIELD has more than 64 entries.",
    remedy: "Keep the entries that are in use; one entry can take several audiences.",
  },
  {
    fields: ["anonymous"],
    says: "flag cannot be set when anonymous field is configured",
    cause: "FIELD and the flag --anonymous-auth exclude each other.",
    remedy: "Remove the flag, or the field.",
  },
];
