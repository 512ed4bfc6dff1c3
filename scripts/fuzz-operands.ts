// Puts values of every kind into every place of an expression that takes one, and compares our answers with those of
// the program that KUBE_ORACLE names: types, values, errors, costs.
//
//   VERSION=1.37 COUNT=10000 SEED=1 KUBE_ORACLE=… npx tsx scripts/fuzz-operands.ts

import { libraries } from "../lib/cel/library/all.ts";
import type { Overload } from "../lib/cel/library/declaration.ts";
import { createRandom } from "../lib/testing/random.ts";
import { compareAnswers } from "./compare-answers.ts";
import { readFuzzSettings } from "./fuzz-settings.ts";

const { version, count, seed } = readFuzzSettings({ count: 10000 });
const random = createRandom(seed);

const claims = {
  s: "ab",
  n: 3,
  f: 2.5,
  big: 2 ** 60,
  t: true,
  nul: null,
  l: ["b", "a"],
  e: [],
  mixed: [1, "a", null, { a: 1 }, [1]],
  m: { a: 1, b: "x" },
  ll: [[1, 2], [3]],
  "a-b": "dash",
  u: "日本🙂é",
};

/** Values by what is behind them in Go. */
const values = [
  ...["1", "-1", "9223372036854775807", "1u", "1.5", "-0.0", "double('NaN')", "true", "null"],
  ...[
    "''",
    "'a'",
    "'日🙂'",
    "b'a'",
    "b'\\xff'",
    "timestamp(0)",
    "duration('-1.5s')",
    "int",
    "type([])",
  ],
  ...[
    "[]",
    "[1, 2]",
    "['b', 'a']",
    "[[1], [2]]",
    "[1] + [2]",
    "'a,b'.split(',')",
    "[3, 1].map(x, x)",
  ],
  ...[
    "{}",
    "{'a': 1}",
    "{1: 'x'}",
    "{'a': 1}.transformMap(k, v, v)",
    "1/0",
    "[1/0]",
    "lists.range(3)",
  ],
  ...[
    "optional.none()",
    "optional.of(1)",
    "optional.of(optional.none())",
    "claims.?s",
    "claims.?nope",
  ],
  ...[
    "ip('1.2.3.4')",
    "cidr('1.2.3.0/24')",
    "url('https://a')",
    "quantity('1Gi')",
    "semver('1.2.3')",
  ],
  ...["format.uuid()", "google.protobuf.Struct{fields: {'a': 1}}", "google.protobuf.Empty{}"],
  ...[
    "google.protobuf.Int64Value{value: 1}",
    "claims",
    "claims.nope",
    "claims.l + ['z']",
    "claims.m.?a",
  ],
  ...Object.keys(claims).map((name) => `claims[${JSON.stringify(name)}]`),
];

/** Places besides the functions of the libraries; `#` is the value. */
const places = [
  ...["#", "type(#)", "#.a", "#['a']", "#[0]", "#.?a", "#[?0]", "has(#.a)", "#.x.y", "{'a': 1}[#]"],
  ...[
    "[1, 2][#]",
    "claims[#]",
    "claims.m[#]",
    "claims.l[?#]",
    "[#]",
    "[?#]",
    "{'k': #}",
    "{?'k': #}",
  ],
  ...[
    "{#: 1}",
    "# ? 1 : 2",
    "true ? # : 1",
    "# && true",
    "false || #",
    "# in #",
    "'a' in #",
    "# == 1",
  ],
  ...[
    "#.map(x, x)",
    "#.map(x, true, x)",
    "#.filter(x, true)",
    "#.all(x, x == 1)",
    "#.exists_one(x, true)",
  ],
  ...[
    "#.exists(i, v, v == i)",
    "#.transformList(i, v, [i, v])",
    "#.transformMap(i, v, v)",
    "#.sortBy(x, x)",
  ],
  ...[
    "#.transformMapEntry(i, v, {v: i})",
    "[1].map(x, #)",
    "[1].all(x, #)",
    "[1].transformMapEntry(i, v, #)",
  ],
  ...["#.optMap(x, x)", "#.optFlatMap(x, optional.of(x))", "optional.of(1).optFlatMap(x, #)"],
  ...[
    "'%s'.format([#])",
    "'%s'.format([[#]])",
    "'%s'.format([{'k': #}])",
    "'%d %f'.format([#, #])",
  ],
  ...["google.protobuf.StringValue{value: #}", "google.protobuf.Value{number_value: #}"],
  ...["google.protobuf.Struct{fields: #}", "google.protobuf.Timestamp{seconds: #}"],
];

const expressions = [...places, ...libraries.flatMap(callsOf)].flatMap((place) =>
  values.flatMap((value) => {
    const operand = /^[\w.]+$|^\S*\)$/.test(value) ? value : `(${value})`;
    return [place.replaceAll("#", () => operand), place.replaceAll("#", () => `dyn(${operand})`)];
  }),
);
const requests = [...new Set(expressions)]
  .filter((_, __, all) => random.chance(count / all.length))
  .map((expression) => ({ op: "cel", expression, variable: "claims", value: claims }));
const tally = await compareAnswers(version, requests);
console.log(`${version}: ${tally.asked} asked, ${tally.differ} differ, ${tally.unstable} unstable`);
process.exitCode = tally.differ === 0 ? 0 : 1;

/** A library's functions with the value as each of their arguments in turn. */
function callsOf({ functions }: (typeof libraries)[number]): string[] {
  return functions.flatMap(({ name, overloads }) =>
    overloads.flatMap((overload) => overload.parameters.map((_, at) => call(name, overload, at))),
  );
}

function call(name: string, { style, parameters }: Overload, at: number): string {
  const args = parameters.map((_, index) => (index === at ? "#" : random.pick(values)));
  const [first = "", second = "", third = ""] = args;
  const operator = /^_(\W+)_$/.exec(name)?.[1];
  if (operator !== undefined) return `${first} ${operator} ${second}`;
  if (/^\W_$/.test(name)) return `${name[0]}(${first})`;
  switch (name) {
    case "_[_]":
      return `${first}[${second}]`;
    case "_[?_]":
      return `${first}[?${second}]`;
    case "_?._":
      return `${first}.?a`;
    case "_?_:_":
      return `${first} ? ${second} : ${third}`;
    case "@in":
      return `${first} in ${second}`;
  }
  return style === "receiver"
    ? `(${first}).${name}(${args.slice(1).join(", ")})`
    : `${name}(${args.join(", ")})`;
}
