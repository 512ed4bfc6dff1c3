import type { Binding, LabelSelector, Origin, PolicyRule, Role, Subject } from "../types.ts";

/** A place inside an object: `["subjects", 0, "name"]`. */
export type ObjectPath = readonly (string | number)[];

/** Something the server would not take in an object. `fatal` means that the object is left out. */
export interface Problem {
  readonly code: "rbac/type" | "rbac/unknown-field";
  readonly path: ObjectPath;
  readonly message: string;
  readonly fatal: boolean;
}

/** What an object of a manifest is. */
export type DecodedObject =
  | { readonly kind: "role"; readonly role: Role }
  | { readonly kind: "binding"; readonly binding: Binding }
  /** A list whose items are inside the same value. */
  | { readonly kind: "list"; readonly items: readonly unknown[]; readonly itemKind: TypeMeta }
  /** Another kind, `Pod` or `Role.authorization.openshift.io`. */
  | { readonly kind: "other"; readonly name: string }
  /** It has no kind: no object, or an item of a list that names the kind once. */
  | { readonly kind: "untyped" }
  /** An object of RBAC with a fatal problem. */
  | { readonly kind: "unreadable" };

/** Kind and version, as an object or a list for its items states them. */
export interface TypeMeta {
  readonly kind: string;
  readonly apiVersion: string;
}

/** Makes equal strings, lists and parts one, so that a policy holds no part of the text it came from. */
export interface Interner {
  text(text: string): string;
  list(list: readonly string[]): readonly string[];
  rule(rule: PolicyRule): PolicyRule;
  subject(subject: Subject): Subject;
  roleRef(roleRef: Binding["roleRef"]): Binding["roleRef"];
}

/** The API group of roles, bindings, and the subjects User and Group. */
export const rbacGroup = "rbac.authorization.k8s.io";

/**
 * An object of rbac.authorization.k8s.io/v1 from a parsed value, strict as the server: a value of another type leaves
 * the object out, an unknown field is a problem that kubectl refuses and the API accepts. `typeMeta` serves an item of
 * a list that names its items' kind.
 */
export function decodeObject(
  value: unknown,
  origin: Origin,
  intern: Interner,
  report: (problem: Problem) => void,
  typeMeta?: TypeMeta,
): DecodedObject {
  if (!isMap(value)) return { kind: "untyped" };
  const kind = value.kind ?? typeMeta?.kind;
  const apiVersion = value.apiVersion ?? typeMeta?.apiVersion ?? "";
  if (typeof kind !== "string" || kind === "") return { kind: "untyped" };
  const group = typeof apiVersion === "string" ? groupOf(apiVersion) : "";
  const foreign = group !== "" && group !== rbacGroup;
  if (kind.endsWith("List") && Array.isArray(value.items)) {
    const itemKind = {
      kind: kind === "List" ? "" : kind.slice(0, -"List".length),
      apiVersion: typeof apiVersion === "string" ? apiVersion : "",
    };
    return { kind: "list", items: value.items, itemKind };
  }
  const known = rbacKinds.find((each) => each === kind);
  if (foreign || known === undefined) {
    return { kind: "other", name: foreign ? `${kind}.${group}` : kind };
  }

  let fatal = false;
  const fields = createFields(intern, (problem) => {
    fatal ||= problem.fatal;
    report(problem);
  });
  // `known` and not `kind`: that one is a part of the text, and would keep all of it in memory.
  const decoded: DecodedObject =
    known === "Role" || known === "ClusterRole"
      ? { kind: "role", role: decodeRole(fields, value, known, origin) }
      : { kind: "binding", binding: decodeBinding(fields, value, known, origin) };
  return fatal ? { kind: "unreadable" } : decoded;
}

/** A fresh interner. Copies are made so that no string keeps the text of a whole dump alive. */
export function createInterner(): Interner {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const rules = new Map<string, PolicyRule>();
  const subjects = new Map<string, Subject>();
  const roleRefs = new Map<string, Binding["roleRef"]>();
  const text = (value: string) => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    const copy = ` ${value}`.slice(1);
    texts.set(copy, copy);
    return copy;
  };
  return {
    text,
    list(list) {
      const key = list.join("\n");
      const known = lists.get(key);
      if (known !== undefined && known.length === list.length) return known;
      const copy = list.map(text);
      lists.set(` ${key}`.slice(1), copy);
      return copy;
    },
    rule(rule) {
      const key = [
        rule.verbs,
        rule.apiGroups,
        rule.resources,
        rule.resourceNames,
        rule.nonResourceURLs,
      ]
        .map((list) => `${list.length}\n${list.join("\n")}`)
        .join("\n\n");
      return one(rules, key, rule);
    },
    subject: (subject) =>
      one(
        subjects,
        `${subject.kind}\n${subject.apiGroup}\n${subject.namespace}\n${subject.name}`,
        subject,
      ),
    roleRef: (roleRef) =>
      one(roleRefs, `${roleRef.kind}\n${roleRef.apiGroup}\n${roleRef.name}`, roleRef),
  };
}

/** The value that is known under the key, or this one from now on. */
function one<T>(known: Map<string, T>, key: string, value: T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, value);
  return value;
}

const rbacKinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"] as const;

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}

function decodeRole(
  fields: Fields,
  value: Mapping,
  kind: "Role" | "ClusterRole",
  origin: Origin,
): Role {
  const metadata = decodeMetadata(fields, value);
  const rules = fields.items(value.rules, ["rules"]).map((rule, index) => {
    const path = ["rules", index];
    const map = fields.map(rule, path);
    fields.known(map, path, ruleFields);
    return fields.intern.rule({
      verbs: fields.strings(map.verbs, path, "verbs"),
      apiGroups: fields.strings(map.apiGroups, path, "apiGroups"),
      resources: fields.strings(map.resources, path, "resources"),
      resourceNames: fields.strings(map.resourceNames, path, "resourceNames"),
      nonResourceURLs: fields.strings(map.nonResourceURLs, path, "nonResourceURLs"),
    });
  });
  const aggregates = kind === "ClusterRole" && present(value.aggregationRule);
  fields.known(value, [], kind === "ClusterRole" ? clusterRoleFields : roleFields);
  return {
    kind,
    ...metadata,
    namespace: kind === "Role" ? metadata.namespace : "",
    rules,
    ...(aggregates && { aggregation: decodeAggregation(fields, value.aggregationRule) }),
    origin,
  };
}

function decodeAggregation(fields: Fields, value: unknown): readonly LabelSelector[] {
  const path = ["aggregationRule"];
  const rule = fields.map(value, path);
  fields.known(rule, path, ["clusterRoleSelectors"]);
  const listPath = [...path, "clusterRoleSelectors"];
  return fields.items(rule.clusterRoleSelectors, listPath).map((selector, index) => {
    const at = [...listPath, index];
    const map = fields.map(selector, at);
    fields.known(map, at, ["matchExpressions", "matchLabels"]);
    return {
      matchLabels: fields.labels(map.matchLabels, at, "matchLabels"),
      matchExpressions: fields
        .items(map.matchExpressions, [...at, "matchExpressions"])
        .map((expression, position) => {
          const here = [...at, "matchExpressions", position];
          const entry = fields.map(expression, here);
          fields.known(entry, here, ["key", "operator", "values"]);
          return {
            key: fields.string(entry.key, here, "key"),
            operator: fields.string(entry.operator, here, "operator"),
            values: fields.strings(entry.values, here, "values"),
          };
        }),
    };
  });
}

function decodeBinding(
  fields: Fields,
  value: Mapping,
  kind: "RoleBinding" | "ClusterRoleBinding",
  origin: Origin,
): Binding {
  const { name, namespace } = decodeMetadata(fields, value);
  const roleRef = fields.map(value.roleRef, ["roleRef"]);
  fields.known(roleRef, ["roleRef"], ["apiGroup", "kind", "name"]);
  const subjects = fields.items(value.subjects, ["subjects"]).map((subject, index): Subject => {
    const path = ["subjects", index];
    const map = fields.map(subject, path);
    fields.known(map, path, ["apiGroup", "kind", "name", "namespace"]);
    return fields.intern.subject({
      kind: fields.string(map.kind, path, "kind"),
      apiGroup: fields.string(map.apiGroup, path, "apiGroup"),
      name: fields.string(map.name, path, "name"),
      namespace: fields.string(map.namespace, path, "namespace"),
    });
  });
  fields.known(value, [], bindingFields);
  return {
    kind,
    name,
    namespace: kind === "RoleBinding" ? namespace : "",
    roleRef: fields.intern.roleRef({
      apiGroup: fields.string(roleRef.apiGroup, ["roleRef"], "apiGroup"),
      kind: fields.string(roleRef.kind, ["roleRef"], "kind"),
      name: fields.string(roleRef.name, ["roleRef"], "name"),
    }),
    subjects,
    origin,
  };
}

function decodeMetadata(fields: Fields, value: Mapping) {
  const metadata = fields.map(value.metadata, ["metadata"]);
  fields.known(metadata, ["metadata"], metadataFields);
  return {
    name: fields.string(metadata.name, ["metadata"], "name"),
    namespace: fields.string(metadata.namespace, ["metadata"], "namespace"),
    labels: fields.labels(metadata.labels, ["metadata"], "labels"),
  };
}

type Mapping = { readonly [key: string]: unknown };

interface Fields {
  readonly intern: Interner;
  map(value: unknown, path: ObjectPath): Mapping;
  items(value: unknown, path: ObjectPath): readonly unknown[];
  /** The value under a key of what is at the path, like the next two. */
  string(value: unknown, path: ObjectPath, key: string | number): string;
  strings(value: unknown, path: ObjectPath, key: string): readonly string[];
  labels(value: unknown, path: ObjectPath, key: string): Readonly<Record<string, string>>;
  known(value: Mapping, path: ObjectPath, names: readonly string[]): void;
}

/** Readers of single values: null and absent are Go's zero value, anything of another type is a problem. */
function createFields(intern: Interner, report: (problem: Problem) => void): Fields {
  const wrong = (path: ObjectPath, wanted: string, value: unknown) =>
    report({
      code: "rbac/type",
      path,
      message: `${formatPath(path)}: expected ${wanted}, found ${describeValue(value)}`,
      fatal: true,
    });

  // A path is made for a problem only: a dump of a cluster has millions of values.
  function string(value: unknown, path: ObjectPath, key: string | number): string {
    if (!present(value)) return "";
    if (typeof value === "string") return intern.text(value);
    wrong([...path, key], "a string", value);
    return "";
  }

  function items(value: unknown, path: ObjectPath): readonly unknown[] {
    if (!present(value)) return [];
    if (Array.isArray(value)) return value;
    wrong(path, "a list", value);
    return [];
  }

  function map(value: unknown, path: ObjectPath): Mapping {
    if (!present(value)) return {};
    if (isMap(value)) return value;
    wrong(path, "a mapping", value);
    return {};
  }

  return {
    intern,
    map,
    items,
    string,
    strings(value, path, key) {
      if (!present(value)) return intern.list([]);
      const at = [...path, key];
      return intern.list(items(value, at).map((entry, index) => string(entry, at, index)));
    },
    labels(value, path, key) {
      if (!present(value)) return noLabels;
      const at = [...path, key];
      const entries = Object.entries(map(value, at));
      if (entries.length === 0) return noLabels;
      return Object.fromEntries(
        entries.map(([name, label]) => [intern.text(name), string(label, at, name)]),
      );
    },
    known(value, path, names) {
      for (const key of Object.keys(value)) {
        if (names.includes(key)) continue;
        const field = formatPath([...path, key]);
        report({
          code: "rbac/unknown-field",
          path: [...path, key],
          message: `strict decoding error: unknown field "${field}"`,
          fatal: false,
        });
      }
    },
  };
}

/** `subjects[0].name`, as field paths are written. */
export function formatPath(path: ObjectPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text;
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "a mapping";
  return `the ${typeof value} ${String(value)}`;
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isMap(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const noLabels: Readonly<Record<string, string>> = {};
const ruleFields = ["apiGroups", "nonResourceURLs", "resourceNames", "resources", "verbs"];
const roleFields = ["apiVersion", "kind", "metadata", "rules"];
const clusterRoleFields = [...roleFields, "aggregationRule"];
const bindingFields = ["apiVersion", "kind", "metadata", "roleRef", "subjects"];
const metadataFields = [
  "annotations",
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "finalizers",
  "generateName",
  "generation",
  "labels",
  "managedFields",
  "name",
  "namespace",
  "ownerReferences",
  "resourceVersion",
  "selfLink",
  "uid",
];
