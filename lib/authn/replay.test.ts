import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { newestMinor, parseMinor } from "../kube/minor.ts";
import { loadConfiguration } from "./load.ts";

interface Request {
  readonly config?: string;
  readonly disallowedIssuers?: readonly string[];
}

interface Answer {
  readonly valid?: boolean;
  readonly decodeError?: string;
  readonly errors?: readonly unknown[];
}

interface Case {
  readonly id: string;
  readonly request: Request;
  readonly answer: Answer;
}

function readCases<T>(file: string): T[] {
  const text = readFileSync(new URL(`../testing/recorded/${file}`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

const validations = readCases<Case>("validate.jsonl");

describe("kube-apiserver 1.37 answered of a configuration", () => {
  test.each(validations)("$id gives the recorded errors", ({ request, answer }) => {
    const { decodeError, errors } = load(request);
    const got =
      decodeError === undefined
        ? { valid: errors.length === 0, errors }
        : { valid: false, decodeError };
    expect(got).toEqual(answer);
  });
});

describe("each version answered of a configuration", () => {
  const cases = readCases<Omit<Case, "answer"> & { answers: Record<string, Answer> }>(
    "versions.jsonl",
  );
  test.each(cases)("$id gives the recorded errors of each version", ({ request, answers }) => {
    for (const [version, answer] of Object.entries(answers)) {
      const minor = parseMinor(version) ?? newestMinor;
      const { decodeError, errors, compiled } = load(request, minor);
      expect({
        version,
        valid: compiled !== undefined,
        decodeError,
        errors: decodeError === undefined ? errors : undefined,
      }).toEqual({ version, ...answer, valid: answer.valid === true });
    }
  });
});

describe("the configuration of each preset loads or fails as the server has it", () => {
  test.each(readCases<Case>("presets.jsonl"))(
    "$id gives the recorded errors",
    ({ request, answer }) => {
      const { decodeError, errors } = load(request);
      expect({ decodeError, errors }).toEqual({
        decodeError: answer.decodeError,
        errors: answer.errors ?? [],
      });
    },
  );
});

describe("the span of every recorded error covers what is wrong", () => {
  const refused = validations.filter(({ answer }) => (answer.errors?.length ?? 0) > 0);
  test.each(refused)("$id has its error at the wrong text", ({ request }) => {
    const text = request.config ?? "";
    const { diagnostics } = load(request);
    expect(diagnostics.map((found) => describeSpan(text, found)).filter(Boolean)).toEqual([]);
  });
});

function load({ config = "", disallowedIssuers = [] }: Request, minor = newestMinor) {
  return loadConfiguration(config, { minor, disallowedIssuers });
}

/** What is wrong with a finding's span; undefined if it is right. Another parser says what is in the text. */
function describeSpan(text: string, { path, span, message }: Diagnostic): string | undefined {
  const covered = text.slice(span.start, span.end);
  if (covered === "") return `${path}: nothing is covered`;
  let value: unknown = parse(text, { version: "1.1", merge: true });
  let name = "";
  for (const [, key, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const below: unknown = (value as Record<string, unknown>)?.[key ?? index ?? ""];
    if (below === undefined)
      return isAround(covered, name, value) ? undefined : `${path}: ${covered}`;
    value = below;
    name = key ?? "";
  }
  const column = /<input>:1:(\d+):/.exec(message)?.[1];
  if (typeof value === "string" && column !== undefined) {
    return holdsColumn(covered, value, Number(column))
      ? undefined
      : `${path}: ${covered} is not at column ${column} of ${value}`;
  }
  const read: unknown = parse(covered, { version: "1.1" });
  return JSON.stringify(read) === JSON.stringify(value) ? undefined : `${path}: covers ${covered}`;
}

// A finding of the compiler covers the part of the expression that the server's column points into.
function holdsColumn(covered: string, value: string, column: number): boolean {
  const part = covered.includes("\\") ? String(JSON.parse(`"${covered}"`)) : covered;
  const at = Math.min(column - 1, value.length - 1);
  for (let from = value.indexOf(part); from >= 0; from = value.indexOf(part, from + 1)) {
    if (from <= at && at < from + part.length) return true;
  }
  return false;
}

// Of an absent field the name of what is around it is shown, or the beginning of a list's item.
function isAround(covered: string, name: string, value: unknown): boolean {
  if (name !== "") return (parse(covered) as unknown) === name;
  const first = Object.keys(value as object)[0] ?? "{}";
  return covered.includes(first) || covered.includes("{");
}
