import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { decodeConfiguration } from "./authn/decode.ts";
import { loadConfiguration } from "./authn/load.ts";
import { type Bundle, exportBundle } from "./export/bundle.ts";
import { code } from "./export/markdown.ts";
import { scriptFile, shell } from "./export/shell.ts";
import { exportTarget, targets } from "./export/targets.ts";
import type { ExportInput } from "./export/types.ts";
import { zipFiles } from "./export/zip.ts";
import { minors, newestMinor } from "./kube/minor.ts";
import { findClusterTarget } from "./kube/targets.ts";
import { bundleOf, findGuide as guide, guides } from "./testing/bundles.ts";

/** Targets that take the file; those with a schema of their own are in lib/export/targets/*.test.ts. */
const fileTargets = targets.filter(({ id }) => findClusterTarget(id).takes === undefined);

function textOf({ files }: Bundle, name: string): string {
  return files.find((file) => file.path === name)?.text ?? `no file ${name}`;
}

function inputOf(
  configuration: string,
  minor: ExportInput["minor"],
  comments: "kept" | "canonical",
): ExportInput {
  const cluster = { name: "prod", server: "https://api.example.com:6443" };
  return { configuration, bindings: "", minor, comments, issuers: [], cluster };
}

function targetFile(target: string, name: string, input: ExportInput): string {
  const result = exportTarget(input, target);
  const files = result.kind === "files" ? result.target.files : [];
  return files.find((file) => file.path === name)?.text ?? `no file ${name}`;
}

/** The AuthenticationConfiguration as an API server of that target gets it. */
function embedded(target: string, input: ExportInput): string {
  switch (target) {
    case "talos": {
      const { configuration } = parse(targetFile(target, "authentication.yaml", input));
      return JSON.stringify({
        ...configuration,
        apiVersion: "apiserver.config.k8s.io/v1beta1",
        kind: "AuthenticationConfiguration",
      });
    }
    case "talos-1.13":
      return parse(targetFile(target, "machine-config.patch.yaml", input)).machine.files[0].content;
    case "kubermatic":
      return parse(targetFile(target, "kubermatic/secret.yaml", input)).stringData["config.yaml"];
    case "cozystack":
      return parse(targetFile(target, "cozystack/kubernetes.patch.yaml", input)).spec.oidc
        .customConfig.config;
    case "kops":
      return parse(targetFile(target, "kops/cluster.additions.yaml", input)).spec.fileAssets[0]
        .content;
    case "kamaji":
    case "karmada":
    case "vcluster":
      return parse(targetFile(target, `${target}/configmap.yaml`, input)).data["config.yaml"];
    case "gardener":
      return parse(targetFile(target, "garden/configmap.yaml", input)).data["config.yaml"];
    case "cluster-api": {
      const { spec } = parse(targetFile(target, "kubeadm-control-plane.additions.yaml", input));
      return spec.kubeadmConfigSpec.files[0].content;
    }
    case "kubespray":
      return writeAsRole(
        targetFile(target, "group_vars/k8s_cluster/authentication.yml", input),
        input,
      );
    default:
      return targetFile(target, "authn/config.yaml", input);
  }
}

/** As Kubespray's role writes it: the version by the cluster's, anonymous requests let in if nothing is said. */
function writeAsRole(variables: string, { minor }: ExportInput): string {
  const values = parse(variables);
  return JSON.stringify({
    apiVersion: `apiserver.config.k8s.io/${minor < 34 ? "v1beta1" : "v1"}`,
    kind: "AuthenticationConfiguration",
    jwt: values.kube_apiserver_authentication_config_jwt,
    anonymous: values.kube_apiserver_authentication_config_anonymous ?? {
      enabled: true,
      conditions: [],
    },
  });
}

function issuersIn(text: string) {
  const result = decodeConfiguration(text, newestMinor);
  return result.kind === "decoded" ? result.decoded.configuration.jwt : result.message;
}

test("what goes in comes out again: every guide, target, version and way of writing", () => {
  const wrong: string[] = [];
  for (const example of guides) {
    const before = issuersIn(example.configuration);
    if (typeof before === "string") continue;
    for (const { id } of fileTargets) {
      // If something changes.
      for (const minor of [30, 31, 32, 34, newestMinor] as const) {
        for (const comments of ["kept", "canonical"] as const) {
          const text = embedded(id, inputOf(example.configuration, minor, comments));
          const same = JSON.stringify(issuersIn(text)) === JSON.stringify(before);
          if (!same) wrong.push(`${example.id} ${id} 1.${minor} ${comments}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

const plain = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
`;

test("an accepted configuration stays accepted by the version that it is exported for", () => {
  const wrong: string[] = [];
  for (const minor of minors) {
    // The way of writing that every version takes, and the field that only some take.
    for (const anonymous of ["", "anonymous: {enabled: true}\n", "anonymous: {enabled: false}\n"]) {
      for (const { id } of fileTargets) {
        // It has no older versions, and says so.
        if (id === "kubespray" && minor < 32) continue;
        const text = embedded(id, inputOf(plain + anonymous, minor, "kept"));
        const { decodeError, errors } = loadConfiguration(text, { minor });
        const problem = decodeError ?? errors.map(({ error }) => error).join("; ");
        if (problem !== "") wrong.push(`${id} 1.${minor} ${anonymous.trim()}: ${problem}`);
      }
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
# Asks the cluster, after apply.sh, whether each subject of the bindings has what its role gives. It needs a credential
# that may impersonate users and groups, and create SubjectAccessReviews for what kubectl cannot ask. It fails if an
# answer is no, and if nothing was asked.
set -eu
asked=0
no=0
# ask TITLE COMMAND...: puts one question.
ask() {
  title=$1
  shift
  asked=$((asked + 1))
  case $("$@" || true) in
    yes | true) echo "yes: $title" ;;
    no | "no "* | false) no=$((no + 1)); echo "NO: $title" ;;
    *) echo "no answer: $title" >&2; exit 2 ;;
  esac
}
# A question that kubectl has no words for.
review() {
  kubectl create -o jsonpath='{.status.allowed}' -f -
}

# ClusterRoleBinding oidc-cluster-admins
ask 'ClusterRoleBinding oidc-cluster-admins: Group oidc:operations: * * -A' kubectl auth can-i '*' '*' --all-namespaces --as=claimcheck-proof --as-group=oidc:operations
# RoleBinding development/oidc-developers
ask 'RoleBinding development/oidc-developers: Group oidc:developers: create deployments.apps -n development' kubectl auth can-i create deployments.apps --namespace=development --as=claimcheck-proof --as-group=oidc:developers
# RoleBinding production/oidc-user-viewer
ask 'RoleBinding production/oidc-user-viewer: User oidc:john@example.com: list pods -n production' kubectl auth can-i list pods --namespace=production --as=oidc:john@example.com

echo "$asked asked, $no answered no"
if [ "$asked" -eq 0 ]; then
  echo "nothing was asked, so nothing is proved" >&2
  exit 1
fi
[ "$no" -eq 0 ]
`,
    },
    {
      // As the guide's, but the token is masked, its signature never shown, and no user is in the kubeconfig.
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
      want: `# The chart binds the agent to cluster-admin, unless rbac.create is false or rbac.useExistingRole names another role. To
# impersonate, it must be allowed the verb impersonate on users, groups and userextras.
config:
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
    "- `ClusterRole` `can-destroy-everything` is bound and was not supplied: what it allows is unknown.",
  );
  expect(review).toContain("- `lint/unpinned-issuer` (error)");
  const admin = textOf(await bundleOf(guide("emk-basic-corrected"), "kind"), "review.md");
  expect(
    admin,
  ).toContain(`### \`ClusterRoleBinding\` \`oidc-cluster-admins\`: \`ClusterRole\` \`cluster-admin\` in the whole cluster

Severity: medium

- **medium** \`Group\` \`oidc:operations\`: can be obtained by `);
});

test("no value of a claim gets into the review, and no secret into any file", async () => {
  const claims = {
    iss: "https://identity.example.com",
    aud: "7192d6e6-2b9f-454e-96c3-6863aa0f4050",
    sub: "secret-subject",
    email: "secret-person@example.net",
    groups: ["secret-group"],
    exp: 4_000_000_000,
  };
  const bundle = await bundleOf(guide("emk-basic-corrected"), "gardener", {
    token: JSON.stringify(claims),
  });
  // The request for a certificate is for the user that the token became.
  expect(textOf(bundle, "clients/x509/request.sh")).toContain(
    "-subj /CN=oidc:secret-person@example.net/O=oidc:secret-group",
  );
  const others = bundle.files.filter(({ path: name }) => !name.startsWith("clients/x509/"));
  expect(
    others.filter(({ text }) => text.includes("secret-")).map(({ path: name }) => name),
  ).toEqual([]);
  for (const { text } of bundle.files)
    expect(text).not.toMatch(/--oidc-client-secret=|glpat-|glagent-|PRIVATE KEY/);
});

test("a token that was pasted into a document goes into no file", async () => {
  const example = guide("emk-basic-corrected");
  const token = `${btoa('{"alg":"RS256"}')}.${btoa('{"sub":"jane"}')}.c2lnbmF0dXJl`;
  const { files, ...rest } = await bundleOf(
    {
      ...example,
      id: "with a token",
      configuration: `# ${token}\n${example.configuration}`,
      bindings: `# ${token}\n${example.bindings}`,
    },
    "kubeadm",
  );
  expect(files.filter(({ text }) => text.includes("c2lnbmF0dXJl"))).toEqual([]);
  expect(files.find(({ path }) => path === "authn/config.yaml")?.text).toContain(
    "# <secret removed before storing>",
  );
  expect("target" in rest && rest.target.changes[0]).toBe(
    "The documents hold a secret, a token or a private key. These files have a placeholder in its place, because a secret belongs in none of them.",
  );
});

test("the archive says what was masked and where", async () => {
  const example = guide("emk-basic-corrected");
  const token = `${btoa('{"alg":"RS256"}')}.${btoa('{"sub":"jane"}')}.c2lnbmF0dXJl`;
  const bundle = await bundleOf(
    { ...example, id: "masked", configuration: `# ${token}\n${example.configuration}` },
    "kubeadm",
  );
  expect("secrets" in bundle && bundle.secrets).toEqual({
    files: bundle.files.length,
    masked: [
      {
        where: "configuration",
        in: "configuration",
        start: 2,
        end: 2 + token.length,
        line: 1,
        column: 3,
        what: "a JSON Web Token",
        excerpt: "# ••••••••",
      },
    ],
    left: [],
  });
  expect(textOf(bundle, "README.md")).toContain(
    "1 place is masked. Nothing that looks like a secret is left in them.\n\n## Masked\n\n- `configuration, line 1: a JSON Web Token`\n",
  );
});

test("a secret that stands in a value of the schema goes into no file", () => {
  const secret = "glpat-Zx81kQ0dJw7Rt5uLm2Pv";
  const configuration = guide("emk-basic-corrected").configuration;
  const issuer = {
    url: "https://idp.example.com",
    audiences: [secret],
    certificateAuthority: "",
    claims: [],
  };
  const input = { ...inputOf(configuration, 37, "kept"), issuers: [issuer] };
  const bundle = exportBundle(input, "kubeadm");
  expect("secrets" in bundle && bundle.secrets.masked).toEqual([
    {
      where: "audience",
      in: "other",
      start: 0,
      end: secret.length,
      line: 1,
      column: 1,
      what: "a token or password hash of a known form",
      excerpt: "••••••••",
    },
  ]);
  expect(bundle.files.filter(({ text }) => text.includes(secret))).toEqual([]);
});

test("what has the form of a secret and would go out is listed, and told in the files", () => {
  // A finding's text comes from elsewhere.
  const token = `${btoa('{"alg":"RS256"}')}.${btoa('{"sub":"jane"}')}.c2lnbmF0dXJl`;
  const input = inputOf(guide("emk-basic-corrected").configuration, 37, "kept");
  const review = {
    summary: { getIn: [], outsider: code(""), member: code(""), leaver: code("") },
    issuers: [],
    bindings: [],
    roles: [],
    findings: [{ id: "a", path: "", message: `it says ${token}; no more`, severity: "error" }],
    unknowns: [],
    hashes: [],
  };
  const bundle = exportBundle({ ...input, review }, "kubeadm");
  if (bundle.kind !== "files") throw new Error("no files");
  const left = "This looks like a secret and would go out: review.md, line 35: a JSON Web Token";
  const [place, ...others] = bundle.secrets.left;
  expect(others).toEqual([]);
  expect(place).toEqual({
    where: "review.md",
    in: "file",
    start: expect.any(Number),
    end: expect.any(Number),
    line: 35,
    column: expect.any(Number),
    what: "a JSON Web Token",
    excerpt: expect.stringMatching(/it says ••••••••; no more/),
  });
  expect(bundle.problems).toEqual([]);
  expect(bundle.notes).toEqual([left]);
  expect(textOf(bundle, "README.md")).toContain(`\n## Before you apply\n\n- \`${left}\`\n`);
  // The place is that of the file as it goes out, in which the list of problems is above.
  expect(textOf(bundle, "review.md").slice(place?.start, place?.end)).toBe(token);
});

test("an error that quotes a password says it without, and the review that holds it is listed", async () => {
  const example = guide("emk-basic-corrected");
  const url = "https://admin:correct-Horse7battery@idp.example.com";
  const configuration = example.configuration.replace(/url: \S+/, `url: ${url}`);
  const bundle = await bundleOf({ ...example, id: "password", configuration }, "kubeadm");
  if (bundle.kind !== "files") throw new Error("no files");
  expect(bundle.problems[0]).toBe(
    'jwt[0].issuer.url: Invalid value: "https://admin:<secret removed before storing>@idp.example.com": URL must not contain a username or password',
  );
  const holding = bundle.files
    .filter(({ text }) => text.includes("Horse7"))
    .map(({ path }) => path);
  expect(holding).toEqual(["review.md"]);
  expect([...new Set(bundle.secrets.left.map(({ where }) => where))]).toEqual(["review.md"]);
  const review = textOf(bundle, "review.md");
  for (const { start, end, excerpt } of bundle.secrets.left)
    expect([review.slice(start, end), excerpt.includes("Horse7")]).toEqual([
      "correct-Horse7battery",
      false,
    ]);
});

test("nothing in the guides' archives looks like a secret", async () => {
  const left: string[] = [];
  for (const example of guides)
    for (const id of ["kubeadm", "gardener"]) {
      const bundle = await bundleOf(example, id);
      if (bundle.kind === "files")
        for (const { where, line, what } of bundle.secrets.left)
          left.push(`${example.id} ${id} ${where}:${line} ${what}`);
    }
  expect(left).toEqual([]);
});

test("errors of the documents come first, whatever the target", async () => {
  const { problems } = await bundleOf(guide("kanidm"), "gardener");
  expect(problems[0]).toBe(
    'jwt[0].issuer.url: Invalid value: "https://<MY KANIDM ADDRESS>/oauth2/openid/k8s": parse "https://<MY KANIDM ADDRESS>/oauth2/openid/k8s": invalid character " " in host name',
  );
});

test("a guide that the server cannot read is exported for no target", async () => {
  const { kind, problems } = await bundleOf(guide("emk-basic"), "gardener");
  expect({ kind, problems }).toEqual({
    kind: "refused",
    problems: [
      'The configuration cannot be read, so no files are made of it: strict decoding error: unknown field "jwt[0].claimMappings.groups.claims", unknown field "jwt[0].claimMappings.username.claims"',
    ],
  });
});

test("the archive holds the files below one folder, the same bytes each time", () => {
  const files = [
    ...scriptFile(
      "a/b.sh",
      shell`é
`,
    ).files,
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
