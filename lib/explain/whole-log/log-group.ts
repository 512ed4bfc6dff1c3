import type { CauseCode } from "../../diagnostics/cause-code.ts";
import type { Explanation, Writer } from "../explanation.ts";

/** Failures of a log with one cause, about one issuer and expression. No value of a claim and no token is in it. */
export interface LogGroup {
  readonly code: CauseCode;
  readonly by: Writer;
  /** Field below an issuer that the entries are about: "claimMappings.username". */
  readonly field?: string;
  /** The expression of the configuration that the entries quote. */
  readonly expression?: string;
  /** The claim that is read, by its name. */
  readonly claim?: string;
  /** The address of the issuer, if the entries name it: issuer.url or a document of it. */
  readonly issuer?: string;
  /** issuer.audiences as the entries quote it. */
  readonly audiences?: string;
  /** What was asked, without names: "list pods". */
  readonly request?: string;
  /** What the server says of its own configuration; it quotes no token. */
  readonly error?: string;
  readonly count: number;
  readonly first?: LogMoment;
  readonly last?: LogMoment;
  /** Counted from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** How many different users the entries name. */
  readonly users: number;
  /** Some of their names, only if they were asked for. Untrusted text. */
  readonly names?: readonly string[];
}

/** When an entry was written: a moment, or month, day and time as klog writes them. */
export type LogMoment =
  | { readonly kind: "moment"; readonly milliseconds: number }
  | { readonly kind: "written"; readonly text: string };

/** What makes a group: equal ones are counted together. */
export type GroupKey = Pick<
  LogGroup,
  "code" | "by" | "field" | "expression" | "claim" | "issuer" | "audiences" | "request" | "error"
>;

/** What an entry is counted under. Only what comes from the configuration and the server is in it. */
export function keyOf(found: Explanation): GroupKey {
  const { code, by, field, expression, claim, error = "", question } = found;
  const own = saysConfiguration(code) ? cutText(error) : undefined;
  const issuer = code.startsWith("issuer-") ? addressOf(error) : undefined;
  const audiences = code === "token-audience" ? audiencesOf(error) : undefined;
  const request = code.startsWith("access-") ? requestOf(question) : undefined;
  return {
    ...{ code, by },
    ...(field !== undefined && { field }),
    ...(expression !== undefined && { expression }),
    ...(claim !== undefined && { claim }),
    ...(issuer !== undefined && { issuer }),
    ...(audiences !== undefined && { audiences }),
    ...(request !== undefined && { request }),
    ...(own !== undefined && { error: own }),
  };
}

function saysConfiguration(code: CauseCode): boolean {
  return code.startsWith("config-") || code === "cel-compile";
}

/** In UTF-16 units. */
const longestError = 600;

function cutText(text: string): string {
  return text.length <= longestError ? text : `${text.slice(0, longestError)} …`;
}

const discoveryPath = "/.well-known/openid-configuration";

// `Get "https://idp.example.com/.well-known/openid-configuration": dial tcp …`, `expected "https://a" got "https://b"`.
function addressOf(error: string): string | undefined {
  const at = error.indexOf('"https://');
  const end = at < 0 ? -1 : error.indexOf('"', at + 1);
  if (end < 0 || end - at > 2000) return undefined;
  const address = error.slice(at + 1, end);
  return address.endsWith(discoveryPath) ? address.slice(0, -discoveryPath.length) : address;
}

// oidc: expected audience "kubernetes" got ["grafana"]
function audiencesOf(error: string): string | undefined {
  const begin = "expected audience ";
  const at = error.indexOf(begin);
  const end = at < 0 ? -1 : error.indexOf(" got [", at);
  return end < 0 ? undefined : error.slice(at + begin.length, end);
}

// `get pods/web -n app` without the name and the namespace; a path stays, without what follows its second part.
function requestOf(question: string | undefined): string | undefined {
  const [verb, target = "", ...rest] = (question ?? "").split(" ");
  if (verb === undefined || verb === "") return undefined;
  const what = target.startsWith("/")
    ? target.split("/").slice(0, 3).join("/")
    : (target.split("/")[0] ?? "");
  const part = rest.find((word) => word.startsWith("--subresource="));
  return [verb, what, ...(part === undefined ? [] : [part])].join(" ");
}
