import type { Place } from "./exploration.ts";
import { type Defaults, flagDefaults, type SettingName } from "./settings.ts";
import { get, type MapTree, type Tree, textOf } from "./tree.ts";

/** A product that configures one issuer. */
export interface Dialect {
  readonly format: string;
  readonly title: string;
  readonly defaults: Omit<Defaults, "name">;
  readonly names?: Partial<Record<SettingName, string>>;
  readonly notes?: readonly string[];
  readonly target?: string;
  /** Why the settings have no effect. */
  readonly off?: (tree: MapTree, around: readonly Tree[]) => string | undefined;
  /** An empty prefix is as none. */
  readonly emptyIsDefault?: boolean;
}

/** The product whose settings are at a place, by the objects and keys around them. */
export function findDialect(place: Place, tree: MapTree): Dialect | undefined {
  const around = [...place.piece.around, ...place.around, tree];
  const path = [...place.piece.path, ...place.path];
  return dialects.find(({ is }) => is({ around, path, tree }));
}

interface Where {
  readonly around: readonly Tree[];
  readonly path: readonly string[];
  readonly tree: MapTree;
}

const version =
  (pattern: RegExp) =>
  ({ around }: Where) =>
    around.some((tree) => pattern.test(textOf(get(tree, "apiVersion")) ?? ""));
const under =
  (pattern: RegExp) =>
  ({ path }: Where) =>
    pattern.test(path.join("/"));
const keys =
  (pattern: RegExp) =>
  ({ tree }: Where) =>
    tree.entries.some(({ key }) => pattern.test(key));
const both =
  (...tests: readonly ((where: Where) => boolean)[]) =>
  (where: Where) =>
    tests.every((test) => test(where));

const flags: Omit<Defaults, "name"> = flagDefaults;

const dialects: readonly (Dialect & { readonly is: (where: Where) => boolean })[] = [
  {
    format: "kops",
    title: "a kOps cluster",
    target: "kops",
    is: version(/^kops\.k8s\.io\//),
    defaults: flags,
  },
  {
    format: "kops",
    title: "kOps' kubeAPIServer",
    target: "kops",
    is: both(under(/kubeAPIServer$/), keys(/^oidcIssuerURL$/)),
    defaults: flags,
  },
  {
    format: "kubespray",
    title: "Kubespray variables",
    is: keys(/^kube_oidc_url$/),
    defaults: flags,
    target: "kubespray",
    names: { "issuer-url": "kube_oidc_url" },
    off: (tree) => {
      const on = get(tree, "kube_oidc_auth");
      if (on === undefined) return undefined;
      return textOf(on) === "false" || (on.kind === "plain" && on.value === false)
        ? "kube_oidc_auth is false: Kubespray passes none of these settings to the API server."
        : undefined;
    },
  },
  {
    format: "kyma",
    title: "OIDC settings of Kyma",
    is: both(
      version(/^(?:infrastructuremanager|operator)\.kyma-project\.io\//),
      under(/oidcConfig(?:\/\d+)?$/i),
    ),
    defaults: flags,
    off: () =>
      "Kyma writes an AuthenticationConfiguration of all these settings itself, with rules of its own for prefixes: open the ConfigMap that it makes in the Gardener project.",
  },
  {
    format: "gardener-shoot",
    title: "oidcConfig of a Gardener Shoot",
    is: under(/(?:^|\/)oidcConfig$/),
    defaults: flags,
    target: "gardener",
    notes: ["oidcConfig is gone from newer Shoots: structuredAuthentication takes its place."],
  },
  {
    format: "gardener-preset",
    title: "a preset of Gardener for the oidcConfig of Shoots",
    is: both(version(/^settings\.gardener\.cloud\//), under(/(?:^|\/)server$/)),
    defaults: flags,
    target: "gardener",
    notes: ["oidcConfig is gone from newer Shoots: structuredAuthentication takes its place."],
  },
  {
    format: "kubermatic",
    title: "spec.oidc of a Kubermatic cluster",
    target: "kubermatic",
    is: both(version(/^kubermatic\.k8c\.io\//), under(/oidc$/i)),
    defaults: {
      usernamePrefix: "empty",
      groupsPrefix: "empty",
      usernameClaim: "sub",
      algorithms: "any",
    },
    notes: [
      "Kubermatic writes a file of these settings itself: an empty prefix is really empty there.",
    ],
  },
  {
    format: "kubeone",
    title: "openidConnect of KubeOne",
    target: "kubeone",
    is: both(version(/^kubeone\.k8c\.io\//), under(/openidConnect\/config$/)),
    defaults: {
      usernamePrefix: { prefix: "oidc:" },
      groupsPrefix: { prefix: "oidc:" },
      usernameClaim: "sub",
      groupsClaim: "groups",
      algorithms: "RS256",
    },
    emptyIsDefault: true,
    notes: ["KubeOne takes the prefix oidc: and the claims sub and groups if they are not given."],
    off: (_, around) => {
      const feature = around.findLast((tree) => get(tree, "config", "issuerUrl") !== undefined);
      return textOf(get(feature, "enable")) === "true"
        ? undefined
        : "openidConnect.enable is not true: the settings have no effect.";
    },
  },
  {
    format: "eks-anywhere",
    title: "EKS Anywhere's OIDCConfig",
    target: "eks-anywhere",
    is: both(version(/^anywhere\.eks\.amazonaws\.com\//), under(/spec$/)),
    defaults: flags,
  },
  {
    format: "eksctl",
    title: "identityProviders of eksctl",
    target: "eks",
    is: both(version(/^eksctl\.io\//), under(/identityProviders\/\d+$/)),
    defaults: flags,
  },
  {
    format: "eks",
    title: "an identity provider of EKS",
    target: "eks",
    is: under(
      /aws_eks_identity_provider_config\/|cluster_identity_providers\/|(?:^|\/)(?:cluster_)?identity_providers\//,
    ),
    defaults: flags,
  },
  {
    format: "eks",
    title: "an identity provider of EKS",
    target: "eks",
    is: ({ around, path, tree }) =>
      around.some((tree) => textOf(get(tree, "Type")) === "AWS::EKS::IdentityProviderConfig") ||
      get(tree, "identityProviderConfigName") !== undefined ||
      /identityProviderConfig(?:\/oidc)?$/.test(path.join("/")),
    defaults: flags,
  },
  {
    format: "eks",
    title: "an identity provider of EKS as Crossplane or ACK has it",
    target: "eks",
    is: both(
      version(/^eks\.(?:aws\.(?:m\.)?(?:upbound|crossplane)\.io|services\.k8s\.aws)\//),
      under(/(?:^|\/)oidc(?:\/\d+)?$/),
    ),
    defaults: flags,
  },
  {
    format: "scaleway",
    title: "open_id_connect_config of Scaleway",
    target: "scaleway",
    is: under(/open_id_connect_config$/),
    defaults: flags,
  },
  {
    format: "ovhcloud",
    title: "OIDC settings of OVHcloud",
    target: "ovhcloud",
    is: under(/ovh_cloud_project_kube_oidc\//),
    defaults: flags,
  },
  {
    format: "exoscale",
    title: "OIDC settings of Exoscale",
    target: "exoscale",
    is: under(/exoscale_sks_cluster\/[^/]+\/oidc$/),
    defaults: flags,
  },
  {
    format: "oke",
    title: "OIDC settings of Oracle OKE",
    target: "oke",
    is: under(/open_?id_?connect_?token_?authentication_?config$/i),
    defaults: flags,
    off: (tree) => {
      const on =
        get(tree, "isOpenIdConnectAuthEnabled") ?? get(tree, "is_open_id_connect_auth_enabled");
      return textOf(on) === "false"
        ? "isOpenIdConnectAuthEnabled is false: the settings have no effect."
        : undefined;
    },
  },
  {
    format: "starlingx",
    title: "apiserver_oidc of StarlingX",
    is: under(/(?:^|\/)apiserver_oidc$/),
    defaults: flags,
  },
  {
    format: "karmada",
    title: "apiServer.oidc of Karmada's chart",
    target: "karmada",
    is: both(under(/(?:karmadaA|a)piServer\/oidc$/), keys(/^issuerUrl$/)),
    defaults: flags,
  },
  {
    format: "giant-swarm",
    title: "OIDC settings of Giant Swarm",
    is: under(/controlPlane\/oidc$/),
    defaults: flags,
  },
  {
    format: "flags",
    title: "variables named like kube-apiserver's flags",
    is: ({ tree }) => {
      const own = tree.entries.map(({ key }) => key);
      return (
        own.includes("oidc_issuer_url") &&
        own.includes("oidc_client_id") &&
        own.some((key) => /^oidc_(?:username|groups)_/.test(key))
      );
    },
    defaults: flags,
    notes: [
      "It is assumed that the program that reads these variables passes them to the API server as they are, and passes no others.",
    ],
  },
];
