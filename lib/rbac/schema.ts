import type { DescribedField, FieldDoc } from "../authn/field-docs.ts";

/** The kinds of rbac.authorization.k8s.io/v1. */
export type RbacKind = "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding";

/** The kinds in the order in which they are offered. */
export const rbacKinds: readonly RbacKind[] = [
  "ClusterRoleBinding",
  "RoleBinding",
  "ClusterRole",
  "Role",
];

interface RbacField extends FieldDoc {
  readonly type: DescribedField["type"];
  readonly items?: "string" | "object";
  /** The kinds that have it; absent: all. */
  readonly kinds?: readonly RbacKind[];
  /** Any text may be a key below it. */
  readonly open?: true;
}

const roles: readonly RbacKind[] = ["Role", "ClusterRole"];
const bindings: readonly RbacKind[] = ["RoleBinding", "ClusterRoleBinding"];
const namespaced: readonly RbacKind[] = ["Role", "RoleBinding"];
const aggregated: readonly RbacKind[] = ["ClusterRole"];

/**
 * The fields of roles and bindings in words of our own: completion, hover, reference and JSON Schema read this. What is
 * said follows k8s.io/api/rbac/v1/types.go, pkg/apis/rbac/validation/validation.go and the ObjectMeta of apimachinery.
 */
const docs: readonly RbacField[] = [
  {
    path: "apiVersion",
    type: "string",
    text: "The API group and version of the object.",
    required: true,
    values: ["rbac.authorization.k8s.io/v1"],
    example: "rbac.authorization.k8s.io/v1",
  },
  {
    path: "kind",
    type: "string",
    text: "Roles say what is allowed, bindings say who has a role. The kinds that begin with Cluster hold in the whole cluster.",
    required: true,
    values: rbacKinds,
    example: "ClusterRoleBinding",
  },
  {
    path: "metadata",
    type: "object",
    text: "The name of the object, and what else is said about it.",
    required: true,
    example: "{name: oidc-admins}",
  },
  {
    path: "metadata.name",
    type: "string",
    text: "The name of the object, unique among objects of its kind in the cluster or namespace.",
    required: true,
    limits: "Not . or .., and without / and %. A colon is allowed.",
    example: "oidc-admins",
  },
  {
    path: "metadata.generateName",
    type: "string",
    text: "The beginning of a name to which the API server adds five characters, if there is no name. kubectl create takes it, kubectl apply does not.",
    example: "oidc-admins-",
  },
  {
    path: "metadata.namespace",
    type: "string",
    kinds: namespaced,
    text: "The namespace in which the role or the binding holds.",
    default: "kubectl takes the namespace of its context.",
    example: "default",
  },
  {
    path: "metadata.labels",
    type: "object",
    open: true,
    text: "Labels of the object. A ClusterRole with a label rbac.authorization.k8s.io/aggregate-to-… is added to the role of that name.",
    example: "{app.kubernetes.io/managed-by: platform}",
  },
  {
    path: "metadata.annotations",
    type: "object",
    open: true,
    text: 'Notes about the object. rbac.authorization.kubernetes.io/autoupdate: "false" keeps the API server from restoring a default role or binding.',
    example: "{description: people of the platform team}",
  },
  {
    path: "rules",
    type: "list",
    items: "object",
    kinds: roles,
    text: "What the role allows. The rules add up: no rule takes anything away.",
    default: "The role allows nothing.",
    needs: "Filled in by the control plane if aggregationRule is set.",
    example: '[{apiGroups: [""], resources: [pods], verbs: [get, list, watch]}]',
  },
  {
    path: "rules.apiGroups",
    type: "list",
    items: "string",
    kinds: roles,
    text: 'The API groups of the resources. "" is the core group, with pods, services and secrets; "*" is every group.',
    required: "conditional",
    needs: "Needed with resources; excludes nonResourceURLs.",
    example: '["", apps]',
  },
  {
    path: "rules.resources",
    type: "list",
    items: "string",
    kinds: roles,
    text: 'The resources in the plural, in lower case; a subresource is written behind a slash, as pods/log. "*" is every resource and every subresource.',
    required: "conditional",
    needs: "Needed with apiGroups; excludes nonResourceURLs.",
    example: "[pods, pods/log]",
  },
  {
    path: "rules.verbs",
    type: "list",
    items: "string",
    kinds: roles,
    text: 'What may be done. Reading is get, list and watch; list and watch show the whole content of every object. "*" is every verb.',
    required: true,
    limits: "At least one.",
    example: "[get, list, watch]",
  },
  {
    path: "rules.resourceNames",
    type: "list",
    items: "string",
    kinds: roles,
    text: "Names of single objects that the rule is limited to. It cannot limit create and deletecollection, and list and watch only with a field selector for metadata.name.",
    default: "Every object.",
    needs: "Only with resources.",
    example: "[my-config]",
  },
  {
    path: "rules.nonResourceURLs",
    type: "list",
    items: "string",
    kinds: roles,
    text: 'Paths that are no resources, as /healthz. A "*" at the end matches whatever follows.',
    limits:
      "Only in a ClusterRole that a ClusterRoleBinding gives; the server refuses it in a Role.",
    needs: "Excludes apiGroups, resources and resourceNames.",
    example: "[/healthz, /metrics]",
  },
  {
    path: "aggregationRule",
    type: "object",
    kinds: aggregated,
    text: "The control plane collects the rules of other ClusterRoles into this one, and overwrites its rules.",
    example: "{clusterRoleSelectors: [{matchLabels: {example.com/aggregate: 'true'}}]}",
  },
  {
    path: "aggregationRule.clusterRoleSelectors",
    type: "list",
    items: "object",
    kinds: aggregated,
    text: "Which ClusterRoles are collected: those that one of the selectors matches.",
    required: true,
    limits: "At least one.",
    example: "[{matchLabels: {example.com/aggregate: 'true'}}]",
  },
  {
    path: "aggregationRule.clusterRoleSelectors.matchLabels",
    type: "object",
    open: true,
    kinds: aggregated,
    text: "Labels that a ClusterRole must have, all of them.",
    example: "{example.com/aggregate: 'true'}",
  },
  {
    path: "aggregationRule.clusterRoleSelectors.matchExpressions",
    type: "list",
    items: "object",
    kinds: aggregated,
    text: "Conditions about labels, all of which must hold.",
    example: "[{key: team, operator: In, values: [platform]}]",
  },
  {
    path: "aggregationRule.clusterRoleSelectors.matchExpressions.key",
    type: "string",
    kinds: aggregated,
    text: "The label.",
    required: true,
    example: "team",
  },
  {
    path: "aggregationRule.clusterRoleSelectors.matchExpressions.operator",
    type: "string",
    kinds: aggregated,
    text: "How the label is compared with the values.",
    required: true,
    values: ["In", "NotIn", "Exists", "DoesNotExist"],
    example: "In",
  },
  {
    path: "aggregationRule.clusterRoleSelectors.matchExpressions.values",
    type: "list",
    items: "string",
    kinds: aggregated,
    text: "The values to compare with.",
    needs: "Needed by In and NotIn; excluded by Exists and DoesNotExist.",
    example: "[platform]",
  },
  {
    path: "roleRef",
    type: "object",
    kinds: bindings,
    text: "The role that the subjects get. It cannot be changed later: another role needs another binding.",
    required: true,
    example: "{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}",
  },
  {
    path: "roleRef.apiGroup",
    type: "string",
    kinds: bindings,
    text: "The API group of the role.",
    default: "rbac.authorization.k8s.io",
    values: ["rbac.authorization.k8s.io"],
    example: "rbac.authorization.k8s.io",
  },
  {
    path: "roleRef.kind",
    type: "string",
    kinds: bindings,
    text: "ClusterRole, or in a RoleBinding also a Role of the same namespace. A ClusterRole in a RoleBinding gives its rules in that namespace only.",
    required: true,
    values: ["ClusterRole", "Role"],
    example: "ClusterRole",
  },
  {
    path: "roleRef.name",
    type: "string",
    kinds: bindings,
    text: "The name of the role. A role that does not exist is no error: the binding gives nothing until there is one.",
    required: true,
    example: "view",
  },
  {
    path: "subjects",
    type: "list",
    items: "object",
    kinds: bindings,
    text: "Who gets the role. Names are compared character by character with the user name and the groups that authentication gives.",
    default: "Nobody.",
    example: "[{kind: Group, name: 'oidc:admins', apiGroup: rbac.authorization.k8s.io}]",
  },
  {
    path: "subjects.kind",
    type: "string",
    kinds: bindings,
    text: "User and Group are names that authentication gives; a ServiceAccount is an object of the cluster.",
    required: true,
    values: ["User", "Group", "ServiceAccount"],
    example: "Group",
  },
  {
    path: "subjects.name",
    type: "string",
    kinds: bindings,
    text: "The whole name, prefix included: there are no patterns.",
    required: true,
    example: "'oidc:admins'",
  },
  {
    path: "subjects.apiGroup",
    type: "string",
    kinds: bindings,
    text: "The API group of the subject.",
    default: 'rbac.authorization.k8s.io for User and Group, "" for ServiceAccount.',
    values: ["rbac.authorization.k8s.io"],
    example: "rbac.authorization.k8s.io",
  },
  {
    path: "subjects.namespace",
    type: "string",
    kinds: bindings,
    text: "The namespace of a ServiceAccount.",
    required: "conditional",
    needs: "Needed for a ServiceAccount in a ClusterRoleBinding; not for User and Group.",
    example: "default",
  },
];

/** All fields that a kind has, in the order in which they are written. */
export function describedRbacFields(kind: RbacKind): readonly DescribedField[] {
  return fieldsByKind[kind];
}

/** The field at a path of a kind, "subjects[0].name"; indices do not matter. */
export function findRbacField(kind: RbacKind, path: string): DescribedField | undefined {
  const plain = withoutIndices(path);
  return fieldsByKind[kind].find((field) => field.path === plain);
}

/** The fields of a mapping by its path; "" is the object itself. */
export function rbacFieldsBelow(kind: RbacKind, path: string): readonly DescribedField[] {
  const plain = withoutIndices(path);
  return fieldsByKind[kind].filter(({ path: own, name }) =>
    plain === "" ? own === name : own === `${plain}.${name}`,
  );
}

/** Whether any text may be a key of the mapping at a path: labels and annotations. */
export function isOpenMapping(path: string): boolean {
  const plain = withoutIndices(path);
  return docs.some((doc) => doc.path === plain && doc.open === true);
}

const fieldsByKind: Readonly<Record<RbacKind, readonly DescribedField[]>> = {
  Role: fieldsOf("Role"),
  ClusterRole: fieldsOf("ClusterRole"),
  RoleBinding: fieldsOf("RoleBinding"),
  ClusterRoleBinding: fieldsOf("ClusterRoleBinding"),
};

function fieldsOf(kind: RbacKind): readonly DescribedField[] {
  return docs.flatMap(({ kinds, open: _, ...doc }): DescribedField[] => {
    if (kinds !== undefined && !kinds.includes(kind)) return [];
    const name = doc.path.slice(doc.path.lastIndexOf(".") + 1);
    // A role of a namespace cannot be given in the whole cluster.
    if (kind === "ClusterRoleBinding" && doc.path === "roleRef.kind") {
      return [{ ...doc, name, values: ["ClusterRole"] }];
    }
    if (doc.path === "kind") return [{ ...doc, name, values: [kind] }];
    return [{ ...doc, name }];
  });
}

function withoutIndices(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}
