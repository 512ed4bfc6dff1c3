import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWorkspace } from "./parse-workspace.ts";
import type { DroppedPart } from "./record-reader.ts";
import type { Workspace } from "./workspace.ts";

const names = { id: "default", name: "Workspace" };

const empty: Workspace = {
  apiVersion: "claimcheck/v1alpha1",
  kind: "Workspace",
  id: "default",
  name: "Workspace",
  cluster: { version: "1.37", target: "static-pod", authorizationModes: ["Node", "RBAC"] },
  configuration: "",
  bindings: "",
  running: {},
  defaultPolicy: true,
  export: { comments: "kept", cluster: "", server: "", namespace: "", shoot: "" },
};

const full: Workspace = {
  ...empty,
  id: "w1",
  name: "prod",
  changed: 1790000000000,
  cluster: {
    version: "1.34",
    target: "kubeadm",
    authorizationModes: ["RBAC"],
    serviceAccountIssuers: ["https://kubernetes.default.svc"],
  },
  configuration: "jwt: []\n",
  bindings: "kind: Role\n",
  running: { configuration: "a", bindings: "b" },
  now: 1790000000,
  namespace: "app",
  defaultPolicy: false,
  export: {
    comments: "canonical",
    cluster: "prod",
    server: "https://api.example.com",
    namespace: "garden-a",
    shoot: "s",
    kubeadm: "v1beta3",
    rancherBuild: "with-flag",
  },
  example: { id: "gitlab", token: "user", edited: true },
};

/** What pages stored before there were several workspaces. */
const older = {
  documents: { configuration: "jwt: []\n", bindings: "kind: Role\n" },
  minor: 34,
  server: {
    target: "kubeadm",
    authorizationModes: ["RBAC"],
    serviceAccountIssuers: ["https://kubernetes.default.svc"],
  },
  running: "a",
  runningBindings: "b",
  clock: { kind: "at", seconds: 1790000000 },
  namespace: "app",
  defaultPolicy: false,
  example: { id: "gitlab", token: "user", edited: true },
  exportOptions: { ...full.export },
};

const { version: _version, ...unversioned } = full.cluster;
const { changed: _, ...olderAsNew } = { ...full, ...names };
const textless: readonly unknown[] = [1, true, [], {}, new Date(0), new Map(), Number.NaN];

interface Case {
  readonly name: string;
  readonly record: unknown;
  readonly want: Workspace;
  readonly dropped?: readonly DroppedPart[];
}

const cases: readonly Case[] = [
  { name: "a whole record", record: full, want: full },
  { name: "the least that a record can be", record: empty, want: empty },
  { name: "a record of an older page", record: older, want: olderAsNew },
  {
    name: "an older record without what came later",
    record: {
      documents: { configuration: "x", bindings: "" },
      minor: 30,
      clock: { kind: "now" },
      defaultPolicy: true,
    },
    want: { ...empty, configuration: "x", cluster: { ...empty.cluster, version: "1.30" } },
  },
  {
    name: "an older record with undefined fields",
    record: {
      documents: { configuration: "x", bindings: "" },
      minor: 37,
      running: undefined,
      runningBindings: undefined,
      clock: { kind: "now" },
      namespace: undefined,
      example: undefined,
      defaultPolicy: true,
    },
    want: { ...empty, configuration: "x" },
  },
  { name: "nothing", record: undefined, want: empty, dropped: [whole()] },
  { name: "null", record: null, want: empty, dropped: [whole()] },
  { name: "a number", record: 7, want: empty, dropped: [whole()] },
  { name: "a text", record: "jwt: []", want: empty, dropped: [whole()] },
  { name: "a list", record: [full], want: empty, dropped: [whole()] },
  { name: "a map", record: new Map([["configuration", "x"]]), want: empty, dropped: [whole()] },
  { name: "a date", record: new Date(0), want: empty, dropped: [whole()] },
  { name: "bytes", record: new Uint8Array(3), want: empty, dropped: [whole()] },
  { name: "an empty object", record: {}, want: empty },
  {
    name: "a newer version of the format",
    record: { ...full, apiVersion: "claimcheck/v2" },
    want: full,
    dropped: [{ path: "apiVersion", expected: "claimcheck/v1alpha1" }],
  },
  {
    name: "another kind",
    record: { ...full, kind: "ConfigMap" },
    want: full,
    dropped: [{ path: "kind", expected: "Workspace" }],
  },
  {
    name: "fields of a later version",
    record: { ...full, sharing: [], cluster: { ...full.cluster, cloud: "x" } },
    want: full,
    dropped: [
      { path: "sharing", expected: "nothing" },
      { path: "cluster.cloud", expected: "nothing" },
    ],
  },
  ...textless.map((value) => ({
    name: `a configuration that is no text: ${Object.prototype.toString.call(value)} ${String(value)}`,
    record: { ...full, configuration: value },
    want: { ...full, configuration: "" },
    dropped: [{ path: "configuration", expected: "a text" }],
  })),
  ...["running", "cluster", "export", "example"].map((field) => ({
    name: `a text for the object ${field}`,
    record: { ...full, [field]: "x" },
    want: without(field),
    dropped: [{ path: field, expected: "an object" }],
  })),
  {
    name: "an unknown version of Kubernetes",
    record: { ...full, cluster: { ...full.cluster, version: "1.99" } },
    want: { ...full, cluster: { ...full.cluster, version: "1.37" } },
    dropped: [{ path: "cluster.version", expected: "a known version" }],
  },
  {
    name: "the one version of a file of tests, which has a list",
    record: { ...full, cluster: { ...unversioned, versions: ["1.33"] } },
    want: { ...full, cluster: { ...full.cluster, version: "1.33" } },
    dropped: [],
  },
  {
    name: "several versions of a file of tests",
    record: { ...full, cluster: { ...unversioned, versions: ["1.33", "1.34"] } },
    want: { ...full, cluster: { ...full.cluster, version: "1.33" } },
    dropped: [{ path: "cluster.versions", expected: "one version" }],
  },
  {
    name: "an unknown version of a file of tests",
    record: { ...full, cluster: { ...unversioned, versions: ["1.99"] } },
    want: { ...full, cluster: { ...full.cluster, version: "1.37" } },
    dropped: [{ path: "cluster.versions", expected: "a known version" }],
  },
  {
    name: "an unknown version in an older record",
    record: { ...older, minor: 99 },
    want: { ...olderAsNew, cluster: { ...full.cluster, version: "1.37" } },
    dropped: [{ path: "minor", expected: "a known version" }],
  },
  {
    name: "a kind of cluster that is gone",
    record: { ...older, server: { target: "gone", authorizationModes: ["RBAC"] } },
    want: {
      ...olderAsNew,
      cluster: { version: "1.34", target: "static-pod", authorizationModes: ["RBAC"] },
    },
  },
  {
    name: "issuers of which one is no text",
    record: { ...full, cluster: { ...full.cluster, serviceAccountIssuers: ["a", 1, "b"] } },
    want: { ...full, cluster: { ...full.cluster, serviceAccountIssuers: ["a", "b"] } },
    dropped: [{ path: "cluster.serviceAccountIssuers[1]", expected: "a text" }],
  },
  {
    name: "authorization modes as a text",
    record: { ...full, cluster: { ...full.cluster, authorizationModes: "RBAC" } },
    want: { ...full, cluster: { ...full.cluster, authorizationModes: ["Node", "RBAC"] } },
    dropped: [{ path: "cluster.authorizationModes", expected: "a list of texts" }],
  },
  {
    name: "a moment that is no number",
    record: { ...full, now: "2026" },
    want: without("now"),
    dropped: [{ path: "now", expected: "a number" }],
  },
  {
    name: "a moment that no date can be",
    record: { ...full, now: 1e300 },
    want: without("now"),
    dropped: [{ path: "now", expected: "a moment in seconds since 1970" }],
  },
  {
    name: "an older clock without seconds",
    record: { ...older, clock: { kind: "at" } },
    want: withoutNow(olderAsNew),
  },
  {
    name: "an older record whose documents are missing",
    record: { ...older, documents: undefined },
    want: { ...olderAsNew, configuration: "", bindings: "" },
  },
  {
    name: "an older record whose documents are a list",
    record: { ...older, documents: ["x"] },
    want: { ...olderAsNew, configuration: "", bindings: "" },
    dropped: [{ path: "documents", expected: "an object" }],
  },
  {
    name: "an older record without export options",
    record: { ...older, exportOptions: null },
    want: { ...olderAsNew, export: empty.export },
  },
  {
    name: "an empty name and id",
    record: { ...full, id: "", name: "  " },
    want: { ...full, ...names },
  },
  {
    name: "a field named __proto__",
    record: JSON.parse(
      '{"apiVersion":"claimcheck/v1alpha1","kind":"Workspace","__proto__":{"configuration":"x"}}',
    ),
    want: empty,
    dropped: [{ path: "__proto__", expected: "nothing" }],
  },
];

describe("a record becomes a workspace, and what is dropped is said", () => {
  test.each(cases)("$name", ({ record, want, dropped }) => {
    const parsed = parseWorkspace(record, names);
    expect(parsed.workspace).toEqual(want);
    if (dropped !== undefined) expect(parsed.dropped).toEqual(dropped);
  });
});

test("a target that is gone is named in what is dropped", () => {
  const { dropped } = parseWorkspace({ ...older, server: { target: "gone" } }, names);
  expect(dropped).toEqual([
    { path: "server.target", expected: expect.stringMatching(/^one of static-pod, kubeadm, /) },
  ]);
});

test("any record at all gives a workspace, and a workspace gives itself", () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (record) => {
      const { workspace } = parseWorkspace(record, names);
      expect(parseWorkspace(workspace, names)).toEqual({ workspace, dropped: [] });
    }),
    { numRuns: 300 },
  );
});

test("a workspace with any one part replaced keeps its other parts", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(full) as (keyof Workspace)[])),
      fc.anything(),
      (field, value) => {
        const { workspace } = parseWorkspace({ ...full, [field]: value }, names);
        for (const name of Object.keys(full) as (keyof Workspace)[]) {
          // Without apiVersion and kind, it is a record of an older page.
          if (name === field || field === "apiVersion" || field === "kind") continue;
          expect(workspace[name]).toEqual(full[name]);
        }
      },
    ),
    { numRuns: 300 },
  );
});

function whole(): DroppedPart {
  return { path: "", expected: "an object" };
}

function without(field: string): Workspace {
  const { [field as "example"]: removed, ...rest } = full;
  return { ...empty, ...rest, apiVersion: full.apiVersion, kind: full.kind } as Workspace;
}

function withoutNow({ now, ...rest }: Workspace): Workspace {
  return rest;
}
