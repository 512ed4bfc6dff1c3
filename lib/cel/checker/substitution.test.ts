import { expect, test } from "vitest";
import type { CelType } from "../types.ts";
import {
  any,
  bool,
  dyn,
  int,
  list,
  map,
  nullType,
  object,
  opaque,
  optional,
  param,
  string,
  timestamp,
  typeOf,
  wrapper,
} from "../types.ts";
import { formatCheckedType } from "./format.ts";
import { isAssignable, newSubstitution, substitute } from "./substitution.ts";

const a = param("A");
const b = param("B");

interface Case {
  readonly name: string;
  readonly from: CelType;
  readonly to: CelType;
  /** What the parameters are bound to afterwards; undefined if the two do not fit. */
  readonly want: Readonly<Record<string, string>> | undefined;
}

const cases: readonly Case[] = [
  { name: "the same", from: int, to: int, want: {} },
  { name: "another", from: int, to: string, want: undefined },
  { name: "any fits", from: any, to: list(int), want: {} },
  { name: "into dyn", from: list(int), to: dyn, want: {} },
  { name: "a parameter is bound", from: list(int), to: list(a), want: { A: "int" } },
  { name: "from either side", from: a, to: map(string, any), want: { A: "map(string, any)" } },
  { name: "to another parameter", from: list(b), to: list(a), want: { A: "B" } },
  { name: "once", from: map(int, string), to: map(a, a), want: undefined },
  { name: "to the more general of two", from: map(int, dyn), to: map(a, a), want: { A: "dyn" } },
  { name: "not within itself", from: list(a), to: a, want: undefined },
  { name: "optionals by their value", from: optional(int), to: optional(a), want: { A: "int" } },
  { name: "opaque types by name", from: opaque("x", int), to: opaque("y", int), want: undefined },
  { name: "null to an object", from: nullType, to: object("x"), want: {} },
  { name: "null to a timestamp", from: nullType, to: timestamp, want: {} },
  { name: "null to a wrapper", from: nullType, to: wrapper(int), want: {} },
  { name: "null to an int", from: nullType, to: int, want: undefined },
  { name: "null to a list", from: nullType, to: list(int), want: undefined },
  { name: "a wrapper to what it wraps", from: wrapper(bool), to: bool, want: {} },
  { name: "a type to every type", from: typeOf(int), to: typeOf(string), want: {} },
];

test.each(cases)("isAssignable binds type parameters: $name", ({ from, to, want }) => {
  const substitution = newSubstitution(37);
  const fits = isAssignable(substitution, from, to);
  const bound = [...substitution.bound].map(([name, type]) => [name, formatCheckedType(type)]);
  expect(fits ? Object.fromEntries(bound) : undefined).toEqual(want);
  if (!fits) expect(bound).toEqual([]);
});

test("a failed attempt leaves earlier bindings as they were", () => {
  const substitution = newSubstitution(37);
  expect(isAssignable(substitution, list(int), list(a))).toBe(true);
  expect(isAssignable(substitution, map(dyn, string), map(a, int))).toBe(false);
  expect(formatCheckedType(substitute(substitution, map(a, b), false))).toBe("map(int, B)");
  expect(formatCheckedType(substitute(substitution, map(a, b), true))).toBe("map(int, dyn)");
});
