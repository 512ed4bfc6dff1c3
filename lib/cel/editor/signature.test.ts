import { describe, expect, test } from "vitest";
import type { CelEnvironment } from "../program.ts";
import { findSignatures } from "./signature.ts";

const claims: CelEnvironment = { minor: 37, variable: "claims" };

/** The label of the active signature with the active parameter in ‹›, and how many there are; at the `|` of a text. */
function help(marked: string, environment = claims) {
  const offset = marked.indexOf("|");
  const found = findSignatures(marked.replace("|", ""), offset, environment);
  const signature = found?.signatures[found.active];
  if (found === undefined || signature === undefined) return undefined;
  const span = signature.parameters[found.argument];
  const { label } = signature;
  const shown =
    span === undefined
      ? label
      : `${label.slice(0, span.start)}‹${label.slice(span.start, span.end)}›${label.slice(span.end)}`;
  return `${shown} (${found.signatures.length})`;
}

describe("the signature of the call at the cursor", () => {
  test.each([
    { at: "claims.sub.split(|", want: "string.split(‹string›) -> list(string) (2)" },
    { at: "claims.sub.split(|)", want: "string.split(‹string›) -> list(string) (2)" },
    { at: "claims.sub.split('/', |", want: "string.split(string, ‹int›) -> list(string) (2)" },
    { at: "claims.sub.startsWith(|", want: "string.startsWith(‹string›) -> bool (1)" },
    {
      at: "claims.sub.replace('a', 'b', |",
      want: "string.replace(string, string, ‹int›) -> string (2)",
    },
    { at: "dyn(claims.groups).map(|", want: "list.map(‹x›, transform) (2)" },
    { at: "dyn(claims.groups).map(g, |", want: "list.map(x, ‹transform›) (2)" },
    {
      at: "dyn(claims.groups).map(g, g.startsWith('a'), |",
      want: "list.map(x, test, ‹transform›) (2)",
    },
    { at: "dyn(claims.groups).exists(g, g == |", want: "list.exists(x, ‹test›) (2)" },
    { at: "has(|", want: "has(‹map.field›) (1)" },
    { at: "dyn(|claims", want: "dyn(‹A›) -> dyn (1)" },
    { at: "optional.of(|", want: "optional.of(‹V›) -> optional_type(V) (1)" },
    { at: "claims.?groups.orValue(|", want: "optional_type(V).orValue(‹V›) -> V (1)" },
    { at: "a.split('(').map(x, f(|", want: undefined },
    { at: "claims.sub.split(['a', |", want: "string.split(‹string›) -> list(string) (2)" },
    { at: "claims.sub.split('a')|", want: undefined },
    { at: "(claims.sub|)", want: undefined },
    { at: "claims|", want: undefined },
    { at: "|", want: undefined },
    { at: "nothing(|", want: undefined },
  ])("at the cursor in $at", ({ at, want }) => {
    expect(help(at)).toBe(want);
  });

  test("a function that the version does not have has none", () => {
    expect(help("lists.range(|", { minor: 30, variable: "claims" })).toBe(undefined);
  });
});
