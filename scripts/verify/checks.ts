import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { parse, parseAllDocuments, stringify } from "yaml";
import { askCrdRules } from "../../lib/testing/crd-rules.ts";
import { askDistinct, askProgram, buildInClone, type CheckResult, fileOf } from "./ask-program.ts";
import { embeddedIn, type WrittenBundle, write } from "./bundles.ts";
import { buildGo, buildKubeadm, run } from "./tools.ts";

/** Files of bundles, put to software that reads them. */
export interface Check {
  readonly id: string;
  /** What reads them, with its version. */
  readonly reader: string;
  readonly targets: readonly string[];
  /** Why it does not run here; undefined if it does. */
  readonly notRun?: string | undefined;
  run(bundles: readonly WrittenBundle[], cache: string): CheckResult;
}

const anyTarget = [
  ...[
    "static-pod",
    "kubeadm",
    "kubespray",
    "cluster-api",
    "kind",
    "minikube",
    "k3s",
    "rke2",
    "k0s",
  ],
  ...[
    "microk8s",
    "talos",
    "talos-1.13",
    "gardener",
    "kubermatic",
    "cozystack",
    "kamaji",
    "vcluster",
    "k3d",
    "oke",
  ],
  ...["kops", "kubeone", "karmada"],
];

function kubeadmCheck(version: string): Check {
  const minor = Number(version.split(".")[1]);
  return {
    id: `kubeadm-${minor}`,
    reader: `kubeadm ${version} (config validate)`,
    targets: ["kubeadm"],
    run(bundles, cache) {
      const kubeadm = buildKubeadm(cache, version);
      const mine = bundles.filter((bundle) => bundle.minor === minor && readsVariant(bundle));
      const refused = mine.flatMap((bundle) => {
        const { file } = fileOf("cluster-configuration.yaml")(bundle);
        const { status, output } = run(kubeadm, ["config", "validate", "--config", file]);
        return status === 0 ? [] : [{ bundle, why: output.trim() }];
      });
      return { files: mine.length, refused };
    },
  };
}

/** kubeadm reads v1beta3 up to 1.36 and v1beta4 from 1.31 on; the export says so of the others. */
function readsVariant({ variant, minor }: WrittenBundle): boolean {
  return variant === "-v1beta3" ? minor <= 36 : minor >= 31;
}

function talosCheck(version: string, kubernetes: string, target: string, file: string): Check {
  const [major = "", minor = ""] = version.split(".");
  return {
    id: `talos-${major}.${minor}`,
    reader: `Talos machinery v${version} (generate, patch twice, strict load, validate)`,
    targets: [target],
    run(bundles, cache) {
      const program = buildGo(cache, "talos", `v${version}`);
      // The document replaces; the older patch adds to lists, as its guide says.
      const env = target === "talos" ? { TWICE: "1" } : {};
      const before = [`v${major}.${minor}`, kubernetes];
      return askProgram(program, before, bundles.map(fileOf(file)), env);
    },
  };
}

/** Every check; those that need the clone of a repository take its path from the environment. */
export const checks: readonly Check[] = [
  {
    id: "apiserver",
    reader: "k8s.io/apiserver v0.37.1 (strict decoding and validation)",
    targets: anyTarget,
    run(bundles, cache) {
      const program = buildGo(cache, "apiserver");
      const files = bundles
        .filter(({ minor }) => minor >= 34)
        .map((bundle) => {
          const text = embeddedIn(bundle.target, (name) =>
            readFileSync(path.join(bundle.folder, name), "utf8"),
          );
          const file = path.join(bundle.folder, "embedded.yaml");
          write(file, text);
          return { bundle, file };
        });
      return askProgram(program, [], files);
    },
  },
  kubeadmCheck("1.34.3"),
  kubeadmCheck("1.36.3"),
  kubeadmCheck("1.37.1"),
  talosCheck("1.14.1", "1.37.0", "talos", "authentication.yaml"),
  talosCheck("1.13.0", "1.36.0", "talos-1.13", "machine-config.patch.yaml"),
  talosCheck("1.12.4", "1.35.0", "talos-1.13", "machine-config.patch.yaml"),
  talosCheck("1.10.0", "1.33.0", "talos-1.13", "machine-config.patch.yaml"),
  {
    id: "gardener",
    reader: "Gardener v1 (its Shoot types and admission of AuthenticationConfiguration)",
    targets: ["gardener"],
    run(bundles, cache) {
      const program = buildGo(cache, "gardener");
      return askProgram(
        program,
        [],
        bundles.map((bundle) => ({ bundle, file: bundle.folder })),
      );
    },
  },
  {
    id: "kind",
    reader: "kind v0.33.0 (load, validate, its patching of kubeadm's file, kubeadm 1.37.1)",
    targets: ["kind"],
    run(bundles, cache) {
      const kubeadm = buildKubeadm(cache, "1.37.1");
      return askProgram(
        buildGo(cache, "kind"),
        [kubeadm, "v1.37.0"],
        bundles.filter(({ minor }) => minor === 37).map(fileOf("kind.yaml")),
      );
    },
  },
  {
    id: "cluster-api",
    reader: "Cluster API v1.14.2 (its CRD's schema of v1beta2, closed to unknown fields)",
    targets: ["cluster-api"],
    run(bundles, cache) {
      const validate = compileCrd(
        readModule(
          cache,
          clusterApiModule,
          "controlplane/kubeadm/config/crd/bases/controlplane.cluster.x-k8s.io_kubeadmcontrolplanes.yaml",
        ),
        "v1beta2",
      );
      const refused = bundles.flatMap((bundle) => {
        const added = fileOf("kubeadm-control-plane.additions.yaml")(bundle).file;
        const merged = addPieces(controlPlane, parse(readFileSync(added, "utf8")));
        return validate(merged) ? [] : [{ bundle, why: JSON.stringify(validate.errors) }];
      });
      return { files: bundles.length, refused };
    },
  },
  {
    id: "openshift",
    reader: `OpenShift's API of ${process.env.OPENSHIFT_CLONE ? "a clone (defaults)" : "2026-02-13 (technology previews)"}: its CRD's schema, closed to unknown fields, and its rules of CEL by this project`,
    targets: ["openshift", "hypershift"],
    run(bundles, cache) {
      const file = (set: string) =>
        `config/v1/zz_generated.crd-manifests/0000_10_config-operator_01_authentications-${set}.crd.yaml`;
      const { OPENSHIFT_CLONE: folder } = process.env;
      const crd = folder
        ? showFile(folder, file("Default"))
        : readModule(cache, openshiftModule, file("TechPreviewNoUpgrade"));
      const validate = compileCrd(crd, "v1");
      const { spec: rules } = schemaOf(crd, "v1").properties;
      const specs = bundles.flatMap((bundle) => {
        const hosted = bundle.target === "hypershift";
        const name = hosted
          ? "hypershift/hosted-cluster.patch.yaml"
          : "openshift/authentication.yaml";
        const tree = parse(readFileSync(fileOf(name)(bundle).file, "utf8"));
        const spec = hosted ? tree.spec.configuration.authentication : tree.spec;
        // The version that the proxy serves has no expressions for groups yet.
        const tooNew = spec.oidcProviders[0]?.claimMappings.groups?.expression !== undefined;
        return tooNew && !folder ? [] : [{ bundle, spec }];
      });
      const refused = specs.flatMap(({ bundle, spec }) => {
        const metadata = { name: "cluster" };
        const head = { apiVersion: "config.openshift.io/v1", kind: "Authentication", metadata };
        if (!validate({ ...head, spec })) return [{ bundle, why: JSON.stringify(validate.errors) }];
        const [broken] = askCrdRules(rules, spec).refused;
        return broken === undefined ? [] : [{ bundle, why: broken }];
      });
      return { files: specs.length, refused };
    },
  },
  crdCheck({
    id: "kcp",
    reader:
      "kcp of a clone (its CRD's schema, closed to unknown fields, and its rules of CEL by this project)",
    clone: "KCP_CLONE",
    crd: "config/crds/tenancy.kcp.io_workspaceauthenticationconfigurations.yaml",
    version: "v1alpha1",
    file: "kcp/workspace-authentication.yaml",
  }),
  crdCheck({
    id: "kops",
    reader: "kOps of a clone (its CRD's schema, closed to unknown fields)",
    clone: "KOPS_CLONE",
    crd: "k8s/crds/kops.k8s.io_clusters.yaml",
    version: "v1alpha2",
    file: "kops/cluster.additions.yaml",
  }),
  crdCheck({
    id: "karmada",
    reader: "Karmada of a clone (its operator's CRD, closed to unknown fields)",
    clone: "KARMADA_CLONE",
    crd: "operator/config/crds/operator.karmada.io_karmadas.yaml",
    version: "v1alpha1",
    file: "karmada/karmada.additions.yaml",
    base: { spec: { components: { etcd: { local: {} } } } },
  }),
  crdCheck({
    id: "eks-anywhere",
    reader: "EKS Anywhere of a clone (its CRD of OIDCConfig, closed to unknown fields)",
    clone: "EKS_ANYWHERE_CLONE",
    crd: "config/crd/bases/anywhere.eks.amazonaws.com_oidcconfigs.yaml",
    version: "v1alpha1",
    file: "eks-anywhere/oidc.additions.yaml",
    kind: "OIDCConfig",
  }),
  {
    id: "clouds",
    reader:
      "hcl v2.25.0, and the types of aws-sdk-go-v2/service/eks v1.105.6 and scaleway-sdk-go v1.39.0",
    targets: ["eks", "scaleway", "ovhcloud", "exoscale"],
    run(bundles, cache) {
      const names: Record<string, string> = {
        eks: "eks/oidc.json",
        scaleway: "scaleway/open-id-connect.additions.tf",
        ovhcloud: "ovhcloud/oidc.tf",
        exoscale: "exoscale/oidc.additions.tf",
      };
      const files = bundles
        .map((bundle) => fileOf(names[bundle.target] ?? "")(bundle))
        // Of what settings cannot say no file is made.
        .filter(({ file }) => existsSync(file));
      return askProgram(buildGo(cache, "clouds"), [], files);
    },
  },
  {
    id: "pinniped",
    reader: "Pinniped of a clone (its CRD's schema for 1.36, closed to unknown fields)",
    targets: ["pinniped"],
    notRun: clone("PINNIPED_CLONE"),
    run(bundles) {
      const file =
        "generated/1.36/crds/authentication.concierge.pinniped.dev_jwtauthenticators.yaml";
      const validate = compileCrd(showFile(process.env.PINNIPED_CLONE ?? "", file), "v1alpha1");
      const refused = bundles.flatMap((bundle) => {
        const text = readFileSync(fileOf("pinniped/jwt-authenticators.yaml")(bundle).file, "utf8");
        const wrong = parseAllDocuments(text).some((document) => !validate(document.toJS()));
        return wrong ? [{ bundle, why: JSON.stringify(validate.errors) }] : [];
      });
      return { files: bundles.length, refused };
    },
  },
  {
    id: "kubelogin",
    reader: "kubelogin v1.36.3 (flags of get-token and setup)",
    targets: ["static-pod"],
    run(bundles, cache) {
      const program = buildGo(cache, "kubelogin", undefined, "github.com/int128/kubelogin");
      const known = ["get-token", "setup"].map((name) => run(program, [name, "--help"]).output);
      const seen = new Set<string>();
      const refused: { bundle: WrittenBundle; why: string }[] = [];
      for (const bundle of bundles) {
        const { file } = fileOf("clients/kubelogin/kubeconfig.yaml")(bundle);
        const text = existsSync(file) ? readFileSync(file, "utf8") : "";
        if (text === "" || seen.has(text)) continue;
        seen.add(text);
        const [user] = parse(text).users;
        for (const argument of user.user.exec.args as string[]) {
          const flag = /^--[a-z-]+/.exec(argument)?.[0];
          if (flag !== undefined && known.some((help) => !help.includes(`${flag} `)))
            refused.push({ bundle, why: `no flag ${flag}` });
        }
      }
      return { files: seen.size, refused };
    },
  },
  {
    id: "k0s",
    reader: "k0s of a clone (ConfigFromBytes, Validate)",
    targets: ["k0s"],
    notRun: clone("K0S_CLONE"),
    run(bundles, cache) {
      const folder = path.join(cache, "build", "k0s");
      const program = path.join(folder, "program");
      const here = path.dirname(new URL(import.meta.url).pathname);
      // Its alpha modules may not be served: the releases are used instead.
      const script = `set -eu
mkdir -p "$1"
git -C "$K0S_CLONE" archive HEAD go.mod go.sum pkg internal cmd static | tar x -C "$1"
mkdir -p "$1/cmd/verify"
cp "$2/k0s/main.go" "$1/cmd/verify/main.go"
cd "$1"
sed -i 's#v0.37.0-alpha.3#v0.37.1#; s#k8s.io/kubernetes v1.37.0-alpha.3#k8s.io/kubernetes v1.37.1#; s#cadvisor/lib v0.60.3#cadvisor/lib v0.60.5#' go.mod
GOFLAGS=-mod=mod go build -o program ./cmd/verify`;
      if (!existsSync(program)) {
        const { status, output } = run("sh", ["-c", script, "sh", folder, here]);
        if (status !== 0) throw new Error(output.slice(-1000));
      }
      return askProgram(program, [], bundles.map(fileOf("k0s.additions.yaml")));
    },
  },
  {
    id: "kubespray",
    reader: "Kubespray of a clone (its own task, by ansible-core of PyPI)",
    targets: ["kubespray"],
    notRun: clone("KUBESPRAY_CLONE"),
    run(bundles, cache) {
      const here = path.join(path.dirname(new URL(import.meta.url).pathname), "kubespray");
      const work = mkdtempSync(path.join(tmpdir(), "claimcheck-"));
      const venv = path.join(cache, "build", "ansible");
      const script = `set -eu
[ -x "$1/bin/ansible-playbook" ] || { python3 -m venv "$1"; "$1/bin/pip" install -q ansible-core==2.18.12; }
cp "$2/play.yml" "$3/play.yml"
git -C "$KUBESPRAY_CLONE" show HEAD:roles/kubernetes/control-plane/tasks/main.yml > "$3/all.yml"`;
      const made = run("sh", ["-c", script, "sh", venv, here, work]);
      if (made.status !== 0) throw new Error(made.output.slice(-1000));
      const tasks = parse(readFileSync(path.join(work, "all.yml"), "utf8")) as { name: string }[];
      const name = "Create structured AuthenticationConfiguration file";
      write(path.join(work, "task.yml"), stringify(tasks.filter((task) => task.name === name)));
      const mine = bundles.filter(
        (bundle) => bundle.minor === 37 && bundle.folder.endsWith("kept"),
      );
      const refused = mine.flatMap((bundle) => {
        const out = path.join(work, bundle.guide);
        const { file } = fileOf("group_vars/k8s_cluster/authentication.yml")(bundle);
        const values = { version: "1.37.0", out, vars_file: file };
        const extra = Object.entries(values).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
        write(path.join(out, ".keep"), "");
        const args = ["-i", "localhost,", "play.yml", ...extra];
        const python = `ansible_python_interpreter=${venv}/bin/python`;
        const command = path.join(venv, "bin/ansible-playbook");
        const { status, output } = run(command, [...args, "-e", python], { cwd: work });
        if (status !== 0) return [{ bundle, why: output.slice(-500) }];
        const written = path.join(out, "apiserver-authentication-config-v1.yaml");
        const jwt = parse(readFileSync(written, "utf8")).jwt;
        const wanted = parse(readFileSync(file, "utf8")).kube_apiserver_authentication_config_jwt;
        const same = JSON.stringify(jwt) === JSON.stringify(wanted);
        return same ? [] : [{ bundle, why: "the role writes another jwt" }];
      });
      return { files: mine.length, refused };
    },
  },
  {
    id: "k3s",
    reader:
      "k3s of a clone (its reader of config.yaml, its flags, its arguments of the API server)",
    targets: ["k3s"],
    notRun: clone("K3S_CLONE"),
    run: (bundles, cache) => askDistinct(buildInClone(cache, "k3s"), bundles),
  },
  {
    id: "rke2",
    reader: "RKE2 of a clone (k3s's reader of config.yaml, its flags, its pod of the API server)",
    targets: ["rke2"],
    notRun: clone("RKE2_CLONE") ?? clone("K3S_CLONE"),
    run: (bundles, cache) => askDistinct(buildInClone(cache, "rke2"), bundles),
  },
];

/** A file that is one object of a custom resource, or the pieces of one, against the CRD of a clone. */
function crdCheck(options: {
  readonly id: string;
  readonly reader: string;
  readonly clone: string;
  readonly crd: string;
  readonly version: string;
  readonly file: string;
  /** Which of several documents. */
  readonly kind?: string;
  /** What the pieces are added to, for the fields that are required. */
  readonly base?: object;
}): Check {
  const { id, reader, file, kind, base = {} } = options;
  return {
    id,
    reader,
    targets: [id],
    notRun: clone(options.clone),
    run(bundles) {
      const crd = showFile(process.env[options.clone] ?? "", options.crd);
      const validate = compileCrd(crd, options.version);
      const rules = schemaOf(crd, options.version);
      const made = bundles
        .map((bundle) => fileOf(file)(bundle))
        .filter(({ file: name }) => existsSync(name));
      const refused = made.flatMap(({ bundle, file: name }) => {
        const objects = parseAllDocuments(readFileSync(name, "utf8")).map((one) => one.toJS());
        const pieces = objects.find((one) => kind === undefined || one.kind === kind);
        const object = addPieces(base, pieces);
        if (!validate(object)) return [{ bundle, why: JSON.stringify(validate.errors) }];
        const [broken] = askCrdRules(rules, object).refused;
        return broken === undefined ? [] : [{ bundle, why: broken }];
      });
      return { files: made.length, refused };
    },
  };
}

function clone(variable: string): string | undefined {
  return process.env[variable] ? undefined : `set ${variable} to the path of a clone`;
}

const clusterApiModule = "sigs.k8s.io/cluster-api@v1.14.2";
const openshiftModule = "github.com/openshift/api@v0.0.0-20260213204242-d34f11c515b3";

/** A file of a module of the Go proxy. */
function readModule(cache: string, module: string, file: string): string {
  const { output } = run("go", ["mod", "download", "-json", module], { cwd: cache });
  const { Dir } = JSON.parse(output.slice(output.indexOf("{")));
  return readFileSync(path.join(Dir, file), "utf8");
}

/** A file of a clone's head. */
function showFile(folder: string, file: string): string {
  const { status, output } = run("git", ["-C", folder, "show", `HEAD:${file}`]);
  if (status !== 0) throw new Error(output.slice(-1000));
  return output;
}

/** The schema of one version of a custom resource, closed to unknown fields. */
function compileCrd(text: string, version: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  return ajv.compile(closeSchema(schemaOf(text, version)));
}

/** The schema of one version of a custom resource. */
function schemaOf(text: string, version: string) {
  const { versions } = parse(text).spec;
  const found = versions.find(({ name }: { name: string }) => name === version);
  return found.schema.openAPIV3Schema;
}

/** A schema that takes no fields beside those that it names, as strict validation has it. */
function closeSchema(schema: unknown): Record<string, unknown> {
  if (typeof schema !== "object" || schema === null) return schema as never;
  if (Array.isArray(schema)) return schema.map(closeSchema) as never;
  const closed: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closeSchema(value)]),
  );
  const { type, properties } = closed;
  const open = "additionalProperties" in closed || "x-kubernetes-preserve-unknown-fields" in closed;
  return type === "object" && properties && !open
    ? { ...closed, additionalProperties: false }
    : closed;
}

const controlPlane = {
  apiVersion: "controlplane.cluster.x-k8s.io/v1beta2",
  kind: "KubeadmControlPlane",
  metadata: { name: "prod", namespace: "default" },
  spec: {
    replicas: 3,
    version: "v1.36.1",
    machineTemplate: {
      spec: {
        infrastructureRef: {
          apiGroup: "infrastructure.cluster.x-k8s.io",
          kind: "DockerMachineTemplate",
          name: "prod",
        },
      },
    },
    kubeadmConfigSpec: {
      clusterConfiguration: {
        apiServer: { extraArgs: [{ name: "audit-log-path", value: "-" }] },
      },
      files: [{ path: "/etc/motd", content: "hello" }],
    },
  },
};

/** The pieces added to what is there, lists to lists, as the guide says. */
function addPieces(base: unknown, pieces: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(pieces)) return [...base, ...pieces];
  if (typeof base !== "object" || base === null) return pieces;
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(pieces as object))
    result[key] = key in result ? addPieces(result[key], value) : value;
  return result;
}
