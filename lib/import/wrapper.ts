import type { Place } from "./exploration.ts";
import { get, type Tree, textOf } from "./tree.ts";

/** What a configuration is inside of, as far as it says something about the cluster. */
export interface Wrapper {
  readonly format: string;
  readonly title: string;
  readonly notes: readonly string[];
  /** The kind of cluster, an id of lib/kube/targets.ts. */
  readonly target?: string;
  /** Names for the export. */
  readonly options?: Readonly<Record<string, string>>;
  /** Where the file is put on the machine. */
  readonly file?: string;
  /** The version of the API that the wrapper writes itself. */
  readonly headVersion?: "v1" | "v1beta1";
}

/** Names the wrapper by the objects and keys around the value. */
export function describeWrapper(place: Place, entries: readonly Tree[] = []): Wrapper {
  const { piece } = place;
  const around = [...piece.around, ...place.around];
  const path = [...piece.path, ...place.path];
  const has = (key: string) => path.includes(key);
  for (const known of knownObjects) {
    const object = around.findLast((tree) => known.is(tree, path));
    if (object === undefined) continue;
    const { format, title, notes = [], target, headVersion } = known;
    return {
      format,
      title,
      notes,
      ...(target !== undefined && { target }),
      ...(headVersion !== undefined && { headVersion }),
      ...optionsOf(object),
      ...fileOf(around),
    };
  }
  if (has("kube_apiserver_authentication_config_jwt")) {
    return { format: "kubespray", title: "Kubespray variables", notes: [], target: "kubespray" };
  }
  if (has("write_files")) {
    return { format: "cloud-init", title: "a cloud-init file", notes: [], ...fileOf(around) };
  }
  if (entries.length > 0) return describeEntries(entries);
  if (piece.encoding === "heredoc") {
    return { format: "heredoc", title: "a here-document", notes: [] };
  }
  if (path.length === 0 && piece.depth === 0) {
    const headed = textOf(get(around[0], "kind"));
    return { format: headed ?? "plain", title: "an AuthenticationConfiguration", notes: [] };
  }
  return { format: "embedded", title: "another file", notes: [], ...fileOf(around) };
}

function describeEntries(entries: readonly Tree[]): Wrapper {
  const expressions = entries.map(
    (entry) => textOf(get(entry, "claimMappings", "username", "expression")) ?? "",
  );
  const aks = expressions.every((text) => text.includes("aks:jwt:"));
  if (aks) {
    return {
      format: "aks-jwt-authenticator",
      title: "a JWT authenticator of AKS",
      target: "aks",
      notes: [
        "AKS takes one such object for each issuer; it has no prefixes and no anonymous access.",
      ],
    };
  }
  return {
    format: "jwt-entry",
    title:
      entries.length === 1
        ? "an entry of jwt without its file"
        : "entries of jwt without their file",
    notes: ["apiVersion and kind were added."],
  };
}

interface KnownObject {
  readonly format: string;
  readonly title: string;
  readonly is: (tree: Tree, path: readonly string[]) => boolean;
  readonly target?: string;
  readonly notes?: readonly string[];
  readonly headVersion?: "v1" | "v1beta1";
}

const kindIs = (kind: RegExp) => (tree: Tree) => kind.test(textOf(get(tree, "kind")) ?? "");

const knownObjects: readonly KnownObject[] = [
  {
    format: "talos-kube-authentication-config",
    title: "Talos' KubeAuthenticationConfig",
    is: kindIs(/^KubeAuthenticationConfig$/),
    target: "talos",
    headVersion: "v1beta1",
  },
  {
    format: "talos-machine-files",
    title: "a Talos machine configuration",
    is: (tree, path) => get(tree, "machine", "files") !== undefined && path.includes("machine"),
    target: "talos-1.13",
  },
  {
    format: "cluster-api",
    title: "a Cluster API object",
    is: (tree) =>
      /^(?:KubeadmControlPlane|KubeadmControlPlaneTemplate|KubeadmConfig|KubeadmConfigTemplate|ClusterClass)$/.test(
        textOf(get(tree, "kind")) ?? "",
      ) || get(tree, "spec", "kubeadmConfigSpec") !== undefined,
    target: "cluster-api",
  },
  {
    format: "kcp-workspace-authentication",
    title: "kcp's WorkspaceAuthenticationConfiguration",
    is: kindIs(/^WorkspaceAuthenticationConfiguration$/),
    target: "kcp",
    notes: [
      "kcp also asks for its own --api-audiences in the token, and refuses names that begin with system:.",
    ],
  },
  {
    format: "kubermatic",
    title: "a Secret and a Cluster of Kubermatic",
    is: (tree) => get(tree, "spec", "authenticationConfiguration", "secretName") !== undefined,
    target: "kubermatic",
  },
  { format: "secret", title: "a Secret", is: kindIs(/^Secret$/) },
  { format: "config-map", title: "a ConfigMap", is: kindIs(/^ConfigMap$/) },
  {
    format: "kops",
    title: "a kOps cluster",
    is: (tree) => /^kops\.k8s\.io\//.test(textOf(get(tree, "apiVersion")) ?? ""),
    target: "kops",
  },
  {
    format: "oke",
    title: "settings of Oracle OKE",
    is: (tree, path) =>
      (get(tree, "configurationFile") ?? get(tree, "configuration_file")) !== undefined &&
      /open_?id_?connect/i.test(path.join(".")),
    target: "oke",
  },
  {
    format: "cozystack",
    title: "a Kubernetes object of Cozystack",
    is: (tree) => get(tree, "spec", "oidc", "customConfig") !== undefined,
    target: "cozystack",
  },
  {
    format: "k0sctl",
    title: "a file of k0sctl",
    is: (tree) => /^k0sctl\.k0sproject\.io\//.test(textOf(get(tree, "apiVersion")) ?? ""),
    target: "k0s",
  },
  {
    format: "kind",
    title: "a kind cluster",
    is: (tree) => /^kind\.x-k8s\.io\//.test(textOf(get(tree, "apiVersion")) ?? ""),
    target: "kind",
  },
];

function optionsOf(object: Tree): { options?: Readonly<Record<string, string>> } {
  const name = textOf(get(object, "metadata", "name"));
  const namespace = textOf(get(object, "metadata", "namespace"));
  if (name === undefined && namespace === undefined) return {};
  return {
    options: { ...(name !== undefined && { name }), ...(namespace !== undefined && { namespace }) },
  };
}

// The path under which a list of files has the content.
function fileOf(around: readonly Tree[]): { file?: string } {
  for (const tree of around.toReversed()) {
    const path = textOf(get(tree, "path")) ?? textOf(get(tree, "dest")) ?? textOf(get(tree, "dst"));
    if (path?.startsWith("/")) return { file: path };
  }
  return {};
}
