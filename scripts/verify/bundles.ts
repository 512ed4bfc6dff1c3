import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { targets } from "../../lib/export/targets.ts";
import type { ExportInput } from "../../lib/export/types.ts";
import { type Minor, minors } from "../../lib/kube/minor.ts";
import { bundleOf, guides } from "../../lib/testing/bundles.ts";

/** An exported bundle on the disk. */
export interface WrittenBundle {
  readonly guide: string;
  readonly target: string;
  /** Of the target's own options: "v1beta3". */
  readonly variant: string;
  readonly minor: Minor;
  readonly folder: string;
  /** Whether it has problems: such a bundle may be refused. */
  readonly problems: readonly string[];
}

/** Writes every guide for the targets, for every version and way of writing; those that no files are made of are counted. */
export async function writeBundles(
  root: string,
  wanted: readonly string[],
): Promise<{ readonly bundles: readonly WrittenBundle[]; readonly refused: readonly string[] }> {
  const bundles: WrittenBundle[] = [];
  const refused = new Set<string>();
  for (const guide of guides)
    for (const { id: target } of targets.filter(({ id }) => wanted.includes(id)))
      for (const minor of minors)
        for (const comments of ["kept", "canonical"] as const)
          for (const [variant, options] of variantsOf(target)) {
            const bundle = await bundleOf(guide, target, { minor, comments, options });
            if (bundle.kind === "refused") {
              refused.add(guide.id);
              continue;
            }
            const folder = path.join(root, guide.id, target + variant, `${minor}-${comments}`);
            for (const file of bundle.files) write(path.join(folder, file.path), file.text);
            const { problems } = bundle;
            bundles.push({ guide: guide.id, target, variant, minor, folder, problems });
          }
  return { bundles, refused: [...refused].sort() };
}

function variantsOf(target: string): readonly [string, NonNullable<ExportInput["options"]>][] {
  switch (target) {
    case "kubeadm":
      return [
        ["-v1beta4", { kubeadm: "v1beta4" }],
        ["-v1beta3", { kubeadm: "v1beta3" }],
      ];
    case "k3s":
    case "rke2":
      return [
        ["-with-flag", { rancherBuild: "with-flag" }],
        ["-without-flag", { rancherBuild: "without-flag" }],
      ];
    case "gardener":
      return [["", { gardener: { namespace: "garden-acme", shoot: "prod" } }]];
    default:
      return [["", {}]];
  }
}

/** Writes a file and the folders above it. */
export function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The AuthenticationConfiguration as the API server of the target reads it, out of a file of the bundle. */
export function embeddedIn(target: string, read: (name: string) => string): string {
  switch (target) {
    case "talos": {
      const { configuration } = parse(read("authentication.yaml"));
      return JSON.stringify({
        ...configuration,
        apiVersion: "apiserver.config.k8s.io/v1beta1",
        kind: "AuthenticationConfiguration",
      });
    }
    case "talos-1.13":
      return parse(read("machine-config.patch.yaml")).machine.files[0].content;
    case "kubermatic":
      return parse(read("kubermatic/secret.yaml")).stringData["config.yaml"];
    case "cozystack":
      return parse(read("cozystack/kubernetes.patch.yaml")).spec.oidc.customConfig.config;
    case "kops":
      return parse(read("kops/cluster.additions.yaml")).spec.fileAssets[0].content;
    case "kamaji":
    case "karmada":
    case "vcluster":
      return parse(read(`${target}/configmap.yaml`)).data["config.yaml"];
    case "gardener":
      return parse(read("garden/configmap.yaml")).data["config.yaml"];
    case "cluster-api":
      return parse(read("kubeadm-control-plane.additions.yaml")).spec.kubeadmConfigSpec.files[0]
        .content;
    case "kubespray": {
      const values = parse(read("group_vars/k8s_cluster/authentication.yml"));
      return JSON.stringify({
        apiVersion: "apiserver.config.k8s.io/v1",
        kind: "AuthenticationConfiguration",
        jwt: values.kube_apiserver_authentication_config_jwt,
      });
    }
    default:
      return read("authn/config.yaml");
  }
}
