import { expect, test } from "vitest";
import { applyEdits } from "../diagnostics/apply-edits.ts";
import { offerRest } from "./offer-import.ts";

const first = "kind: AuthenticationConfiguration\njwt: []\n";
const role =
  "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r, namespace: a}\nrules: []\n";
const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";

const cases: {
  name: string;
  text: string;
  bindings?: string;
  line?: string;
  want?: readonly [string, string];
}[] = [
  { name: "one document", text: first },
  { name: "one document between marks and comments", text: `# c\n---\n${first}---\n# end\n...\n` },
  { name: "an object of another kind", text: `${first}---\n${pod}`, line: "---" },
  {
    name: "roles",
    text: `${first}---\n${role}---\n${role}`,
    line: "---",
    want: [first, `${role}---\n${role}`],
  },
  {
    name: "roles behind comments, beside others",
    text: `# c\n---\n${first}--- # roles\n${role}`,
    bindings: pod,
    line: "--- # roles",
    want: [`# c\n---\n${first}`, `${pod}---\n# roles\n${role}`],
  },
  { name: "roles and another kind stay", text: `${first}---\n${role}---\n${pod}`, line: "---" },
];

test.each(cases)("documents after the configuration: $name", async (given) => {
  const { text, bindings = "", line, want } = given;
  const found = await offerRest({ configuration: text, bindings, minor: 37 });
  expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual(
    line === undefined ? [] : [line],
  );
  const fix = found[0]?.fixes?.[0];
  expect(
    fix && [
      applyEdits(text, "configuration", fix.edits),
      applyEdits(bindings, "bindings", fix.edits),
    ],
  ).toEqual(want);
});
