import { parse, parseAllDocuments, stringify } from "yaml";
import { hostedModels } from "./hosted-models.ts";
import type { ClusterModel, World } from "./procedure-world.ts";
import { schemaModels } from "./schema-models.ts";

/** An object of YAML or of a cluster. */
// biome-ignore lint/suspicious/noExplicitAny: foreign documents of many shapes, in a test aid.
type Tree = any;

const oidc = { "oidc-issuer-url": "https://old.example.com", "oidc-client-id": "old" };

/** Merges a piece into a document, lists to lists, as a person would. */
function add(base: Tree, piece: Tree): Tree {
  if (Array.isArray(base) && Array.isArray(piece)) return [...base, ...piece];
  // Arguments are a map in kubeadm's older version; the model keeps a list.
  if (Array.isArray(base))
    return [...base, ...Object.entries(piece).map(([name, value]) => ({ name, value }))];
  if (typeof base !== "object" || base === null) return piece;
  const result = { ...base };
  for (const [key, value] of Object.entries(piece)) result[key] = add(result[key], value);
  return result;
}

/** "--name=value" or "name=value" as names and values. */
function argsOf(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const found = /^(?:--)?([\w-]+)=(.*)$/.exec(line);
      return found ? [[found[1] ?? "", found[2] ?? ""] as const] : [];
    }),
  );
}

const isOidc = (line: string) => /^(?:--)?oidc-/.test(line);
const legacyLines = (dashes: string) =>
  Object.entries(oidc).map(([name, value]) => `${dashes}${name}=${value}`);

const noop = undefined;
const copy = [/^Copy this folder/, noop] as const;
const anonymousFlag = [/^In the same edit, remove --anonymous-auth/, noop] as const;
const nothing = () => undefined;

/** A model whose arguments are in one document that a person edits. */
function edited(options: {
  readonly load: (world: World) => Tree;
  readonly save: (world: World, tree: Tree) => void;
  readonly base: Tree;
  readonly withFlags: (tree: Tree) => Tree;
  readonly withoutFlags: (tree: Tree) => Tree;
  readonly adds: RegExp;
  readonly piece: string;
  readonly takes: RegExp;
}): Pick<ClusterModel, "init"> & { hands: ClusterModel["hands"] } {
  const { load, save, withFlags, withoutFlags } = options;
  let before: Tree;
  return {
    init(world) {
      const tree = world.legacy ? withFlags(options.base) : options.base;
      before = options.base;
      save(world, tree);
    },
    hands: [
      copy,
      anonymousFlag,
      [
        options.adds,
        (world) => save(world, add(load(world), parse(world.readBundle(options.piece) ?? ""))),
      ],
      [
        /^In the same edit, remove every --oidc-/,
        (world) => save(world, withoutFlags(load(world))),
      ],
      [options.takes, (world) => save(world, before)],
      [
        /^In the same edit, put back/,
        (world) => (world.legacy ? save(world, withFlags(load(world))) : undefined),
      ],
    ],
  };
}

const manifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";

function staticPod(): ClusterModel {
  const command = (tree: Tree): string[] => tree.spec.containers[0].command;
  const setCommand = (tree: Tree, lines: string[]) => ({
    ...tree,
    spec: { ...tree.spec, containers: [{ ...tree.spec.containers[0], command: lines }] },
  });
  const base = {
    spec: {
      containers: [{ name: "kube-apiserver", command: ["kube-apiserver"], volumeMounts: [] }],
      volumes: [],
    },
  };
  const load = (world: World) => parse(world.read(manifest) ?? "");
  const save = (world: World, tree: Tree) => world.write(manifest, stringify(tree));
  const withoutFlags = (tree: Tree) =>
    setCommand(
      tree,
      command(tree).filter((line) => !isOidc(line)),
    );
  const withFlags = (tree: Tree) => setCommand(tree, [...command(tree), ...legacyLines("--")]);
  const model = edited({
    ...{ load, save, base, withFlags, withoutFlags },
    adds: /^never$/,
    piece: "",
    takes: /^Take the flag, the mount and the volume out again/,
  });
  return {
    ...model,
    hands: [
      [
        /^Add the three pieces/,
        (world) => {
          const { spec } = parse(world.readBundle("kube-apiserver.additions.yaml") ?? "");
          const tree = load(world);
          const [container] = spec.containers;
          const mine = tree.spec.containers[0];
          save(world, {
            spec: {
              containers: [
                {
                  ...mine,
                  command: [...mine.command, ...container.command],
                  volumeMounts: [...mine.volumeMounts, ...container.volumeMounts],
                },
              ],
              volumes: [...tree.spec.volumes, ...spec.volumes],
            },
          });
        },
      ],
      [/^(?:The kubelet restarts|Move it into place)/, () => "restart"],
      ...model.hands,
    ],
    onCall: nothing,
    args: (world) => argsOf(command(load(world))),
    seen: (world, file) => {
      const { spec } = load(world);
      const mount = spec.containers[0].volumeMounts.find((known: Tree) =>
        file.startsWith(`${known.mountPath}/`),
      );
      const volume = spec.volumes.find((known: Tree) => known.name === mount?.name);
      return volume && world.read(file.replace(mount.mountPath, volume.hostPath.path));
    },
  };
}

/** ClusterConfiguration's arguments, a map or a list. */
function clusterArgs(apiServer: Tree): Map<string, string> {
  const given = apiServer?.extraArgs ?? {};
  return new Map(
    Array.isArray(given) ? given.map(({ name, value }) => [name, value]) : Object.entries(given),
  );
}

function hostPathSeen(world: World, volumes: readonly Tree[], file: string): string | undefined {
  const volume = volumes.find((known) => file.startsWith(`${known.mountPath}/`));
  return volume && world.read(file.replace(volume.mountPath, volume.hostPath));
}

function kubeadm(): ClusterModel {
  const endpoint = "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint: 10.0.0.7:6444";
  const list = Object.entries(oidc).map(([name, value]) => ({ name, value }));
  const base = {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "ClusterConfiguration",
    apiServer: { extraArgs: [{ name: "audit-log-path", value: "-" }], extraVolumes: [] },
  };
  const setArgs = (tree: Tree, extraArgs: Tree) => ({
    ...tree,
    apiServer: { ...tree.apiServer, extraArgs },
  });
  const withFlags = (tree: Tree) => setArgs(tree, [...tree.apiServer.extraArgs, ...list]);
  const model = edited({
    base,
    withFlags,
    withoutFlags: (tree) =>
      setArgs(
        tree,
        tree.apiServer.extraArgs.filter(({ name }: Tree) => !isOidc(`${name}=`)),
      ),
    load: (world) => parse(world.readBundle("kubeadm.yaml") ?? ""),
    save: (world, tree) => world.writeBundle("kubeadm.yaml", stringify(tree)),
    adds: /^Add what cluster-configuration.yaml has/,
    piece: "cluster-configuration.yaml",
    takes: /^Take the same lines out of kubeadm.yaml/,
  });
  // The manifest that the stand-in of kubeadm writes is the file that it was given.
  const documents = (world: World) =>
    parseAllDocuments(world.read(manifest) ?? "").map((document) => document.toJS());
  return {
    ...model,
    init(world) {
      model.init(world);
      const text = stringify(world.legacy ? withFlags(base) : base);
      world.write("/cluster/kubeadm.yaml", text);
      const node = `${text}---\nkind: InitConfiguration\nlocalAPIEndpoint: {advertiseAddress: 10.0.0.7, bindPort: 6444}\n`;
      world.write(manifest, `${node}annotations:\n  ${endpoint}\n`);
    },
    skips: (sentence) => /^(?:New cluster|If patches are in use)/.test(sentence),
    onCall(world, [name, ...args]) {
      if (name !== "kubeadm" || !args.includes("control-plane") || args.includes("--dry-run"))
        return undefined;
      world.write(manifest, `${world.read(manifest)}annotations:\n  ${endpoint}\n`);
      return "restart";
    },
    args(world) {
      const [cluster, node] = documents(world);
      const { advertiseAddress, bindPort } = node?.localAPIEndpoint ?? {};
      return new Map([
        ...clusterArgs(cluster?.apiServer),
        ["advertise-address", String(advertiseAddress)],
        ["secure-port", String(bindPort)],
      ]);
    },
    seen: (world, name) =>
      hostPathSeen(world, documents(world)[0]?.apiServer?.extraVolumes ?? [], name),
  };
}

function rancher(file: string, service: string): ClusterModel {
  const load = (world: World) => parse(world.read(file) ?? "");
  const base = { "kube-apiserver-arg": ["audit-log-path=/var/log/audit.log"] };
  const setArgs = (tree: Tree, lines: string[]) => ({ ...tree, "kube-apiserver-arg": lines });
  const model = edited({
    load,
    save: (world, tree) => world.write(file, stringify(tree)),
    base,
    withFlags: (tree) => setArgs(tree, [...tree["kube-apiserver-arg"], ...legacyLines("")]),
    withoutFlags: (tree) =>
      setArgs(
        tree,
        tree["kube-apiserver-arg"].filter((line: string) => !isOidc(line)),
      ),
    adds: /^Add what config.yaml holds/,
    piece: "config.yaml",
    takes: /^Take what was added out of/,
  });
  return {
    ...model,
    onCall: (_, call) =>
      call.join(" ") === `systemctl restart ${service}` ? "restart" : undefined,
    args: (world) => argsOf(load(world)["kube-apiserver-arg"]),
    seen(world, name) {
      const mounts: string[] = load(world)["kube-apiserver-extra-mount"] ?? [];
      for (const mount of mounts) {
        const [host = "", inside = ""] = mount.split(":");
        if (name.startsWith(`${inside}/`)) return world.read(name.replace(inside, host));
      }
      return service === "k3s" ? world.read(name) : undefined;
    },
  };
}

function k0s(): ClusterModel {
  const file = "/etc/k0s/k0s.yaml";
  const load = (world: World) => parse(world.read(file) ?? "");
  const setArgs = (tree: Tree, extraArgs: Tree) => ({ ...tree, spec: { api: { extraArgs } } });
  const model = edited({
    load,
    save: (world, tree) => world.write(file, stringify(tree)),
    base: { spec: { api: { extraArgs: { "audit-log-path": "-" } } } },
    withFlags: (tree) => setArgs(tree, { ...tree.spec.api.extraArgs, ...oidc }),
    withoutFlags: (tree) =>
      setArgs(
        tree,
        Object.fromEntries(
          Object.entries(tree.spec.api.extraArgs).filter(([name]) => !isOidc(name)),
        ),
      ),
    adds: /^Add what k0s.additions.yaml holds/,
    piece: "k0s.additions.yaml",
    takes: /^Take the argument out/,
  });
  return {
    ...model,
    onCall: (_, call) =>
      call.join(" ") === "systemctl restart k0scontroller" ? "restart" : undefined,
    args: (world) => clusterArgs(load(world).spec.api),
    seen: (world, name) => world.read(name),
  };
}

function kops(): ClusterModel {
  const load = (world: World) => world.objects.get("cluster") as Tree;
  const setFlags = (tree: Tree, flags: Tree) => ({ ...tree, spec: { ...tree.spec, flags } });
  const model = edited({
    load,
    save: (world, tree) => world.objects.set("cluster", tree),
    base: { spec: { flags: { "anonymous-auth": "false" }, kubeAPIServer: {}, fileAssets: [] } },
    withFlags: (tree) => setFlags(tree, { ...tree.spec.flags, ...oidc }),
    withoutFlags: (tree) => setFlags(tree, { "anonymous-auth": "false" }),
    adds: /^Add what kops/,
    piece: "kops/cluster.additions.yaml",
    takes: /^Take authenticationConfigFile and the file asset out/,
  });
  return {
    ...model,
    hands: [[/^In the same edit, remove spec.authentication.oidc/, noop], ...model.hands],
    // The machines are made anew of what the cluster says then.
    onCall: (_, call) => (call.includes("rolling-update") ? "restart" : undefined),
    args(world) {
      const { flags, kubeAPIServer } = load(world).spec;
      const file = kubeAPIServer.authenticationConfigFile;
      return new Map(
        Object.entries({ ...flags, ...(file && { "authentication-config": file }) } as Record<
          string,
          string
        >),
      );
    },
    // The pod mounts few directories of the node.
    seen: (world, name) =>
      name.startsWith("/srv/kubernetes/kube-apiserver/")
        ? load(world).spec.fileAssets.find((known: Tree) => known.path === name)?.content
        : undefined,
  };
}

function kubeone(): ClusterModel {
  const file = "authn/config.yaml";
  return {
    init: nothing,
    hands: [
      [
        /^Set the feature authenticationConfiguration/,
        (world) => void world.objects.set("feature", file),
      ],
      [/^Take the feature openidConnect out/, noop],
      [
        /^Take the feature authenticationConfiguration out/,
        (world) => void world.objects.delete("feature"),
      ],
    ],
    onCall: (_, call) => (call.join(" ").startsWith("kubeone apply") ? "restart" : undefined),
    args: (world) =>
      new Map(world.objects.has("feature") ? [["authentication-config", "distributed"]] : []),
    seen: (world) => world.readBundle(file),
  };
}

function microk8s(): ClusterModel {
  const file = "/var/snap/microk8s/current/args/kube-apiserver";
  const lines = (world: World) =>
    (world.read(file) ?? "").split("\n").filter((line) => line !== "");
  const save = (world: World, list: readonly string[]) => world.write(file, `${list.join("\n")}\n`);
  return {
    init: (world) =>
      save(world, ["--authorization-mode=RBAC", ...(world.legacy ? legacyLines("--") : [])]),
    hands: [
      copy,
      anonymousFlag,
      // The command below it does it.
      [/^(?:Add the flag to the arguments|Take the flag out again)/, noop],
      [
        /^In the same edit, remove every --oidc-/,
        (world) =>
          save(
            world,
            lines(world).filter((line) => !isOidc(line)),
          ),
      ],
      [
        /^In the same edit, put back/,
        (world) =>
          world.legacy ? save(world, [...lines(world), ...legacyLines("--")]) : undefined,
      ],
    ],
    onCall: (_, [name]) => (name === "snap" ? "restart" : undefined),
    args: (world) => argsOf(lines(world)),
    // The command that writes the flag has the sandbox's path in it.
    seen: (world, name) => world.read(name.replace(`${world.root}/node`, "")),
  };
}

function talosPatch(): ClusterModel {
  const base = { machine: { files: [] }, cluster: { apiServer: { extraArgs: {} } } };
  const load = (world: World) => world.objects.get("machine") as Tree;
  const setArgs = (tree: Tree, extraArgs: Tree) => ({
    ...tree,
    cluster: { apiServer: { ...tree.cluster.apiServer, extraArgs } },
  });
  const piece = (world: World) => parse(world.readBundle("machine-config.patch.yaml") ?? "");
  const model = edited({
    load,
    save: (world, tree) => world.objects.set("machine", tree),
    base,
    withFlags: (tree) => setArgs(tree, { ...tree.cluster.apiServer.extraArgs, ...oidc }),
    withoutFlags: (tree) =>
      setArgs(
        tree,
        Object.fromEntries(
          Object.entries(tree.cluster.apiServer.extraArgs).filter(([name]) => !isOidc(name)),
        ),
      ),
    adds: /^Else add what the patch holds/,
    piece: "machine-config.patch.yaml",
    takes: /^Take authentication-config out/,
  });
  return {
    ...model,
    skips: (sentence, { legacy }) =>
      legacy
        ? /^If the API server has no/.test(sentence)
        : /^(?:Else|In the same edit, remove|Both in one edit, since)/.test(sentence),
    onCall(world, call) {
      if (call.includes("patch")) world.objects.set("machine", add(load(world), piece(world)));
      return call.includes("patch") || call.includes("edit") ? "restart" : undefined;
    },
    args: (world) =>
      new Map([["anonymous-auth", "false"], ...clusterArgs(load(world).cluster.apiServer)]),
    seen(world, name) {
      const tree = load(world);
      const volume = (tree.cluster.apiServer.extraVolumes ?? []).find((known: Tree) =>
        name.startsWith(`${known.mountPath}/`),
      );
      const at = volume && name.replace(volume.mountPath, volume.hostPath);
      return tree.machine.files.find((known: Tree) => known.path === at)?.content;
    },
  };
}

function talos(): ClusterModel {
  const load = (world: World) => world.objects.get("machine") as Tree;
  const flags = (world: World) => (world.legacy ? oidc : {});
  const document = (world: World) => parse(world.readBundle("authentication.yaml") ?? "");
  const set = (world: World, tree: Tree) => world.objects.set("machine", tree);
  const usual = { anonymous: { enabled: true, conditions: [{ path: "/livez" }] } };
  return {
    init: (world) => set(world, { args: flags(world), authentication: usual }),
    hands: [
      [
        /^Else take them out, since KubeAPIServerConfig refuses them, and add the document/,
        (world) => set(world, { args: {}, authentication: document(world).configuration }),
      ],
      [
        /^Put back the document from before/,
        (world) => set(world, { ...load(world), authentication: usual }),
      ],
      [
        /^In the same edit, put back/,
        (world) => set(world, { ...load(world), args: flags(world) }),
      ],
    ],
    skips: (sentence, { legacy }) =>
      legacy ? /^If the API server's extra/.test(sentence) : /^Else take them out/.test(sentence),
    onCall(world, call) {
      if (call.includes("patch"))
        set(world, { ...load(world), authentication: document(world).configuration });
      return call.includes("patch") || call.includes("edit") ? "restart" : undefined;
    },
    // Without a file of its own the built-in one is in force, and flags may be beside it.
    args(world) {
      const { args, authentication } = load(world);
      const own = authentication === usual ? [] : [["authentication-config", "built in"] as const];
      return new Map([...Object.entries(args as Record<string, string>), ...own]);
    },
    seen: (world) =>
      JSON.stringify({
        ...load(world).authentication,
        apiVersion: "apiserver.config.k8s.io/v1beta1",
        kind: "AuthenticationConfiguration",
      }),
  };
}

function gardener(): ClusterModel {
  const objects = (world: World) => world.objects;
  return {
    init: nothing,
    hands: [
      [/^Take the name out of the Shoot/, noop],
      [/^Take oidcConfig and enableAnonymousAuthentication out/, noop],
    ],
    onCall(world, call) {
      const line = call.join(" ");
      if (!line.includes("--kubeconfig <of the garden>")) return undefined;
      const applied = /apply -f (\S+)/.exec(line)?.[1];
      if (applied) objects(world).set("configmap", parse(world.readBundle(applied) ?? ""));
      const patched = /--patch-file (\S+)/.exec(line)?.[1];
      if (patched) objects(world).set("shoot", parse(world.readBundle(patched) ?? ""));
      if (line.includes('"op":"remove"')) objects(world).delete("shoot");
      return line.includes("operation=reconcile") ? "restart" : undefined;
    },
    args(world) {
      const shoot = objects(world).get("shoot") as Tree;
      const name = shoot?.spec.kubernetes.kubeAPIServer.structuredAuthentication.configMapName;
      return new Map(name === undefined ? [] : [["authentication-config", name]]);
    },
    seen(world, name) {
      const map = objects(world).get("configmap") as Tree;
      return map?.metadata.name === name ? map.data["config.yaml"] : undefined;
    },
  };
}

function clusterApi(): ClusterModel {
  const list = Object.entries(oidc).map(([name, value]) => ({ name, value }));
  const load = (world: World) => world.objects.get("machines") as Tree;
  const inside = (tree: Tree) => tree.spec.kubeadmConfigSpec.clusterConfiguration.apiServer;
  const setArgs = (tree: Tree, extraArgs: Tree) => {
    const spec = tree.spec.kubeadmConfigSpec;
    const apiServer = { ...spec.clusterConfiguration.apiServer, extraArgs };
    return { spec: { kubeadmConfigSpec: { ...spec, clusterConfiguration: { apiServer } } } };
  };
  const model = edited({
    load,
    save: (world, tree) => world.objects.set("machines", tree),
    base: {
      spec: {
        kubeadmConfigSpec: {
          clusterConfiguration: { apiServer: { extraArgs: [], extraVolumes: [] } },
          files: [],
        },
      },
    },
    withFlags: (tree) => setArgs(tree, [...inside(tree).extraArgs, ...list]),
    withoutFlags: (tree) =>
      setArgs(
        tree,
        inside(tree).extraArgs.filter(({ name }: Tree) => !isOidc(`${name}=`)),
      ),
    adds: /^Add the pieces of kubeadm-control-plane/,
    piece: "kubeadm-control-plane.additions.yaml",
    takes: /^Take the same pieces out/,
  });
  return {
    ...model,
    onCall(world, call) {
      if (!call.includes("edit") || !call.includes("<of the management cluster>")) return undefined;
      // Every machine is made anew, with its files.
      for (const { path, content } of load(world).spec.kubeadmConfigSpec.files)
        world.write(path, content);
      return "restart";
    },
    args: (world) => clusterArgs(inside(load(world))),
    seen(world, name) {
      const { files } = load(world).spec.kubeadmConfigSpec;
      const volume = inside(load(world)).extraVolumes.find((known: Tree) =>
        name.startsWith(`${known.mountPath}/`),
      );
      const at = volume && name.replace(volume.mountPath, volume.hostPath);
      return files.find((known: Tree) => known.path === at)?.content;
    },
  };
}

function kind(): ClusterModel {
  return {
    init: nothing,
    hands: [],
    onCall(world, call) {
      if (call[0] !== "kind") return undefined;
      const file = call[call.indexOf("--config") + 1] ?? "";
      const made = call.includes("--config") ? parse(world.readBundle(file) ?? "") : undefined;
      if (call[1] === "delete") world.objects.delete("kind");
      else world.objects.set("kind", made?.nodes[0]);
      return call[1] === "delete" ? undefined : "restart";
    },
    args(world) {
      const node = world.objects.get("kind") as Tree;
      return clusterArgs(node && parse(node.kubeadmConfigPatches[0]).apiServer);
    },
    seen(world, name) {
      const node = world.objects.get("kind") as Tree;
      const [mount] = node.extraMounts;
      const inNode = hostPathSeenIn(parse(node.kubeadmConfigPatches[0]).apiServer, name);
      // The path is taken from the folder in which kind runs.
      return inNode && world.readBundle(inNode.replace(mount.containerPath, mount.hostPath));
    },
  };
}

function hostPathSeenIn(apiServer: Tree, file: string): string | undefined {
  const volume = apiServer.extraVolumes.find((known: Tree) =>
    file.startsWith(`${known.mountPath}/`),
  );
  return volume && file.replace(volume.mountPath, volume.hostPath);
}

function minikube(): ClusterModel {
  return {
    init: nothing,
    hands: [],
    onCall(world, call) {
      if (call[0] !== "minikube") return undefined;
      if (call[1] === "delete") world.objects.delete("minikube");
      if (call[1] !== "start") return undefined;
      const given = call.flatMap(
        (word) => /^--extra-config=apiserver\.(.*)$/.exec(word)?.[1] ?? [],
      );
      if (given.length > 0) world.objects.set("minikube", given);
      return "restart";
    },
    args: (world) => argsOf((world.objects.get("minikube") as string[]) ?? []),
    seen: (world, name) =>
      world.read(`/home/.minikube/files${name.replace(`${world.root}/node`, "")}`),
  };
}

function kubespray(): ClusterModel {
  const file = "kubespray/inventory/prod/group_vars/k8s_cluster/authentication.yml";
  const load = (world: World) => parse(world.read(`../${file}`) ?? "{}") ?? {};
  // As the role writes it, for Kubernetes 1.34 and later.
  const render = (world: World) => {
    const values = load(world);
    return {
      apiVersion: "apiserver.config.k8s.io/v1",
      kind: "AuthenticationConfiguration",
      jwt: values.kube_apiserver_authentication_config_jwt,
      anonymous: values.kube_apiserver_authentication_config_anonymous ?? { enabled: true },
    };
  };
  return {
    init: nothing,
    hands: [
      [
        /^Set kube_apiserver_use_authentication_config_file to false/,
        (world) =>
          world.write(
            `../${file}`,
            stringify({ ...load(world), kube_apiserver_use_authentication_config_file: false }),
          ),
      ],
    ],
    onCall(world, [name]) {
      if (name !== "ansible-playbook") return undefined;
      world.write(
        "/etc/kubernetes/apiserver-authentication-config-v1.yaml",
        JSON.stringify(render(world)),
      );
      return "restart";
    },
    args: (world) =>
      new Map(
        load(world).kube_apiserver_use_authentication_config_file
          ? [["authentication-config", "written by the role"]]
          : [],
      ),
    seen: (world) => JSON.stringify(render(world)),
  };
}

/** A fresh model of each target's cluster. */
export const clusterModels: Readonly<Record<string, () => ClusterModel>> = {
  "static-pod": staticPod,
  kubeadm,
  kubespray,
  "cluster-api": clusterApi,
  kind,
  minikube,
  k3s: () => rancher("/etc/rancher/k3s/config.yaml", "k3s"),
  rke2: () => rancher("/etc/rancher/rke2/config.yaml", "rke2-server"),
  k0s,
  kops,
  kubeone,
  microk8s,
  talos,
  "talos-1.13": talosPatch,
  gardener,
  ...hostedModels,
  ...schemaModels,
};
