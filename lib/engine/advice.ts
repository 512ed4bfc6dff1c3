import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { rawText } from "../go/parse-json.ts";
import type { LintToken } from "../lint/lint.ts";
import { type DecodedToken, readMember } from "../token/decode-token.ts";
import type { TokenDescription } from "../token/describe.ts";
import type { Authentication, Step } from "../token/trace.ts";
import type { AnalysisInput } from "./input.ts";
import { type LintQuestion, sourceOf } from "./queries.ts";

/** What the lints are asked with: they know of a token only what is in LintToken. */
export function lintQuestionOf(
  input: AnalysisInput,
  { header, claims }: DecodedToken,
  { issuedAt, expiresAt }: TokenDescription,
): LintQuestion {
  const algorithm = readMember(header, "alg");
  const issuer = readMember(claims, "iss");
  return {
    source: sourceOf(input),
    target: input.target,
    // A certificate does not expire by the second, and the clock may tick.
    now: input.now - (input.now % 60),
    token: {
      ...(algorithm !== undefined && { algorithm }),
      ...(issuer !== undefined && { issuer }),
      ...(issuedAt !== undefined && { issuedAt }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...identityOf(claims),
    },
  };
}

// Which claims are whole numbers, and which repository a job is of.
function identityOf(claims: DecodedToken["claims"]): Pick<LintToken, "numbers" | "repository"> {
  const numbers = numbersOf(claims);
  const read = (name: string) => readMember(claims, name) ?? "";
  const [owner = "", name = "", ...more] = read("repository").split("/");
  const [ownerId, id] = [read("repository_owner_id"), read("repository_id")];
  const isRepository = more.length === 0 && owner !== "" && name !== "";
  const repository = { owner, ownerId, name, id };
  return {
    ...(numbers.length > 0 && { numbers }),
    ...(isRepository && isDigits(ownerId) && isDigits(id) && { repository }),
  };
}

// Exact as written: a fraction is not used as an id.
function numbersOf(claims: DecodedToken["claims"]): readonly string[] {
  if (claims?.root.kind !== "object") return [];
  const { keys, values } = claims.root;
  const names = keys.filter((name, i) => {
    const node = values[i];
    return (
      keys.lastIndexOf(name) === i &&
      node?.kind === "number" &&
      isDigits(rawText(claims, node)) &&
      !times.has(name)
    );
  });
  return names.slice(0, mostNumbers).sort();
}

const times = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);
const mostNumbers = 50;

function isDigits(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}

/**
 * What to offer beside a refusal: the repairs of our findings in the field whose step failed, errors first; for a token
 * that no issuer is the issuer of, those of the issuers' URLs. Takes all findings of the configuration.
 */
export function fixesFor(
  authentication: Authentication,
  diagnostics: readonly Diagnostic[],
): readonly Fix[] {
  if (authentication.verdict !== "refused") return [];
  const ours = diagnostics.filter(
    ({ source, document }) => source === "claimcheck" && document === "configuration",
  );
  const failed = findFailed(authentication);
  const relevant =
    failed === undefined
      ? ours.filter(({ code }) => code === "lint/issuer-slash")
      : narrow(
          ours.filter((found) => refusing.has(found.code) && liesIn(found, failed)),
          failed.message ?? "",
        );
  return bestFixes([...relevant].sort((a, b) => order[a.severity] - order[b.severity]));
}

/**
 * What to offer if the server would not run the configuration: the repairs of its errors, the server's and ours, all
 * at once if there are several. Takes all findings.
 */
export function repairsFor(diagnostics: readonly Diagnostic[]): readonly Fix[] {
  const broken = diagnostics.filter(
    ({ severity, document }) => severity === "error" && document === "configuration",
  );
  const fixes = bestFixes(broken);
  const edits = fixes.flatMap((fix) => fix.edits).sort((a, b) => a.span.start - b.span.start);
  const overlap = edits.some(({ span }, i) => span.start < (edits[i - 1]?.span.end ?? 0));
  if (fixes.length < 2 || overlap) return fixes.slice(0, mostFixes);
  const all = {
    id: "advice/all",
    title: fixes.length === 2 ? "Apply both fixes" : `Apply all ${fixes.length} fixes`,
    edits,
  };
  return [all, ...fixes.slice(0, mostFixes)];
}

const mostFixes = 3;

// The first repair of each finding, each once.
function bestFixes(findings: readonly Diagnostic[]): readonly Fix[] {
  const seen = new Set<string>();
  return findings
    .flatMap(({ fixes = [] }) => fixes.slice(0, 1))
    .filter(({ edits }) => {
      const key = JSON.stringify(edits);
      return !seen.has(key) && seen.add(key);
    });
}

function findFailed({ issuers, decidedBy }: Authentication): Step | undefined {
  const decided = issuers.find(({ index }) => index === decidedBy);
  return decided?.steps.find(({ verdict }) => verdict === "failed");
}

function liesIn({ path, span }: Diagnostic, step: Step): boolean {
  if (step.path === "") return false;
  if (path === step.path || path.startsWith(`${step.path}.`)) return true;
  return step.span !== undefined && step.span.start <= span.start && span.end <= step.span.end;
}

// Of several findings in the field those that the server's words speak of.
function narrow(found: readonly Diagnostic[], message: string): readonly Diagnostic[] {
  const key = /no such key: ([^,"\n]*)/.exec(message)?.[1];
  const fitting = found.filter(({ code, message: ours }) => {
    if (key !== undefined) return ours.includes(key);
    const words = speaks[code];
    return words !== undefined && message.includes(words);
  });
  return fitting.length > 0 ? fitting : found;
}

/** Findings about what refuses tokens; the others are about whom it lets in. */
const refusing = new Set([
  "lint/claim-case",
  "lint/immutable-subject",
  "lint/issuer-slash",
  "lint/missing-claim",
  "lint/number-identity",
  "lint/required-value",
  "lint/split-as-groups",
  "lint/string-plus-list",
  "lint/version-spelling",
]);

/** What the server says if such a finding is the cause. */
const speaks: Readonly<Record<string, string>> = {
  "lint/number-identity": "no such overload",
  "lint/split-as-groups": "must return a string or a list of strings",
  "lint/string-plus-list": "no such overload",
  "lint/version-spelling": "no such overload",
};

const order = { error: 0, warning: 1, info: 2 } as const;
