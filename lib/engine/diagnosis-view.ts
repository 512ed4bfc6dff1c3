import type { Edit, Fix } from "../diagnostics/diagnostic.ts";
import type { VerdictCause } from "../explain/causes/verdict.ts";
import type { UserInfo } from "../kube/user-info.ts";
import type { DocumentId } from "../source/span.ts";
import { diagnose, type TriedFix } from "./diagnose/diagnose.ts";
import type { AnalysisInput } from "./input.ts";
import { externalSourceOf, type Queries } from "./queries.ts";

/** What helps against the verdict: changes that were tried. Its texts can hold claim values: untrusted text. */
export interface DiagnosisView {
  readonly cause?: VerdictCause;
  readonly fixes: readonly FixView[];
}

/** A change of the documents, and what becomes of the token by it. */
export interface FixView {
  readonly fix: Fix;
  readonly after: {
    /** "loads": the server takes the file, and nothing is known of a token. */
    readonly verdict: "authenticated" | "would-be-authenticated" | "unauthorized" | "loads";
    readonly user?: UserInfo | undefined;
    /** The answer to the question of the access part, if there is one. */
    readonly allowed?: boolean | undefined;
  };
}

/** Tries what could help, for the page: each fix is a whole run of the engine, so this is work that can wait. */
export async function viewDiagnosis(
  input: AnalysisInput,
  queries: Queries,
): Promise<DiagnosisView> {
  const { configuration, bindings, minor, target, disallowedIssuers, authorizationModes } = input;
  const token = queries.token(input.token);
  const { external } = queries.external(externalSourceOf(input));
  const { cause, fixes } = await diagnose({
    ...{ configuration, bindings, minor, target, disallowedIssuers, authorizationModes },
    credential: token.credential,
    external,
    now: input.now,
    question: input.access?.question,
    namespace: input.namespace ?? "",
    compile: queries.compile(minor),
    token: queries.describe({ text: input.token, minor }),
  });
  return { ...(cause && { cause }), fixes: fixes.map((fix) => viewFix(fix, input)) };
}

function viewFix(
  { id, title, configuration, bindings, after }: TriedFix,
  input: AnalysisInput,
): FixView {
  const edits = [
    ...(configuration === undefined
      ? []
      : [editBetween("configuration", input.configuration, configuration)]),
    ...(bindings === undefined ? [] : [editBetween("bindings", input.bindings, bindings)]),
  ];
  return { fix: { id, title, edits }, after: { ...after, verdict: verdictOf(after) } };
}

function verdictOf({ verdict, user }: TriedFix["after"]): FixView["after"]["verdict"] {
  if (verdict === "authenticated" || verdict === "unauthorized") return verdict;
  return user === undefined ? "loads" : "would-be-authenticated";
}

/** The one replacement that turns a text into another: without what is equal at both ends. */
function editBetween(document: DocumentId, before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return {
    document,
    span: { start, end: before.length - end },
    newText: after.slice(start, after.length - end),
  };
}
