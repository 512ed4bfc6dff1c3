import type { Exploration, Place } from "./exploration.ts";
import { variablesOf } from "./form-configuration.ts";
import { placeOf } from "./piece.ts";
import { get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";
import { toWritten, type Written, writeText } from "./write-text.ts";

/** Takes the RBACDefinition of RBAC Manager, as the bindings that it makes; false for other values. */
export function recogniseRbacDefinition(x: Exploration, tree: Tree, place: Place): boolean {
  const version = textOf(get(tree, "apiVersion")) ?? "";
  const isOne =
    textOf(get(tree, "kind")) === "RBACDefinition" &&
    version.startsWith("rbacmanager.reactiveops.io/");
  if (tree.kind !== "map" || !isOne) return false;
  const owner = textOf(get(tree, "metadata", "name")) ?? "";
  for (const binding of itemsOf(get(tree, "rbacBindings"))) {
    const name = `${owner}-${textOf(get(binding, "name")) ?? ""}`;
    const subjects = get(binding, "subjects");
    for (const one of itemsOf(get(binding, "clusterRoleBindings")))
      push(x, place, one, { kind: "ClusterRoleBinding", name, subjects });
    for (const one of itemsOf(get(binding, "roleBindings"))) {
      if (get(one, "namespace") !== undefined)
        push(x, place, one, { kind: "RoleBinding", name, subjects });
      else refuse(x, place, one);
    }
  }
  return true;
}

const format = "rbac-definition";
const title = "a binding of RBAC Manager";

interface Made {
  readonly kind: "ClusterRoleBinding" | "RoleBinding";
  readonly name: string;
  readonly subjects: Tree | undefined;
}

function push(x: Exploration, place: Place, tree: Tree, { kind, name, subjects }: Made): void {
  const back = (span: MapTree["span"]) => placeOf(place.piece, span);
  const field = (key: string): Written | undefined => {
    const found = get(tree, key);
    return found === undefined ? undefined : toWritten(found, back);
  };
  const clusterRole = field("clusterRole");
  const role = textOf(get(tree, clusterRole === undefined ? "role" : "clusterRole")) ?? "";
  const { text, variables } = writeText(
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind,
      metadata: { name: `${name}-${role}`, namespace: field("namespace") },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: clusterRole === undefined ? "Role" : "ClusterRole",
        name: clusterRole ?? field("role"),
      },
      subjects: subjects === undefined ? [] : toWritten(subjects, back),
    },
    x.holes,
  );
  const placeholders = variablesOf(text, variables);
  x.found.push({
    ...{ kind: "bindings", format, title, span: back(tree.span), notes: [], text, placeholders },
  });
}

function refuse(x: Exploration, place: Place, tree: Tree): void {
  x.found.push({
    ...{ kind: "refused", format, title, span: placeOf(place.piece, tree.span), notes: [] },
    about: "bindings",
    reason:
      "it is made in the namespaces that a selector chooses, and their labels are not here. Open the output of kubectl get rolebindings -A -o yaml.",
  });
}
