import { get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";

/** What an object says of the cluster that it is for: its kind (an id of lib/kube/targets.ts) and names for the export. */
export interface ClusterSettings {
  readonly target?: string;
  /** cluster, server, namespace, object, shoot, version ("1.34"), kubeadm ("v1beta4"). */
  readonly options: Readonly<Record<string, string>>;
}

/** Reads the objects that describe a whole cluster; undefined for other values. */
export function readClusterSettings(tree: MapTree): ClusterSettings | undefined {
  const version = textOf(get(tree, "apiVersion")) ?? "";
  const kind = textOf(get(tree, "kind")) ?? "";
  const found = readers.find(({ is }) => is(tree, version, kind));
  if (found === undefined) return undefined;
  const { target, options } = found.read(tree, version);
  const given = Object.entries(options).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
  );
  return {
    ...(target !== undefined && { target }),
    options: Object.fromEntries(given),
  };
}

interface Reader {
  readonly is: (tree: MapTree, version: string, kind: string) => boolean;
  readonly read: (
    tree: MapTree,
    version: string,
  ) => { readonly target?: string; readonly options: Readonly<Record<string, string | undefined>> };
}

const nameOf = (tree: Tree) => textOf(get(tree, "metadata", "name"));
const namespaceOf = (tree: Tree) => textOf(get(tree, "metadata", "namespace"));

/** "v1.34.2", "1.33.1+k3s1", an image's tag, as "1.34"; undefined for anything else. */
function minorOf(text: string | undefined): string | undefined {
  const found = /(?:^|:)v?1\.(\d{1,3})(?:[.+-]|$)/.exec(text ?? "");
  return found === null ? undefined : `1.${found[1]}`;
}

const readers: readonly Reader[] = [
  {
    is: (_, version, kind) => version.startsWith("core.gardener.cloud/") && kind === "Shoot",
    read: (tree) => ({
      target: "gardener",
      options: {
        shoot: nameOf(tree),
        namespace: namespaceOf(tree),
        version: minorOf(textOf(get(tree, "spec", "kubernetes", "version"))),
      },
    }),
  },
  {
    is: (_, version, kind) =>
      version.startsWith("kubeadm.k8s.io/") && kind === "ClusterConfiguration",
    read: (tree, version) => {
      const server = textOf(get(tree, "controlPlaneEndpoint"));
      const api = version.slice("kubeadm.k8s.io/".length);
      return {
        target: "kubeadm",
        options: {
          cluster: textOf(get(tree, "clusterName")),
          version: minorOf(textOf(get(tree, "kubernetesVersion"))),
          server: server === undefined ? undefined : `https://${server}`,
          kubeadm: api === "v1beta4" || api === "v1beta3" ? api : undefined,
        },
      };
    },
  },
  {
    is: (tree) =>
      get(tree, "machine", "type") !== undefined ||
      get(tree, "machine", "kubelet") !== undefined ||
      get(tree, "cluster", "controlPlane", "endpoint") !== undefined,
    read: (tree) => ({
      options: {
        cluster: textOf(get(tree, "cluster", "clusterName")),
        server: textOf(get(tree, "cluster", "controlPlane", "endpoint")),
        version:
          minorOf(textOf(get(tree, "cluster", "apiServer", "image"))) ??
          minorOf(textOf(get(tree, "machine", "kubelet", "image"))),
      },
    }),
  },
  {
    is: (_, version, kind) =>
      version.startsWith("controlplane.cluster.x-k8s.io/") && kind === "KubeadmControlPlane",
    read: (tree) => ({
      target: "cluster-api",
      options: {
        object: nameOf(tree),
        namespace: namespaceOf(tree),
        version: minorOf(textOf(get(tree, "spec", "version"))),
      },
    }),
  },
  {
    is: (_, version, kind) => version.startsWith("provisioning.cattle.io/") && kind === "Cluster",
    read: (tree) => {
      const release = textOf(get(tree, "spec", "kubernetesVersion"));
      return {
        ...(release !== undefined && { target: release.includes("k3s") ? "k3s" : "rke2" }),
        options: { cluster: nameOf(tree), version: minorOf(release) },
      };
    },
  },
  {
    is: (_, version, kind) =>
      /^k0sctl?\.k0sproject\.io\//.test(version) &&
      (kind === "Cluster" || kind === "ClusterConfig"),
    read: (tree) => ({
      target: "k0s",
      options: {
        cluster: nameOf(tree),
        version: minorOf(textOf(get(tree, "spec", "k0s", "version"))),
      },
    }),
  },
  ownObject("kops", /^kops\.k8s\.io\/Cluster$/, ["spec", "kubernetesVersion"]),
  ownObject("eks", /^eksctl\.io\/ClusterConfig$/, ["metadata", "version"]),
  ownObject("kubermatic", /^kubermatic\.k8c\.io\/Cluster$/, ["spec", "version"]),
  ownObject("kamaji", /^kamaji\.clastix\.io\/TenantControlPlane$/, [
    ...["spec", "kubernetes", "version"],
  ]),
  ownObject("karmada", /^operator\.karmada\.io\/Karmada$/, []),
  ownObject("hypershift", /^hypershift\.openshift\.io\/HostedCluster$/, []),
  {
    is: (_, version, kind) => version.startsWith("tenancy.kcp.io/") && kind === "WorkspaceType",
    read: (tree) => ({ target: "kcp", options: { object: nameOf(tree) } }),
  },
  ownObject("cozystack", /^apps\.cozystack\.io\/Kubernetes$/, ["spec", "version"]),
  {
    is: (_, version, kind) => version.startsWith("kubeone.k8c.io/") && kind === "KubeOneCluster",
    read: (tree) => ({
      target: "kubeone",
      options: {
        cluster: textOf(get(tree, "name")),
        version: minorOf(textOf(get(tree, "versions", "kubernetes"))),
      },
    }),
  },
  {
    is: (_, version) => version.startsWith("kind.x-k8s.io/"),
    read: (tree) => {
      const [node] = itemsOf(get(tree, "nodes"));
      return {
        target: "kind",
        options: {
          cluster: textOf(get(tree, "name")),
          version: minorOf(textOf(get(node, "image"))),
        },
      };
    },
  },
  {
    is: (_, version) => version.startsWith("k3d.io/"),
    read: (tree) => ({
      target: "k3d",
      options: { cluster: nameOf(tree), version: minorOf(textOf(get(tree, "image"))) },
    }),
  },
  {
    is: (tree, _, kind) =>
      kind === "Pod" && itemsOf(get(tree, "spec", "containers")).some(isApiServer),
    read: (tree) => ({
      target: "static-pod",
      options: {
        version: minorOf(
          textOf(get(itemsOf(get(tree, "spec", "containers")).find(isApiServer), "image")),
        ),
      },
    }),
  },
];

/** A product's object for one cluster: its name and, under a path, the version of Kubernetes. */
function ownObject(target: string, object: RegExp, release: readonly string[]): Reader {
  return {
    is: (_, version, kind) => object.test(`${version.split("/")[0] ?? ""}/${kind}`),
    read: (tree) => ({
      target,
      options: {
        cluster: nameOf(tree),
        object: nameOf(tree),
        namespace: namespaceOf(tree),
        version: release.length === 0 ? undefined : minorOf(textOf(get(tree, ...release))),
      },
    }),
  };
}

function isApiServer(container: Tree): boolean {
  return /\/kube-apiserver(?:-[a-z0-9]+)?:/.test(textOf(get(container, "image")) ?? "");
}
