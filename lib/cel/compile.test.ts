import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Minor } from "../kube/minor.ts";
import { minors } from "../kube/minor.ts";
import { compileExpression } from "./compile.ts";
import type { CelVariable } from "./program.ts";
import { formatType } from "./types.ts";

interface Case {
  readonly name: string;
  readonly input: string;
  readonly minor?: Minor;
  readonly variable?: CelVariable;
  /** The type, or every line of the failure without its snippets. */
  readonly want: string;
}

const undeclared = (at: string, name: string) =>
  `compilation failed: ERROR: <input>:${at}: undeclared reference to '${name}' (in container '')`;
const failed = (at: string, message: string) =>
  `compilation failed: ERROR: <input>:${at}: ${message}`;
const overload = (at: string, name: string, types: string) =>
  failed(at, `found no matching overload for '${name}' applied to '${types}'`);
const crash = "kube-apiserver crashes on this expression: ";

const cases: readonly Case[] = [
  { name: "a claim is any", input: "claims.sub", want: "google.protobuf.Any" },
  { name: "what is in a claim is dyn", input: "claims.a.b", want: "dyn" },
  {
    name: "any is no range",
    input: "claims.groups.map(g, g)",
    want: failed(
      "1:7",
      "expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)",
    ),
  },
  { name: "dyn is a range", input: "dyn(claims.groups).map(g, g)", want: "list(dyn)" },
  { name: "concatenation makes a range", input: "(claims.g + []).map(x, x)", want: "list(dyn)" },
  { name: "an optional claim", input: "claims.?a", want: "optional_type(google.protobuf.Any)" },
  {
    name: "an optional claim in 1.30",
    input: "claims.?a",
    minor: 30,
    want: "optional(google.protobuf.Any)",
  },
  { name: "a user", input: "user", variable: "user", want: "kubernetes.UserInfo" },
  {
    name: "a user's extra",
    input: "user.extra.map(k, user.extra[k])",
    variable: "user",
    want: "list(list(string))",
  },
  {
    name: "a field that a user lacks",
    input: "user.unknown == 'foo'",
    variable: "user",
    want: failed("1:5", "undefined field 'unknown'"),
  },
  {
    name: "the other environment's variable",
    input: "user.username",
    want: undeclared("1:1", "user"),
  },
  {
    name: "two findings in the order of places",
    input: '1 + "a" + foo',
    want: `${overload("1:3", "_+_", "(int, string)")}\nERROR: <input>:1:11: undeclared reference to 'foo' (in container '')`,
  },
  {
    name: "operands of && are named one by one",
    input: '1 || "a"',
    want: `${failed("1:1", "expected type 'bool' but found 'int'")}\nERROR: <input>:1:6: expected type 'bool' but found 'string'`,
  },
  {
    name: "a condition that is a list",
    input: "[1].all(x, [])",
    want: failed("1:12", "expected type 'bool' but found 'list(_var0)'"),
  },
  {
    name: "numbers of two types are not equal",
    input: "1.0 == 1",
    want: overload("1:5", "_==_", "(double, int)"),
  },
  { name: "numbers of two types are ordered", input: "1.0 < 2", want: "bool" },
  {
    name: "null is no int",
    input: "true ? null : 1",
    want: overload("1:6", "_?_:_", "(bool, null, int)"),
  },
  { name: "empty literals", input: "{1: []}", want: "map(int, list(dyn))" },
  { name: "an iteration variable hides a type", input: "[1].map(int, int + 1)", want: "list(int)" },
  {
    name: "a leading dot reaches past it from 1.37",
    input: "[1].map(claims, .claims)",
    want: "list(map(string, google.protobuf.Any))",
  },
  { name: "and not before", input: "[1].map(claims, .claims)", minor: 36, want: "list(int)" },
  {
    name: "a leading dot finds no local name",
    input: "[1].map(x, .x)",
    want: undeclared("1:13", ".x"),
  },
  { name: "a message", input: "google.protobuf.Int64Value{value: 1}", want: "wrapper(int)" },
  {
    name: "a message's missing field",
    input: "google.protobuf.Duration{hours: 1}",
    want: failed("1:31", "undefined field 'hours'"),
  },
  { name: "no message", input: "int{}", want: failed("1:4", "'int' is not a message type") },
  {
    name: "a literal of the user's type from 1.32",
    input: "kubernetes.UserInfo{}",
    variable: "user",
    want: "kubernetes.UserInfo",
  },
  {
    name: "which was no type before",
    input: "kubernetes.UserInfo{}",
    variable: "user",
    minor: 31,
    want: failed("1:20", "'kubernetes.UserInfo' is not a type"),
  },
  {
    name: "fields of a library's object",
    input: 'url("https://a").foo',
    want: failed("1:17", "unexpected failed resolution of 'kubernetes.URL'"),
  },
  {
    name: "fields of a library's opaque type",
    input: 'ip("1.1.1.1").foo',
    want: failed("1:14", "type 'net.IP' does not support field selection"),
  },
  {
    name: "1.32 loses a type",
    input: "claims.a.b.all(i, v, v == 1)",
    minor: 32,
    want: overload("1:24", "_==_", "(, int)"),
  },
  {
    name: "and finds it missing late",
    input: "claims.a.b.transformList(i, v, v)",
    minor: 32,
    want: "unexpected compilation error: missing type conversion to proto: ",
  },
  {
    name: "mixed list",
    input: "[1, claims.a.b]",
    want: failed("1:13", "expected type 'int' but found 'dyn'"),
  },
  {
    name: "mixed list of lists",
    input: '[[1], ["a"]]',
    want: failed("1:7", "expected type 'list(int)' but found 'list(string)'"),
  },
  {
    name: "mixed lists are fine as arguments of format",
    input: '"%s".format([[1, "a"].map(x, x)])',
    want: "string",
  },
  {
    name: "in 1.30 only right there",
    input: '"%s".format([[1, "a"].map(x, x)])',
    minor: 30,
    want: failed("1:18", "expected type 'int' but found 'string'"),
  },
  {
    name: "a bad duration",
    input: 'duration("1s") + duration("zz")',
    want: failed("1:27", "invalid duration argument"),
  },
  {
    name: "a timestamp out of range",
    input: "timestamp(253402300800)",
    want: failed("1:11", "invalid timestamp argument"),
  },
  {
    name: "a bad pattern",
    input: 'claims.x.matches("(")',
    want: failed("1:18", "invalid matches argument"),
  },
  {
    name: "the global form validates the text",
    input: 'matches("(", "a")',
    want: failed("1:9", "invalid matches argument"),
  },
  {
    name: "a bad pattern found later",
    input: 'claims.x.find("(")',
    want: "program instantiation failed: error parsing regexp: missing closing ): `(`",
  },
  {
    name: "a conversion that fails",
    input: 'double("0x10")',
    want: "program instantiation failed: type conversion error from 'string' to 'double'",
  },
  {
    name: "bytes that are no text",
    input: 'string(b"\\xff")',
    want: "program instantiation failed: invalid UTF-8 in bytes, cannot convert to string",
  },
  {
    name: "a constant of no type for it",
    input: "string(dyn([1]))",
    want: "program instantiation failed: no such overload: string(list)",
  },
  {
    name: "a constant that is no index",
    input: 'dyn({"a": 1})[b"x"]',
    want: "program instantiation failed: invalid qualifier type: types.Bytes",
  },
  {
    name: "a type without a value",
    input: "duration",
    want: "program instantiation failed: reference to undefined type: duration",
  },
  {
    name: "an iteration variable taken for a type",
    input: "[type(1)].map(x, x)",
    want: "program instantiation failed: reference to undefined type: x",
  },
  {
    name: "format refuses any",
    input: '"%s".format([claims.sub])',
    want: failed(
      "1:20",
      "error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given google.protobuf.Any",
    ),
  },
  { name: "but not in 1.30", input: '"%s".format([claims.sub])', minor: 30, want: "string" },
  {
    name: "too few arguments",
    input: '"%s %d".format([1])',
    want: failed("1:15", "index 1 out of range"),
  },
  {
    name: "too many arguments",
    input: '"a".format(["x"])',
    want: failed("1:11", "too many arguments supplied to string.format (expected 0, got 1)"),
  },
  {
    name: "an unknown clause",
    input: '"%q".format([1])',
    want: failed("1:12", 'could not parse formatting clause: unrecognized formatting clause "q"'),
  },
  {
    name: "an optional entry of any",
    input: "[?claims.x]",
    want: `${crash}an optional entry of a literal must have an optional type, not dyn or any`,
  },
  {
    name: "bytes as constant keys",
    input: '{b"a": 1}',
    want: `${crash}runtime error: hash of unhashable type types.Bytes`,
  },
  {
    name: "format of a variable in 1.31",
    input: "string(claims.x).format([1])",
    minor: 31,
    want: "kube-apiserver 1.31 crashes on this expression: format() is called on something else than a string literal",
  },
  { name: "a finding on a second line", input: "true &&\nfoo", want: undeclared("2:1", "foo") },
  {
    name: "which up to 1.31 is the end of the first",
    input: "true &&\nfoo",
    minor: 31,
    want: undeclared("1:9", "foo"),
  },
  {
    name: "names of Object's prototype",
    input: "user.constructor",
    variable: "user",
    want: failed("1:5", "undefined field 'constructor'"),
  },
];

test.each(cases)(
  "compileExpression compiles $name: $input",
  ({ input, minor = 37, variable = "claims", want }) => {
    const result = compileExpression(input, { minor, variable });
    const got =
      result.kind === "compiled"
        ? formatType(result.checked.outputType)
        : result.message.replaceAll(/\n \| .*/g, "");
    expect(got).toBe(want);
  },
);

describe("what doubles with every level ends with our own words", () => {
  const parts =
    "Claimcheck does not follow this expression: written out it has more than 200,000 parts, as each chained optMap and optFlatMap doubles what is before it; kube-apiserver would run out of time or memory on a longer chain";
  const types =
    "Claimcheck does not follow this expression: one of its types has more than 10,000 parts; kube-apiserver would run out of time or memory on deeper nesting";

  test.each<{ name: string; input: string; minor?: Minor; want: string }>([
    { name: "chained optMap", input: `claims.?a${".optMap(x, x)".repeat(60)}`, want: parts },
    {
      name: "chained optMap where the copies share their ids",
      input: `claims.?a${".optMap(x, x)".repeat(60)}`,
      minor: 31,
      want: parts,
    },
    {
      name: "chained optFlatMap",
      input: `optional.of(1)${".optFlatMap(x, optional.of(x))".repeat(60)}`,
      want: parts,
    },
    { name: "maps of maps", input: `[1]${".map(x, {x: x})".repeat(60)}`, want: types },
    {
      name: "optionals of maps",
      input: `[optional.of(1)]${".map(x, optional.of({x: x}))".repeat(60)}`,
      want: types,
    },
    {
      name: "a few of them are an ordinary expression",
      input: `claims.?a${".optMap(x, x)".repeat(8)}`,
      want: "optional_type(google.protobuf.Any)",
    },
    {
      name: "and so is a long text",
      input: `[${"1,".repeat(40_000)}1]`,
      want: "list(int)",
    },
  ])("$name", ({ input, minor = 37, want }) => {
    const result = compileExpression(input, { minor, variable: "claims" });
    expect(result.kind === "compiled" ? formatType(result.checked.outputType) : result).toEqual(
      result.kind === "compiled"
        ? want
        : expect.objectContaining({ kind: "failed", message: want, crash: true }),
    );
  });
});

test("a finding carries its place, and the whole expression for the editor", () => {
  expect(compileExpression("'é🙂' + foo.bar", { minor: 37, variable: "claims" })).toMatchObject({
    kind: "failed",
    message:
      "compilation failed: ERROR: <input>:1:8: undeclared reference to 'foo' (in container '')\n" +
      " | 'é🙂' + foo.bar\n | .．．....^",
    issues: [{ start: 8, end: 11, line: 1, column: 7 }],
  });
});

test("what refers to what", () => {
  const result = compileExpression("size(claims.groups) > 0 && optional.none().hasValue()", {
    minor: 37,
    variable: "claims",
  });
  const references = result.kind === "compiled" ? [...result.checked.references.values()] : [];
  expect(references).toEqual([
    { name: "claims", overloads: [] },
    { overloads: ["size_bytes", "size_list", "size_map", "size_string"] },
    { overloads: ["greater_int64"] },
    { overloads: ["optional_none"] },
    { overloads: ["optional_hasValue"] },
    { overloads: ["logical_and"] },
  ]);
});

describe("recorded answers", () => {
  interface Answer {
    readonly type?: string;
    readonly compileError?: string;
  }
  interface Recorded {
    readonly id: string;
    readonly request: { readonly expression: string; readonly variable?: CelVariable };
    readonly answer?: Answer;
    readonly answers?: Readonly<Record<string, Answer>>;
  }

  /** Ids whose text differs; a verdict never does. By version only the verdict is recorded. */
  const differentTexts: Readonly<Record<string, readonly string[]>> = {
    "cel.jsonl": [],
    "cel-overloads.jsonl": [],
    "cel-versions.jsonl": [],
  };

  test.each(Object.keys(differentTexts))(
    "expressions in %s have the recorded types and errors",
    (file) => {
      const wrong: unknown[] = [];
      const different = new Set<string>();
      for (const line of readFileSync(`lib/testing/recorded/${file}`, "utf8").trim().split("\n")) {
        const { id, request, answer, answers } = JSON.parse(line) as Recorded;
        for (const minor of minors) {
          const want = answers?.[`1.${minor}`] ?? (minor === 37 ? answer : undefined);
          if (want === undefined) continue;
          const variable = request.variable ?? "claims";
          const got = compileExpression(request.expression, { minor, variable });
          const type = got.kind === "compiled" ? formatType(got.checked.outputType) : undefined;
          if (type !== want.type) wrong.push({ id, minor, type, want });
          else if (got.kind === "failed" && got.message !== (want.compileError || got.message)) {
            different.add(id);
          }
        }
      }
      expect(wrong).toEqual([]);
      expect([...different]).toEqual(differentTexts[file]);
    },
  );
});
