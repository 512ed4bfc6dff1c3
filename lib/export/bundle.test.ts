import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { analyze } from "../engine.ts";
import { examples as authentik } from "../examples/authentik.ts";
import { examples as emk } from "../examples/emk.ts";
import type { Example } from "../examples/example.ts";
import { examples as gitlab } from "../examples/gitlab.ts";
import { examples as kanidm } from "../examples/kanidm.ts";
import { type Bundle, exportBundle } from "./bundle.ts";
import { targets } from "./targets.ts";
import { zipFiles } from "./zip.ts";

const guides = [...authentik, ...emk, ...gitlab, ...kanidm];

async function bundleOf(example: Example, target: string, token = ""): Promise<Bundle> {
  const { exporting, authentication } = await analyze({
    minor: 37,
    configuration: example.configuration,
    bindings: example.bindings,
    token,
    keys: example.keys,
    now: example.now,
    target,
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
    exporting: true,
  });
  if (exporting === undefined) throw new Error("no view");
  const { user } = authentication ?? {};
  return exportBundle(
    {
      configuration: example.configuration,
      bindings: example.bindings,
      minor: 37,
      comments: "kept",
      ...exporting,
      ...(user && { user }),
      cluster: { name: "prod", server: "https://api.example.com:6443" },
    },
    target,
  );
}

function guide(id: string): Example {
  const found = guides.find((example) => example.id === id);
  if (found === undefined) throw new Error(`no example ${id}`);
  return found;
}

function textOf({ files }: Bundle, name: string): string {
  return files.find((file) => file.path === name)?.text ?? `no file ${name}`;
}

test("every YAML file of every guide for every target can be read", async () => {
  const wrong: string[] = [];
  for (const example of guides) {
    for (const { id } of targets) {
      const { files } = await bundleOf(example, id);
      for (const { path: name, text, language } of files) {
        if (language !== "yaml" || text === example.configuration) continue;
        const errors = parseAllDocuments(text).flatMap((document) => document.errors);
        if (errors.length > 0) wrong.push(`${example.id} ${id} ${name}: ${errors[0]?.message}`);
      }
      if (new Set(files.map(({ path: name }) => name)).size !== files.length)
        wrong.push(`${example.id} ${id}: a path twice`);
    }
  }
  expect(wrong).toEqual([]);
});

describe("files beside the target's", () => {
  const cases: { name: string; guide: string; path: string; want: string }[] = [
    {
      // The guide's scopes name, sub and email_verified are claims and no scopes; interactiveMode is required by v1
      // (int128/kubelogin docs/usage.md).
      name: "EMK: log-in",
      guide: "emk-basic-corrected",
      path: "clients/kubelogin/kubeconfig.yaml",
      want: `apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://api.example.com:6443
      certificate-authority: ca.crt
contexts:
  - name: oidc@prod
    context:
      cluster: prod
      user: oidc
current-context: oidc@prod
users:
  - name: oidc
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: kubectl
        args:
          - oidc-login
          - get-token
          - --oidc-issuer-url=https://identity.example.com
          - --oidc-client-id=7192d6e6-2b9f-454e-96c3-6863aa0f4050
          - --oidc-extra-scope=email
          - --oidc-extra-scope=groups
          - --oidc-pkce-method=auto
        interactiveMode: Never
        provideClusterInfo: false
        installHint: "Install kubelogin: kubectl krew install oidc-login, or brew install kubelogin"
`,
    },
    {
      // The guide asks with --as-group alone, which kubectl refuses.
      name: "EMK: proofs",
      guide: "emk-basic-corrected",
      path: "rbac/prove.sh",
      want: `#!/bin/sh
# Asks the cluster as each subject of the bindings, after apply.sh; every answer must be "yes", and the first "no" ends
# the script. It needs a credential that may impersonate users and groups; --as-group works beside --as only.
set -eu
# ClusterRoleBinding oidc-cluster-admins: ClusterRole cluster-admin
kubectl auth can-i '*' '*' --as=claimcheck-proof --as-group=oidc:operations
# RoleBinding development/oidc-developers: ClusterRole edit
kubectl auth can-i create deployments.apps -n development --as=claimcheck-proof --as-group=oidc:developers
# RoleBinding production/oidc-user-viewer: ClusterRole view
kubectl auth can-i list pods -n production --as=oidc:john@example.com
`,
    },
    {
      // As the guide's, but the token is masked, its signature never shown, and no user stands in the kubeconfig.
      name: "GitHub: kubeconfig without a user",
      guide: "github-corrected",
      path: "clients/pipeline/kubeconfig.yaml",
      want: `apiVersion: v1
kind: Config
clusters:
  - name: prod
    cluster:
      server: https://api.example.com:6443
      certificate-authority: ca.crt
contexts:
  - name: prod
    context:
      cluster: prod
      user: ""
current-context: prod
users: []
`,
    },
    {
      // docs.gitlab.com: the agent server's address ends with a slash; the guide had two, and a capital K.
      name: "GitLab agent: values",
      guide: "gitlab-corrected",
      path: "clients/gitlab-agent/values.yaml",
      want: `config:
  kasAddress: wss://gitlab.example.com/-/kubernetes-agent/
  secretName: gitlab-agent-token
`,
    },
  ];
  for (const { name, guide: id, path: file, want } of cases) {
    test(name, async () => expect(textOf(await bundleOf(guide(id), "kind"), file)).toBe(want));
  }
});

test("the review names issuers, names, what follows from them, and what is not known", async () => {
  const review = textOf(await bundleOf(guide("github-open"), "kind"), "review.md");
  expect(review).toContain(`### \`https://token.actions.githubusercontent.com\`

- audience: \`coffee-lucca-poc\`
- user name: expression \`"github-actions:" + claims.sub\`
- groups: none
- rules: none; every valid token of this issuer for the audience gets in`);
  expect(review).toContain(
    "- ClusterRole `can-destroy-everything` is bound and was not supplied: what it allows is unknown.",
  );
  expect(review).toContain("- `lint/unpinned-issuer` (error)");
  const admin = textOf(await bundleOf(guide("emk-basic-corrected"), "kind"), "review.md");
  expect(admin).toContain(`### Group \`oidc:operations\`

- can be given by: \`https://identity.example.com\`
- has ClusterRole \`cluster-admin\` in the whole cluster, by ClusterRoleBinding \`oidc-cluster-admins\`
- **Leads to more:** Everything (critical): `);
});

test("no token and no value of a claim gets into the review, no secret into any file", async () => {
  const example = guide("emk-advanced-corrected");
  const token = example.tokens[0]?.text ?? "";
  const bundle = await bundleOf(example, "gardener", token);
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const whole = bundle.files.map(({ text }) => text).join("\n");
  expect(whole).not.toContain(token);
  expect(whole).not.toContain(claims.sub);
  expect(textOf(bundle, "review.md")).not.toContain(claims.employee_id);
  expect(whole).not.toMatch(/--oidc-client-secret=|glpat-|glagent-|PRIVATE KEY/);
});

test("errors of the documents come first, whatever the target", async () => {
  const { problems } = await bundleOf(guide("emk-basic"), "gardener");
  expect(problems[0]).toBe(
    'strict decoding error: unknown field "jwt[0].claimMappings.groups.claims", unknown field "jwt[0].claimMappings.username.claims"',
  );
});

test("the archive holds the files below one folder, the same bytes each time", () => {
  const files = [
    { path: "a/b.sh", language: "shell", text: "é\n" },
    { path: "README.md", language: "markdown", text: "" },
  ] as const;
  const archive = zipFiles("claimcheck", files);
  expect(zipFiles("claimcheck", files)).toEqual(archive);
  const inside = Object.entries(unzipSync(archive)).map(([name, data]) => [name, strFromU8(data)]);
  expect(inside).toEqual([
    ["claimcheck/a/b.sh", "é\n"],
    ["claimcheck/README.md", ""],
  ]);
});

const kubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;

test.runIf(kubectl)(
  "kubectl reads every kubeconfig and the objects",
  async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
    const wrong: string[] = [];
    for (const id of ["gitlab-corrected", "github-corrected", "emk-basic-corrected"]) {
      const example = guide(id);
      const { files } = await bundleOf(example, "gardener", example.tokens[0]?.text);
      for (const { path: name, text } of files) {
        const file = path.join(directory, id, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
        const arguments_ = /kubeconfig[^/]*\.yaml$/.test(name)
          ? ["config", "view", "--kubeconfig", file]
          : undefined;
        if (arguments_ === undefined) continue;
        const { status, stderr } = spawnSync("kubectl", arguments_, { encoding: "utf8" });
        if (status !== 0) wrong.push(`${id} ${name}: ${stderr}`);
      }
    }
    expect(wrong).toEqual([]);
  },
  30_000,
);

test("shell scripts are read by a shell", async () => {
  const wrong: string[] = [];
  for (const id of ["gitlab-corrected", "github-corrected", "emk-basic-corrected"]) {
    const example = guide(id);
    const { files } = await bundleOf(example, "gardener", example.tokens[0]?.text);
    for (const { path: name, text, language } of files) {
      if (language !== "shell") continue;
      const { status, stderr } = spawnSync("sh", ["-n"], { input: text, encoding: "utf8" });
      if (status !== 0) wrong.push(`${id} ${name}: ${stderr}`);
    }
  }
  expect(wrong).toEqual([]);
});
