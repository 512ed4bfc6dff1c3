import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answerLine } from "../cli/answer/answer.ts";
import knownGaps from "./testing/known-gaps.json" with { type: "json" };

/**
 * Replays the answers that were recorded from kube-apiserver's own code, with the functions of the answering command.
 * Two grades: the verdict, and the server's words. `testing/known-gaps.json` lists what is not equal yet, with the reason; a
 * gap that closes fails here until it is struck off.
 */
const folder = new URL("./testing/recorded/", import.meta.url);

const files = [
  "validate.jsonl",
  "authenticate.jsonl",
  "cel.jsonl",
  "cel-overloads.jsonl",
  "rbac.jsonl",
  "presets.jsonl",
  "versions.jsonl",
  "authenticate-versions.jsonl",
  "cel-versions.jsonl",
  "cel-corners.jsonl",
  "release-1.38.jsonl",
  "keys-versions.jsonl",
  "validate-corners.jsonl",
  "authenticate-corners.jsonl",
];

describe("recorded answers", () => {
  test.each(files)(
    "%s is answered as it was recorded, but for the known gaps",
    async (file) => {
      const verdicts: string[] = [];
      const texts: string[] = [];
      const known = [...gapsOf(knownGaps.verdicts, file), ...gapsOf(knownGaps.texts, file)];
      const unknown: string[] = [];
      for (const { name, request, want, byVersion } of readCases(file)) {
        const got = JSON.parse(await answerLine(JSON.stringify(request))) as Answer;
        const op = request.op;
        const verdictOf = byVersion && op === "validate" ? isValid : verdict;
        if (!same(verdictOf(got, op), verdictOf(want, op))) verdicts.push(name);
        else if (!byVersion && !same(words(got, op), words(want, op))) texts.push(name);
        else continue;
        if (!known.includes(name)) unknown.push(describeGap(name, request, want, got));
      }
      expect({ verdicts, texts }, unknown.slice(0, 5).join("\n\n")).toEqual({
        verdicts: gapsOf(knownGaps.verdicts, file),
        texts: gapsOf(knownGaps.texts, file),
      });
    },
    120_000,
  );
});

interface Case {
  readonly name: string;
  readonly request: { readonly op: string };
  readonly want: Answer;
  readonly byVersion: boolean;
}

type Answer = Readonly<Record<string, unknown>>;

function* readCases(file: string): Generator<Case> {
  for (const line of readFileSync(new URL(file, folder), "utf8").split("\n")) {
    if (line === "") continue;
    const { id, request, answer, answers } = JSON.parse(line);
    if (answers === undefined) yield { name: id, request, want: answer, byVersion: false };
    for (const [version, want] of Object.entries(answers ?? {})) {
      yield {
        name: `${id}@${version}`,
        request: { ...request, version },
        want: want as Answer,
        byVersion: true,
      };
    }
  }
}

/** A question that is answered in another way, for the one who reads a failing test. */
function describeGap(name: string, request: object, want: Answer, got: Answer): string {
  const lines = { question: request, wanted: want, got };
  return [
    name,
    ...Object.entries(lines).map(([key, value]) => `  ${key}: ${JSON.stringify(order(value))}`),
  ].join("\n");
}

function gapsOf(gaps: Readonly<Record<string, Readonly<Record<string, string>>>>, file: string) {
  return Object.keys(gaps[file] ?? {});
}

function isValid(answer: Answer): unknown {
  return answer.valid === true;
}

function verdict(answer: Answer, op: string): unknown {
  const errors = list(answer.errors).map(({ type, field }) => [type, field]);
  switch (op) {
    case "validate":
      return [answer.valid === true, "decodeError" in answer, errors];
    case "authenticate": {
      if ("decodeError" in answer || "errors" in answer) return ["decodeError" in answer, errors];
      const answering = list(answer.issuers).filter(({ ok, error }) => ok || error);
      return [
        answer.authenticated === true,
        user(answer.user),
        answering.map(({ issuer }) => issuer),
      ];
    }
    case "cel":
      if ("compileError" in answer) return "compile error";
      if ("evalError" in answer) return [answer.type, "run-time error"];
      return [answer.type, answer.valueType, answer.value];
    default:
      return [
        list(answer.decisions).map(({ allowed }) => allowed === true),
        rules(answer.resourceRules),
        rules(answer.nonResourceRules),
      ];
  }
}

function words(answer: Answer, op: string): unknown {
  const errors = list(answer.errors).map(({ error }) => error);
  switch (op) {
    case "validate":
      return [answer.decodeError, errors];
    case "authenticate":
      return [answer.log, answer.decodeError, errors];
    case "cel":
      return [answer.compileError, answer.evalError, answer.cost];
    default:
      return list(answer.decisions).map(({ reason }) => Boolean(reason));
  }
}

function user(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return null;
  const { username, uid = "", groups, extra } = value as Answer;
  return { username, uid, groups: sorted(list(groups)), extra: extra ?? {} };
}

// Rules come in no fixed order, nor do the words of one.
function rules(value: unknown): unknown {
  return sorted(
    list(value).map((rule) =>
      Object.fromEntries(Object.entries(rule).map(([key, words]) => [key, sorted(list(words))])),
    ),
  );
}

function list(value: unknown): Answer[] {
  return Array.isArray(value) ? value : [];
}

function sorted(values: readonly unknown[]): string[] {
  return values.map((value) => JSON.stringify(order(value))).sort();
}

// Members of objects have no order.
function order(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(order);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, order(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(order(one)) === JSON.stringify(order(other));
}
