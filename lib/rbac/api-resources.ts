import { usualVerbs } from "../kube/verbs.ts";
import type { ApiResourceRow } from "./api-resource-row.ts";
import type { Policy } from "./types.ts";

/** A resource that an API server serves, or that a role names. */
export interface ApiResource {
  readonly group: string;
  /** "v1"; empty if only a role is known to name it. */
  readonly version: string;
  /** Plural, without a subresource. */
  readonly resource: string;
  readonly kind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** Undefined if only a role names it. */
  readonly namespaced: boolean | undefined;
  readonly verbs: readonly string[];
  readonly subresources: readonly {
    readonly subresource: string;
    readonly verbs: readonly string[];
  }[];
}

/** What a kube-apiserver 1.37 serves by default, in the order of its discovery. Loaded on the first call only. */
export async function loadApiResources(): Promise<readonly ApiResource[]> {
  const { rows } = await import("./api-resources.generated.ts");
  return rows.map(expandRow);
}

/**
 * The resources of the server, and behind them those that only the policy's roles name: custom resources, with the
 * verbs that custom resources have.
 */
export function withNamedResources(
  resources: readonly ApiResource[],
  policy: Policy,
): readonly ApiResource[] {
  const known = new Set(resources.flatMap(keysOf));
  const groups = new Set(resources.map(({ group }) => group));
  const named = new Map<string, { group: string; resource: string; subresources: Set<string> }>();
  for (const { rules } of policy.roles) {
    for (const { apiGroups, resources: entries } of rules) {
      for (const group of apiGroups) {
        // In a group that the server has, an unknown name is a slip or an old resource, not a custom one.
        if (group === "*" || groups.has(group)) continue;
        for (const entry of entries) addNamed(named, known, group, entry);
      }
    }
  }
  const custom = [...named.values()]
    .sort((a, b) => compare(a.group, b.group) || compare(a.resource, b.resource))
    .map(
      ({ group, resource, subresources }): ApiResource => ({
        group,
        version: "",
        resource,
        kind: "",
        singular: "",
        shortNames: [],
        namespaced: undefined,
        verbs: usualVerbs,
        subresources: [...subresources]
          .sort()
          .map((subresource) => ({ subresource, verbs: ["get", "update", "patch"] })),
      }),
    );
  return [...resources, ...custom];
}

function expandRow(row: ApiResourceRow): ApiResource {
  const [group, version, resource, kind, namespaced, verbs, shortNames, singular, subresources] =
    row;
  return {
    group,
    version,
    resource,
    kind,
    singular,
    shortNames: split(shortNames, ","),
    namespaced: namespaced === 1,
    verbs: split(verbs, ","),
    subresources: split(subresources, ";").map((entry) => {
      const [subresource = "", list = ""] = entry.split("=");
      return { subresource, verbs: split(list, ",") };
    }),
  };
}

function keysOf({ group, resource, subresources }: ApiResource): readonly string[] {
  const combined = subresources.map(({ subresource }) => `${resource}/${subresource}`);
  return [resource, ...combined].map((entry) => `${group}\n${entry}`);
}

function addNamed(
  named: Map<string, { group: string; resource: string; subresources: Set<string> }>,
  known: ReadonlySet<string>,
  group: string,
  entry: string,
): void {
  const [resource = "", subresource] = entry.split(/\/(.*)/s);
  if (resource === "" || resource === "*" || known.has(`${group}\n${entry}`)) return;
  const key = `${group}\n${resource}`;
  const found = named.get(key) ?? { group, resource, subresources: new Set<string>() };
  named.set(key, found);
  if (subresource !== undefined && subresource !== "" && subresource !== "*") {
    found.subresources.add(subresource);
  }
}

function split(text: string, separator: string): readonly string[] {
  return text === "" ? [] : text.split(separator);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
