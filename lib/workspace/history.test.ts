import { describe, expect, test } from "vitest";
import { addState, type HistoryState, restoreState } from "./history.ts";
import type { Workspace } from "./workspace.ts";

const empty: Workspace = {
  apiVersion: "claimcheck/v1alpha1",
  kind: "Workspace",
  id: "w",
  name: "prod",
  changed: 1,
  cluster: { version: "1.37", target: "static-pod", authorizationModes: ["Node", "RBAC"] },
  configuration: "",
  bindings: "",
  running: {},
  defaultPolicy: true,
  export: { comments: "kept", cluster: "", server: "", namespace: "", shoot: "" },
};
const limits = { states: 3, document: 10, total: 25 };

/** A configuration after a step. */
type Done = readonly [step: string, configuration: string, bindings?: string];

const cases: {
  readonly name: string;
  readonly input: readonly Done[];
  /** Step, configuration and bindings of each state; undefined is not kept. */
  readonly want: readonly (readonly [string, string | undefined, string | undefined])[];
  /** All texts that are stored at the end. */
  readonly texts: readonly string[];
}[] = [
  {
    name: "each step is a state, and equal documents are stored once",
    input: [
      ["1", "a", "r"],
      ["2", "b", "r"],
    ],
    want: [
      ["1", "a", "r"],
      ["2", "b", "r"],
    ],
    texts: ["a", "b", "r"],
  },
  {
    name: "a step that goes on replaces its state, and what it had is gone",
    input: [
      ["1", "a"],
      ["2", "ab"],
      ["2", "abc"],
    ],
    want: [
      ["1", "a", ""],
      ["2", "abc", ""],
    ],
    texts: ["", "a", "abc"],
  },
  {
    name: "an equal state is none",
    input: [
      ["1", "a"],
      ["2", "a"],
    ],
    want: [["1", "a", ""]],
    texts: ["", "a"],
  },
  {
    name: "the oldest state goes first",
    input: [
      ["1", "a"],
      ["2", "b"],
      ["3", "c"],
      ["4", "d"],
    ],
    want: [
      ["2", "b", ""],
      ["3", "c", ""],
      ["4", "d", ""],
    ],
    texts: ["", "b", "c", "d"],
  },
  {
    name: "states go when their documents together are too large",
    input: [
      ["1", "a".repeat(10)],
      ["2", "b".repeat(10)],
      ["3", "c".repeat(10)],
    ],
    want: [
      ["2", "b".repeat(10), ""],
      ["3", "c".repeat(10), ""],
    ],
    texts: ["", "b".repeat(10), "c".repeat(10)],
  },
  {
    name: "a document that is too large is not kept, and the state is",
    input: [["1", "a".repeat(11), "r"]],
    want: [["1", undefined, "r"]],
    texts: ["r"],
  },
  {
    name: "a document is measured in bytes",
    input: [["1", "é".repeat(6)]],
    want: [["1", undefined, ""]],
    texts: [""],
  },
];

describe("the history of a workspace", () => {
  test.each(cases)("$name", ({ input, want, texts }) => {
    const stored = new Map<string, string>();
    let states: readonly HistoryState[] = [];
    for (const [step, configuration, bindings = ""] of input) {
      const workspace = { ...empty, configuration, bindings };
      const change = addState(states, workspace, { at: 5, title: "T", step }, limits);
      for (const id of change.dropped) stored.delete(id);
      for (const [id, text] of change.added) stored.set(id, text);
      states = change.states;
    }
    expect(
      states.map((state) => {
        const { workspace, missing } = restoreState(state, stored, empty);
        return [
          state.step,
          missing.includes("configuration") ? undefined : workspace.configuration,
          missing.includes("bindings") ? undefined : workspace.bindings,
        ];
      }),
    ).toEqual(want);
    expect([...stored.values()].sort()).toEqual(texts);
  });
});

test("a state comes back whole, without the moment of its last change", () => {
  const full: Workspace = {
    ...empty,
    configuration: "a",
    running: { configuration: "b", bindings: "c" },
    now: 7,
    namespace: "n",
  };
  const { states, added } = addState([], full, { at: 5, title: "T", step: "1" });
  const { changed, ...want } = full;
  expect(restoreState(states[0] as HistoryState, added, empty)).toEqual({
    workspace: want,
    missing: [],
  });
});

test("a document that is not kept stays as it is at present", () => {
  const large = { ...empty, configuration: "x".repeat(1_000_001), bindings: "r" };
  const { states, added } = addState([], large, { at: 5, title: "T", step: "1" });
  const { workspace, missing } = restoreState(states[0] as HistoryState, added, {
    ...empty,
    configuration: "now",
    bindings: "now",
  });
  expect([workspace.configuration, workspace.bindings, missing]).toEqual([
    "now",
    "r",
    ["configuration"],
  ]);
});
