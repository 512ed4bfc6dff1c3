import { expect, test } from "vitest";
import type { Example } from "@/lib/examples/example.ts";
import { applyEdits, emptyInputs, type Inputs, initialState, reduce, type State } from "./state.ts";

const example: Example = {
  id: "one",
  title: "One",
  configuration: "jwt: []\n",
  bindings: "kind: Role\n",
  tokens: [
    { id: "a", title: "A", text: "token-a" },
    { id: "b", title: "B", text: "token-b" },
  ],
  keys: { "https://a.test": "{}" },
  now: 1000,
};

const loaded = reduce(initialState, { kind: "load-example", example });

const cases: { name: string; input: State; want: Partial<Inputs> }[] = [
  {
    name: "an example brings documents, its first token, keys and clock",
    input: loaded,
    want: {
      documents: { configuration: "jwt: []\n", bindings: "kind: Role\n" },
      token: "token-a",
      keys: { "https://a.test": "{}" },
      clock: { kind: "at", seconds: 1000 },
      example: { id: "one", token: "a", edited: false },
    },
  },
  {
    name: "another token of the example is not an edit",
    input: reduce(loaded, { kind: "choose-token", id: "b", text: "token-b" }),
    want: { token: "token-b", example: { id: "one", token: "b", edited: false } },
  },
  {
    name: "an edit marks the example",
    input: reduce(loaded, { kind: "edit", document: "configuration", text: "x" }),
    want: {
      documents: { configuration: "x", bindings: "kind: Role\n" },
      example: { id: "one", token: "a", edited: true },
    },
  },
  {
    name: "a token of one's own is no longer the example's",
    input: reduce(loaded, { kind: "set-token", text: "mine" }),
    want: { token: "mine", example: { id: "one", token: undefined, edited: true } },
  },
  {
    name: "new empties all but the version",
    input: reduce(reduce(loaded, { kind: "set-minor", minor: 33 }), { kind: "clear" }),
    want: { ...emptyInputs, minor: 33 },
  },
  {
    name: "undo brings back what new took, with edits made before",
    input: reduce(
      reduce(reduce(loaded, { kind: "edit", document: "bindings", text: "typed" }), {
        kind: "clear",
      }),
      { kind: "undo" },
    ),
    want: { documents: { configuration: "jwt: []\n", bindings: "typed" }, token: "token-a" },
  },
  {
    name: "redo after undo keeps what was typed after the example came",
    input: reduce(
      reduce(reduce(loaded, { kind: "edit", document: "bindings", text: "typed" }), {
        kind: "undo",
      }),
      { kind: "redo" },
    ),
    want: { documents: { configuration: "jwt: []\n", bindings: "typed" } },
  },
  {
    name: "undo with nothing behind changes nothing",
    input: reduce(initialState, { kind: "undo" }),
    want: emptyInputs,
  },
  {
    name: "a fix edits its document",
    input: reduce(loaded, {
      kind: "apply-fix",
      fix: {
        id: "f",
        title: "Fix",
        edits: [{ document: "configuration", span: { start: 5, end: 7 }, newText: "[{}]" }],
      },
    }),
    want: { documents: { configuration: "jwt: [{}]\n", bindings: "kind: Role\n" } },
  },
  {
    name: "a fix for another text changes nothing",
    input: reduce(loaded, {
      kind: "apply-fix",
      fix: {
        id: "f",
        title: "Fix",
        edits: [{ document: "configuration", span: { start: 5, end: 700 }, newText: "" }],
      },
    }),
    want: { documents: { configuration: "jwt: []\n", bindings: "kind: Role\n" } },
  },
  {
    name: "emptied keys are gone",
    input: reduce(loaded, { kind: "set-keys", issuer: "https://a.test", text: " \n" }),
    want: { keys: {} },
  },
  {
    name: "a dropped file replaces a document and leaves the example",
    input: reduce(loaded, { kind: "open-file", place: "bindings", name: "rbac.yaml", text: "new" }),
    want: { documents: { configuration: "jwt: []\n", bindings: "new" }, example: undefined },
  },
];

test.each(cases)("$name", ({ input, want }) => {
  expect(input.inputs).toMatchObject(want);
});

test("edits are applied from the end, so that earlier spans hold", () => {
  expect(
    applyEdits({ configuration: "abc", bindings: "" }, [
      { document: "configuration", span: { start: 0, end: 1 }, newText: "xx" },
      { document: "configuration", span: { start: 2, end: 3 }, newText: "" },
    ]),
  ).toEqual({ configuration: "xxb", bindings: "" });
});
