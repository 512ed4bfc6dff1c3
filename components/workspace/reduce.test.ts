import { expect, test } from "vitest";
import type { Example } from "@/lib/examples/example.ts";
import {
  analysisInput,
  editDocuments,
  emptyInputs,
  type Inputs,
  type ServerSettings,
  textOf,
} from "./inputs.ts";
import { reduce } from "./reduce.ts";
import { initialState, type State } from "./state.ts";

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

const dump = { id: "", name: "", size: 0, content: new Blob([]) };

const cases: { name: string; input: State; want: Partial<Inputs> }[] = [
  {
    name: "an example brings documents, its first token, keys and clock",
    input: loaded,
    want: {
      documents: { configuration: "jwt: []\n", bindings: "kind: Role\n" },
      token: "token-a",
      keys: { "https://a.test": "{}" },
      clock: { kind: "at", seconds: 1000, of: "example" },
      example: { id: "one", token: "a", edited: false },
    },
  },
  {
    name: "a file opened again replaces what it was, and stands last",
    input: ["a.yaml", "b.yaml", "a.yaml"].reduce(
      (state, name, index) =>
        reduce(state, { kind: "add-file", file: { ...dump, id: String(index), name } }),
      initialState,
    ),
    want: {
      files: [
        { ...dump, id: "1", name: "b.yaml" },
        { ...dump, id: "2", name: "a.yaml" },
      ],
    },
  },
  {
    name: "a question about access changes nothing else that is asked",
    input: reduce(
      reduce(initialState, { kind: "set-access", access: { asker: { kind: "anonymous" } } }),
      { kind: "set-access", access: { question: "get pods" } },
    ),
    want: {
      access: { ...emptyInputs.access, asker: { kind: "anonymous" }, question: "get pods" },
    },
  },
  {
    name: "another token of the example is not an edit",
    input: reduce(loaded, { kind: "choose-token", id: "b", text: "token-b", moment: 1000 }),
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
    name: "new keeps what the cluster is",
    input: reduce(reduce(loaded, { kind: "set-server", server: { target: "gardener" } }), {
      kind: "clear",
    }),
    want: {
      ...emptyInputs,
      server: { target: "gardener", authorizationModes: ["Node", "RBAC"] },
    },
  },
  {
    name: "an example does not know what the cluster is, nor what runs",
    input: reduce(
      reduce(reduce(initialState, { kind: "set-server", server: { target: "k3s" } }), {
        kind: "set-running",
        running: { running: "jwt: []", runningBindings: "kind: Role\n" },
      }),
      { kind: "load-example", example },
    ),
    want: {
      server: { target: "k3s", authorizationModes: ["Node", "RBAC"] },
      running: undefined,
      runningBindings: undefined,
    },
  },
  {
    name: "how files are written stays with the cluster, whatever the documents become",
    input: reduce(
      reduce(
        reduce(initialState, {
          kind: "set-export-options",
          options: { ...emptyInputs.exportOptions, cluster: "prod", rancherBuild: "with-flag" },
        }),
        { kind: "load-example", example },
      ),
      { kind: "clear" },
    ),
    want: {
      ...emptyInputs,
      exportOptions: {
        comments: "kept",
        cluster: "prod",
        server: "",
        namespace: "",
        shoot: "",
        rancherBuild: "with-flag",
      },
    },
  },
  {
    name: "a way in without an issuer is changed, and another one is taken away",
    input: (
      [
        { kind: "set-way", id: "x509", answers: { people: ["jane"] }, title: "Compose" },
        { kind: "set-way", id: "gitlab-agent", answers: { agent: "prod" }, title: "Compose" },
        { kind: "set-way", id: "x509", answers: { people: ["joe"] }, title: "Compose" },
        { kind: "set-way", id: "gitlab-agent", answers: undefined, title: "Remove" },
      ] as const
    ).reduce((state, action) => reduce(state, action), initialState),
    want: { ways: { x509: { people: ["joe"] } } },
  },
  {
    name: "what runs stays while one edits",
    input: reduce(reduce(loaded, { kind: "set-running", running: { running: "jwt: []\n" } }), {
      kind: "edit",
      document: "configuration",
      text: "edited",
    }),
    want: {
      documents: { configuration: "edited", bindings: "kind: Role\n" },
      running: "jwt: []\n",
    },
  },
  {
    name: "forgetting what runs can be undone",
    input: reduce(
      reduce(reduce(loaded, { kind: "set-running", running: { running: "old" } }), {
        kind: "set-running",
        running: { running: undefined },
      }),
      { kind: "undo" },
    ),
    want: { running: "old" },
  },
  {
    name: "what runs comes back into the editor",
    input: reduce(reduce(loaded, { kind: "set-running", running: { running: "old" } }), {
      kind: "restore-running",
    }),
    want: {
      documents: { configuration: "old", bindings: "kind: Role\n" },
      running: "old",
      example: { id: "one", token: "a", edited: true },
    },
  },
  {
    name: "running bindings come back beside the configuration",
    input: reduce(
      reduce(loaded, {
        kind: "set-running",
        running: { running: "old", runningBindings: "kind: ClusterRole\n" },
      }),
      { kind: "restore-running" },
    ),
    want: { documents: { configuration: "old", bindings: "kind: ClusterRole\n" } },
  },
  {
    name: "setting the bindings leaves the configuration that runs",
    input: reduce(reduce(loaded, { kind: "set-running", running: { running: "old" } }), {
      kind: "set-running",
      running: { runningBindings: "new" },
    }),
    want: { running: "old", runningBindings: "new" },
  },
  {
    name: "there is nothing to bring back where nothing runs",
    input: reduce(loaded, { kind: "restore-running" }),
    want: loaded.inputs,
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
    want: { documents: { configuration: "", bindings: "new" }, token: "", keys: {} },
  },
];

test.each(cases)("the reducer: $name", ({ input, want }) => {
  expect(input.inputs).toMatchObject(want);
});

const moment = { kind: "at", seconds: 1000, of: "example" } as const;
const now = { kind: "now" } as const;
const chosen = { kind: "at", seconds: 7 } as const;
const own = reduce(loaded, { kind: "set-token", text: "token-c" });
const back = { kind: "choose-token", id: "a", text: "token-a", moment: 1000 } as const;
const draft = reduce(loaded, { kind: "draft-token", text: '{"sub":"a"}' });
const atChosen = reduce(loaded, { kind: "set-clock", clock: chosen });

const clocks: { name: string; input: State; want: Inputs["clock"] }[] = [
  { name: "an example's token is judged at the example's moment", input: loaded, want: moment },
  { name: "a token of one's own is judged now", input: own, want: now },
  {
    name: "an example's token chosen again brings its moment",
    input: reduce(own, back),
    want: moment,
  },
  {
    name: "a token of one's own is judged now, whichever file was opened before",
    input: [
      { kind: "open-file", place: "configuration", name: "a.yaml", text: "" } as const,
      { kind: "set-token", text: "token-c" } as const,
    ].reduce(reduce, loaded),
    want: now,
  },
  {
    name: "a moment of one token's life is not one of another's",
    input: [
      { kind: "set-token", text: "token-c" } as const,
      { kind: "set-clock", clock: { kind: "at", seconds: 5, of: "token" } } as const,
      { kind: "set-token", text: "token-d" } as const,
    ].reduce(reduce, initialState),
    want: now,
  },
  { name: "the example's token as a draft keeps the moment", input: draft, want: moment },
  {
    name: "claims that are edited keep the moment",
    input: reduce(draft, { kind: "set-token", text: '{"sub":"b"}' }),
    want: moment,
  },
  {
    name: "a token that replaces a draft is judged now",
    input: reduce(draft, { kind: "set-token", text: "token-c" }),
    want: now,
  },
  {
    name: "a moment that was chosen stays for a token of one's own",
    input: reduce(atChosen, { kind: "set-token", text: "token-c" }),
    want: chosen,
  },
  {
    name: "a moment that was chosen stays for another token of the example",
    input: reduce(atChosen, { ...back, id: "b", text: "token-b" }),
    want: chosen,
  },
  {
    name: "the present that was chosen stays for another token of the example",
    input: reduce(reduce(loaded, { kind: "set-clock", clock: now }), {
      ...back,
      id: "b",
      text: "token-b",
    }),
    want: now,
  },
  {
    name: "a kept token of the example brings the moment",
    input: [
      { kind: "save-token", name: "A" } as const,
      { kind: "set-token", text: "token-c" } as const,
      { kind: "choose-saved", id: "1" } as const,
    ].reduce(reduce, loaded),
    want: moment,
  },
  {
    name: "a kept token of one's own is judged now",
    input: [
      { kind: "save-token", name: "C" } as const,
      back,
      { kind: "choose-saved", id: "1" } as const,
    ].reduce(reduce, own),
    want: now,
  },
];

test.each(clocks)("the clock: $name", ({ input, want }) => {
  expect(input.inputs.clock).toEqual(want);
});

test("edits are applied from the end, so that earlier spans hold", () => {
  expect(
    editDocuments({ configuration: "abc", bindings: "" }, [
      { document: "configuration", span: { start: 0, end: 1 }, newText: "xx" },
      { document: "configuration", span: { start: 2, end: 3 }, newText: "" },
    ]),
  ).toEqual({ configuration: "xxb", bindings: "" });
});

const usual = ["https://kubernetes.default.svc.cluster.local"];
const servers: { name: string; input: Partial<ServerSettings>; want: readonly string[] }[] = [
  { name: "a static pod has the usual issuer", input: {}, want: usual },
  { name: "Gardener has none that all share", input: { target: "gardener" }, want: [] },
  {
    name: "issuers of one's own replace the usual ones",
    input: { serviceAccountIssuers: ["https://sa.example.com"] },
    want: ["https://sa.example.com"],
  },
  { name: "an empty list is a list", input: { serviceAccountIssuers: [] }, want: [] },
];

test.each(servers)("service-account issuers: $name", ({ input, want }) => {
  const { inputs } = reduce(initialState, { kind: "set-server", server: input });
  expect(analysisInput(inputs, 0).disallowedIssuers).toEqual(want);
});

test.each(["constructor", "__proto__", "toString"])("a text under the name %s", (name) => {
  expect(textOf({}, name)).toBe("");
  const { inputs } = reduce(initialState, { kind: "set-answer", url: name, text: "x" });
  expect(textOf(inputs.answers, name)).toBe("x");
  expect(textOf(JSON.parse(JSON.stringify(inputs.answers)), name)).toBe("x");
});
