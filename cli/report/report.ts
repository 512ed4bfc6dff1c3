import type { TestFix, TurnedTests } from "../../lib/engine/tests/turned-tests.ts";
import type { Span } from "../../lib/source/span.ts";

/** What a command found out, in a form that every output is written from. */
export interface Report {
  readonly command: "test" | "validate";
  readonly files: readonly FileReport[];
}

/** One file that was checked. */
export interface FileReport {
  readonly path: string;
  /** Its text, for excerpts. */
  readonly text: string;
  readonly findings: readonly ReportFinding[];
  readonly tests: readonly ReportTest[];
}

/** Something about a place in a file. */
export interface ReportFinding {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly hint?: string;
  readonly span: Span;
}

/** A test with one version. Its texts are masked already. */
export interface ReportTest {
  readonly name: string;
  readonly version: string;
  readonly span: Span;
  readonly passed: boolean;
  readonly mismatches: readonly {
    readonly field: string;
    readonly expected: string;
    readonly actual: string;
    readonly span: Span;
  }[];
  /** Changes that were tried and turn it, with the tests that they turn or break. */
  readonly fixes?: readonly TestFix[];
}

/** "turns a, b; breaks c"; of many tests the first five by name. */
export function describeTurned({ turns, breaks }: TurnedTests): string {
  const parts = [
    ...(turns.length === 0 ? [] : [`turns ${listNames(turns)}`]),
    ...(breaks.length === 0 ? [] : [`breaks ${listNames(breaks)}`]),
  ];
  return parts.length === 0 ? "turns no test" : parts.join("; ");
}

const namesShown = 5;

function listNames(names: readonly string[]): string {
  const more = names.length - namesShown;
  if (more <= 1) return names.join(", ");
  return `${names.slice(0, namesShown).join(", ")} and ${more} more`;
}

/** A line and a column, from 1. Columns count UTF-16 units, as SARIF's default does. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of an offset in a text. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** One mismatch in a line: `can get pods: denied in default`. */
export function describeMismatch({
  field,
  expected,
  actual,
}: ReportTest["mismatches"][number]): string {
  return field === "can" || field === "cannot"
    ? `${field} ${expected}: ${actual}`
    : `${field}: expected ${expected}, got ${actual}`;
}

/** A text without what moves a terminal's cursor or hides: control characters as escapes. */
export function showSafely(text: string): string {
  return text.replace(
    controls,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
