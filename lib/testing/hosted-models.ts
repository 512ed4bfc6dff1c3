import { parse } from "yaml";
import type { ClusterModel, World } from "./procedure-world.ts";

// API servers that run in a cluster of their own: what they are started with is in objects there.

/** An object of YAML. */
// biome-ignore lint/suspicious/noExplicitAny: foreign documents of many shapes, in a test aid.
type Tree = any;

const oidc = ["oidc-issuer-url=https://old.example.com", "oidc-client-id=old"];

/** Objects that commands apply and patch; no arguments of an API server are in sight. */
function patched(options: {
  readonly removes: RegExp;
  readonly content: (objects: ReadonlyMap<string, Tree>) => string | undefined;
}): ClusterModel {
  const objects = (world: World) => world.objects as Map<string, Tree>;
  return {
    init: () => undefined,
    hands: [],
    onCall(world, call) {
      const line = call.join(" ");
      if (!line.includes("--kubeconfig <of the")) return undefined;
      const file = /(?:apply -f|--patch-file) (\S+)/.exec(line)?.[1];
      if (file !== undefined) objects(world).set(file, parse(world.readBundle(file) ?? ""));
      if (options.removes.test(line)) objects(world).clear();
      return file !== undefined || options.removes.test(line) ? "restart" : undefined;
    },
    args: (world) =>
      new Map(
        options.content(objects(world)) === undefined
          ? []
          : [["authentication-config", "an object"] as const],
      ),
    seen: (world) => options.content(objects(world)),
  };
}

/** Pieces that a person adds to an object with the arguments, and a ConfigMap that is mounted. */
function added(options: {
  readonly configMap: string;
  readonly pieces: string;
  readonly argumentsOf: (pieces: Tree) => readonly string[];
  readonly mountOf: (pieces: Tree) => string;
  readonly restarts: RegExp;
}): ClusterModel {
  const { configMap, pieces } = options;
  const load = (world: World) => (world.objects.get("arguments") ?? []) as string[];
  const save = (world: World, list: readonly string[]) => world.objects.set("arguments", list);
  const read = (world: World) => parse(world.readBundle(pieces) ?? "");
  return {
    init: (world) => save(world, world.legacy ? oidc : []),
    hands: [
      [/^In the same edit, remove --anonymous-auth/, undefined],
      [
        /^Add the pieces of/,
        (world) => save(world, [...load(world), ...options.argumentsOf(read(world))]),
      ],
      [
        /^In the same edit, remove every --oidc-/,
        (world) =>
          save(
            world,
            load(world).filter((line) => !line.startsWith("oidc-")),
          ),
      ],
      [/^Take the same pieces out/, (world) => save(world, [])],
      [
        /^In the same edit, put back/,
        (world) => (world.legacy ? save(world, [...load(world), ...oidc]) : undefined),
      ],
    ],
    onCall(world, call) {
      const line = call.join(" ");
      if (!line.includes("--kubeconfig <of the")) return undefined;
      if (line.endsWith(`apply -f ${configMap}`))
        world.objects.set("map", parse(world.readBundle(configMap) ?? ""));
      return options.restarts.test(line) ? "restart" : undefined;
    },
    args: (world) =>
      new Map(
        load(world).map((line) => {
          const [name = "", value = ""] = line.replace(/^--/, "").split("=");
          return [name, value] as const;
        }),
      ),
    seen(world, file) {
      const map = world.objects.get("map") as Tree;
      return map?.data[file.replace(`${options.mountOf(read(world))}/`, "")];
    },
  };
}

/** A fresh model of each product whose API servers run in another cluster. */
export const hostedModels: Readonly<Record<string, () => ClusterModel>> = {
  kubermatic: () =>
    patched({
      removes: /"op":"remove"/,
      content(objects) {
        const { secretName, secretKey } =
          objects.get("kubermatic/cluster.patch.yaml")?.spec.authenticationConfiguration ?? {};
        const secret = objects.get("kubermatic/secret.yaml");
        return secret?.metadata.name === secretName ? secret?.stringData[secretKey] : undefined;
      },
    }),
  cozystack: () =>
    patched({
      removes: /"mode":"None"/,
      content: (objects) =>
        objects.get("cozystack/kubernetes.patch.yaml")?.spec.oidc.customConfig.config,
    }),
  k3d: () => ({
    init: () => undefined,
    hands: [],
    onCall(world, call) {
      if (call[0] !== "k3d") return undefined;
      if (call.includes("delete")) world.objects.delete("k3d");
      const file = call[call.indexOf("--config") + 1] ?? "";
      if (call.includes("--config")) world.objects.set("k3d", parse(world.readBundle(file) ?? ""));
      return call.includes("create") ? "restart" : undefined;
    },
    args(world) {
      const made = world.objects.get("k3d") as Tree;
      const lines: string[] = (made?.options.k3s.extraArgs ?? []).map(({ arg }: Tree) => arg);
      return new Map(
        lines.map((line) => {
          const [, name = "", value = ""] = /^--kube-apiserver-arg=([^=]*)=(.*)$/.exec(line) ?? [];
          return [name, value] as const;
        }),
      );
    },
    seen(world, file) {
      const made = world.objects.get("k3d") as Tree;
      const [host = "", inside = ""] = made.volumes[0].volume.split(":");
      return file.startsWith(`${inside}/`)
        ? world.readBundle(file.replace(inside, host))
        : undefined;
    },
  }),
  oke: () => {
    const config = (world: World) =>
      (world.objects.get("options") as Tree)?.openIdConnectTokenAuthenticationConfig;
    return {
      init: () => undefined,
      hands: [],
      onCall(world, call) {
        if (call[0] !== "oci") return undefined;
        const [option = ""] = call.slice(-1);
        const file = /^file:\/\/(.*)$/.exec(option)?.[1];
        const text = file === undefined ? option : (world.readBundle(file) ?? "");
        world.objects.set("options", JSON.parse(text));
        return "restart";
      },
      args: (world) =>
        new Map(
          config(world)?.isOpenIdConnectAuthEnabled
            ? [["authentication-config", "an option"] as const]
            : [],
        ),
      seen: (world) => Buffer.from(config(world).configurationFile, "base64").toString("utf8"),
    };
  },
  kamaji: () =>
    added({
      configMap: "kamaji/configmap.yaml",
      pieces: "kamaji/tenant-control-plane.additions.yaml",
      argumentsOf: ({ spec }) => spec.controlPlane.deployment.extraArgs.apiServer,
      mountOf: ({ spec }) =>
        spec.controlPlane.deployment.additionalVolumeMounts.apiServer[0].mountPath,
      restarts: / edit tenantcontrolplane /,
    }),
  karmada: () =>
    added({
      configMap: "karmada/configmap.yaml",
      pieces: "karmada/karmada.additions.yaml",
      argumentsOf: ({ spec }) =>
        Object.entries(spec.components.karmadaAPIServer.extraArgs).map(([a, b]) => `${a}=${b}`),
      mountOf: ({ spec }) => spec.components.karmadaAPIServer.extraVolumeMounts[0].mountPath,
      restarts: / edit karmada /,
    }),
  vcluster: () =>
    added({
      configMap: "vcluster/configmap.yaml",
      pieces: "vcluster/values.additions.yaml",
      argumentsOf: ({ controlPlane }) => controlPlane.distro.k8s.apiServer.extraArgs,
      mountOf: ({ controlPlane }) =>
        controlPlane.statefulSet.persistence.addVolumeMounts[0].mountPath,
      restarts: / upgrade /,
    }),
};
