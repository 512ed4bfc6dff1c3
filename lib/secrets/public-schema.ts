import { authenticationConfiguration, type Shape } from "../authn/schema.ts";

const text: Shape = { kind: "string", type: "string" };
const list = (of: Shape): Shape => ({ kind: "list", of });

function struct(type: string, fields: Readonly<Record<string, Shape>>): Shape {
  return {
    kind: "struct",
    type,
    fields: Object.entries(fields).map(([name, shape]) => ({ name, shape })),
  };
}

/** metav1.ObjectMeta as far as its fields have a meaning; labels and annotations hold anything. */
const metadata = struct("ObjectMeta", {
  name: text,
  namespace: text,
  uid: text,
  resourceVersion: text,
  creationTimestamp: text,
});

const rule = struct("PolicyRule", {
  verbs: list(text),
  apiGroups: list(text),
  resources: list(text),
  resourceNames: list(text),
  nonResourceURLs: list(text),
});

const head = { apiVersion: text, kind: text, metadata };
const reference = { apiGroup: text, kind: text, name: text };

const role = struct("Role", { ...head, rules: list(rule) });
const binding = struct("RoleBinding", {
  ...head,
  roleRef: struct("RoleRef", reference),
  subjects: list(struct("Subject", { ...reference, namespace: text })),
});

const kinds: Readonly<Record<string, Shape>> = {
  AuthenticationConfiguration: authenticationConfiguration,
  Role: role,
  ClusterRole: struct("ClusterRole", {
    ...head,
    rules: list(rule),
    aggregationRule: struct("AggregationRule", {
      clusterRoleSelectors: list(struct("LabelSelector", {})),
    }),
  }),
  RoleBinding: binding,
  ClusterRoleBinding: binding,
};

/** The schema of an object by its kind: AuthenticationConfiguration or RBAC; undefined for every other kind. */
export function findPublicSchema(kind: string): Shape | undefined {
  return Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
}

/** Kinds that hold objects of the other kinds under `items`. */
export function isListKind(kind: string): boolean {
  return /^(?:List|(?:Cluster)?Role(?:Binding)?List)$/.test(kind);
}

/** The schema below a field of a struct; undefined if it has no such field. */
export function findField(shape: Shape | undefined, name: string): Shape | undefined {
  if (shape?.kind === "pointer") return findField(shape.to, name);
  if (shape?.kind !== "struct") return undefined;
  return shape.fields.find((field) => field.name === name)?.shape;
}

/** The schema of a list's items. */
export function findItem(shape: Shape | undefined): Shape | undefined {
  if (shape?.kind === "pointer") return findItem(shape.to);
  return shape?.kind === "list" ? shape.of : undefined;
}

/** Whether the schema has a scalar there. */
export function isScalarShape(shape: Shape | undefined): boolean {
  if (shape?.kind === "pointer") return isScalarShape(shape.to);
  return shape?.kind === "string" || shape?.kind === "bool";
}
