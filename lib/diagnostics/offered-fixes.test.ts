import { expect, test } from "vitest";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { listOfferedFixes } from "./offered-fixes.ts";

function fixOf(title: string, document: "configuration" | "bindings", start: number): Fix {
  const edits = [
    { document, span: { start, end: start + 2 }, newText: "a" },
    { document, span: { start: start + 8, end: start + 9 }, newText: "b" },
  ];
  return { id: title, title, edits };
}

function findingOf(document: "configuration" | "bindings", fixes: readonly Fix[]): Diagnostic {
  return {
    code: "c",
    source: "claimcheck",
    severity: "warning",
    document,
    path: "",
    span: { start: 0, end: 1 },
    message: "m",
    fixes,
  };
}

const own = fixOf("own", "configuration", 0);
const other = fixOf("other document", "bindings", 5);

test.each([
  { name: "nothing", given: { diagnostics: [] }, want: [] },
  {
    name: "a fix of the document's own finding, which brings it along",
    given: { diagnostics: [findingOf("configuration", [own])], fixes: [own] },
    want: [],
  },
  {
    name: "a fix of the verdict, from its first to its last edit",
    given: { diagnostics: [], fixes: [fixOf("verdict", "configuration", 10)] },
    want: [["verdict", 10, 19]],
  },
  {
    name: "a fix of a near miss in the other document",
    given: { diagnostics: [], nearMisses: [{ fixes: [own, other] }] },
    want: [["own", 0, 9]],
  },
  {
    name: "a finding of the other document that changes this one",
    given: { diagnostics: [findingOf("bindings", [own, other])] },
    want: [["own", 0, 9]],
  },
  {
    name: "the same fix only once",
    given: { diagnostics: [], fixes: [own], nearMisses: [{ fixes: [own] }] },
    want: [["own", 0, 9]],
  },
])("fixes offered at their text: $name", ({ given, want }) => {
  const found = listOfferedFixes(given, "configuration");
  expect(found.map(({ fix, span }) => [fix.title, span.start, span.end])).toEqual(want);
});
