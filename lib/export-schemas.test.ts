import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { loadConfiguration } from "./authn/load.ts";
import { exportTarget, targets } from "./export/targets.ts";
import { minors } from "./kube/minor.ts";
import { bundleOf, findGuide, guides, samplePairs } from "./testing/bundles.ts";
import { askCrdRules } from "./testing/crd-rules.ts";

// Every schema says at its head where it comes from. All of them refuse fields that they do not know.

const objects = compile("kubernetes");
const kubeconfig = compile("kubeconfig");
const piecesOfPods = compile("kubernetes", "#/definitions/PodSpec");
const mounts = compile("kubernetes", "#/definitions/VolumeMount");
const volumes = compile("kubernetes", "#/definitions/Volume");
const kubeadm = { v1beta3: compile("kubeadm-v1beta3"), v1beta4: compile("kubeadm-v1beta4") };
const cluster = compile("kind");
const controlPlane = compile("kubeadm-control-plane");
const shoot = compile("shoot");
const workflow = compile("github-workflow");
const pipeline = compile("gitlab-ci");
const machinePatch = compile("talos-machine-patch");
const machineDocument = compile("talos-authentication");
const openshift = compile("openshift", "#/definitions/Authentication");
const authenticator = compile("pinniped");
const workspaceAuthentication = compile("kcp");
const eksAnywhere = compile("eks-anywhere");
const hostedCluster = compile("openshift", "#/definitions/HostedClusterPatch");

const openshiftSpec = readSchema("openshift").definitions.AuthenticationSpec;
const kcpSchema = readSchema("kcp");

/** Which schema a file must fit, by its path; undefined if there is no published one. */
function schemaOf({ path, text }: SomeFile): ValidateFunction | undefined {
  if (/kubeconfig[^/]*\.yaml$/.test(path)) return kubeconfig;
  if (/^clients\/(github|forgejo)\/workflows\//.test(path)) return workflow;
  switch (path) {
    case "rbac/rbac.yaml":
    case "garden/configmap.yaml":
    case "clients/x509/certificate-signing-request.yaml":
      return objects;
    case "cluster-configuration.yaml":
      return kubeadm[text.includes("v1beta3") ? "v1beta3" : "v1beta4"];
    case "kubeadm-control-plane.additions.yaml":
      return controlPlane;
    case "garden/shoot.patch.yaml":
      return shoot;
    case "kind.yaml":
      return cluster;
    case "clients/gitlab/.gitlab-ci.yml":
      return pipeline;
    case "machine-config.patch.yaml":
      return machinePatch;
    case "authentication.yaml":
      return machineDocument;
    case "openshift/authentication.yaml":
      return openshift;
    case "hypershift/hosted-cluster.patch.yaml":
      return hostedCluster;
    case "pinniped/jwt-authenticators.yaml":
      return authenticator;
    case "kcp/workspace-authentication.yaml":
      return workspaceAuthentication;
    case "eks-anywhere/oidc.additions.yaml":
      return eksAnywhere;
    case "kubermatic/secret.yaml":
    case "kamaji/configmap.yaml":
    case "karmada/configmap.yaml":
    case "vcluster/configmap.yaml":
    case "openshift/authority.yaml":
    case "hypershift/authority.yaml":
      return objects;
    default:
      return undefined;
  }
}

/** What is wrong with a file, a line each. */
/** A file, misspelt ones included. */
type SomeFile = Record<"path" | "language" | "text", string>;

function problemsOf(file: SomeFile, valid = true): string[] {
  if (file.language !== "yaml") return [];
  const validate = schemaOf(file);
  const rules = rulesOf(file);
  return parseAllDocuments(file.text).flatMap((document) => {
    const [error] = document.errors;
    if (error) return [`${file.path}: ${error.message}`];
    const value = document.toJS();
    if (validate === undefined || value === null) return [];
    if (!validate(value)) return [`${file.path}: ${explain(validate)}`];
    return (valid ? rules(value as never) : []).map((line) => `${file.path}: ${line}`);
  });
}

/** What a schema's own rules of CEL refuse. */
function rulesOf({ path }: SomeFile): (value: never) => readonly string[] {
  switch (path) {
    case "openshift/authentication.yaml":
      return ({ spec }: { spec: unknown }) => askCrdRules(openshiftSpec, spec).refused;
    case "hypershift/hosted-cluster.patch.yaml":
      return ({ spec }: { spec: { configuration: { authentication: unknown } } }) =>
        askCrdRules(openshiftSpec, spec.configuration.authentication).refused;
    case "kcp/workspace-authentication.yaml":
      return (value) => askCrdRules(kcpSchema, value).refused;
    default:
      return () => [];
  }
}

function targetFiles(configuration: string, target: string): readonly SomeFile[] {
  const cluster = { name: "prod", server: "https://api.example.com:6443" };
  const input = { configuration, bindings: "", minor: 37, issuers: [], cluster } as const;
  const result = exportTarget({ ...input, comments: "kept" }, target);
  return result.kind === "files" ? result.target.files : [];
}

test("each target's files for every guide, and a sample of whole archives, can be read and fit their schemas", async () => {
  const wrong = new Set<string>();
  const seen = new Set<string>();
  const whole = samplePairs(8);
  for (const example of guides) {
    // What the API server refuses itself, the export says so of; the rules of a CRD may refuse it as well.
    const valid = loadConfiguration(example.configuration, { minor: 37 }).compiled !== undefined;
    for (const { id } of targets) {
      // The whole archive for a sample; the target's own files for all.
      const isWhole = whole.some(({ guide, target }) => guide === example && target === id);
      for (const comments of isWhole ? (["kept", "canonical"] as const) : (["kept"] as const)) {
        const files = isWhole
          ? (await bundleOf(example, id, { comments })).files
          : targetFiles(example.configuration, id);
        for (const file of files) {
          // What could not be read goes out as it was written.
          if (file.text === example.configuration) continue;
          if (schemaOf(file)) seen.add(file.path.replace(/kubelogin-\d/, "kubelogin"));
          for (const problem of problemsOf(file, valid))
            wrong.add(`${example.id} ${id} ${problem}`);
        }
        if (new Set(files.map(({ path }) => path)).size !== files.length)
          wrong.add(`${example.id} ${id}: a path twice`);
      }
    }
  }
  expect([...wrong]).toEqual([]);
  expect([...seen].sort()).toEqual([
    "authentication.yaml",
    "clients/github/workflows/kubernetes.yaml",
    "clients/gitlab-agent/kubeconfig-glab.yaml",
    "clients/gitlab-agent/kubeconfig-pat.yaml",
    "clients/gitlab/.gitlab-ci.yml",
    "clients/kubelogin/kubeconfig.yaml",
    "clients/pipeline/kubeconfig.yaml",
    "clients/x509/certificate-signing-request.yaml",
    "clients/x509/kubeconfig.yaml",
    "cluster-configuration.yaml",
    "eks-anywhere/oidc.additions.yaml",
    "garden/configmap.yaml",
    "garden/shoot.patch.yaml",
    "hypershift/hosted-cluster.patch.yaml",
    "kamaji/configmap.yaml",
    "karmada/configmap.yaml",
    "kcp/workspace-authentication.yaml",
    "kind.yaml",
    "kubeadm-control-plane.additions.yaml",
    "kubermatic/secret.yaml",
    "machine-config.patch.yaml",
    "openshift/authentication.yaml",
    "pinniped/jwt-authenticators.yaml",
    "rbac/rbac.yaml",
    "vcluster/configmap.yaml",
  ]);
});

test("kubeadm's two versions, for every version of Kubernetes that reads them", async () => {
  for (const minor of minors) {
    for (const version of ["v1beta3", "v1beta4"] as const) {
      const { files } = await bundleOf(findGuide("emk-basic-corrected"), "kubeadm", {
        minor,
        options: { kubeadm: version },
      });
      const file = files.find(({ path }) => path === "cluster-configuration.yaml");
      expect(kubeadm[version](parse(file?.text ?? "")), `${minor} ${version}`).toBe(true);
    }
  }
});

test("what is put into a static pod is made of a pod's fields", async () => {
  const example = findGuide("emk-basic-corrected");
  const pod = await fileOf("static-pod", "kube-apiserver.additions.yaml");
  expect(piecesOfPods(parse(pod).spec), explain(piecesOfPods)).toBe(true);
  const [flag, mount, volume] = parse(await fileOf("kubeadm", "patches/kube-apiserver0+json.yaml"));
  expect(flag.value).toBe("--authentication-config=/etc/kubernetes/authn/config.yaml");
  expect(mounts(mount.value), explain(mounts)).toBe(true);
  expect(volumes(volume.value), explain(volumes)).toBe(true);
  // The patch inside of kind's file: kubeadm's fields, in the version whose extraArgs is a map, and no apiVersion.
  const [node] = parse(await fileOf("kind", "kind.yaml")).nodes;
  const patch = parse(node.kubeadmConfigPatches[0]);
  expect(kubeadm.v1beta3({ apiVersion: "kubeadm.k8s.io/v1beta3", ...patch })).toBe(true);

  async function fileOf(target: string, path: string): Promise<string> {
    const { files } = await bundleOf(example, target);
    return files.find((file) => file.path === path)?.text ?? `no file ${path}`;
  }
});

describe("rules of CEL in a CRD are asked", () => {
  const provider = (more: object) => ({
    oidcProviders: [
      {
        issuer: { issuerURL: "https://idp.example.com", audiences: ["k8s"] },
        claimMappings: { username: { claim: "sub", prefixPolicy: "NoPrefix" } },
        ...more,
      },
    ],
  });
  test.each<{ name: string; schema: unknown; value: unknown; want: readonly string[] }>([
    { name: "OpenShift, nothing wrong", schema: openshiftSpec, value: provider({}), want: [] },
    {
      name: "OpenShift, an issuer with a query",
      schema: openshiftSpec,
      value: provider({ issuer: { issuerURL: "https://idp.example.com?a=b", audiences: ["k8s"] } }),
      want: ["oidcProviders[0].issuer.issuerURL: must not have a query (false)"],
    },
    {
      name: "OpenShift, a prefix without its text",
      schema: openshiftSpec,
      value: provider({ claimMappings: { username: { claim: "sub", prefixPolicy: "Prefix" } } }),
      want: [
        "oidcProviders[0].claimMappings.username: prefix must be set if prefixPolicy is 'Prefix', but must remain unset otherwise (false)",
      ],
    },
    {
      name: "kcp, a rule without a message",
      schema: kcpSchema,
      value: { spec: { jwt: [{ claimValidationRules: [{ expression: "true" }] }] } },
      want: [
        "spec.jwt[0].claimValidationRules[0]: message can only be specified when expression is specified (false)",
      ],
    },
  ])("$name", ({ schema, value, want }) => {
    const { asked, refused } = askCrdRules(schema, value);
    expect(asked).toBeGreaterThan(3);
    expect(refused).toEqual(want);
  });
});

describe("a misspelt key fails", () => {
  const cases: { name: string; guide: string; target: string; path: string; from: string }[] = [
    {
      name: "kubeadm",
      guide: "emk-basic-corrected",
      target: "kubeadm",
      path: "cluster-configuration.yaml",
      from: "extraVolumes",
    },
    {
      name: "kind",
      guide: "emk-basic-corrected",
      target: "kind",
      path: "kind.yaml",
      from: "extraMounts",
    },
    {
      name: "Cluster API",
      guide: "emk-basic-corrected",
      target: "cluster-api",
      path: "kubeadm-control-plane.additions.yaml",
      from: "extraArgs",
    },
    {
      name: "Shoot",
      guide: "emk-basic-corrected",
      target: "gardener",
      path: "garden/shoot.patch.yaml",
      from: "structuredAuthentication",
    },
    {
      name: "Talos 1.13",
      guide: "emk-basic-corrected",
      target: "talos-1.13",
      path: "machine-config.patch.yaml",
      from: "readonly",
    },
    {
      name: "Talos 1.14",
      guide: "emk-basic-corrected",
      target: "talos",
      path: "authentication.yaml",
      from: "configuration",
    },
    {
      name: "OpenShift",
      guide: "emk-basic-corrected",
      target: "openshift",
      path: "openshift/authentication.yaml",
      from: "prefixPolicy",
    },
    {
      name: "HyperShift",
      guide: "emk-basic-corrected",
      target: "hypershift",
      path: "hypershift/hosted-cluster.patch.yaml",
      from: "issuerURL",
    },
    {
      name: "Pinniped",
      guide: "emk-basic-corrected",
      target: "pinniped",
      path: "pinniped/jwt-authenticators.yaml",
      from: "groupsExpression",
    },
    {
      name: "kcp",
      guide: "emk-basic-corrected",
      target: "kcp",
      path: "kcp/workspace-authentication.yaml",
      from: "claimMappings",
    },
    {
      name: "EKS Anywhere",
      guide: "emk-basic-corrected",
      target: "eks-anywhere",
      path: "eks-anywhere/oidc.additions.yaml",
      from: "usernameClaim",
    },
    {
      name: "ConfigMap",
      guide: "emk-basic-corrected",
      target: "gardener",
      path: "garden/configmap.yaml",
      from: "namespace",
    },
    {
      name: "bindings",
      guide: "emk-basic-corrected",
      target: "k3s",
      path: "rbac/rbac.yaml",
      from: "subjects",
    },
    {
      name: "request for a certificate",
      guide: "emk-basic-corrected",
      target: "k3s",
      path: "clients/x509/certificate-signing-request.yaml",
      from: "signerName",
    },
    {
      name: "kubeconfig",
      guide: "emk-basic-corrected",
      target: "k3s",
      path: "clients/kubelogin/kubeconfig.yaml",
      from: "interactiveMode",
    },
    {
      name: "GitHub workflow",
      guide: "github-corrected",
      target: "k3s",
      path: "clients/github/workflows/kubernetes.yaml",
      from: "runs-on",
    },
    {
      name: "GitLab job",
      guide: "gitlab-corrected",
      target: "k3s",
      path: "clients/gitlab/.gitlab-ci.yml",
      from: "id_tokens",
    },
  ];
  for (const { name, guide, target, path, from } of cases) {
    test(name, async () => {
      const { files } = await bundleOf(findGuide(guide), target);
      const file = files.find((found) => found.path === path);
      if (file === undefined) throw new Error(`no file ${path}`);
      expect(problemsOf(file)).toEqual([]);
      const misspelt = { ...file, text: file.text.replace(`${from}:`, `${from}x:`) };
      expect(misspelt.text).not.toBe(file.text);
      expect(problemsOf(misspelt)).not.toEqual([]);
    });
  }
});

function readSchema(name: string) {
  const file = new URL(`export/testdata/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

function compile(name: string, part?: string): ValidateFunction {
  const schema = readSchema(name);
  const Compiler = schema.$schema.includes("2020-12") ? Ajv2020 : Ajv;
  // The published schemas use formats and keywords that are for editors.
  const compiler = new Compiler({ strict: false, validateFormats: false, unicodeRegExp: false });
  if (part === undefined) return compiler.compile(schema);
  return compiler.addSchema(schema, name).compile({ $ref: `${name}${part}` });
}

function explain({ errors }: ValidateFunction): string {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join("; ");
}
