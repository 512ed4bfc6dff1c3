import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { followPaths, placeTimes } from "./follow-paths.ts";
import { readTests } from "./read-tests.ts";
import { buildWorkspaceSchema } from "./schema.ts";

const head = "apiVersion: claimcheck/v1alpha1\nkind: Workspace\n";

const wrong: readonly { name: string; input: string; want: readonly string[] }[] = [
  { name: "a workspace without tests", input: head, want: [] },
  {
    name: "another kind",
    input: "apiVersion: claimcheck/v1alpha1\nkind: Test\n",
    want: ['2: kind must be Workspace, not "Test".'],
  },
  {
    name: "a field that is not known",
    input: `${head}test: []\n`,
    want: ["3: test is no field of this file."],
  },
  {
    name: "a key twice",
    input: `${head}name: a\nname: b\n`,
    want: ['4: line 4: key "name" already set in map'],
  },
  {
    name: "no YAML",
    input: `${head}name: [\n`,
    want: ["4: yaml: line 3: did not find expected node content"],
  },
  {
    name: "an unknown cause",
    input: `${head}tests:\n- name: t\n  anonymous: true\n  expect: {cause: bad}\n`,
    want: ['6: tests[0].expect.cause must be one of the values of its JSON Schema, not "bad".'],
  },
  {
    name: "two who ask",
    input: `${head}tests:\n- name: t\n  anonymous: true\n  serviceAccount: a:b\n  expect: {}\n`,
    want: [
      "4: tests[0] needs exactly one of claims, claimsFrom, tokenFrom, certificate, serviceAccount, gitlabAgent, anonymous, user.",
    ],
  },
  {
    name: "a cause of one who gets in",
    input: `${head}tests:\n- name: t\n  anonymous: true\n  expect: {verdict: authenticated, cause: none}\n`,
    want: ["4: tests[0].expect has a cause or a line, and expects authenticated."],
  },
  {
    name: "a configuration in two places",
    input: `${head}configuration: a\nconfigurationFrom: {path: b}\n`,
    want: ["4: configurationFrom is not possible beside configuration."],
  },
];

test.each(wrong)("what is wrong is said with its line: $name", ({ input, want }) => {
  const found = readTests(input).findings.map(
    ({ span, message }) => `${input.slice(0, span.start).split("\n").length}: ${message}`,
  );
  expect(found).toEqual(want);
});

test("the JSON Schema takes the examples, and refuses fields that are not known", () => {
  const validate = new Ajv({ strict: false }).compile(buildWorkspaceSchema("https://x/s.json"));
  const folder = path.resolve("examples");
  const taken = readdirSync(folder).map((file) =>
    validate(parse(readFileSync(path.join(folder, file), "utf8"))),
  );
  expect(new Set(taken)).toEqual(new Set([true]));
  expect(validate({ apiVersion: "claimcheck/v1alpha1", kind: "Workspace", test: [] })).toBe(false);
});

test.each<{ name: string; input: string; want: string | undefined }>([
  { name: "later", input: '{"exp":"now+10m"}', want: '{"exp":1600}' },
  { name: "earlier", input: '{"nbf":"now-1h30m"}', want: '{"nbf":-4400}' },
  { name: "at once", input: '{"iat":"now","sub":"now"}', want: '{"iat":1000,"sub":"now"}' },
  { name: "no time", input: '{"exp":"soon"}', want: '{"exp":"soon"}' },
  { name: "no object", input: "[]", want: undefined },
])("times of claims are relative to now: $name", ({ input, want }) => {
  expect(placeTimes(input, 1000)).toEqual(want);
});

test("paths are read, and those that lead nowhere are reported", async () => {
  const text = `${head}configurationFrom: {path: a.yaml}\nbindingsFrom: {paths: ["r/*.yaml", b.yaml]}\n`;
  const { workspace } = readTests(text);
  if (workspace === undefined) throw new Error("the file is right");
  const files: Record<string, string[]> = { "a.yaml": ["kind: A\n"], "r/*.yaml": ["x", "y"] };
  const surroundings = {
    readFiles: async (path: string) => files[path] ?? [],
    readVariable: () => undefined,
  };
  const missing = await followPaths(workspace, surroundings, 5);
  expect(missing.findings.map(({ message }) => message)).toEqual(["There is no file b.yaml."]);
  files["b.yaml"] = ["z"];
  const { configuration, bindings, now } = (await followPaths(workspace, surroundings, 5))
    .workspace ?? { configuration: "", bindings: "", now: 0 };
  expect({ configuration, bindings, now }).toEqual({
    configuration: "kind: A\n",
    bindings: "x\n---\ny\n---\nz",
    now: 5,
  });
});
