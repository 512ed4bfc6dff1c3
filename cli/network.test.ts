import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { buildCommand } from "../lib/testing/build-command.ts";
import { fetchKeys } from "./network/fetch-keys.ts";
import { findProxy } from "./network/proxy.ts";

/** The commands that make requests, against a local server that answers as a kube-apiserver and an issuer do. */

const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-network-"));
const command = path.join(folder, "claimcheck.mjs");

/** "GET /path" to what is answered; a text is served as it is. */
type Answers = Readonly<
  Record<string, { readonly status: number; readonly body: unknown; readonly location?: string }>
>;
let answers: Answers = {};
const received: { request: string; authorization: string; body: string }[] = [];

const server = createServer(async (request, response) => {
  const name = `${request.method} ${request.url}`;
  const body = await readAll(request);
  received.push({ request: name, authorization: request.headers.authorization ?? "", body });
  const found = answers[
    `${name} ${JSON.parse(body || "{}").spec?.resourceAttributes?.resource ?? ""}`.trim()
  ] ??
    answers[name] ?? { status: 404, body: {} };
  response.writeHead(found.status, {
    "content-type": "application/json",
    ...(found.location !== undefined && { location: found.location }),
  });
  response.end(typeof found.body === "string" ? found.body : JSON.stringify(found.body));
});

async function readAll(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return text;
}

let address = "";

beforeAll(async () => {
  await buildCommand(command);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  write(
    "kubeconfig",
    `apiVersion: v1
kind: Config
current-context: prod
clusters: [{name: c, cluster: {server: "${address}"}}]
contexts: [{name: prod, context: {cluster: c, user: admin}}]
users: [{name: admin, user: {token: credential-of-the-kubeconfig}}]
`,
  );
  write("token", token);
  write(
    "login.claimcheck.yaml",
    `apiVersion: claimcheck/v1alpha1
kind: Workspace
cluster: {versions: ["1.37"]}
defaultPolicy: false
configuration: |
  apiVersion: apiserver.config.k8s.io/v1
  kind: AuthenticationConfiguration
  jwt:
  - issuer: {url: "https://idp.example.com", audiences: [k8s]}
    claimMappings:
      username: {claim: sub, prefix: "idp:"}
      groups: {claim: groups, prefix: ""}
      uid: {claim: uid}
bindings: |
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata: {name: reader}
  rules: [{apiGroups: [""], resources: [pods, services], verbs: [list, get]}]
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata: {name: dev-reads}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
  subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: dev}]
tests:
- name: jane
  claims: {iss: "https://idp.example.com", aud: k8s, sub: jane, groups: [dev], uid: x, exp: now+10m}
  expect: {can: [list pods], cannot: [get secrets]}
`,
  );
}, 60_000);
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  received.length = 0;
});

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = {
  ...{ iss: "https://idp.example.com", aud: "k8s", sub: "jane", groups: ["dev"] },
  ...{ uid: "secret-identifier", exp: 4_102_444_800 },
};
const token = `${part({ alg: "RS256", kid: "k" })}.${part(claims)}.${Buffer.alloc(256, 7).toString("base64url")}`;

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const own = { ...process.env, KUBECONFIG: path.join(folder, "kubeconfig"), ...env };
  try {
    const done = await promisify(execFile)(process.execPath, [command, ...args], {
      cwd: folder,
      env: own,
    });
    return { status: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const reader = {
  metadata: { name: "reader", managedFields: [{}] },
  rules: [{ apiGroups: [""], resources: ["services", "pods"], verbs: ["get", "list"] }],
};
const binding = (name: string, role: string) => ({
  metadata: { name },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
  subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "dev" }],
});
const list = (...items: readonly object[]) => ({ status: 200, body: { metadata: {}, items } });
const version = { status: 200, body: { major: "1", minor: "37", gitVersion: "v1.37.1" } };
const review = (username: string, uid = "secret-identifier") => ({
  status: 201,
  body: {
    kind: "SelfSubjectReview",
    apiVersion: "authentication.k8s.io/v1",
    status: { userInfo: { username, uid, groups: ["dev", "system:authenticated"] } },
  },
});
const decision = (allowed: boolean) => ({ status: 201, body: { status: { allowed } } });
const access = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const self = "POST /apis/authentication.k8s.io/v1/selfsubjectreviews";

const same: Answers = {
  "GET /version": version,
  // Two pages.
  [`GET ${rbac}/clusterroles?limit=500`]: {
    status: 200,
    body: { metadata: { continue: "a=b" }, items: [] },
  },
  [`GET ${rbac}/clusterroles?limit=500&continue=a%3Db`]: list(reader),
  [`GET ${rbac}/clusterrolebindings?limit=500`]: list(binding("dev-reads", "reader")),
  [`GET ${rbac}/roles?limit=500`]: list(),
  [`GET ${rbac}/rolebindings?limit=500`]: list(),
  [self]: review("idp:jane"),
  [`${access} pods`]: decision(true),
  [`${access} secrets`]: decision(false),
};

test("a cluster that does what the workspace says", async () => {
  answers = same;
  const { status, stdout, stderr } = await run([
    "cluster",
    "login.claimcheck.yaml",
    "--token",
    "token",
  ]);
  expect(stdout).toBe(`Context prod, ${address}, v1.37.1
Notes
  The signature is not checked here, because the workspace has no keys of the issuer.
The token
    Both accept the token as idp:jane.
    list pods: allowed
    get secrets: denied
The cluster does what the workspace says.
`);
  expect(status).toBe(0);
  const announced = stderr.split("\n").filter((line) => /^(GET|POST) /.test(line));
  expect(announced.map((line) => line.replace(address, "").split(" with ")[0])).toEqual(
    received.map(({ request }) => request),
  );
  expect(
    received.map(({ request, authorization }) => [request.split(" ")[0], authorization]),
  ).toEqual([
    ...Array.from({ length: 6 }, () => ["GET", "Bearer credential-of-the-kubeconfig"]),
    ...Array.from({ length: 3 }, () => ["POST", `Bearer ${token}`]),
  ]);
  expect(received.at(-1)?.body).toBe(
    '{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"get","group":"","resource":"secrets","subresource":"","name":"","namespace":"default"}}}',
  );
});

test.each<{ name: string; args?: string[]; change: Answers; want: string; status: number }>([
  {
    name: "roles, permissions and the user differ; a claim's value is hidden",
    change: {
      [`GET ${rbac}/clusterrolebindings?limit=500`]: list(binding("more", "admin")),
      [`GET ${rbac}/clusterroles?limit=500&continue=a%3Db`]: list(
        { ...reader, rules: [] },
        {
          metadata: { name: "admin" },
          rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
        },
      ),
      [self]: review("jane", "other"),
      [`${access} secrets`]: decision(true),
    },
    want: `Roles and bindings
  + ClusterRoleBinding more, only in the cluster: ClusterRole admin for Group dev
  ! ClusterRole reader, differs
  + ClusterRole admin, only in the cluster
  - ClusterRoleBinding dev-reads, only in the workspace: ClusterRole reader for Group dev
Who asks (- workspace, + cluster)
  jane
    authenticated as idp:jane, groups dev, uid x
    + in the whole cluster: * * of *
The token
  ! Username: the cluster says "jane", here it is "idp:jane".
  ! UID: the cluster says "other", here it is "***".
    list pods: allowed
  ! get secrets: allowed by the cluster, denied here
7 differences.
`,
    status: 3,
  },
  {
    name: "the cluster refuses the token",
    change: { [self]: { status: 401, body: { message: "Unauthorized" } } },
    want: `The token
  ! The cluster refuses the token; here it is accepted as idp:jane.
  ! Its log names the reason: claimcheck explain FILE --log.
1 difference.
`,
    status: 3,
  },
  {
    name: "a version of which the workspace does not speak",
    change: {
      "GET /version": { status: 200, body: { major: "1", minor: "36+", gitVersion: "v1.36.2-x" } },
    },
    args: [],
    want: `Notes
  The cluster runs v1.36.2-x, which is none of the workspace's versions.
The cluster does what the workspace says.
`,
    status: 0,
  },
])(
  "a cluster is compared: $name",
  async ({ args = ["--token-env", "ID_TOKEN"], change, want, status }) => {
    answers = { ...same, ...change };
    const done = await run(["cluster", "login.claimcheck.yaml", ...args], { ID_TOKEN: token });
    const body = done.stdout.split("\n").slice(1).join("\n");
    const signature =
      "Notes\n  The signature is not checked here, because the workspace has no keys of the issuer.\n";
    expect({ status: done.status, body: body.replace(signature, "") }).toEqual({
      status,
      body: want,
    });
    for (const text of [done.stdout, done.stderr, ...filesOf(folder, ["token"])]) {
      for (const secret of [...token.split("."), "secret-identifier", "credential-of-the"]) {
        expect(text.includes(secret) && !text.includes("kind: Config")).toBe(false);
      }
    }
  },
);

function filesOf(place: string, except: readonly string[]): readonly string[] {
  const names = readdirSync(place).filter((name) => ![...except, "claimcheck.mjs"].includes(name));
  return names.map((name) => readFileSync(path.join(place, name), "utf8"));
}

test.each<{ name: string; args: string[]; change?: Answers; want: string }>([
  {
    name: "a context that is missing",
    args: ["--context", "none"],
    want: 'the kubeconfig has no usable context "none"; it has prod',
  },
  {
    name: "roles that may not be read",
    args: [],
    change: {
      [`GET ${rbac}/roles?limit=500`]: { status: 403, body: { message: "roles is forbidden" } },
    },
    want: "roles: 403 roles is forbidden",
  },
  {
    name: "a variable without a token",
    args: ["--token-env", "NONE"],
    want: "the environment variable NONE is not set",
  },
  {
    name: "a question without a token",
    args: ["--question", "get pods"],
    want: "--question needs --token or --token-env",
  },
])("nothing is compared: $name", async ({ args, change = {}, want }) => {
  answers = { ...same, ...change };
  const { status, stderr } = await run(["cluster", "login.claimcheck.yaml", ...args]);
  expect(status).toBe(2);
  expect(stderr.replace(`${address}: `, "")).toContain(`claimcheck: ${want}\n`);
});

const keySet = {
  keys: [
    {
      kty: "EC",
      kid: "k",
      alg: "ES256",
      use: "sig",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
  ],
};
const wellKnown = "/.well-known/openid-configuration";

test.each<{
  name: string;
  path: string;
  answers: (base: string) => Answers;
  requests: string[];
  want: unknown;
}>([
  {
    name: "a key set",
    path: "/jwks",
    answers: () => ({ "GET /jwks": { status: 200, body: '{"keys":[]}' } }),
    requests: ["/jwks"],
    want: { kind: "keys", url: "/jwks", text: '{"keys":[]}', notes: [] },
  },
  {
    name: "an issuer, its discovery document at a redirect",
    path: "/a",
    answers: (base) => ({
      [`GET /a${wellKnown}`]: { status: 302, body: "", location: "/there" },
      "GET /there": { status: 200, body: { issuer: `${base}/a`, jwks_uri: `${base}/jwks` } },
      "GET /jwks": { status: 200, body: '{"keys":[]}' },
    }),
    requests: ["/a", `/a${wellKnown}`, "/there", "/jwks"],
    want: { kind: "keys", url: "/jwks", text: '{"keys":[]}', notes: [] },
  },
  {
    name: "a discovery document of another issuer",
    path: `/a${wellKnown}`,
    answers: (base) => ({
      [`GET /a${wellKnown}`]: {
        status: 200,
        body: { issuer: `${base}/b`, jwks_uri: `${base}/jwks` },
      },
      "GET /jwks": { status: 200, body: '{"keys":[]}' },
    }),
    requests: [`/a${wellKnown}`, "/jwks"],
    want: {
      kind: "keys",
      url: "/jwks",
      text: '{"keys":[]}',
      notes: [
        'The discovery document names the issuer "/b", not "/a"; kube-apiserver compares character by character.',
      ],
    },
  },
  {
    name: "a page for people",
    path: "/login",
    answers: () => ({
      "GET /login": { status: 200, body: "<html>" },
      [`GET /login${wellKnown}`]: { status: 404, body: "" },
    }),
    requests: ["/login", `/login${wellKnown}`],
    want: { kind: "failed", message: `/login${wellKnown} answered 404` },
  },
  {
    name: "redirects without an end",
    path: "/r",
    answers: () => ({ "GET /r": { status: 307, body: "", location: "/r" } }),
    requests: ["/r", "/r", "/r", "/r", "/r", "/r"],
    want: { kind: "failed", message: "/r: more than 5 redirects" },
  },
  {
    name: "an answer that is too long",
    path: "/long",
    answers: () => ({ "GET /long": { status: 200, body: "x".repeat(1_048_577) } }),
    requests: ["/long"],
    want: { kind: "failed", message: "/long: the answer has more than 1048576 bytes" },
  },
  {
    name: "a redirect to another machine without encryption",
    path: "/r",
    answers: () => ({
      "GET /r": { status: 302, body: "", location: "http://idp.example.com/keys" },
    }),
    requests: ["/r"],
    want: { kind: "failed", message: "http://idp.example.com/keys: only https is fetched" },
  },
])("keys are fetched: $name", async ({ path: place, answers: make, requests, want }) => {
  answers = make(address);
  const announced: string[] = [];
  const fetched = await fetchKeys(`${address}${place}`, {
    environment: {},
    announce: (line) => announced.push(line.replaceAll(`GET ${address}`, "")),
  });
  expect(JSON.parse(JSON.stringify(fetched).replaceAll(address, ""))).toEqual(want);
  expect(announced).toEqual(requests);
  expect(received.map(({ request }) => request.replace("GET ", ""))).toEqual(requests);
});

test("keys of a URL are judged as those of a file, and the requests are said", async () => {
  answers = { "GET /jwks": { status: 200, body: keySet } };
  const { status, stdout, stderr } = await run(["keys", `${address}/jwks`]);
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: `${address}/jwks
  k EC P-256
    1.30 1.31 1.32 1.33 1.34 1.35 1.36 1.37 1.38: used, Tokens are verified with it.
`,
    stderr: `GET ${address}/jwks\n`,
  });
});

const proxy = { HTTPS_PROXY: "http://proxy:3128" };
test.each([
  { name: "a proxy", url: "https://a.example.com", env: proxy, want: "http://proxy:3128" },
  {
    name: "a proxy in lower case, without its scheme",
    url: "https://a.example.com",
    env: { https_proxy: "proxy:1" },
    want: "http://proxy:1",
  },
  {
    name: "a proxy for http only",
    url: "https://a.example.com",
    env: { HTTP_PROXY: "http://proxy" },
    want: undefined,
  },
  { name: "this machine", url: "https://127.0.0.1:6443", env: proxy, want: undefined },
  {
    name: "a domain",
    url: "https://a.example.com",
    env: { ...proxy, NO_PROXY: "x, example.com" },
    want: undefined,
  },
  {
    name: "what is below a domain, not itself",
    url: "https://example.com",
    env: { ...proxy, NO_PROXY: ".example.com" },
    want: "http://proxy:3128",
  },
  {
    name: "another domain with the same end",
    url: "https://notexample.com",
    env: { ...proxy, NO_PROXY: "example.com" },
    want: "http://proxy:3128",
  },
  {
    name: "another port",
    url: "https://a.example.com",
    env: { ...proxy, NO_PROXY: "example.com:8443" },
    want: "http://proxy:3128",
  },
  {
    name: "a network",
    url: "https://10.1.2.3",
    env: { ...proxy, no_proxy: "10.0.0.0/8" },
    want: undefined,
  },
  {
    name: "everything",
    url: "https://a.example.com",
    env: { ...proxy, NO_PROXY: "*" },
    want: undefined,
  },
])("the proxy by the environment: $name", ({ url, env, want }) => {
  expect(findProxy(new URL(url), env)).toBe(want);
});
