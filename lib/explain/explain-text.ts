import type { CauseCode } from "../diagnostics/cause-code.ts";
import { explainDenial, explainEscalation, readDenial, readEscalation } from "./causes/access.ts";
import { after, type Cause } from "./causes/cause.ts";
import {
  explainClient,
  explainDiscovery,
  explainIssuerLog,
  explainKubelogin,
  readEntraError,
} from "./causes/client.ts";
import { explainCommandFailed, explainConfigError } from "./causes/config.ts";
import { explainError } from "./causes/explain-error.ts";
import { explainIssuerState } from "./causes/issuer.ts";
import { explainOtherAuthenticator } from "./causes/other-authenticators.ts";
import type { Explanation, Writer } from "./explanation.ts";
import { readRecords } from "./log/read-records.ts";
import type { LogRecord } from "./log/record.ts";
import { explainObject, findLines, findObjects, readPrintedObject } from "./objects.ts";
import { explainKubeloginClaims, explainNamed, explainWhoami } from "./printed.ts";

/** In UTF-16 units: whole logs are read in parts by their own reader. */
const longestText = 200_000;

/**
 * Explains what a person pastes to ask "what does this mean?": lines of kube-apiserver's log in any of its forms, what
 * clients print, API objects (Status, audit events, reviews). Of several lines the cause counts, not its consequence.
 * Undefined if nothing in the text is about authentication or access.
 */
export function explainText(pasted: string): Explanation | undefined {
  const text = pasted.trim();
  if (text === "" || text.length > longestText) return undefined;
  const objects = readObjects(text);
  const explained = objects.flatMap((value) => explainObject(value) ?? []);
  if (explained.length > 0) return best(explained);
  const printed = explainWhoami(text) ?? explainNamed(text) ?? explainKubeloginClaims(text);
  if (printed !== undefined) return printed;
  const ofLines = (log: string) =>
    best(readRecords(log).flatMap((record) => explainRecord(record) ?? []));
  return ofLines(text) ?? ofLines(linesInside(text));
}

// What collectors of logs put lines into: docker, journald, Loki, CloudWatch, Google Cloud.
function linesInside(text: string): string {
  if (!/^[{[]/.test(text)) return "";
  const whole = parseJson(text);
  const values = whole === undefined ? text.split(/\r?\n(?=\{)/).map(parseJson) : [whole];
  return values.flatMap((value) => findLines(value)).join("\n");
}

/** Explains one entry of a log; undefined if it is not about authentication or access. */
export function explainRecord(record: LogRecord): Explanation | undefined {
  return explainServerRecord(record) ?? explainIssuerRecord(record) ?? explainClientRecord(record);
}

const requestMessage = "Unable to authenticate the request";

// What kube-apiserver writes, by its message; the error alone is taken too.
function explainServerRecord({ message, error, file, status }: LogRecord): Explanation | undefined {
  if (message === requestMessage && error !== undefined)
    return ofServer(error, explainError(error));
  const old = after(message, `${requestMessage} due to an error: `);
  if (old !== undefined) return ofServer(old, explainError(old));
  if (message === requestMessage) return ofServer(message, lost);
  const moment = moments[message];
  if (moment !== undefined && error !== undefined) {
    if (message === "failed to update authentication config") {
      const inner = error.startsWith("[") ? error.slice(1) : error;
      return ofServer(error, explainIssuerState(inner) ?? explainConfigError(error, "reload"));
    }
    return ofServer(
      error,
      message === "command failed"
        ? explainCommandFailed(error)
        : explainConfigError(error, moment),
    );
  }
  if (message === initializing && error !== undefined) {
    return ofServer(error, explainIssuerState(`${initializing}: ${error}`));
  }
  const answered = statusOf(message, status);
  if (answered !== undefined) return ofServer(message, answered);
  const state = explainIssuerState(message);
  if (state !== undefined) return ofServer(message, state);
  // k3s and RKE2 run kube-apiserver inside of themselves.
  const exited = /^(?:kube-)?apiserver exited: /.exec(message)?.[0];
  if (exited !== undefined) {
    const why = message.slice(exited.length);
    return ofServer(why, explainCommandFailed(why));
  }
  if (message === "Failed to make webhook authenticator request" && error !== undefined) {
    return ofServer(error, explainOtherAuthenticator(error));
  }
  // kube-apiserver repeats the error on its standard error stream.
  const started = explainConfigError(after(message, "Error: ") ?? message, "start");
  if (started !== undefined) return ofServer(message, started);
  const bare = serverErrors.some((start) => message.startsWith(start));
  if (bare) return ofServer(message, explainError(message));
  const known = file === "authentication.go" ? explainError(message) : undefined;
  return known && ofServer(message, known);
}

const initializing = "oidc authenticator: initializing plugin";

// httplog.go: "HTTP" verb="LIST" URI="/api/v1/pods" … resp=401
function statusOf(message: string, status: string | undefined): Cause | undefined {
  return message === "HTTP" && status === "401" ? lost : undefined;
}

const moments: Readonly<Record<string, "start" | "reload">> = {
  "command failed": "start",
  "failed to load authentication config": "reload",
  "failed to validate authentication config": "reload",
  "failed to update authentication config": "reload",
  "failed to read authentication config file": "reload",
};

/** Beginnings of the authenticator's errors when they are pasted without the line around them. */
const serverErrors = [
  "[invalid bearer token",
  "invalid bearer token",
  "oidc: verify token: ",
  "oidc: error evaluating ",
  "oidc: parse ",
  "oidc: email not verified",
  "oidc: required claim ",
  "oidc: empty username",
  "oidc: could not expand",
  "oidc: authenticator not initialized",
  "expression '",
];

const lost: Cause = {
  code: "unauthorized",
  cause: "The API server refused a request with 401, and this line does not hold the reason.",
  remedy:
    "Find the line “Unable to authenticate the request” of the same moment in the log of kube-apiserver, and paste it with what follows err=.",
};

const unknownError: Cause = {
  code: "unauthorized",
  cause:
    "The request was refused with 401. The message is not one that the authenticators of kube-apiserver 1.30 to 1.38 write.",
  remedy: "Paste the token or its claims to see which step fails.",
};

function ofServer(error: string, cause: Cause | undefined): Explanation {
  return { by: "kube-apiserver", error, ...(cause ?? unknownError) };
}

// What kubectl, kubelogin and other clients print.
function explainClientRecord({
  message,
  error,
  file,
  process,
}: LogRecord): Explanation | undefined {
  const text = error === undefined ? message : `${message}: ${error}`;
  const denial = readDenial(text);
  const by: Writer = clientOf(text, file, process);
  const escalation = readEscalation(text);
  if (escalation !== undefined) {
    return { by, error: text, user: escalation, ...explainEscalation(escalation.username) };
  }
  if (denial !== undefined) {
    const { username, question } = denial;
    const common = { by, error: denial.text, user: { username }, question };
    return { ...common, ...explainDenial(denial) };
  }
  if (by === "kubelogin") {
    const inner = text.split("get-token: ").slice(1).join("get-token: ") || text;
    const failed = text.startsWith("error: ") || text.includes("authentication error");
    if (failed) return { by, error: inner, ...explainKubelogin(inner) };
  }
  const discovery = explainDiscovery(text);
  if (discovery !== undefined) return { by, error: text, ...discovery };
  const client = explainClient(text);
  return client && { by, error: text, ...client };
}

function clientOf(text: string, file: string | undefined, process: string | undefined): Writer {
  // A client that started kubelogin names it, and prints the line itself.
  const started = text.includes("getting credentials: ");
  if (
    (!started && /\bget-token: |oidc-login|kubelogin|oidc discovery error/.test(text)) ||
    file === "get_token.go" ||
    process === "kubelogin"
  ) {
    return "kubelogin";
  }
  const kubectl =
    file === "memcache.go" ||
    /^(?:error: You must be logged in|error: |Error from server|Unable to connect to the server|Warning: )/.test(
      text,
    );
  return kubectl ? "kubectl" : "client";
}

// Identity providers write logfmt or key=value with their own words: Dex, Keycloak.
function explainIssuerRecord({ message, level }: LogRecord): Explanation | undefined {
  const dex =
    /^error$/i.test(level ?? "") &&
    /^(?:Failed to (?:authenticate|login|get user)|failed to (?:redeem|refresh|exchange|authenticate|initialize server)|Invalid client_secret)/i.test(
      message,
    );
  const entra = readEntraError(message);
  if (entra !== undefined) return { by: "issuer", error: message, ...entra };
  const keycloak = /\btype="?(?:LOGIN|CODE_TO_TOKEN|REFRESH_TOKEN|CLIENT_LOGIN)_ERROR"?/.test(
    message,
  );
  if (!dex && !keycloak) return undefined;
  return { by: "issuer", error: message, ...explainIssuerLog(message) };
}

type Members = Readonly<Record<string, unknown>>;

// Whole objects: one, or several of which each begins a line, as logs and jq print them.
function readObjects(text: string): readonly Members[] {
  const printed = readPrintedObject(text);
  if (printed !== undefined) return findObjects(printed);
  if (!/^[{[]/.test(text)) return readAuditLines(text);
  const whole = parseJson(text);
  if (whole !== undefined) return findObjects(whole);
  return text.split(/\r?\n(?=\{)/).flatMap((part) => findObjects(parseJson(part)));
}

// Audit events that a collector wrote behind a head of its own.
function readAuditLines(text: string): readonly Members[] {
  if (!text.includes('"audit.k8s.io/')) return [];
  return text.split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf('{"kind":"Event"');
    return at === -1 ? [] : findObjects(parseJson(line.slice(at)));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// The most telling of several: the reason before what follows from it, a server's line before a client's.
function best(found: readonly Explanation[]): Explanation | undefined {
  return found.reduce<Explanation | undefined>(
    (chosen, each) => (chosen === undefined || weight(each) > weight(chosen) ? each : chosen),
    undefined,
  );
}

function weight({ code }: Explanation): number {
  return weights[code] ?? 3;
}

const weights: Readonly<Partial<Record<CauseCode, number>>> = {
  "config-decode": 5,
  "config-invalid": 5,
  "config-flags-conflict": 5,
  "config-flag-unknown": 5,
  "config-file-missing": 5,
  "cel-compile": 5,
  "issuer-tls": 4,
  "issuer-unreachable": 4,
  "issuer-mismatch": 4,
  "issuer-keys-unreadable": 4,
  "token-issuer-unknown": 2,
  "issuer-not-ready": 2,
  unauthorized: 1,
  "client-no-credentials": 1,
  none: 0,
};
