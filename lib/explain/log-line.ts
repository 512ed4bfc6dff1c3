import { logPatterns } from "./log-patterns.ts";

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
  const known = logPatterns.find(({ says }) => says.test(error));
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
const longest = 20_000;

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
