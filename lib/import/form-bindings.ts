import type { Exploration, Place } from "./exploration.ts";
import { sameWhenRevealed, variablesOf } from "./form-configuration.ts";
import { placeOf } from "./piece.ts";
import { entriesOf, get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";
import { toWritten, type Written, type WrittenText, writeText } from "./write-text.ts";

/** Takes roles and bindings: manifests, lists of them, and Terraform's resources. False for other values. */
export function recogniseBindings(x: Exploration, tree: Tree, place: Place): boolean {
  if (tree.kind !== "map") return false;
  const kind = textOf(get(tree, "kind")) ?? "";
  const version = textOf(get(tree, "apiVersion")) ?? "";
  if (rbacKinds.test(kind) && version.startsWith("rbac.authorization.k8s.io/")) {
    if (refuseOverlay(x, tree, place, kind)) return true;
    takeManifest(x, tree, place, kind);
    return true;
  }
  const pulumi =
    /^kubernetes:(rbac\.authorization\.k8s\.io\/v1):((?:Cluster)?Role(?:Binding)?)$/.exec(
      textOf(get(tree, "type")) ?? "",
    );
  const properties = get(tree, "properties");
  if (pulumi !== null && properties?.kind === "map") {
    const [, apiVersion = "", own = ""] = pulumi;
    const object = toWritten(properties, (span) => placeOf(place.piece, span)) as object;
    const metadata =
      get(properties, "metadata", "name") ?? get(properties, "metadata", "namespace");
    const named =
      metadata === undefined ? { metadata: { name: place.path.at(-1) ?? "" }, ...object } : object;
    add(x, tree, place, own, write(x, { apiVersion, kind: own, ...named }));
    return true;
  }
  if (/List$/.test(kind) && itemsOf(get(tree, "items")).length > 0)
    return takeList(x, tree, place, kind, version);
  const resource = /^kubernetes_((?:cluster_)?role(?:_binding)?)(?:_v1)?$/.exec(
    place.path.at(-2) ?? "",
  )?.[1];
  if (resource !== undefined && place.grammar === "hcl") {
    takeTerraform(x, tree, place, resource);
    return true;
  }
  return false;
}

const rbacKinds = /^(?:Cluster)?Role(?:Binding)?$/;

// A patch of Kustomize has the form of the object, without what stays.
function refuseOverlay(x: Exploration, tree: MapTree, place: Place, kind: string): boolean {
  const isInside = place.piece.depth > 0 && place.piece.path.includes("patch");
  if (!isInside || !kind.endsWith("Binding") || get(tree, "roleRef") !== undefined) return false;
  x.found.push({
    ...{ kind: "refused", format: "manifest", title: `a patch of a ${kind}`, notes: [] },
    span: placeOf(place.piece, tree.span),
    reason: `The patch has no roleRef: which role the ${kind} gives is in the file that it changes. Render it first (kustomize build) and open the result.`,
    about: "bindings",
  });
  return true;
}

function takeManifest(x: Exploration, tree: MapTree, place: Place, kind: string): void {
  const { piece } = place;
  const whole = place.path.length === 0 && place.grammar === "yaml";
  const revealed = whole ? x.holes.reveal(piece.text) : "";
  const made =
    whole && sameWhenRevealed(piece.text, revealed, x)
      ? {
          text: revealed.endsWith("\n") ? revealed : `${revealed}\n`,
          variables: x.holes.list(piece.text),
        }
      : write(x, cleaned(toWritten(tree, (span) => placeOf(piece, span)) as Written));
  add(x, tree, place, kind, made);
}

// `kubectl get -o yaml`: what the server adds to each object is left out.
function takeList(
  x: Exploration,
  tree: MapTree,
  place: Place,
  kind: string,
  version: string,
): boolean {
  const items = itemsOf(get(tree, "items"));
  const typed = /^((?:Cluster)?Role(?:Binding)?)List$/.exec(kind)?.[1];
  if (typed === undefined && kind !== "List") return false;
  const rbac = items.filter(
    (item) => typed !== undefined || rbacKinds.test(textOf(get(item, "kind")) ?? ""),
  );
  if (rbac.length === 0) return false;
  for (const item of rbac) {
    if (item.kind !== "map") continue;
    const own = cleaned(toWritten(item, (span) => placeOf(place.piece, span))) as Record<
      string,
      Written
    >;
    const head = typed === undefined ? {} : { apiVersion: version, kind: typed };
    add(x, item, place, typed ?? textOf(get(item, "kind")) ?? "", write(x, { ...head, ...own }));
  }
  // A list may hold ConfigMaps beside them.
  return rbac.length === items.length;
}

function cleaned(object: Written): Written {
  const { metadata, ...rest } = object as Record<string, Written>;
  if (metadata === undefined || typeof metadata !== "object") return object;
  const kept = Object.fromEntries(
    Object.entries(metadata as Record<string, Written>).filter(([key]) => !serverFields.has(key)),
  );
  const { apiVersion, kind, ...others } = rest;
  return { apiVersion, kind, metadata: kept, ...others };
}

const serverFields = new Set([
  "creationTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
]);

function takeTerraform(x: Exploration, tree: MapTree, place: Place, resource: string): void {
  const kind = resource.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const base = {
    format: "terraform-rbac",
    title: `a ${kind} of Terraform`,
    span: placeOf(place.piece, tree.span),
    notes: [],
  };
  if (
    entriesOf(tree).some(({ key }) => key === "dynamic" || key === "for_each" || key === "count")
  ) {
    const reason = `The ${kind} is made by a loop (dynamic, for_each or count) over values that are not here: open the output of terraform show or kubectl get -o yaml.`;
    x.found.push({ kind: "refused", ...base, reason, about: "bindings" });
    return;
  }
  const back = (span: { start: number; end: number }) => placeOf(place.piece, span);
  const all = (key: string) =>
    entriesOf(tree)
      .filter((entry) => entry.key === key)
      .map(({ value }) => value);
  const field = (from: Tree | undefined, key: string): Written | undefined => {
    const found = get(from, key);
    return found === undefined ? undefined : toWritten(found, back);
  };
  const metadata = get(tree, "metadata");
  const roleRef = get(tree, "role_ref");
  const subjects = all("subject").map((subject) => ({
    apiGroup: field(subject, "api_group"),
    kind: field(subject, "kind"),
    name: field(subject, "name"),
    namespace:
      textOf(get(subject, "kind")) === "ServiceAccount"
        ? (field(subject, "namespace") ?? "default")
        : undefined,
  }));
  const rules = all("rule").map((rule) => ({
    apiGroups: field(rule, "api_groups"),
    resources: field(rule, "resources"),
    resourceNames: field(rule, "resource_names"),
    nonResourceURLs: field(rule, "non_resource_urls"),
    verbs: field(rule, "verbs"),
  }));
  const binding = kind.endsWith("Binding");
  const text = write(x, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind,
    metadata: {
      name: field(metadata, "name"),
      namespace: kind.startsWith("Cluster")
        ? undefined
        : (field(metadata, "namespace") ?? "default"),
      labels: field(metadata, "labels"),
    },
    roleRef: binding
      ? {
          apiGroup: field(roleRef, "api_group") ?? "rbac.authorization.k8s.io",
          kind: field(roleRef, "kind"),
          name: field(roleRef, "name"),
        }
      : undefined,
    subjects: binding ? subjects : undefined,
    rules: binding ? undefined : rules,
  });
  add(x, tree, place, kind, text);
}

type Taken = Pick<WrittenText, "text" | "variables">;

function write(x: Exploration, object: Written): Taken {
  return writeText(object as Record<string, Written>, x.holes);
}

function add(
  x: Exploration,
  tree: Tree,
  place: Place,
  kind: string,
  { text, variables }: Taken,
): void {
  const computed = ["roleRef", "subjects", "rules"].find(
    (key) => x.holes.list(textOf(get(tree, key)) ?? "").length > 0,
  );
  if (computed !== undefined) {
    x.found.push({
      ...{ kind: "refused", format: "manifest", title: `a ${kind}`, notes: [], about: "bindings" },
      span: placeOf(place.piece, tree.span),
      reason: `${computed} is an expression whose result is not in the text: render it first and open the result.`,
    });
    return;
  }
  x.found.push({
    kind: "bindings",
    format: place.grammar === "hcl" ? "terraform-rbac" : "manifest",
    title: `a ${kind}`,
    span: placeOf(place.piece, tree.span),
    notes: [],
    text,
    placeholders: variablesOf(text, variables),
  });
}
