import { usualVerbs } from "../kube/verbs.ts";
import type { ApiResource } from "./api-resources.ts";
import type { AppliedRule, Authorizer, UnknownRole } from "./authorize.ts";
import type { User } from "./types.ts";

/** What a user may do: resources × verbs, and paths × verbs. */
export interface EffectivePermissions {
  readonly namespace: string;
  /** Columns: the usual verbs, then every other that a row has. */
  readonly verbs: readonly string[];
  /** API groups in the order of discovery, the core group first. */
  readonly groups: readonly ResourceGroup[];
  /** Non-resource URLs that rules name, sorted; "*" is every path. */
  readonly paths: readonly MatrixRow[];
  readonly pathVerbs: readonly string[];
  /** Roles of the user's bindings that were not supplied: each cell may be more than it shows. */
  readonly unknownRoles: readonly UnknownRole[];
}

/** The resources of one API group. */
export interface ResourceGroup {
  readonly group: string;
  readonly rows: readonly MatrixRow[];
}

/** What a user may do with one resource or path. */
export interface MatrixRow {
  /** "pods", "pods/log" or a path. */
  readonly name: string;
  /** Undefined for a path, and for a resource that only a role names. */
  readonly namespaced?: boolean;
  /** By verb; a verb that the resource does not have is absent. */
  readonly cells: ReadonlyMap<string, Cell>;
}

/** What a user may do with one verb. */
export interface Cell {
  /** "named": only for the objects whose names the rules hold. */
  readonly verdict: "allowed" | "named" | "denied";
  /** Every rule that grants it, in the order in which the server tries them. */
  readonly grants: readonly AppliedRule[];
}

/**
 * Everything that the user may do in a namespace, or cluster-wide with "". Cluster-scoped resources are never reached by
 * a RoleBinding, so in a namespace they show what ClusterRoleBindings give.
 */
export function listEffectivePermissions(
  authorizer: Authorizer,
  user: User,
  namespace: string,
  resources: readonly ApiResource[],
): EffectivePermissions {
  const { rules, unknownRoles } = authorizer.rulesFor(user, namespace);
  const table = createTable(resources);
  const paths = new Map<string, Map<string, AppliedRule[]>>();
  for (const applied of rules) {
    const cluster = applied.applied.binding.kind === "ClusterRoleBinding";
    for (const row of matchRows(table, applied)) {
      if (cluster || row.namespaced !== false) grant(row, applied);
    }
    if (cluster) collectPaths(paths, applied);
  }
  const groups = table.groups.map(({ group, rows }) => ({
    group,
    rows: rows.map(({ name, namespaced, verbs }) => ({
      name,
      ...(namespaced !== undefined && { namespaced }),
      cells: new Map([...verbs].map(([verb, grants]) => [verb, toCell(grants)])),
    })),
  }));
  const pathRows = [...paths]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, verbs]) => ({
      name,
      cells: new Map([...verbs].map(([verb, grants]) => [verb, toCell(grants)])),
    }));
  return {
    namespace,
    verbs: listVerbs(groups.flatMap(({ rows }) => rows)),
    groups,
    paths: pathRows,
    pathVerbs: [...new Set(pathRows.flatMap(({ cells }) => [...cells.keys()]))].sort(),
    unknownRoles,
  };
}

/** Verbs that RBAC knows and no endpoint serves: the server asks for them when it does something else. */
const specialVerbs: readonly {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  readonly namespaced: boolean;
}[] = [
  { group: "", resource: "users", verbs: ["impersonate"], namespaced: false },
  { group: "", resource: "groups", verbs: ["impersonate"], namespaced: false },
  { group: "", resource: "serviceaccounts", verbs: ["impersonate"], namespaced: true },
  { group: "authentication.k8s.io", resource: "uids", verbs: ["impersonate"], namespaced: false },
  {
    group: "rbac.authorization.k8s.io",
    resource: "roles",
    verbs: ["bind", "escalate"],
    namespaced: true,
  },
  {
    group: "rbac.authorization.k8s.io",
    resource: "clusterroles",
    verbs: ["bind", "escalate"],
    namespaced: false,
  },
  {
    group: "certificates.k8s.io",
    resource: "signers",
    verbs: ["approve", "sign", "attest"],
    namespaced: false,
  },
];

interface Row {
  readonly name: string;
  readonly namespaced: boolean | undefined;
  readonly verbs: Map<string, AppliedRule[]>;
}

interface Table {
  readonly groups: readonly { readonly group: string; readonly rows: Row[] }[];
  /** By group, then by "pods", "pods/log" or the subresource alone, "/log". */
  readonly index: ReadonlyMap<string, ReadonlyMap<string, readonly Row[]>>;
}

function createTable(resources: readonly ApiResource[]): Table {
  const groups = new Map<string, Map<string, Row>>();
  const add = (
    group: string,
    name: string,
    namespaced: boolean | undefined,
    verbs: readonly string[],
  ) => {
    const rows = ensure(groups, group, () => new Map<string, Row>());
    const row = ensure(rows, name, (): Row => ({ name, namespaced, verbs: new Map() }));
    for (const verb of verbs) if (!row.verbs.has(verb)) row.verbs.set(verb, []);
  };
  for (const { group, resource, namespaced, verbs, subresources } of resources) {
    add(group, resource, namespaced, verbs);
    for (const sub of subresources) {
      add(group, `${resource}/${sub.subresource}`, namespaced, sub.verbs);
    }
  }
  for (const { group, resource, verbs, namespaced } of specialVerbs) {
    add(group, resource, namespaced, verbs);
  }
  const index = new Map(
    [...groups].map(([group, rows]) => {
      const byName = new Map<string, Row[]>();
      for (const row of rows.values()) {
        push(byName, row.name, row);
        const slash = row.name.indexOf("/");
        if (slash !== -1) push(byName, `*${row.name.slice(slash)}`, row);
        push(byName, "*", row);
      }
      return [group, byName] as const;
    }),
  );
  const list = [...groups].map(([group, rows]) => ({ group, rows: [...rows.values()] }));
  return { groups: list, index };
}

function matchRows({ index }: Table, { rule }: AppliedRule): ReadonlySet<Row> {
  const matched = new Set<Row>();
  const groups = rule.apiGroups.includes("*") ? index.keys() : rule.apiGroups;
  for (const group of groups) {
    const rows = index.get(group);
    for (const resource of rule.resources) {
      for (const row of rows?.get(resource) ?? []) matched.add(row);
    }
  }
  return matched;
}

function grant(row: Row, applied: AppliedRule): void {
  const { verbs } = applied.rule;
  if (verbs.includes("*")) {
    for (const grants of row.verbs.values()) grants.push(applied);
    return;
  }
  for (const verb of new Set(verbs)) row.verbs.get(verb)?.push(applied);
}

function collectPaths(paths: Map<string, Map<string, AppliedRule[]>>, applied: AppliedRule): void {
  const { nonResourceURLs, verbs } = applied.rule;
  for (const url of new Set(nonResourceURLs)) {
    const row = ensure(paths, url, () => new Map<string, AppliedRule[]>());
    for (const verb of new Set(verbs)) push(row, verb, applied);
  }
}

function toCell(grants: readonly AppliedRule[]): Cell {
  if (grants.length === 0) return denied;
  const free = grants.some(({ rule }) => rule.resourceNames.length === 0);
  return { verdict: free ? "allowed" : "named", grants };
}

const denied: Cell = { verdict: "denied", grants: [] };

function listVerbs(rows: readonly MatrixRow[]): readonly string[] {
  const others = new Set(rows.flatMap(({ cells }) => [...cells.keys()]));
  for (const verb of usualVerbs) others.delete(verb);
  return [...usualVerbs, ...[...others].sort()];
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  ensure(map, key, (): T[] => []).push(value);
}

function ensure<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
