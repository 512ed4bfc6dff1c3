import { describe, expect, test } from "vitest";
import type { Example } from "@/lib/examples/example.ts";
import type { Action } from "./action.ts";
import { emptyInputs } from "./inputs.ts";
import { replacesText } from "./leave-example.ts";
import { reduce } from "./reduce.ts";
import { initialState, type State } from "./state.ts";

const text = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

describe("a change replaces a text", () => {
  const cases: readonly {
    readonly name: string;
    readonly input: readonly [string, string];
    readonly want: boolean;
  }[] = [
    { name: "another text", input: [text, "kind: Other\nmetadata: {}\nspec: {}"], want: true },
    { name: "a text where there was none", input: ["", text], want: true },
    { name: "the first letter", input: ["", "a"], want: false },
    { name: "one word of it", input: [text, text.replace("v1", "v1beta1")], want: false },
    { name: "a line more", input: [text, `${text}jwt: []\n`], want: false },
    { name: "all of it deleted", input: [text, ""], want: false },
    {
      name: "the begin stays, less than half",
      input: [text, `apiVersion: ${"x".repeat(60)}`],
      want: true,
    },
  ];
  for (const { name, input, want } of cases)
    test(name, () => {
      expect(replacesText(...input)).toBe(want);
    });
});

const example: Example = {
  id: "gitlab",
  title: "Users",
  configuration: text,
  bindings: "kind: ClusterRoleBinding\n",
  tokens: [{ id: "person", title: "person", text: "eyJ.a.b" }],
  keys: { "https://gitlab.example.com": "{}" },
  now: 1_790_000_000,
  namespace: "team",
};

const own = "kind: AuthenticationConfiguration\njwt: [] # of my own cluster\n";

function run(actions: readonly Action[]): State {
  return actions.reduce(
    (state, action, index) => reduce(state, action, index * 10_000),
    reduce(initialState, { kind: "load-example", example }),
  );
}

const left = { ...emptyInputs, documents: { configuration: own, bindings: "" } };

describe("the example is left", () => {
  const cases: readonly {
    readonly name: string;
    readonly input: readonly Action[];
    readonly want: State["inputs"];
  }[] = [
    {
      name: "by an own configuration in its place",
      input: [{ kind: "edit", document: "configuration", text: own }],
      want: left,
    },
    {
      name: "by an own configuration after the example's was deleted",
      input: [
        { kind: "edit", document: "configuration", text: "" },
        { kind: "edit", document: "configuration", text: own },
      ],
      want: left,
    },
    {
      name: "by own role bindings",
      input: [{ kind: "edit", document: "bindings", text: own }],
      want: { ...emptyInputs, documents: { configuration: "", bindings: own } },
    },
    {
      name: "by an opened file",
      input: [{ kind: "open-file", place: "configuration", name: "a.yaml", text: own }],
      want: left,
    },
    {
      name: "and an own token and its keys stay",
      input: [
        { kind: "set-token", text: "eyJ.own.x" },
        { kind: "set-keys", issuer: "https://own.example.com", text: "{}" },
        { kind: "edit", document: "configuration", text: own },
      ],
      want: { ...left, token: "eyJ.own.x", keys: { "https://own.example.com": "{}" } },
    },
    {
      name: "by the button, with an own token",
      input: [{ kind: "set-token", text: "eyJ.own.x" }, { kind: "leave-example" }],
      want: { ...emptyInputs, token: "eyJ.own.x" },
    },
  ];
  for (const { name, input, want } of cases)
    test(name, () => {
      expect(run(input).inputs).toEqual(want);
    });
});

describe("the example stays", () => {
  const cases: readonly { readonly name: string; readonly input: readonly Action[] }[] = [
    {
      name: "for a change of it",
      input: [{ kind: "edit", document: "configuration", text: `${text}# more` }],
    },
    {
      name: "if its text is deleted and pasted again with a change",
      input: [
        { kind: "edit", document: "configuration", text: "" },
        { kind: "edit", document: "configuration", text: text.replace("v1", "v1beta1") },
      ],
    },
    { name: "for an own token", input: [{ kind: "set-token", text: "eyJ.own.x" }] },
  ];
  for (const { name, input } of cases)
    test(name, () => {
      expect(run(input).inputs.example?.id).toBe("gitlab");
    });
});

test("an own token over an example is judged now, and undo of leaving it brings all of it back", () => {
  const before = run([{ kind: "set-token", text: "eyJ.own.x" }]);
  expect(before.inputs.clock).toEqual({ kind: "now" });
  const after = [
    { kind: "edit", document: "configuration", text: own },
    { kind: "edit", document: "configuration", text: `${own}# typed` },
  ] as const;
  const changed = after.reduce(
    (state, action, i) => reduce(state, action, 90_000 * (i + 1)),
    before,
  );
  expect(changed.leftExample).toBe(true);
  const back = reduce(changed, { kind: "return-to-example" });
  expect(back.inputs).toEqual(before.inputs);
  expect(back.leftExample).toBeUndefined();
  // Of an example that was closed before a new page nothing is said any more.
  expect(reduce(changed, { kind: "clear" }).leftExample).toBeUndefined();
});
