import { checkAnswers, fillAnswers } from "../catalogue/answers.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { Answers, CatalogueEntry, Persona, Want } from "../catalogue/entry.ts";
import { type Composed, composeIssuer } from "../compose/compose-issuer.ts";
import { type Ending, isSameEnding, judgeClaims } from "../compose/judge.ts";
import type { ProofCase } from "../compose/prove-merge.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { explainError } from "../explain/causes/explain-error.ts";
import { readClaims } from "../explain/causes/verdict.ts";
import { lintConfiguration } from "../lint/lint.ts";
import type { Span } from "../source/span.ts";
import { decodeToken } from "../token/decode-token.ts";
import { describeToken } from "../token/describe.ts";
import { addPersonas } from "./compose-tests.ts";
import type { AnalysisInput } from "./input.ts";

/** An issuer of the catalogue that shall be added. */
export interface ComposeRequest {
  /** `CatalogueEntry.id`. */
  readonly entry: string;
  readonly answers: Answers;
  /** The text of the list of tests, to keep the personas in. */
  readonly tests?: string;
}

/** What adding an issuer does. Texts are untrusted: they hold answers and claims. */
export type ComposeView =
  | {
      readonly kind: "composed";
      readonly fix: Fix;
      /** The entry that both populations are in then, and what was compared before and after. */
      readonly merge?: {
        readonly index: number;
        readonly differences: readonly string[];
        readonly tokens: number;
      };
      readonly personas: readonly PersonaView[];
      /** What the changed configuration has that the present one has not: findings above "info", and every error. */
      readonly findings: readonly Pick<Diagnostic, "severity" | "message" | "hint">[];
      /** The configuration has errors of its own: the personas were judged by the new entry alone. */
      readonly alone: boolean;
      /** The list of tests with the personas that end as they must; undefined if it cannot be added to. */
      readonly tests?: string;
    }
  | {
      readonly kind: "refused";
      readonly reason: string;
      /** The URL of the entry that stands in the way, in the configuration. */
      readonly entry?: Span;
    };

/** A made-up token with what must become of it, and what does. */
export interface PersonaView {
  readonly id: string;
  readonly title: string;
  readonly want: Want;
  readonly got: {
    readonly verdict: "authenticated" | "unauthorized" | "unknown";
    readonly username?: string;
    readonly groups?: readonly string[];
    /** Of a refusal: the message of the rule, or what is wrong in a few words. */
    readonly reason?: string;
  };
  /** It ends as it must, or as it did before by another entry. */
  readonly agrees: boolean;
  /** Not the new entry but one that is there lets it in, as it did before. */
  readonly asBefore?: true;
  readonly source: Persona["source"];
}

/** Tries an issuer: what would be written, and what becomes of its personas. Undefined if the answers are not complete. */
export async function viewComposition(
  input: AnalysisInput,
  { entry: id, answers: given, tests: present }: ComposeRequest,
): Promise<ComposeView | undefined> {
  const entry = catalogue.find((each) => each.id === id);
  if (entry === undefined) return undefined;
  const answers = fillAnswers(entry, given);
  if (checkAnswers(entry, answers).length > 0) return undefined;
  const { configuration: text, minor, now, disallowedIssuers } = input;
  const composed = await composeIssuer({
    text,
    entry,
    answers,
    minor,
    now,
    disallowedIssuers,
    tokens: tokensOf(input),
  });
  if (composed.kind === "refused") return composed;
  const { edits, merge } = composed;
  const personas = await judgePersonas(input, entry, answers, composed);
  const kept = new Set(
    personas.flatMap(({ id, agrees, asBefore }) => (agrees && !asBefore ? [id] : [])),
  );
  const tests =
    present === undefined
      ? undefined
      : addPersonas(
          present,
          entry.title,
          entry.personas(answers).filter((persona) => kept.has(persona.id)),
        );
  return {
    kind: "composed",
    fix: { id: "compose/add-issuer", title: `Add ${entry.title}`, edits },
    ...(merge && { merge }),
    personas,
    findings: newFindings(input, composed),
    alone: composed.loaded.compiled === undefined,
    ...(tests !== undefined && { tests }),
  };
}

type Done = Extract<Composed, { kind: "composed" }>;

async function judgePersonas(
  { minor, now }: AnalysisInput,
  entry: CatalogueEntry,
  answers: Answers,
  { loaded, alone, before: { compiled: present } }: Done,
): Promise<readonly PersonaView[]> {
  const compiled = loaded.compiled ?? alone.compiled;
  const views: PersonaView[] = [];
  if (compiled === undefined) return views;
  for (const { id, title, claims, want, source } of entry.personas(answers)) {
    const ending = await judgeClaims(compiled, claims, { minor, now });
    const earlier = present && (await judgeClaims(present, claims, { minor, now }));
    const got = describeEnding(ending);
    const asBefore =
      want.verdict === "unauthorized" &&
      earlier?.user !== undefined &&
      isSameEnding(earlier, ending);
    const agrees = asBefore || isAsWanted(want, got);
    views.push({ id, title, want, got, agrees, ...(asBefore && { asBefore }), source });
  }
  return views;
}

function describeEnding({ user, log, unknown }: Ending): PersonaView["got"] {
  if (unknown) return { verdict: "unknown" };
  if (user !== undefined) {
    return { verdict: "authenticated", username: user.username, groups: user.groups };
  }
  const reason = messageOfRule(log ?? "") ?? explainError(log ?? "")?.cause;
  return { verdict: "unauthorized", ...(reason !== undefined && { reason }) };
}

/** What a rule says of a token that it refuses, out of the line of the log. */
function messageOfRule(log: string): string | undefined {
  const before = "' failed: ";
  const at = log.lastIndexOf(before);
  if (at === -1 || !log.slice(0, at).includes("validation expression '")) return undefined;
  const message = log.slice(at + before.length);
  return message.endsWith("]") ? message.slice(0, -1) : message;
}

// Which of several rules refuses it first is no matter.
function isAsWanted(want: Want, got: PersonaView["got"]): boolean {
  if (want.verdict === "unauthorized") return got.verdict === "unauthorized";
  return (
    got.verdict === "authenticated" &&
    got.username === want.username &&
    JSON.stringify(got.groups) === JSON.stringify(want.groups)
  );
}

function newFindings(input: AnalysisInput, { text, loaded, before }: Done) {
  const { minor, target, now, configuration } = input;
  const keyOf = ({ code, message }: Diagnostic) => `${code}\n${message}`;
  const known = new Set([
    ...before.diagnostics.map(keyOf),
    ...lintConfiguration({ text: configuration, minor, target, loaded: before, now }).map(keyOf),
  ]);
  return [...loaded.diagnostics, ...lintConfiguration({ text, minor, target, loaded, now })]
    .filter((each) => each.severity !== "info" && !known.has(keyOf(each)))
    .map(({ severity, message, hint }) => ({
      severity,
      message,
      ...(hint !== undefined && { hint }),
    }));
}

// The token that is looked at, and those that are kept.
function tokensOf({ token, savedTokens = [], minor }: AnalysisInput): readonly ProofCase[] {
  const all = [{ name: "The token", text: token }, ...savedTokens];
  return all.flatMap(({ name, text }): ProofCase[] => {
    if (text.trim() === "") return [];
    const claims = readClaims(describeToken(decodeToken(text), minor));
    return claims === undefined ? [] : [{ title: name, claims }];
  });
}
