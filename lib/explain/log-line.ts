/** What a line of kube-apiserver's log, or of kubectl, says happened. Its texts may hold claim values: hostile text. */
export interface LogExplanation {
  /** Who wrote the line. */
  readonly by: "kube-apiserver" | "kubectl";
  /** The error without what the server puts around it: "oidc: email not verified". */
  readonly error: string;
  /** What happened, in a sentence. */
  readonly cause: string;
  /** What to do about it, in a sentence or two. */
  readonly remedy: string;
  /** The expression that the line names, as it stands in the configuration. */
  readonly expression?: string;
  /** Field below an issuer that the line is about: "claimMappings.username". */
  readonly field?: string;
  /** What was not allowed, as a question for `can-i`: "list pods -n app", and to whom. */
  readonly denied?: { readonly question: string; readonly username: string };
}

/**
 * Explains a line of the log, with or without its head, in text or JSON, or what kubectl prints. Undefined where the
 * text is nothing of the kind. The words are those of oidc.go, go-oidc's verify.go and kubectl's errors.
 */
export function explainLogLine(pasted: string): LogExplanation | undefined {
  const text = pasted.trim();
  if (text.length > longest) return undefined;
  const forbidden = explainForbidden(text);
  if (forbidden !== undefined) return forbidden;
  if (/must be logged in to the server|^error: .*\(?Unauthorized\)?$/.test(text)) {
    return { by: "kubectl", error: text, ...unauthorized };
  }
  const error = errorOf(text);
  if (error === undefined) return undefined;
  const known = explanations.find(({ says }) => says.test(error));
  const match = known?.says.exec(error);
  const expression = expressionOf(error);
  return {
    by: "kube-apiserver",
    error,
    ...(known === undefined ? unknown : known.explain(match?.groups ?? {})),
    ...(known?.field !== undefined && { field: known.field }),
    ...(expression !== undefined && { expression }),
  };
}

/** A line is longer than a token only by what it quotes. */
const longest = 100_000;

const unauthorized = {
  cause: "The server answered 401 and does not tell its clients why.",
  remedy:
    "The reason stands in kube-apiserver's log, in the line “Unable to authenticate the request”. Paste that line, or the token.",
};

const unknown = {
  cause: "The authenticator refused the token with a message that is not one of the usual ones.",
  remedy: "Paste the token to see which step fails.",
};

// Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "app"
function explainForbidden(text: string): LogExplanation | undefined {
  const match =
    /User "(?<user>(?:[^"\\]|\\.)*)" cannot (?<verb>\w+) (?:resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)"|path "(?<path>[^"]+)")(?: in the namespace "(?<namespace>[^"]+)"| at the cluster scope)?/.exec(
      text,
    );
  const { user = "", verb = "", resource, group, path, namespace } = match?.groups ?? {};
  if (match === null) return undefined;
  const what = path ?? [resource, group].filter(Boolean).join(".");
  const anonymous = user === "system:anonymous";
  return {
    by: "kubectl",
    error: match[0],
    cause: anonymous
      ? "The request carried no token that an issuer took, so it went on as system:anonymous, which may not do this."
      : `The token was accepted: its user is ${user}. No role that is bound to it allows this.`,
    remedy: anonymous
      ? "This is a 401 in disguise: look at the token and how it is sent, not at the roles."
      : "Compare the name with the subjects of the bindings: the access part finds those that miss by a hair.",
    denied: {
      question: `${verb} ${what}${namespace === undefined ? "" : ` -n ${namespace}`}`,
      username: user,
    },
  };
}

// The authenticator's own error: without the log's head, the quotes around it and the message of the loopback token.
function errorOf(text: string): string | undefined {
  const quoted = /\berr="((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  const json = text.startsWith("{")
    ? /"err(?:or)?":\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]
    : undefined;
  const raw = quoted ?? json;
  const whole = raw === undefined ? text : unquote(raw).trim();
  const inner = /^\[invalid bearer token, (.*)\]$/s.exec(whole)?.[1] ?? whole;
  const known =
    inner === "invalid bearer token" || /^oidc: |^expression '|^oidc authenticator: /.test(inner);
  return known ? inner : undefined;
}

function unquote(escaped: string): string {
  return escaped.replaceAll(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function expressionOf(error: string): string | undefined {
  return (
    /(?:validation )?expression '(.*)' (?:resulted in error: |failed: )/s.exec(error)?.[1] ??
    /extra claim expression: (.*): expression must return a string or a list of strings$/s.exec(
      error,
    )?.[1]
  );
}

interface Explained {
  readonly cause: string;
  readonly remedy: string;
}

interface Pattern {
  readonly says: RegExp;
  readonly field?: string;
  readonly explain: (found: Readonly<Record<string, string>>) => Explained;
}

const evaluates =
  (what: string): Pattern["explain"] =>
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

/** The first that fits counts. */
const explanations: readonly Pattern[] = [
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
