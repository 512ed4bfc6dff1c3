import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { type OpenPlan, openLimits, planFiles } from "./open-files.ts";

const configuration = `# mine
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "https://a.test", audiences: [a]}
  claimMappings: {username: {claim: sub, prefix: ""}}
`;
const other = configuration.replace("a.test", "b.test");
const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: r, namespace: n}
rules: []
`;
const role2 = role.replace("name: r", "name: s");
const token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.x";
const token2 = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJiIn0.x";
const keySet = '{"keys":[{"kty":"RSA","n":"x","e":"AQAB"}]}';
const kubeconfig = "apiVersion: v1\nkind: Config\nusers: []\n";
const login =
  "kubectl config set-credentials a --exec-command=kubectl --exec-arg=oidc-login --exec-arg=get-token --exec-arg=--oidc-issuer-url=https://sso.example.com --exec-arg=--oidc-client-id=k8s\n";
const flags =
  "--oidc-issuer-url=https://<HOST>/realms/a\n--oidc-client-id=k8s\n--oidc-username-claim=email\n";
const issue = `\`\`\`\n${flags}\`\`\`\n\n${role}`;
const converted = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://<HOST>/realms/a
    audiences:
    - k8s
  claimMappings:
    username:
      claim: email
      prefix: ""
`;
const commented = `# ${flags.replaceAll("\n", "\n# ")}\nkube-apiserver x\n`;
const agent = "user_access:\n  access_as: {user: {}}\n  projects: [{id: group/app}]\n";
const workspace = "apiVersion: claimcheck/v1alpha1\nkind: Workspace\nname: prod\n";
const nothing = { otherTokens: [], workspaces: [], beside: [], placed: [], left: [], notes: [] };
const noPlace = "it holds no configuration, role bindings, token or keys";

/** Files by their path. */
type Files = Readonly<Record<string, string | Uint8Array>>;

const cases: { readonly name: string; readonly input: Files; readonly want: Partial<OpenPlan> }[] =
  [
    {
      name: "a configuration",
      input: { "a.yaml": configuration },
      want: {
        configuration,
        placed: [
          { path: "a.yaml", place: "configuration", title: "an AuthenticationConfiguration" },
        ],
      },
    },
    {
      name: "a configuration and bindings in one file are split",
      input: { "a.yaml": `${configuration}---\n${role}` },
      want: {
        configuration,
        opened: `${configuration}---\n${role}`,
        bindings: role,
        placed: [
          { path: "a.yaml", place: "configuration", title: "an AuthenticationConfiguration" },
          { path: "a.yaml", place: "bindings", title: "role bindings" },
        ],
      },
    },
    {
      name: "several files: each in its place, whatever the order",
      input: {
        "t.jwt": token,
        "k.json": keySet,
        "r.yaml": role,
        "s.yaml": role2,
        "notes.txt": "hello\n",
        "a.yaml": configuration,
      },
      want: {
        configuration,
        bindings: `${role}---\n${role2}`,
        token,
        keys: keySet,
        placed: [
          { path: "a.yaml", place: "configuration", title: "an AuthenticationConfiguration" },
          { path: "r.yaml", place: "bindings", title: "a Role" },
          { path: "s.yaml", place: "bindings", title: "a Role" },
          { path: "t.jwt", place: "token", title: "a token" },
          { path: "k.json", place: "keys", title: "a key set" },
        ],
        left: [{ path: "notes.txt", reason: noPlace }],
      },
    },
    {
      name: "a second configuration is left out, and so is the same one in another text",
      input: {
        "README.md": `# Read\n\n\`\`\`yaml\n${configuration}\`\`\`\n`,
        "a.yaml": configuration,
        "b.yaml": other,
      },
      want: {
        configuration,
        placed: [
          { path: "a.yaml", place: "configuration", title: "an AuthenticationConfiguration" },
        ],
        left: [
          { path: "README.md", reason: "it holds the same configuration as a.yaml" },
          {
            path: "b.yaml",
            reason: "only one configuration can be open: it is the one of a.yaml",
          },
        ],
      },
    },
    {
      name: "more tokens are kept beside the first",
      input: { "a.jwt": token, "x/b.jwt": token2 },
      want: {
        token,
        otherTokens: [{ name: "b.jwt", text: token2 }],
        placed: [
          { path: "a.jwt", place: "token", title: "a token" },
          { path: "x/b.jwt", place: "token", title: "a token" },
        ],
      },
    },
    {
      name: "the file of GitLab's agent says who asks",
      input: { "config.yaml": agent, "r.yaml": role },
      want: {
        agent,
        bindings: role,
        placed: [
          { path: "r.yaml", place: "bindings", title: "a Role" },
          { path: "config.yaml", place: "agent", title: "the configuration of GitLab's agent" },
        ],
      },
    },
    {
      name: "a kubeconfig alone goes to the token's place",
      input: { config: kubeconfig },
      want: {
        token: kubeconfig,
        placed: [{ path: "config", place: "token", title: "a kubeconfig or token" }],
      },
    },
    {
      name: "a command that says how tokens are got goes to the token's place",
      input: { "a.sh": login },
      want: {
        token: login,
        placed: [{ path: "a.sh", place: "token", title: "kubectl config set-credentials" }],
      },
    },
    {
      name: "flags and role bindings in one text: what was made of the flags is said",
      input: { "issue.md": issue },
      want: {
        configuration: converted,
        opened: issue,
        bindings: role,
        placed: [
          {
            path: "issue.md",
            place: "configuration",
            title:
              "an AuthenticationConfiguration that was made of --oidc-* flags of kube-apiserver",
          },
          { path: "issue.md", place: "bindings", title: "role bindings" },
        ],
        notes: [
          "Without --oidc-signing-algs only tokens signed with RS256 are accepted; the file accepts eight more algorithms.",
          "It contains variables as they are written: <HOST>.",
        ],
      },
    },
    {
      name: "a text whose words are only in comments: that is said",
      input: { "a.tf": commented },
      want: {
        configuration: commented,
        placed: [{ path: "a.tf", place: "configuration", title: "a text that is not known" }],
        notes: [
          "The text names --oidc-* flags of kube-apiserver, but only in comments: they have no effect.",
        ],
      },
    },
    {
      name: "a kubeconfig without a token beside a configuration is left out",
      input: { config: kubeconfig, "a.yaml": configuration },
      want: {
        configuration,
        placed: [
          { path: "a.yaml", place: "configuration", title: "an AuthenticationConfiguration" },
        ],
        left: [{ path: "config", reason: "it says how to get a token, but it holds none" }],
      },
    },
    {
      name: "a workspace",
      input: { "w.yaml": workspace },
      want: {
        workspaces: [workspace],
        placed: [{ path: "w.yaml", place: "workspace", title: "a workspace" }],
      },
    },
    {
      name: "a workspace with the files that it names, beside one that it does not name",
      input: {
        "d/w.yaml": `${workspace}configurationFrom: {path: a.yaml}\n`,
        "d/a.yaml": "jwt: []\n",
        "d/r.yaml": role,
      },
      want: {
        workspaces: [`${workspace}configuration: |\n  jwt: []\n`],
        bindings: role,
        placed: [
          { path: "d/w.yaml", place: "workspace", title: "a workspace with d/a.yaml" },
          { path: "d/r.yaml", place: "bindings", title: "a Role" },
        ],
      },
    },
    {
      name: "a workspace without the files that it names",
      input: { "w.yaml": `${workspace}configurationFrom: {path: a.yaml}\n` },
      want: {
        workspaces: [`${workspace}configurationFrom: {path: a.yaml}\n`],
        placed: [{ path: "w.yaml", place: "workspace", title: "a workspace" }],
        notes: [
          "w.yaml names files that were not opened, or are over 512 kB: a.yaml. Open them together with it, or the folder that holds all of them.",
        ],
      },
    },
    {
      name: "a text alone that is not known is the configuration",
      input: { "a.txt": "hello: world\n" },
      want: {
        configuration: "hello: world\n",
        placed: [{ path: "a.txt", place: "configuration", title: "a text that is not known" }],
      },
    },
    {
      name: "bytes that are no text, and an empty file",
      input: { "a.bin": new Uint8Array([0xff, 0xfe, 0]), "b.yaml": "" },
      want: {
        left: [
          { path: "a.bin", reason: "it is no UTF-8 text" },
          { path: "b.yaml", reason: "it is empty" },
        ],
      },
    },
    {
      name: "an archive",
      input: {
        "a.zip": zipSync({
          x: { "a.yaml": strToU8(configuration), "r.yaml": strToU8(role) },
          "in.zip": zipSync({ a: strToU8(role) }),
        }),
      },
      want: {
        configuration,
        bindings: role,
        placed: [
          { path: "x/a.yaml", place: "configuration", title: "an AuthenticationConfiguration" },
          { path: "x/r.yaml", place: "bindings", title: "a Role" },
        ],
        left: [{ path: "in.zip", reason: "it is an archive in an archive" }],
      },
    },
    {
      name: "a bomb",
      input: {
        "a.zip": zipSync(
          Object.fromEntries(
            Array.from({ length: 9 }, (_, i) => [`${i}`, new Uint8Array(8 * 1024 * 1024)]),
          ),
        ),
      },
      want: {
        left: [
          {
            path: "a.zip",
            reason: "the archive is not opened: its files are larger than 64 MB together",
          },
        ],
      },
    },
  ];

describe("files go to their places", () => {
  test.each(cases)("$name is opened in its place", ({ input, want }) => {
    expect(plan(input)).toEqual({ ...nothing, ...want });
  });
});

test("a dump of roles is read beside the document, whatever its size", () => {
  const dump = `${role}# ${"x".repeat(openLimits.file)}\n`;
  const { beside, placed, bindings } = plan({ "dump.yaml": dump });
  expect(beside.map(({ path, bytes }) => [path, bytes.length])).toEqual([
    ["dump.yaml", dump.length],
  ]);
  expect(placed).toEqual([{ path: "dump.yaml", place: "files", title: "roles and bindings" }]);
  expect(bindings).toBeUndefined();
});

function plan(files: Files): OpenPlan {
  return planFiles(
    Object.entries(files).map(([path, content]) => ({
      path,
      bytes: typeof content === "string" ? strToU8(content) : content,
    })),
    {
      version: 37,
      guess: (text) => {
        if (text.includes("kind: Role")) return "bindings";
        return text.includes("kind: Config\n") ? "token" : undefined;
      },
    },
  );
}
