import { loadConfiguration } from "../authn/load.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { Minor } from "../kube/minor.ts";
import { type LintToken, lintConfiguration } from "../lint/lint.ts";

/** The parts of a configuration that a test cares about; the others are harmless. Values are YAML, one line or a block. */
export interface Draft {
  readonly url?: string;
  readonly audiences?: readonly string[];
  readonly authority?: string;
  readonly username?: string;
  readonly groups?: string;
  readonly uid?: string;
  readonly extra?: string;
  readonly rules?: readonly string[];
  readonly userRules?: readonly string[];
  /** Lines at the top of the file. */
  readonly head?: string;
}

/** A text to lint, and what else the lints look at. */
export interface Case {
  readonly text: string;
  readonly minor?: Minor;
  readonly target?: string;
  readonly token?: LintToken;
}

/** 2026-01-01. */
export const testNow = 1_767_225_600;

/** A whole configuration with an issuer for each draft. */
export function write(...drafts: readonly Draft[]): string {
  const head = drafts.map((draft) => draft.head ?? "").join("");
  return `# Who may enter.
apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration # of the API server
${head}jwt:
${drafts.map(writeIssuer).join("")}`;
}

/** All findings about a text: the server's and ours. */
export function inspect({ text, minor = 37, target = "static-pod", token }: Case): Diagnostic[] {
  const loaded = loadConfiguration(text, { minor });
  const lints = lintConfiguration({
    text,
    minor,
    target,
    loaded,
    now: testNow,
    ...(token && { token }),
  });
  return [...loaded.diagnostics, ...lints];
}

/** The text after a repair. */
export function applyFix(text: string, { edits }: Fix): string {
  const sorted = [...edits].sort((a, b) => b.span.start - a.span.start);
  return sorted.reduce(
    (left, { span, newText }) => left.slice(0, span.start) + newText + left.slice(span.end),
    text,
  );
}

function writeIssuer(draft: Draft, index: number): string {
  const { rules = [], userRules = [], audiences = [`kubernetes-${index}`] } = draft;
  const lines = [
    "# The issuer.",
    "- issuer:",
    `    url: ${draft.url ?? `https://issuer-${index}.example.com`} # exactly as in iss`,
    "    audiences: # whom the tokens are for",
    ...audiences.map((audience) => `    - ${audience}`),
    ...(audiences.length > 1 ? ["    audienceMatchPolicy: MatchAny"] : []),
    ...(draft.authority === undefined ? [] : [`    certificateAuthority: ${draft.authority}`]),
    ...(rules.length > 0 ? ["  claimValidationRules:"] : []),
    ...rules.map((rule) => `  - ${rule}`),
    "  claimMappings: # names",
    `    username: ${draft.username ?? `{claim: sub, prefix: "test-${index}:"}`}`,
    ...(draft.groups === undefined ? [] : [`    groups: ${draft.groups}`]),
    ...(draft.uid === undefined ? [] : [`    uid: ${draft.uid}`]),
    ...(draft.extra === undefined ? [] : ["    extra:", `    - ${draft.extra}`]),
    ...(userRules.length > 0 ? ["  userValidationRules: # last"] : []),
    ...userRules.map((rule) => `  - ${rule}`),
    "# The end of the issuer.",
  ];
  return `${lines.join("\n")}\n`;
}
