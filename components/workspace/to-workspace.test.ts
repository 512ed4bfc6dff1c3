import { expect, test } from "vitest";
import type { Example } from "@/lib/examples/example.ts";
import { secretMask } from "@/lib/secrets/secret-mask.ts";
import { maskWorkspace } from "@/lib/workspace/mask-workspace.ts";
import { emptyInputs, type Inputs } from "./inputs.ts";
import { restoreExample, toInputs, toWorkspace } from "./to-workspace.ts";

const token = `${btoa('{"alg":"RS256"}')}.${btoa('{"iss":"https://a.test"}')}.c2lnbmF0dXJl`;
const head = { id: "default", name: "prod" };

const inputs: Inputs = {
  ...emptyInputs,
  documents: { configuration: `# ${token}\njwt: []\n`, bindings: "kind: Role\n" },
  token,
  keys: { "https://a.test": '{"keys":[]}' },
  running: `# ${token}\n`,
  runningBindings: `# ${token}\n`,
  clock: { kind: "at", seconds: 1000 },
  namespace: "app",
  server: {
    target: "kubeadm",
    authorizationModes: ["RBAC"],
    serviceAccountIssuers: [token, "https://kubernetes.default.svc"],
  },
  example: { id: "gitlab", token: "user", edited: true },
  exportOptions: {
    comments: "canonical",
    cluster: "prod",
    server: `https://${token}`,
    namespace: "garden-a",
    shoot: "",
    kubeadm: "v1beta3",
  },
};

test("a stored workspace has documents and settings, and neither tokens, keys nor claims", () => {
  const masked = maskWorkspace(toWorkspace(inputs, head, 5));
  expect(masked.workspace).toEqual({
    apiVersion: "claimcheck/v1alpha1",
    kind: "Workspace",
    id: "default",
    name: "prod",
    changed: 5,
    cluster: {
      version: "1.37",
      target: "kubeadm",
      authorizationModes: ["RBAC"],
      serviceAccountIssuers: [secretMask, "https://kubernetes.default.svc"],
    },
    configuration: `# ${secretMask}\njwt: []\n`,
    bindings: "kind: Role\n",
    running: { configuration: `# ${secretMask}\n`, bindings: `# ${secretMask}\n` },
    now: 1000,
    namespace: "app",
    defaultPolicy: true,
    export: {
      comments: "canonical",
      cluster: "prod",
      server: `https://${secretMask}`,
      namespace: "garden-a",
      shoot: "",
      kubeadm: "v1beta3",
    },
    example: { id: "gitlab", token: "user", edited: true },
  });
  expect(masked.masked.map(({ field }) => field)).toEqual([
    "running.configuration",
    "running.bindings",
    "cluster.serviceAccountIssuers[0]",
    "configuration",
    "export.server",
  ]);
});

test("a moment of a token's life is a claim and is not stored", () => {
  const clock = { kind: "at", seconds: 1000, of: "token" } as const;
  expect(toWorkspace({ ...inputs, clock }, head, 5)).not.toHaveProperty("now");
});

test("inputs come back from a workspace without token and keys", () => {
  const plain: Inputs = {
    ...inputs,
    documents: { configuration: "jwt: []\n", bindings: "" },
    server: { ...inputs.server, serviceAccountIssuers: ["https://a.test"] },
  };
  expect(toInputs(toWorkspace(plain, head, 5))).toEqual({ ...plain, token: "", keys: {} });
});

const example: Example = {
  id: "gitlab",
  title: "GitLab",
  configuration: "",
  bindings: "",
  tokens: [{ id: "user", title: "User", text: "token-a" }],
  keys: { "https://a.test": "{}" },
  now: 1000,
};
const mark = { id: "gitlab", token: "user", edited: true };
const stored = { kind: "at", seconds: 1000 } as const;
const restores: {
  name: string;
  input: Pick<Inputs, "clock" | "example">;
  example: Example | undefined;
  want: Partial<Inputs>;
}[] = [
  {
    name: "an example brings its token, its keys and its moment",
    input: { clock: stored, example: mark },
    example,
    want: {
      token: "token-a",
      keys: example.keys,
      clock: { kind: "at", seconds: 1000, of: "example" },
      example: mark,
    },
  },
  {
    name: "without the example's token its moment is left",
    input: { clock: stored, example: { id: "gitlab", edited: true } },
    example,
    want: { token: "", keys: example.keys, clock: { kind: "now" } },
  },
  {
    name: "another moment was chosen and stays",
    input: { clock: { kind: "at", seconds: 7 }, example: { id: "gitlab", edited: true } },
    example,
    want: { token: "", keys: example.keys, clock: { kind: "at", seconds: 7 } },
  },
  {
    name: "an example that is there no more leaves nothing behind",
    input: { clock: stored, example: mark },
    example: undefined,
    want: { token: "", keys: {}, clock: { kind: "now" }, example: undefined },
  },
];

test.each(restores)("after a reload, $name", ({ input, example, want }) => {
  expect(restoreExample({ ...emptyInputs, ...input }, example)).toEqual({
    ...emptyInputs,
    ...input,
    ...want,
  });
});
