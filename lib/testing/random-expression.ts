import type { Choices } from "./random.ts";

/* Random expressions for tests and for comparison with a real server: most of them compile, few of them make sense. */

type Kind =
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bool"
  | "bytes"
  | "timestamp"
  | "duration"
  | "list"
  | "map"
  | "optional"
  | "any"
  | "type";

/** The claims that the expressions read. */
export const randomClaims = {
  sub: "jane",
  empty: "",
  groups: ["dev", "ops", "", "dev"],
  none: [],
  n: 3,
  f: 2.5,
  big: 9007199254740992,
  t: true,
  nul: null,
  u: "日本🙂é",
  time: "2026-01-02T03:04:05Z",
  exp: 1790000600,
  o: { k: "v", l: [1, 2, "x", null], m: { "a.b": 1, "c-d": { e: true } } },
  "a-b": "dash",
  rows: [{ name: "a", n: 1 }, { name: "b" }, "c", 4],
};

/** The text of an expression about `depth` levels deep. */
export function randomExpression(choices: Choices, depth: number): string {
  return new Generator(choices).make(choices.pick(kinds), depth);
}

const kinds: readonly Kind[] = [
  "int",
  "double",
  "string",
  "string",
  "bool",
  "bool",
  "list",
  "list",
  "map",
  "optional",
  "any",
  "any",
];

class Generator {
  readonly #choices: Choices;
  /** The variables of the macros around. */
  readonly #variables: string[] = [];

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  make(kind: Kind, depth: number): string {
    const { chance, pick } = this.#choices;
    if (this.#variables.length > 0 && chance(0.3)) return pick(this.#variables);
    if (depth <= 0) return this.#leaf(kind);
    if (chance(0.06)) return `dyn(${this.make(pick(kinds), depth - 1)})`;
    if (chance(0.06)) {
      return `(${this.make("bool", depth - 1)} ? ${this.make(kind, depth - 1)} : ${this.make(kind, depth - 1)})`;
    }
    if (chance(0.03)) return this.make(pick(kinds), depth);
    if (chance(0.04))
      return `${this.make("optional", depth - 1)}.orValue(${this.make(kind, depth - 1)})`;
    if (chance(0.04)) return this.make("any", depth - 1);
    if (chance(0.04)) return `${this.make("list", depth - 1)}[${this.make("int", depth - 2)}]`;
    switch (kind) {
      case "int":
        return pick([
          () =>
            `(${this.make("int", depth - 1)} ${pick(["+", "-", "*", "/", "%"])} ${this.make("int", depth - 1)})`,
          () => `size(${this.make(pick(["string", "list", "map", "bytes"]), depth - 1)})`,
          () => `${this.make(pick(["string", "list", "map"]), depth - 1)}.size()`,
          () =>
            `int(${this.make(pick(["double", "string", "uint", "timestamp", "duration", "any"]), depth - 1)})`,
          () => `-(${this.make("int", depth - 1)})`,
          () => `${this.make("string", depth - 1)}.indexOf(${this.make("string", depth - 1)})`,
          () =>
            `${this.make(pick(["timestamp", "timestamp", "duration"]), depth - 1)}.${pick(getters)}()`,
        ])();
      case "uint":
        return pick([
          () =>
            `(${this.make("uint", depth - 1)} ${pick(["+", "-", "*", "/", "%"])} ${this.make("uint", depth - 1)})`,
          () => `uint(${this.make(pick(["double", "string", "int"]), depth - 1)})`,
        ])();
      case "double":
        return pick([
          () =>
            `(${this.make("double", depth - 1)} ${pick(["+", "-", "*", "/"])} ${this.make("double", depth - 1)})`,
          () => `double(${this.make(pick(["int", "string", "uint", "any"]), depth - 1)})`,
          () => `-(${this.make("double", depth - 1)})`,
        ])();
      case "string":
        return this.#string(depth);
      case "bool":
        return this.#bool(depth);
      case "bytes":
        return pick([
          () => `bytes(${this.make("string", depth - 1)})`,
          () => `(${this.make("bytes", depth - 1)} + ${this.make("bytes", depth - 1)})`,
        ])();
      case "timestamp":
        return pick([
          () => `timestamp(${this.make(pick(["string", "int", "any"]), depth - 1)})`,
          () =>
            `(${this.make("timestamp", depth - 1)} ${pick(["+", "-"])} ${this.make("duration", depth - 1)})`,
        ])();
      case "duration":
        return pick([
          () => `duration(${this.make("string", depth - 1)})`,
          () => `(${this.make("timestamp", depth - 1)} - ${this.make("timestamp", depth - 1)})`,
          () =>
            `(${this.make("duration", depth - 1)} ${pick(["+", "-"])} ${this.make("duration", depth - 1)})`,
        ])();
      case "list":
        return this.#list(depth);
      case "map":
        return this.#map(depth);
      case "optional":
        return this.#optional(depth);
      case "type":
        return `type(${this.make(pick(kinds), depth - 1)})`;
      case "any":
        return this.#any(depth);
    }
  }

  #string(depth: number): string {
    const { pick } = this.#choices;
    return pick([
      () => `(${this.make("string", depth - 1)} + ${this.make("string", depth - 1)})`,
      () =>
        `string(${this.make(pick(["int", "double", "bool", "any", "timestamp", "duration", "uint", "bytes"]), depth - 1)})`,
      () => `${this.make("string", depth - 1)}.${pick(["lowerAscii", "upperAscii", "trim"])}()`,
      () =>
        `${this.make("string", depth - 1)}.replace(${this.make("string", 0)}, ${this.make("string", depth - 1)})`,
      () => `${this.make("string", depth - 1)}.substring(${this.make("int", 0)})`,
      () => `${this.make("list", depth - 1)}.join(${this.make("string", 0)})`,
      () => `${this.make("string", depth - 1)}.find("[a-d]+")`,
    ])();
  }

  #bool(depth: number): string {
    const { pick, chance } = this.#choices;
    return pick([
      () => {
        const kind = pick(kinds);
        const other = chance(0.7) ? kind : pick(kinds);
        return `(${this.make(kind, depth - 1)} ${pick(["==", "!="])} ${this.make(other, depth - 1)})`;
      },
      () => {
        const kind = pick(["int", "double", "string", "uint", "timestamp", "any"] as const);
        const other = chance(0.7) ? kind : pick(["int", "double", "any"] as const);
        return `(${this.make(kind, depth - 1)} ${pick(["<", "<=", ">", ">="])} ${this.make(other, depth - 1)})`;
      },
      () =>
        `(${this.make("bool", depth - 1)} ${pick(["&&", "||"])} ${this.make("bool", depth - 1)})`,
      () =>
        `(${this.make("bool", depth - 1)} ${pick(["&&", "||"])} ${this.make("bool", depth - 1)})`,
      () => `!${this.make("bool", depth - 1)}`,
      () =>
        `(${this.make(pick(kinds), depth - 1)} in ${this.make(pick(["list", "map"]), depth - 1)})`,
      () =>
        `${this.make("string", depth - 1)}.${pick(["contains", "startsWith", "endsWith", "matches"])}(${this.make("string", depth - 1)})`,
      () => `has(${this.make(pick(["map", "any"]), depth - 1)}.${pick(fields)})`,
      () => `has(claims.${pick(fields)})`,
      () => `${this.make("optional", depth - 1)}.hasValue()`,
      () => this.#macro(["all", "exists", "exists_one"], "bool", depth),
      () => this.#macro(["all", "exists", "exists_one"], "bool", depth),
      () => this.#macro2(["all", "exists", "existsOne"], "bool", depth),
    ])();
  }

  #list(depth: number): string {
    const { pick } = this.#choices;
    return pick([
      () => this.#elements(depth),
      () => `(${this.make("list", depth - 1)} + ${this.make("list", depth - 1)})`,
      () => this.#macro(["map", "filter"], undefined, depth),
      () => this.#macro(["map", "filter"], undefined, depth),
      () => this.#macro2(["transformList"], undefined, depth),
      () => `${this.make("string", depth - 1)}.split(${this.make("string", 0)})`,
      () => `dyn(${pick(["claims.groups", "claims.rows", "claims.o.l", "claims.none"])})`,
      () => `[${this.make(pick(kinds), depth - 1)}, ?${this.make("optional", depth - 1)}]`,
    ])();
  }

  #map(depth: number): string {
    const { pick, chance } = this.#choices;
    return pick([
      () => {
        const kind = pick(kinds);
        const key = () =>
          chance(0.8) ? `"${pick(fields)}"` : this.make(pick(["int", "bool", "uint", "string"]), 0);
        return `{${key()}: ${this.make(kind, depth - 1)}, ${key()}: ${this.make(kind, depth - 1)}}`;
      },
      () =>
        `{"k": ${this.make(pick(kinds), depth - 1)}, ?"o": ${this.make("optional", depth - 1)}}`,
      () => `dyn(${pick(["claims.o", "claims.o.m", "claims", "{}"])})`,
      () => this.#macro2(["transformMap"], undefined, depth),
      () => `${this.make("map", depth - 1)}.transformMapEntry(k, v, {v: k})`,
    ])();
  }

  #optional(depth: number): string {
    const { pick } = this.#choices;
    return pick([
      () => `optional.of(${this.make(pick(kinds), depth - 1)})`,
      () => `optional.ofNonZeroValue(${this.make(pick(kinds), depth - 1)})`,
      () => `${this.make(pick(["map", "any"]), depth - 1)}.?${pick(fields)}`,
      () => `claims.?${pick(fields)}`,
      () => `${this.make("list", depth - 1)}[?${this.make("int", depth - 1)}]`,
      () => `${this.make("optional", depth - 1)}.or(${this.make("optional", depth - 1)})`,
      () =>
        `${this.make("optional", depth - 1)}.${pick(["optMap(x, ", "optFlatMap(x, "])}${this.#within(["x"], () => this.make(pick(kinds), depth - 1))})`,
      () => `${this.make("optional", depth - 1)}.${pick(fields)}`,
      () => `${this.make("list", depth - 1)}.${pick(["first", "last"])}()`,
    ])();
  }

  #any(depth: number): string {
    const { pick } = this.#choices;
    return pick([
      () => `claims.${pick(fields)}`,
      () => `claims.o.${pick(fields)}`,
      () => `claims["${pick(fields)}"]`,
      () => `${this.make("map", depth - 1)}.${pick(fields)}`,
      () => `${this.make("any", depth - 1)}.${pick(fields)}`,
      () =>
        `${this.make("any", depth - 1)}[${this.make(pick(["string", "int", "double", "any"]), depth - 1)}]`,
      () => `${this.make("map", depth - 1)}[${this.make(pick(["string", "int"]), depth - 1)}]`,
      () => `${this.make("list", depth - 1)}[${this.make("int", depth - 1)}]`,
      () => `${this.make("optional", depth - 1)}.value()`,
      () => `${this.make("optional", depth - 1)}.orValue(${this.make(pick(kinds), depth - 1)})`,
      () => this.make("type", depth),
      () => "claims",
    ])();
  }

  #macro(names: readonly string[], body: Kind | undefined, depth: number): string {
    const { pick, chance } = this.#choices;
    const name = pick(names);
    const range = this.make(pick(["list", "list", "list", "map"]), depth - 1);
    const variable = pick(["x", "y"]);
    const kind = name === "filter" ? "bool" : (body ?? pick(kinds));
    return this.#within([variable], () => {
      const test = name === "map" && chance(0.3) ? `${this.make("bool", depth - 1)}, ` : "";
      return `${range}.${name}(${variable}, ${test}${this.make(kind, depth - 1)})`;
    });
  }

  #macro2(names: readonly string[], body: Kind | undefined, depth: number): string {
    const { pick } = this.#choices;
    const range = this.make(pick(["list", "map"]), depth - 1);
    const make = () => this.make(body ?? pick(kinds), depth - 1);
    return `${range}.${pick(names)}(i, v, ${this.#within(["i", "v"], make)})`;
  }

  #elements(depth: number): string {
    const { pick, below } = this.#choices;
    const kind = pick(kinds);
    return `[${Array.from({ length: below(4) }, () => this.make(kind, depth - 1)).join(", ")}]`;
  }

  #within(variables: readonly string[], make: () => string): string {
    this.#variables.push(...variables);
    const text = make();
    this.#variables.length -= variables.length;
    return text;
  }

  #leaf(kind: Kind): string {
    return this.#choices.pick(leaves[kind]);
  }
}

const fields = [
  "sub",
  "groups",
  "n",
  "nope",
  "o",
  "k",
  "l",
  "m",
  "nul",
  "a__dash__b",
  "a__dot__b",
  "c__dash__d",
  "name",
  "t",
  "exp",
  "rows",
];
const getters = [
  "getFullYear",
  "getHours",
  "getMinutes",
  "getSeconds",
  "getMilliseconds",
  "getDayOfWeek",
  "getMonth",
];

const leaves: Readonly<Record<Kind, readonly string[]>> = {
  int: [
    "0",
    "1",
    "2",
    "-1",
    "3",
    "9223372036854775807",
    "-9223372036854775808",
    "10",
    "size(claims.sub)",
  ],
  uint: ["0u", "1u", "3u", "18446744073709551615u"],
  double: ["0.0", "1.0", "2.5", "-1.5", "1e300", "3.0", "1790000600.0", "-0.0", "0.1"],
  string: [
    '""',
    '"a"',
    '"dev"',
    '"k"',
    '"日本🙂"',
    '"b,c,d"',
    '"2026-01-02T03:04:05Z"',
    '"90s"',
    '"3"',
    '"[a-d]"',
    "claims.sub",
    "string(claims.sub)",
    "claims.u",
  ],
  bool: ["true", "false", "claims.t", "has(claims.sub)", "claims.nope", "1/0 == 1"],
  bytes: ['b""', 'b"ab"', 'b"\\xff"'],
  timestamp: [
    'timestamp("2026-01-02T03:04:05.678Z")',
    "timestamp(0)",
    'timestamp("0001-01-01T00:00:00Z")',
  ],
  duration: ['duration("90s")', 'duration("1h30m")', 'duration("-1.5ms")', 'duration("0s")'],
  list: [
    "[]",
    "[1, 2, 3]",
    '["a", "dev"]',
    "claims.groups",
    "claims.o.l",
    "[1.0, 2.5]",
    "[[1], []]",
    "claims.rows",
    "[claims.sub]",
    "[true, false]",
  ],
  map: [
    "{}",
    '{"k": 1}',
    '{1: "a", 2: "b"}',
    "claims.o",
    "claims",
    '{"k": "v", "n": "3"}',
    "{1u: 2, 2u: 1}",
  ],
  optional: [
    "optional.none()",
    "optional.of(1)",
    "claims.?sub",
    "claims.?nope",
    "claims.?groups",
    "claims.o.?l",
    'claims[?"n"]',
    "optional.of([])",
  ],
  any: [
    "claims.sub",
    "claims.n",
    "claims.groups",
    "claims.o",
    "claims.nul",
    "claims.nope",
    "claims.f",
    "claims.o.k",
    "claims.o.m",
    "claims.big",
    "null",
    "claims.rows",
  ],
  type: ["int", "string", "list", "type(claims.n)", "map"],
};
