/** What happened and what to do about it, a sentence each. */
export interface Explained {
  readonly cause: string;
  readonly remedy: string;
}

/** A message of the authenticator. */
export interface LogPattern {
  readonly says: RegExp;
  /** Field below an issuer that it is about. */
  readonly field?: string;
  /** Takes the named groups of `says`. */
  readonly explain: (found: Readonly<Record<string, string>>) => Explained;
}

const evaluates =
  (what: string): LogPattern["explain"] =>
  (found) => {
    const { error = "" } = found;
    const missing = /^no such key: (.*)$/s.exec(error)?.[1];
    const cause =
      missing !== undefined
        ? `The expression for ${what} reads the claim ${missing}, which the token does not have.`
        : error.startsWith("no such overload")
          ? `The expression for ${what} combines values of types that do not go together.`
          : error === "operation cancelled: actual cost limit exceeded"
            ? `The expression for ${what} was stopped: it costs more than the server allows.`
            : `The expression for ${what} fails: ${error}.`;
    const remedy =
      missing !== undefined
        ? "Ask with has(…) or claims.?name.orValue(…) where the claim may be missing, or have the issuer send it."
        : "Paste the token to see the value of each part of the expression.";
    return { cause, remedy };
  };

/** Every error of oidc.go and of go-oidc's verify.go and jwks.go; the first that fits counts. */
export const logPatterns: readonly LogPattern[] = [
  {
    says: /^invalid bearer token$/,
    explain: () => ({
      cause: "No issuer of the configuration took the token.",
      remedy:
        "Its iss is not exactly the url of an issuer (a slash at the end counts), or it is no JWT at all.",
    }),
  },
  {
    says: /^oidc: authenticator not initialized$/,
    field: "issuer.url",
    explain: () => ({
      cause: "The API server has not yet read the issuer's discovery document.",
      remedy:
        "Look for “oidc authenticator: initializing plugin” in the log: the issuer is unreachable from the control plane, or its certificate is not trusted.",
    }),
  },
  {
    says: /^oidc authenticator: initializing plugin: (?<error>.*)$/s,
    field: "issuer.url",
    explain: ({ error = "" }) => ({
      cause: /x509|certificate/.test(error)
        ? "The API server does not trust the issuer's certificate."
        : /did not match the issuer/.test(error)
          ? "The discovery document names another issuer than the configuration."
          : "The API server cannot read the issuer's discovery document.",
      remedy: /x509|certificate/.test(error)
        ? "Put the certificate of its authority into issuer.certificateAuthority, as PEM."
        : "Fetch the document from a control-plane node, with the same authority and through the same network.",
    }),
  },
  {
    says: /id token issued by a different provider, expected "?(?<expected>[^" ]*)"? got "?(?<got>[^"]*)"?/,
    field: "issuer.url",
    explain: ({ expected = "", got = "" }) => ({
      cause: `The token is from ${got}, and the issuer that looked at it is ${expected}.`,
      remedy: "Write issuer.url exactly as the token's iss.",
    }),
  },
  {
    says: /expected audience (?:in )?(?<expected>.*) got (?<got>\[.*\])$/s,
    field: "issuer.audiences",
    explain: ({ expected = "", got = "" }) => ({
      cause:
        got === "[]"
          ? "The token is for nobody: it has no audience."
          : `The token was made for ${got}, and the configuration wants ${expected}.`,
      remedy:
        "Log in with the client id that the configuration names, or add the token's audience to issuer.audiences (with audienceMatchPolicy: MatchAny where there are several).",
    }),
  },
  {
    says: /token is expired \(Token Expiry: (?<when>[^)]*)\)/,
    explain: ({ when = "" }) => ({
      cause: when.startsWith("0001-01-01")
        ? "The token has no exp, which counts as expired."
        : `The token expired at ${when}.`,
      remedy: "Log in again; where tokens live for minutes, fetch one just before each use.",
    }),
  },
  {
    says: /before the nbf \(not before\) time/,
    explain: () => ({
      cause: "The token is not valid yet.",
      remedy: "Compare the clocks of the issuer and of the control plane: a minute is forgiven.",
    }),
  },
  {
    says: /signed with unsupported algorithm, expected \[.*\] got "(?<got>[^"]*)"/s,
    explain: ({ got = "" }) => ({
      cause: `The token is signed with ${got}, which kube-apiserver does not take.`,
      remedy: got.startsWith("HS")
        ? "Set a signing key (RSA or EC) for the client at the issuer; without one some sign with the client's secret."
        : "Have the issuer sign with RS256 or ES256.",
    }),
  },
  {
    says: /failed to verify signature: fetching keys (?<error>.*)$/s,
    field: "issuer.url",
    explain: () => ({
      cause: "The API server could not read the issuer's keys.",
      remedy: "Fetch jwks_uri from a control-plane node: one key that it does not know breaks all.",
    }),
  },
  {
    says: /failed to verify signature/,
    explain: () => ({
      cause: "The signature fits none of the issuer's keys.",
      remedy:
        "The token is from another environment of the same name, or was cut or changed on its way; after a change of keys, log in again.",
    }),
  },
  {
    says: /^oidc: verify token: oidc: malformed jwt/,
    explain: () => ({
      cause: "The token is no signed JWT.",
      remedy: "Send the ID token, whole: three parts with two dots.",
    }),
  },
  {
    says: /failed to unmarshal claims: (?<error>.*)$/s,
    explain: ({ error = "" }) => ({
      cause: `A standard claim of the token has the wrong type: ${error}.`,
      remedy: "The issuer must send it as the standard says; no mapping can mend it.",
    }),
  },
  {
    says: /could not expand distributed claims: (?<error>.*)$/s,
    field: "claimMappings.groups",
    explain: () => ({
      cause: "The token's groups stand at another server, and the API server could not get them.",
      remedy:
        "At Entra this happens above 200 groups: send app roles or only the application's groups. With groups.expression nothing is fetched.",
    }),
  },
  {
    says: /^oidc: email not verified$/,
    field: "claimMappings.username",
    explain: () => ({
      cause: "The user name is the e-mail address, and email_verified is not true.",
      remedy: "Verify the address at the issuer, or take sub for the user name.",
    }),
  },
  {
    says: /^oidc: parse 'email_verified' claim/,
    field: "claimMappings.username",
    explain: () => ({
      cause: "email_verified is no boolean.",
      remedy: "The issuer must send true or false without quotes, or sub becomes the user name.",
    }),
  },
  {
    says: /^oidc: parse (?<what>username|groups|uid) claims? "(?<claim>[^"]*)": (?<error>.*)$/s,
    explain: ({ what = "", claim = "", error = "" }) => ({
      cause:
        error === "claim not present"
          ? `The token has no claim ${claim}, which ${what} is made of.`
          : `The claim ${claim} has a type that ${what} cannot be made of: ${error}.`,
      remedy:
        error === "claim not present"
          ? "Ask for the scope that brings it, or map another claim."
          : "Map another claim, or make text of it with an expression.",
    }),
  },
  {
    says: /^oidc: empty username via CEL expression is not allowed$/,
    field: "claimMappings.username",
    explain: () => ({
      cause: "The expression for the user name gave an empty text.",
      remedy: "Map a claim that every user has.",
    }),
  },
  {
    says: /group claim expression: expression must return a string or a list of strings$/,
    field: "claimMappings.groups",
    explain: () => ({
      cause: "The expression for groups gave something else than a text or a list of texts.",
      remedy: "A bare split(…) is refused too: write split(…).map(x, x).",
    }),
  },
  {
    says: /(?<what>username|uid) claim expression must return a string$/,
    explain: ({ what = "" }) => ({
      cause: `The expression for ${what} gave something else than a text.`,
      remedy: "Wrap it in string(…).",
    }),
  },
  {
    says: /extra claim expression: .*must return a string or a list of strings$/s,
    field: "claimMappings.extra",
    explain: () => ({
      cause: "An expression of extra gave something else than a text or a list of texts.",
      remedy: "Wrap it in string(…).",
    }),
  },
  {
    says: /^oidc: required claim (?<claim>\S+) (?:not present|value does not match\. (?<values>.*))/s,
    field: "claimValidationRules",
    explain: ({ claim = "", values }) => ({
      cause:
        values === undefined
          ? `The token has no claim ${claim}, which is required.`
          : `The claim ${claim} does not have the required value. ${values}.`,
      remedy: "requiredValue is compared whole and only with texts.",
    }),
  },
  {
    says: /^oidc: parse claim (?<claim>\S+): /,
    field: "claimValidationRules",
    explain: ({ claim = "" }) => ({
      cause: `The required claim ${claim} is no text, and requiredValue is compared with texts only.`,
      remedy: `Write a rule with an expression instead: claims.${claim} == true.`,
    }),
  },
  {
    says: /claim validation expression: validation expression '.*' failed: (?<message>.*)$/s,
    field: "claimValidationRules",
    explain: ({ message = "" }) => ({
      cause: `A rule about the claims refuses the token: ${message || "it has no message"}.`,
      remedy: "Paste the token to see which part of the rule is false.",
    }),
  },
  {
    says: /user info validation rule: validation expression '.*' failed: (?<message>.*)$/s,
    field: "userValidationRules",
    explain: ({ message = "" }) => ({
      cause: `A rule about the user refuses it: ${message || "it has no message"}.`,
      remedy: "Paste the token to see the user that the mappings make.",
    }),
  },
  {
    says: /username claim expression: .*resulted in error: (?<error>.*)$/s,
    field: "claimMappings.username",
    explain: evaluates("the user name"),
  },
  {
    says: /group claim expression: .*resulted in error: (?<error>.*)$/s,
    field: "claimMappings.groups",
    explain: evaluates("groups"),
  },
  {
    says: /uid claim expression: .*resulted in error: (?<error>.*)$/s,
    field: "claimMappings.uid",
    explain: evaluates("the UID"),
  },
  {
    says: /claim validation expression: .*resulted in error: (?<error>.*)$/s,
    field: "claimValidationRules",
    explain: evaluates("a rule"),
  },
  {
    says: /user info validation rule: .*resulted in error: (?<error>.*)$/s,
    field: "userValidationRules",
    explain: evaluates("a rule about the user"),
  },
  // An error of extra lacks the words before it.
  {
    says: /^expression '.*' resulted in error: (?<error>.*)$/s,
    field: "claimMappings.extra",
    explain: evaluates("an extra"),
  },
];
