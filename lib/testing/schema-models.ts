import { parse, stringify } from "yaml";
import { exportTarget } from "../export/targets.ts";
import { writeExpressions } from "../form/convert/write-expression.ts";
import { openText } from "../import/open.ts";
import { newestMinor } from "../kube/minor.ts";
import type { ClusterModel, World } from "./procedure-world.ts";

// Products with a schema of their own: what is in force is the configuration that the reader of files makes of theirs.

/** The configuration that a product's object amounts to, without the uid that the product gives by itself. */
function asConfiguration(text: string): string | undefined {
  const { configuration } = openText(text, { version: newestMinor });
  if (configuration === undefined) return undefined;
  const tree = parse(configuration);
  for (const { issuer, claimMappings } of tree.jwt) {
    // A product without this field takes any of several audiences, as far as is known.
    if (issuer.audiences.length > 1) issuer.audienceMatchPolicy = "MatchAny";
    if (claimMappings.uid?.claim === "sub") delete claimMappings.uid;
  }
  return stringify(tree);
}

/** A model whose configuration is one object of a cluster, written and taken away by kubectl. */
function object(options: {
  /** The call that writes it from a file of the bundle. */
  readonly writes: (line: string) => string | undefined;
  readonly removes: (line: string) => boolean;
  /** The written file as the object that is read. */
  readonly whole?: (text: string) => string;
  readonly expects?: (configuration: string) => string;
}): ClusterModel {
  const load = (world: World) => world.objects.get("object") as string | undefined;
  return {
    init: () => undefined,
    hands: [],
    ...(options.expects && { expects: options.expects }),
    onCall(world, call) {
      const line = call.join(" ");
      if (options.removes(line)) {
        world.objects.delete("object");
        return "restart";
      }
      const file = options.writes(line);
      if (file === undefined) return undefined;
      const text = world.readBundle(file) ?? "";
      world.objects.set("object", options.whole?.(text) ?? text);
      return "restart";
    },
    args: (world) =>
      new Map(load(world) === undefined ? [] : [["authentication-config", "object"]]),
    seen: (world) => asConfiguration(load(world) ?? ""),
  };
}

/** One audience, and expressions for claims with a prefix; lib/export-dialects.test.ts proves that users come out equal. */
function asPinniped(configuration: string): string {
  const tree = parse(configuration);
  for (const { issuer, claimMappings } of tree.jwt) {
    issuer.audiences = issuer.audiences.slice(0, 1);
    delete issuer.audienceMatchPolicy;
    for (const field of ["username", "groups"] as const) {
      const { claim, prefix } = claimMappings[field] ?? {};
      if (claimMappings[field] === undefined) claimMappings[field] = { expression: "[]" };
      else if (prefix)
        claimMappings[field] = { expression: writeExpressions(field, { claim, prefix }).exact };
    }
  }
  return stringify(tree);
}

/** What the exported object says; lib/export-dialects.test.ts proves what becomes of the users. */
const asExported = (target: string) => (configuration: string) => {
  const result = exportTarget(
    {
      ...{ configuration, bindings: "", minor: newestMinor, comments: "kept", issuers: [] },
      cluster: { name: "prod", server: "https://api.example.com:6443" },
    },
    target,
  );
  const [file] = result.kind === "files" ? result.target.files : [];
  return asConfiguration(file?.text ?? "") ?? "";
};

/** A model whose settings are in files that a person edits, and that a command takes. */
function applied(target: string, path: string, takes: RegExp): () => ClusterModel {
  return () => ({
    init: () => undefined,
    hands: [
      [
        /^(?:Add the (?:block|pieces) of|Put ) ?\S+/,
        (world) => void world.objects.set("edited", world.readBundle(path)),
      ],
      [/^In the same edit, remove every oidc-/, undefined],
      [/^Take the /, (world) => void world.objects.delete("edited")],
    ],
    expects: asExported(target),
    onCall(world, call) {
      if (!takes.test(call.join(" "))) return undefined;
      const text = world.objects.get("edited");
      if (text === undefined) world.objects.delete("applied");
      else world.objects.set("applied", text);
      return "restart";
    },
    args: (world) =>
      new Map(world.objects.has("applied") ? [["authentication-config", "settings"]] : []),
    seen: (world) => asConfiguration(String(world.objects.get("applied") ?? "")),
  });
}

/** A fresh model of each product that has a schema of its own. */
export const schemaModels: Readonly<Record<string, () => ClusterModel>> = {
  openshift: () =>
    object({
      writes: (line) => /apply -f (openshift\/authentication\.yaml)$/.exec(line)?.[1],
      removes: (line) => line.includes('"type":"IntegratedOAuth"'),
    }),
  hypershift: () =>
    object({
      writes: (line) => /--patch-file (\S+)$/.exec(line)?.[1],
      removes: (line) => line.includes('"authentication":null'),
      whole: (text) => `apiVersion: hypershift.openshift.io/v1beta1\nkind: HostedCluster\n${text}`,
    }),
  aks: () =>
    object({
      writes: (line) => /--config-file=(\S+)$/.exec(line)?.[1],
      removes: (line) => line.includes("jwtauthenticator delete"),
      expects: asExported("aks"),
    }),
  kcp: () =>
    object({
      writes: (line) => /apply -f (kcp\/workspace-authentication\.yaml)$/.exec(line)?.[1],
      removes: (line) => line.includes('"authenticationConfigurations":null'),
      expects: asExported("kcp"),
    }),
  eks: () =>
    object({
      writes: (line) => /associate-identity-provider-config .*file:\/\/(\S+)$/.exec(line)?.[1],
      removes: (line) => line.includes("disassociate-identity-provider-config"),
      expects: asExported("eks"),
    }),
  "eks-anywhere": applied(
    "eks-anywhere",
    "eks-anywhere/oidc.additions.yaml",
    /^eksctl anywhere upgrade /,
  ),
  scaleway: applied("scaleway", "scaleway/open-id-connect.additions.tf", /^terraform apply$/),
  ovhcloud: applied("ovhcloud", "ovhcloud/oidc.tf", /^terraform apply$/),
  exoscale: applied("exoscale", "exoscale/oidc.additions.tf", /^terraform apply$/),
  pinniped: () =>
    object({
      writes: (line) => /apply -f (pinniped\/\S+)$/.exec(line)?.[1],
      removes: (line) => line.includes("delete -f pinniped/"),
      expects: asPinniped,
    }),
};
