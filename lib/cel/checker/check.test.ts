import { tests as checking } from "@bufbuild/cel-spec/testdata/checking.js";
import { tests as conformance } from "@bufbuild/cel-spec/testdata/conformance.js";
import { toDebugString } from "@bufbuild/cel-spec/testdata/to-debug-string.js";
import { expect, test } from "vitest";
import type { Environment, EnvironmentFunction } from "../environment.ts";
import { environmentFor } from "../environment.ts";
import { parseExpression } from "../parser/parse.ts";
import type { CelType } from "../types.ts";
import {
  any,
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  list,
  map,
  nullType,
  object,
  opaque,
  param,
  string,
  timestamp,
  uint,
  wrapper,
} from "../types.ts";
import type { CheckerResult } from "./check.ts";
import { checkExpression } from "./check.ts";
import { formatCheckedType } from "./format.ts";
import { wellKnownMessages } from "./messages.ts";

/** The declarations of a case, in the JSON of protobuf. */
type TypeJson = Readonly<Record<string, unknown>>;
interface Declaration {
  readonly name: string;
  readonly ident?: { readonly type: TypeJson };
  readonly function?: {
    readonly overloads: readonly {
      readonly overloadId: string;
      readonly params?: readonly TypeJson[];
      readonly resultType: TypeJson;
      readonly isInstanceFunction?: boolean;
    }[];
  };
}

/** A case of the specification's or of cel-go's tests, as cel-go checks it. */
interface Case {
  readonly original: {
    readonly name?: string;
    readonly expr: string;
    readonly container?: string;
    readonly typeEnv?: readonly Declaration[];
  };
  readonly type?: string;
  readonly error?: string;
  readonly checkedAst?: string;
}
interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly Case[];
}

/** cel-go's own checker_test.go, and the parts of the specification's suite that the server's environment has. */
/** One was recorded with comparisons of numbers of two types, one calls a function that this environment has. */
const other: ReadonlySet<string> = new Set(["lists.filter(x, x > 1.5)", "a.namespace() || true"]);

const parts: ReadonlySet<string> = new Set([
  ...[
    "basic",
    "comparisons",
    "conversions",
    "dynamic",
    "fp_math",
    "integer_math",
    "lists",
    "logic",
  ],
  ...[
    "macros",
    "namespace",
    "optionals",
    "parse",
    "plumbing",
    "string",
    "string_ext",
    "timestamps",
  ],
  ...["type_deductions", "wrappers"],
]);

const suites: readonly Suite[] = [
  checking as Suite,
  ...((conformance as Suite).suites ?? []).filter(({ name }) => parts.has(name)),
];

/** Cases that need no container, no foreign message, no option of the parser and no validator of format strings. */
const applicable = suites.flatMap(casesOf).filter(({ original, error }) => {
  const text = original.expr + JSON.stringify(original.typeEnv ?? "");
  return (
    !original.container &&
    !/google\.expr|cel\.expr|TestAllTypes/.test(text) &&
    !error?.includes("unsupported syntax") &&
    !(error && original.expr.includes(".format(")) &&
    !other.has(original.expr)
  );
});

test.each(applicable)(
  "the checker gives the type of $original.expr",
  ({ original, type, error, checkedAst }) => {
    const { typeEnv } = original;
    const parsed = parseExpression(original.expr, { minor: 36 });
    if (parsed.kind !== "parsed") throw new Error("does not parse");
    const checked = checkExpression(parsed.expr, declare([...defaults, ...(typeEnv ?? [])]));
    const messages = error?.match(/(?<=^ERROR: <input>:\d+:\d+: ).*/gm) ?? [];
    expect(checked.findings.map((finding) => finding.message).sort()).toEqual([...messages].sort());
    if (type !== undefined) {
      expect(formatCheckedType(checked.types.get(parsed.expr.id) ?? any)).toBe(type);
    }
    if (checkedAst !== undefined) {
      expect(toDebugString(parsed.expr, new TreeAdorner(checked))).toBe(checkedAst);
    }
  },
);

test("most cases apply", () => {
  expect({ all: suites.flatMap(casesOf).length, replayed: applicable.length }).toEqual({
    all: 1842,
    replayed: 1442,
  });
});

function casesOf(suite: Suite): readonly Case[] {
  return [...(suite.tests ?? []), ...(suite.suites ?? []).flatMap(casesOf)];
}

/** Writes the type and the reference of a node behind it, as cel-go's checker/printer.go does. */
class TreeAdorner {
  readonly #checked: CheckerResult;
  constructor(checked: CheckerResult) {
    this.#checked = checked;
  }
  GetMetadata(node: object): string {
    if (!("exprKind" in node && "id" in node)) return "";
    const id = node.id as bigint;
    const type = this.#checked.types.get(id);
    const reference = this.#checked.references.get(id);
    const refersTo = reference && (reference.name ?? [...reference.overloads].sort().join("|"));
    return `${type ? `~${formatCheckedType(type)}` : ""}${refersTo ? `^${refersTo}` : ""}`;
  }
}

/** What checker_test.go declares for every case. */
const defaults: readonly Declaration[] = [
  ...Object.entries({
    is: { primitive: "STRING" },
    ii: { primitive: "INT64" },
    iu: { primitive: "UINT64" },
    iz: { primitive: "BOOL" },
    ib: { primitive: "BYTES" },
    id: { primitive: "DOUBLE" },
    ix: { null: "NULL_VALUE" },
  }).map(([name, type]) => ({ name, ident: { type } })),
  {
    name: "fg_s",
    function: { overloads: [{ overloadId: "fg_s_0", resultType: { primitive: "STRING" } }] },
  },
  {
    name: "fi_s_s",
    function: {
      overloads: [
        {
          overloadId: "fi_s_s_0",
          params: [{ primitive: "STRING" }],
          resultType: { primitive: "STRING" },
          isInstanceFunction: true,
        },
      ],
    },
  },
];

const crossType = /^(less|greater)(_equals)?_(int64|uint64|double)_(int64|uint64|double)$/;

function declare(declarations: readonly Declaration[]): Environment {
  const base = environmentFor({ minor: 36, variable: "claims" });
  const identifiers = new Map(base.identifiers);
  // The recorded trees come from an environment that does not compare numbers of two types.
  const functions = new Map<string, EnvironmentFunction>();
  for (const [name, found] of base.functions) {
    const overloads = found.overloads.filter(({ id }) => !crossType.test(id));
    functions.set(name, { ...found, overloads });
  }
  for (const declaration of declarations) {
    const { name } = declaration;
    if (declaration.ident) {
      const type = toType(declaration.ident.type);
      identifiers.set(name, { kind: "variable", type, planned: true });
    }
    if (declaration.function) functions.set(name, toFunction(declaration, functions.get(name)));
  }
  return { ...base, identifiers, functions };
}

function toFunction(
  { name, function: declared }: Declaration,
  current: EnvironmentFunction | undefined,
): EnvironmentFunction {
  const overloads = (declared?.overloads ?? []).map((overload) => ({
    id: overload.overloadId,
    style: overload.isInstanceFunction ? ("receiver" as const) : ("global" as const),
    parameters: (overload.params ?? []).map(toType),
    result: toType(overload.resultType),
    typeParameters: [...new Set(JSON.stringify(overload).match(/(?<="typeParam":")\w+/g) ?? [])],
  }));
  return {
    name,
    declaration: { name, doc: "", examples: [], overloads },
    overloads: [...(current?.overloads ?? []), ...overloads],
  };
}

function toType(json: TypeJson): CelType {
  const nested = json as {
    readonly listType?: { readonly elemType: TypeJson };
    readonly mapType?: { readonly keyType: TypeJson; readonly valueType: TypeJson };
    readonly abstractType?: { readonly name: string; readonly parameterTypes?: TypeJson[] };
    readonly primitive?: keyof typeof primitives;
    readonly wrapper?: keyof typeof primitives;
    readonly wellKnown?: keyof typeof wellKnown;
    readonly typeParam?: string;
    readonly messageType?: string;
  };
  if (nested.listType) return list(toType(nested.listType.elemType));
  if (nested.mapType) {
    return map(toType(nested.mapType.keyType), toType(nested.mapType.valueType));
  }
  if (nested.abstractType) {
    const { name, parameterTypes = [] } = nested.abstractType;
    return opaque(name, ...parameterTypes.map(toType));
  }
  if (nested.primitive) return primitives[nested.primitive];
  if (nested.wrapper) return wrapper(primitives[nested.wrapper]);
  if (nested.wellKnown) return wellKnown[nested.wellKnown];
  if (nested.typeParam) return param(nested.typeParam);
  if (nested.messageType) {
    return wellKnownMessages[nested.messageType]?.type ?? object(nested.messageType);
  }
  return "null" in json ? nullType : dyn;
}

const primitives = {
  STRING: string,
  INT64: int,
  UINT64: uint,
  BOOL: bool,
  BYTES: bytes,
  DOUBLE: double,
};
const wellKnown = { ANY: any, TIMESTAMP: timestamp, DURATION: duration };
