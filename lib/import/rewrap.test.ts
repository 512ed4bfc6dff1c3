import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openText } from "./open.ts";
import { rewrap } from "./rewrap.ts";

const options = { version: 37 } as const;

const inner = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
# Who may log in.
jwt:
- issuer:
    url: https://a.example.com
    audiences: [x]
  claimMappings:
    username:
      expression: 'claims.sub + "@a"'
  claimValidationRules:
  - expression: >-
      claims.hd == "example.com" &&
      claims.n > 1.0
    message: "a\\tb"
`;

const changed = inner.replace(
  "audiences: [x]",
  "audiences: [x, 'y z']\n    audienceMatchPolicy: MatchAny",
);

const indent = (text: string, by: number) => text.replaceAll(/^(?=[^\n])/gm, " ".repeat(by));

const body = inner.split("\n").slice(2).join("\n");

const wrappers: readonly { name: string; wrap: (text: string, depth: number) => string }[] = [
  { name: "nothing", wrap: (text) => text },
  {
    name: "a ConfigMap",
    wrap: (text, depth) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  config.yaml: | # kept\n${indent(text, 2 + depth)}  other: x # kept\n`,
  },
  {
    name: "a string of JSON",
    wrap: (text, depth) =>
      `${JSON.stringify({ kind: "ConfigMap", data: { a: text }, z: 1 }, null, depth)}\n`,
  },
  {
    name: "a Secret in base64",
    wrap: (text) => `apiVersion: v1\nkind: Secret\ndata:\n  a: ${btoa(text)} # kept\n`,
  },
  {
    name: "files of a Talos machine",
    wrap: (text, depth) =>
      `machine:\n  files:\n    - op: create\n      content: |\n${indent(text, 6 + depth)}      path: /var/a.yaml\ncluster: {}\n`,
  },
  {
    name: "a document of Talos",
    wrap: (text, depth) =>
      `---\napiVersion: v1alpha1\nkind: KubeAuthenticationConfig\nconfiguration:\n${indent(text, depth)}---\nkind: Other\n`,
  },
  {
    name: "a here-document of Terraform",
    wrap: (text, depth) =>
      `module "x" {\n  authentication_config = <<-EOT\n${indent(text, depth)}  EOT\n  y = 1 # kept\n}\n`,
  },
  {
    name: "a here-document",
    wrap: (text) => `set -e\ncat > a.yaml <<'EOF'\n${text}EOF\necho done\n`,
  },
  {
    name: "a block scalar in a block scalar",
    wrap: (text, depth) =>
      `spec:\n  files:\n  - content: |\n${indent(`kind: ConfigMap\ndata:\n  a: |\n${indent(text, 2 + depth)}  b: c\n`, 4 + depth)}    path: /x\n`,
  },
];

describe("what is inside comes out as it was, and goes back alone", () => {
  for (const { name, wrap } of wrappers) {
    test(name, () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 9 }), (depth) => {
          const text = wrap(inner, depth);
          const opened = openText(text, options);
          expect(opened.kind).toBe("configuration");
          expect(opened.configuration).toBe(inner);
          const back = rewrap(opened, options, changed);
          expect(back).toEqual({ kind: "written", text: wrap(changed, depth) });
        }),
        { numRuns: 9 },
      );
    });
  }
});

test("a finding in the text that was taken out leads to its line in the wrapper", () => {
  for (const { name, wrap } of wrappers) {
    if (name === "a Secret in base64" || name === "a string of JSON") continue;
    const text = wrap(inner, 3);
    const opened = openText(text, options);
    const start = inner.indexOf("claims.sub");
    const place = opened.place?.({ start, end: start + 10 });
    expect([name, text.slice(place?.start, place?.end)]).toEqual([name, "claims.sub"]);
  }
});

test("a part without its head takes what is in it back", () => {
  const text = `values:\n  auth:\n    # kept\n${indent(body, 4)}  more: 1\n`;
  expect(openText(text, options).configuration).toBe(inner.replace("# Who may log in.\n", ""));
  const want = `values:\n  auth:\n    # kept\n${indent(changed.split("\n").slice(2).join("\n"), 4)}  more: 1\n`;
  const back = rewrap(openText(text, options), options, changed);
  expect(back.kind === "written" && openText(back.text, options).configuration).toBe(
    changed.replace("# Who may log in.\n", ""),
  );
  expect(want).toContain("y z");
});

test.each([
  {
    name: "flags",
    text: "--oidc-issuer-url=https://a --oidc-client-id=x --oidc-username-claim=email",
    want: "The configuration was converted of --oidc-* flags of kube-apiserver: it cannot be written back there.",
  },
  { name: "another text", text: "hello", want: "The opened text holds no configuration." },
  {
    name: "a string of Nix",
    text: `{ a.text = ''\n${indent(inner, 4)}''; }\n`,
    want: "The opened text cannot hold this configuration as it is.",
  },
])("$name is not written back", ({ text, want }) => {
  expect(rewrap(openText(text, options), options, changed)).toEqual({
    kind: "refused",
    reason: want,
  });
});

describe("between braces the embedded part alone changes, in the style that is there", () => {
  const mapping = { username: { claim: "sub", prefix: "a:" } };
  const entryOf = (audience: string) => ({
    issuer: { url: "https://a.example.com", audiences: [audience] },
    claimMappings: mapping,
  });
  const flowOf = (audience: string) =>
    `{"issuer": {"url": "https://a.example.com", "audiences": ["${audience}"]}, "claimMappings": {"username": {"claim": "sub", "prefix": "a:"}}}`;
  const workspace = (audience: string) => ({
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "WorkspaceAuthenticationConfiguration",
    metadata: { name: "x" },
    spec: { jwt: [entryOf(audience)] },
  });
  const fileOf = (audience: string) => ({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "AuthenticationConfiguration",
    jwt: [entryOf(audience)],
  });

  test.each([
    {
      name: "JSON with two blanks",
      text: (audience: string) => JSON.stringify(workspace(audience), null, 2),
    },
    {
      name: "JSON with four blanks, deeper",
      text: (audience: string) => JSON.stringify({ items: [fileOf(audience)], x: 1 }, null, 4),
    },
    {
      name: "YAML's flow style",
      text: (audience: string) =>
        `apiVersion: tenancy.kcp.io/v1alpha1\nkind: WorkspaceAuthenticationConfiguration\nspec: {"jwt": [${flowOf(audience)}]} # kept\n`,
    },
    {
      name: "a list of Kubespray in flow style",
      text: (audience: string) =>
        `kube_apiserver_authentication_config_jwt: [${flowOf(audience)}]\nother: {a: b} # kept\n`,
    },
    {
      name: "variables of Kubespray as JSON",
      text: (audience: string) =>
        JSON.stringify(
          { kube_apiserver_authentication_config_jwt: [entryOf(audience)], x: 1 },
          null,
          2,
        ),
    },
    {
      name: "a document of Talos in flow style",
      text: (audience: string) =>
        `apiVersion: v1alpha1\nkind: KubeAuthenticationConfig\nconfiguration: {"jwt": [${flowOf(audience)}]}\n---\nkept: true\n`,
    },
  ])("$name", ({ text }) => {
    const opened = openText(text("k8s"), options);
    const wanted = (opened.configuration ?? "").replace(/k8s(?!\.io)/, "other");
    expect(rewrap(opened, options, wanted)).toEqual({ kind: "written", text: text("other") });
  });

  test.each([
    ["an expression of Terraform would become a text", "var.issuer", (one: string) => one],
    [
      "a text would become an expression of Terraform",
      '"https://a.example.com"',
      (one: string) => one.replace("a:", "${a}:"),
    ],
  ])("not if %s", (_, url, change) => {
    const text = `locals {\n  file = yamlencode({\n    apiVersion = "apiserver.config.k8s.io/v1"\n    kind = "AuthenticationConfiguration"\n    jwt = [{ issuer = { url = ${url}, audiences = ["k8s"] }, claimMappings = { username = { claim = "sub", prefix = "a:" } } }]\n  })\n}\n`;
    const opened = openText(text, options);
    expect(rewrap(opened, options, change(opened.configuration ?? ""))).toEqual({
      kind: "refused",
      reason: "The opened text cannot hold this configuration as it is.",
    });
  });
});
