import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { targets } from "./export/targets.ts";
import { minors } from "./kube/minor.ts";
import { bundleOf, findGuide, guides } from "./testing/bundles.ts";

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
const hostedCluster = compile("openshift", "#/definitions/HostedClusterPatch");

/** Which schema a file must fit, by its path; undefined where nobody publishes one. */
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
    case "kubermatic/secret.yaml":
    case "kamaji/configmap.yaml":
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

function problemsOf(file: SomeFile): string[] {
  if (file.language !== "yaml") return [];
  const validate = schemaOf(file);
  return parseAllDocuments(file.text).flatMap((document) => {
    const [error] = document.errors;
    if (error) return [`${file.path}: ${error.message}`];
    const value = document.toJS();
    if (validate === undefined || value === null || validate(value)) return [];
    return [`${file.path}: ${explain(validate)}`];
  });
}

test("every file of every guide for every target can be read and fits its schema", async () => {
  const wrong = new Set<string>();
  const seen = new Set<string>();
  for (const [guide, example] of guides.entries()) {
    for (const [at, { id }] of targets.entries()) {
      // Both ways of writing for every fourth pair, so that each target and each guide has both.
      const both = (guide + at) % 4 === 0;
      for (const comments of both ? (["kept", "canonical"] as const) : (["kept"] as const)) {
        const { files } = await bundleOf(example, id, { comments });
        for (const file of files) {
          // What nobody could read goes out as it was written.
          if (file.text === example.configuration) continue;
          if (schemaOf(file)) seen.add(file.path.replace(/kubelogin-\d/, "kubelogin"));
          for (const problem of problemsOf(file)) wrong.add(`${example.id} ${id} ${problem}`);
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
    "garden/configmap.yaml",
    "garden/shoot.patch.yaml",
    "hypershift/hosted-cluster.patch.yaml",
    "kamaji/configmap.yaml",
    "kind.yaml",
    "kubeadm-control-plane.additions.yaml",
    "kubermatic/secret.yaml",
    "machine-config.patch.yaml",
    "openshift/authentication.yaml",
    "pinniped/jwt-authenticators.yaml",
    "rbac/rbac.yaml",
    "vcluster/configmap.yaml",
  ]);
}, 120_000);

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

function compile(name: string, part?: string): ValidateFunction {
  const text = readFileSync(
    new URL(`export/testdata/${name}.schema.json`, import.meta.url),
    "utf8",
  );
  const schema = JSON.parse(text);
  const Compiler = schema.$schema.includes("2020-12") ? Ajv2020 : Ajv;
  // The published schemas use formats and keywords that are for editors.
  const compiler = new Compiler({ strict: false, validateFormats: false, unicodeRegExp: false });
  if (part === undefined) return compiler.compile(schema);
  return compiler.addSchema(schema, name).compile({ $ref: `${name}${part}` });
}

function explain({ errors }: ValidateFunction): string {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join("; ");
}
