import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseAny } from "../../go/parse-json.ts";
import type { PlainValue } from "../../go/plain-value.ts";
import { compileExpression } from "../compile.ts";
import { formatType } from "../types.ts";
import { isError, typeName } from "../values.ts";
import { evaluate } from "./evaluate.ts";
import { claimsValue, lazyMap, toCel, toUnescaping } from "./input.ts";
import { toJson } from "./json.ts";
import { planExpression } from "./plan.ts";

interface Recorded {
  readonly id: string;
  readonly request: {
    readonly expression: string;
    readonly variable?: string;
    readonly value?: object;
  };
  readonly answer: Readonly<Record<string, unknown>>;
}

/** What the recording holds that no other program can: addresses in the memory of the recorder. */
const unrepeatable = /0x[0-9a-f]{6}|\*main\./;

test.each(["cel.jsonl", "cel-overloads.jsonl"])(
  "%s: type, value, error and cost are the server's",
  (file) => {
    const lines = readFileSync(new URL(`../../testing/recorded/${file}`, import.meta.url), "utf8")
      .trim()
      .split("\n");
    const wrong: unknown[] = [];
    for (const line of lines) {
      if (unrepeatable.test(line)) continue;
      const { id, request, answer: want } = JSON.parse(line) as Recorded;
      const got = answer(request);
      if (JSON.stringify(normalize(want)) !== JSON.stringify(normalize(got)))
        wrong.push({ id, want, got });
    }
    expect(wrong).toEqual([]);
  },
);

function answer({ expression, variable, value }: Recorded["request"]): Record<string, unknown> {
  const name = variable === "user" ? "user" : "claims";
  const compiled = compileExpression(expression, { minor: 37, variable: name });
  if (compiled.kind === "failed") return { compileError: compiled.message };
  const type = formatType(compiled.checked.outputType);
  if (value === undefined) return { type };
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return { compileError: planned.message };
  const { result, cost } = evaluate(planned.program, variableOf(name, value));
  if (isError(result)) return { type, cost, evalError: result.message };
  return { type, cost, valueType: typeName(result), value: toJson(result) };
}

/** The recorder gives `user` as the JSON that it was asked with. */
function variableOf(name: "claims" | "user", value: object) {
  if (name === "claims") return claimsValue(value, 37);
  const plain = parseAny(JSON.stringify(value)) as ReadonlyMap<string, PlainValue>;
  return lazyMap("kubernetes.UserInfo", plain.keys(), (field) =>
    plain.has(field) ? toUnescaping(toCel(plain.get(field) as PlainValue, false)) : undefined,
  );
}

/** Members and the entries of printed maps in one order; syntax errors are the parser's own tests' matter. */
function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value === "string" && /^(\[.*)?map\[/.test(value)) return [...value].sort().join("");
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([key, entry]) => [key, normalize(entry)])
    .sort();
}
