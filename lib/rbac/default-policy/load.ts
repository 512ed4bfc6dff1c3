import type { Minor } from "../../kube/minor.ts";
import type { Binding, Origin, Policy, PolicyRule, Role } from "../types.ts";
import type { BindingRow, Joined, RoleRow, Row, RuleRow } from "./row.ts";

const origin: Origin = { kind: "default" };

/**
 * The roles and bindings that kube-apiserver 1.`minor` creates at its first start
 * (plugin/pkg/auth/authorizer/rbac/bootstrappolicy), in the order in which it lists them. Aggregated roles are empty
 * here, as there; the authorizer joins them. The data is loaded on the first call only.
 */
export async function loadDefaultPolicy(minor: Minor): Promise<Policy> {
  const { rows } = await import("./objects.generated.ts");
  return expandRows(rows, minor);
}

/** The rows that the minor has, as a policy. */
function expandRows(rows: readonly Row[], minor: Minor): Policy {
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  for (const row of rows) {
    if (minor < row[0] || row[1] < minor) continue;
    if (isRole(row)) roles.push(expandRole(row));
    else bindings.push(expandBinding(row));
  }
  return { roles, bindings };
}

function isRole(row: Row): row is RoleRow {
  return row[2] === "Role" || row[2] === "ClusterRole";
}

function expandRole([, , kind, namespace, name, labels, rules, selectors]: RoleRow): Role {
  return {
    kind,
    name,
    namespace,
    labels: expandLabels(labels),
    rules: rules.map(expandRule),
    ...(selectors && {
      aggregation: selectors.map((selector) => ({
        matchLabels: expandLabels(selector),
        matchExpressions: [],
      })),
    }),
    origin,
  };
}

function expandBinding(row: BindingRow): Binding {
  const [, , kind, namespace, name, , roleKind, roleName, subjects] = row;
  return {
    kind,
    name,
    namespace,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: roleKind, name: roleName },
    subjects: subjects.map(([subjectKind, subjectName, subjectNamespace = ""]) => ({
      kind: subjectKind,
      apiGroup: subjectKind === "ServiceAccount" ? "" : "rbac.authorization.k8s.io",
      name: subjectName,
      namespace: subjectNamespace,
    })),
    origin,
  };
}

function expandRule(row: RuleRow): PolicyRule {
  const [verbs, apiGroups, resources, resourceNames, nonResourceURLs] = row;
  return {
    verbs: expandList(verbs),
    apiGroups: expandList(apiGroups),
    resources: expandList(resources),
    resourceNames: expandList(resourceNames),
    nonResourceURLs: expandList(nonResourceURLs),
  };
}

function expandList(joined: Joined | undefined): readonly string[] {
  return typeof joined === "string" ? joined.split(",") : [];
}

function expandLabels(labels: string): Readonly<Record<string, string>> {
  if (labels === "") return {};
  return Object.fromEntries(labels.split(",").map((pair) => pair.split("=") as [string, string]));
}
