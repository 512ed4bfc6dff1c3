import { expect, test } from "vitest";
import type { Example } from "@/lib/examples/example.ts";
import type { Action } from "./action.ts";
import { directionOfKey } from "./history-keys.ts";
import { emptyInputs } from "./inputs.ts";
import { reduce } from "./reduce.ts";
import { initialState, type State } from "./state.ts";

/** An action, and the milliseconds that passed before it. */
type Done = readonly [after: number, action: Action];

const example: Example = {
  id: "one",
  title: "One",
  configuration: "jwt: []\n",
  bindings: "kind: Role\n",
  tokens: [{ id: "a", title: "A", text: "token-a" }],
  keys: {},
  now: 1000,
};

const type = (text: string): Action => ({ kind: "edit", document: "configuration", text });
const fill = (text: string, field: string): Action => ({
  kind: "edit",
  document: "configuration",
  text,
  field,
});
const bind = (text: string): Action => ({ kind: "edit", document: "bindings", text });
const token = (text: string): Action => ({ kind: "set-token", text });
const fix: Action = {
  kind: "apply-fix",
  fix: {
    id: "f",
    title: "Fix it",
    edits: [{ document: "configuration", span: { start: 0, end: 1 }, newText: "F" }],
  },
};
const open: Action = { kind: "open-file", place: "bindings", name: "r.yaml", text: "opened" };

const cases: {
  readonly name: string;
  readonly input: readonly Done[];
  /** Titles of what can be undone, the newest last. */
  readonly want: readonly string[];
}[] = [
  {
    name: "typing without a pause is one step",
    input: [
      [0, type("a")],
      [1000, type("ab")],
      [1000, type("abc")],
    ],
    want: ["Edit the configuration"],
  },
  {
    name: "a pause begins another step",
    input: [
      [0, type("a")],
      [1500, type("ab")],
    ],
    want: ["Edit the configuration", "Edit the configuration"],
  },
  {
    name: "another field of the form is another step, without a pause",
    input: [
      [0, fill("a", "url")],
      [100, fill("ab", "url")],
      [100, fill("abc", "prefix")],
      [100, type("abcd")],
    ],
    want: ["Edit the configuration", "Edit the configuration", "Edit the configuration"],
  },
  {
    name: "the other document is another step",
    input: [
      [0, type("a")],
      [1, bind("b")],
      [1, type("ab")],
    ],
    want: ["Edit the configuration", "Edit the role bindings", "Edit the configuration"],
  },
  {
    name: "typing, a fix, a file, an example and a token are in the order in which they were done",
    input: [
      [0, type("abc")],
      [1, fix],
      [1, type("Fbcd")],
      [1, open],
      [1, { kind: "load-example", example }],
      [1, token("mine")],
      [1, { kind: "clear" }],
    ],
    want: [
      "Edit the configuration",
      "Fix it",
      "Edit the configuration",
      "Open r.yaml",
      "Load “One”",
      "Edit the token",
      "New",
    ],
  },
  {
    name: "settings are steps, and a slider that is dragged is one",
    input: [
      [0, { kind: "set-minor", minor: 34 }],
      [1, { kind: "set-clock", clock: { kind: "at", seconds: 1 } }],
      [1, { kind: "set-clock", clock: { kind: "at", seconds: 2 } }],
      [1, { kind: "set-namespace", namespace: "a" }],
    ],
    want: ["Kubernetes 1.34", "Set the clock", "Choose a namespace"],
  },
  {
    name: "what changes nothing is no step",
    input: [
      [0, type("")],
      [1, token("")],
      [1, { kind: "set-minor", minor: emptyInputs.minor }],
    ],
    want: [],
  },
  {
    name: "line ends that an editor changed are no step",
    input: [[0, { ...type("a\n"), normalized: true } as Action]],
    want: [],
  },
  {
    name: "typing after undo is a step of its own, and nothing can be redone",
    input: [
      [0, type("a")],
      [1, { kind: "undo" }],
      [1, type("b")],
    ],
    want: ["Edit the configuration"],
  },
];

test.each(cases)("undo: $name", ({ input, want }) => {
  const end = run(input);
  expect(end.past.map(({ title }) => title)).toEqual(want);
  // Undo leads through all of it to the beginning, and redo to the end.
  let state = end;
  for (const _ of want) state = reduce(state, { kind: "undo" });
  expect(state.past).toEqual([]);
  for (const _ of want) state = reduce(state, { kind: "redo" });
  expect(state.inputs).toEqual(end.inputs);
});

test("undo gives each text of the way back, across documents, and shows the document", () => {
  let state = run([
    [0, type("a")],
    [1, bind("b")],
    [2000, type("aa")],
  ]);
  const seen = [];
  while (state.past.length > 0) {
    state = reduce(state, { kind: "undo" });
    seen.push([
      state.document,
      state.inputs.documents.configuration,
      state.inputs.documents.bindings,
    ]);
  }
  expect(seen).toEqual([
    ["configuration", "a", "b"],
    ["bindings", "a", ""],
    ["configuration", "", ""],
  ]);
});

test("undo of a text leaves what is asked about access, tried and kept", () => {
  const state = run([
    [0, type("a")],
    [1, { kind: "set-access", access: { question: "get pods" } }],
    [1, { kind: "set-scratch", scratch: { expression: "1", variable: "claims" } }],
    [1, { kind: "undo" }],
  ]);
  expect(state.inputs).toEqual({
    ...emptyInputs,
    access: { ...emptyInputs.access, question: "get pods" },
    scratch: { expression: "1", variable: "claims" },
  });
});

test("fifty steps are kept", () => {
  const state = run(Array.from({ length: 60 }, (_, index) => [2000, type(`${index}`)] as const));
  expect(state.past).toHaveLength(50);
  expect(state.past[0]?.inputs.documents.configuration).toBe("9");
});

test("steps of very large texts are kept as far as they have room, and always the last one", () => {
  const large = (letter: string) => type(letter.repeat(12_000_000));
  const state = run([
    [0, large("a")],
    [2000, large("b")],
    [2000, large("c")],
    [2000, large("d")],
  ]);
  expect(state.past.map(({ inputs }) => inputs.documents.configuration[0])).toEqual(["b", "c"]);
});

test.each([
  { name: "Control and Z", input: { key: "z", ctrlKey: true }, want: "undo" },
  { name: "Command and Z", input: { key: "z", metaKey: true }, want: "undo" },
  {
    name: "Control, Shift and Z",
    input: { key: "Z", ctrlKey: true, shiftKey: true },
    want: "redo",
  },
  { name: "Control and Y", input: { key: "y", ctrlKey: true }, want: "redo" },
  { name: "Command and Y is the browser's", input: { key: "y", metaKey: true }, want: undefined },
  { name: "Z alone", input: { key: "z" }, want: undefined },
  { name: "with Alt", input: { key: "z", ctrlKey: true, altKey: true }, want: undefined },
])("keys of the history: $name", ({ input, want }) => {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  expect(directionOfKey({ ...none, ...input })).toBe(want);
});

function run(done: readonly Done[]): State {
  let now = 0;
  return done.reduce((state, [after, action]) => {
    now += after;
    return reduce(state, action, now);
  }, initialState);
}
