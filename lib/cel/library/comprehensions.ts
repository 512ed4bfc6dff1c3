import { map, param } from "../types.ts";
import { formatGo } from "../values/format.ts";
import { KeyTable, mapOfTable } from "../values/key-table.ts";
import type { CelMap, CelResult, CelValue } from "../values.ts";
import { CelError, isError, isMap, noSuchOverload } from "../values.ts";
import type { Library, MacroDeclaration } from "./declaration.ts";

/* Macros with two variables: index and value, or key and value. Follows cel-go's ext/comprehensions.go. */

const k = param("K");
const v = param("V");
const mapOfKV = map(k, v);

/** The two-variable macros, and the function that their expansion calls. */
export const comprehensionsLibrary: Library = {
  name: "comprehensions",
  title: "Two-variable macros",
  doc: "Macros that see the index or key of an element beside its value.",
  since: 32,
  functions: [
    {
      name: "cel.@mapInsert",
      doc: "Adds entries to a map that is being built; a key that is there already is an error.",
      examples: [],
      overloads: [
        {
          id: "@mapInsert_map_key_value",
          style: "global",
          parameters: [mapOfKV, k, v],
          result: mapOfKV,
          evaluate: ([target, key, value]) =>
            insert(target as CelValue, [[key as CelValue, value as CelValue]]),
        },
        {
          id: "@mapInsert_map_map",
          style: "global",
          parameters: [mapOfKV, mapOfKV],
          result: mapOfKV,
          evaluate: ([target, update]) =>
            isMap(update as CelValue)
              ? insert(target as CelValue, entriesOf(update as CelMap))
              : noSuchOverload,
        },
      ],
    },
  ],
  macros: [
    macro(
      "all",
      "list.all(i, v, test)",
      "Whether the test is true for every index and value, or key and value.",
      "[1, 2].all(i, v, v > i)",
      "true",
    ),
    macro(
      "exists",
      "list.exists(i, v, test)",
      "Whether the test is true for some index and value, or key and value.",
      "{'a': 1}.exists(k, v, k == 'a' && v == 1)",
      "true",
    ),
    macro(
      "existsOne",
      "list.existsOne(i, v, test)",
      "Whether the test is true for exactly one index and value, or key and value.",
      "[1, 1].existsOne(i, v, i == 0 && v == 1)",
      "true",
    ),
    macro(
      "exists_one",
      "list.exists_one(i, v, test)",
      "The same as existsOne.",
      "[1, 1].exists_one(i, v, i == 0)",
      "true",
    ),
    macro(
      "transformList",
      "list.transformList(i, v, transform) or with a test before the transform",
      "A list of what the transform makes of each index and value, or key and value.",
      "[3, 4].transformList(i, v, i * v)",
      "[0, 4]",
    ),
    macro(
      "transformMap",
      "map.transformMap(k, v, transform) or with a test before the transform",
      "A map with the same keys and the transform's values.",
      "{'a': 1}.transformMap(k, v, v + 1)",
      "{'a': 2}",
    ),
    macro(
      "transformMapEntry",
      "map.transformMapEntry(k, v, {key: value}) or with a test before the transform",
      "A map of the entries that the transform makes; the same key twice is an error.",
      "{'a': 'b'}.transformMapEntry(k, v, {v: k})",
      "{'b': 'a'}",
    ),
  ],
};

/** The table behind a map that a comprehension is building, so that inserting does not copy it each time. */
const growing = new WeakMap<CelMap, KeyTable>();

/** An empty map that `cel.@mapInsert` may grow in place: cel-go's mutable map. */
export function growingMap(): CelMap {
  const table = new KeyTable();
  const result = mapOfTable(table);
  growing.set(result, table);
  return result;
}

/** Ends the growth of a map, once the comprehension has its result. */
export function seal(value: CelMap): void {
  growing.delete(value);
}

function insert(target: CelValue, entries: readonly (readonly [CelValue, CelValue])[]): CelResult {
  if (!isMap(target)) {
    return noSuchOverload;
  }
  let table = growing.get(target);
  let result = target;
  if (table === undefined) {
    table = new KeyTable();
    for (const [key, value] of entriesOf(target)) {
      table.set(key, value);
    }
    result = mapOfTable(table);
  }
  for (const [key, value] of entries) {
    if (table.find(key) !== undefined) {
      return new CelError(`insert failed: key ${formatGo(key)} already exists`);
    }
    if (key instanceof Uint8Array) {
      return new CelError("internal error: runtime error: hash of unhashable type types.Bytes");
    }
    table.set(key, value);
  }
  return result;
}

function entriesOf(source: CelMap): [CelValue, CelValue][] {
  const inner = source.raw ?? source;
  const entries: [CelValue, CelValue][] = [];
  for (const key of inner.keys()) {
    const value = inner.find(key);
    if (value !== undefined && !isError(value)) {
      entries.push([key, value]);
    }
  }
  return entries;
}

function macro(
  name: string,
  usage: string,
  doc: string,
  expression: string,
  result: string,
): MacroDeclaration {
  return { name, style: "receiver", usage, doc, examples: [{ expression, result }] };
}
