import type { OfferedValue } from "../../authn/editor/field-completion.ts";
import { usualVerbs } from "../../kube/verbs.ts";
import type { ApiResource } from "../api-resources.ts";

/** Verbs that are no requests of their own: they allow something beside them. */
const specialVerbs: readonly {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}[] = [
  { group: "", resources: ["users", "groups", "serviceaccounts"], verbs: ["impersonate"] },
  { group: "authentication.k8s.io", resources: ["userextras", "uids"], verbs: ["impersonate"] },
  {
    group: "rbac.authorization.k8s.io",
    resources: ["roles", "clusterroles"],
    verbs: ["bind", "escalate"],
  },
  { group: "certificates.k8s.io", resources: ["signers"], verbs: ["approve", "sign", "attest"] },
];

/** The resources of the groups that a rule names, or of all of them; subresources behind their resource. */
export function offerResources(
  resources: readonly ApiResource[],
  groups: readonly string[],
  namespacedOnly: boolean,
): readonly OfferedValue[] {
  const known = new Map<string, OfferedValue>();
  const inGroups = (group: string) =>
    groups.length === 0 || groups.includes("*") || groups.includes(group);
  for (const { group, resource, kind, namespaced, subresources } of resources) {
    if (!inGroups(group) || (namespacedOnly && namespaced === false)) continue;
    const where = group === "" ? "core group" : group;
    const detail = namespaced === false ? `${where}, of the cluster` : where;
    for (const value of [
      resource,
      ...subresources.map(({ subresource }) => `${resource}/${subresource}`),
    ]) {
      if (!known.has(value)) known.set(value, { value, detail, doc: kind });
    }
  }
  for (const { group, resources: special } of specialVerbs) {
    if (groups.length === 0 || !inGroups(group) || namespacedOnly) continue;
    for (const value of special) {
      if (!known.has(value)) known.set(value, { value, detail: "not served, only for its verbs" });
    }
  }
  return [...known.values(), { value: "*", detail: "every resource and subresource" }];
}

/** The verbs of the resources that a rule names; those of paths, if it names paths. */
export function offerVerbs(
  resources: readonly ApiResource[],
  groups: readonly string[],
  named: readonly string[],
  isForPaths: boolean,
): readonly OfferedValue[] {
  if (isForPaths) {
    return ["get", "post", "put", "patch", "delete", "head", "options", "*"].map((value) => ({
      value,
      detail: "method of HTTP, in lower case",
    }));
  }
  const inGroups = (group: string) =>
    groups.length === 0 || groups.includes("*") || groups.includes(group);
  const served = resources.flatMap(({ group, resource, verbs, subresources }) =>
    inGroups(group)
      ? [
          ...(named.includes(resource) ? verbs : []),
          ...subresources.flatMap(({ subresource, verbs: own }) =>
            named.includes(`${resource}/${subresource}`) ? own : [],
          ),
        ]
      : [],
  );
  const special = specialVerbs.flatMap(({ group, resources: names, verbs }) =>
    inGroups(group) && names.some((name) => named.includes(name)) ? verbs : [],
  );
  // Of custom resources and wildcards only what all resources have is known.
  const known = served.length === 0 ? usualVerbs : served;
  const ordered = [...usualVerbs.filter((verb) => known.includes(verb)), ...known, ...special];
  return [
    ...[...new Set(ordered)].map((value) => ({ value, detail: describeVerb(value) ?? "verb" })),
    { value: "*", detail: "every verb" },
  ];
}

/** What a verb allows, in a few words; undefined for one that is not known. */
export function describeVerb(verb: string): string | undefined {
  return Object.hasOwn(verbWords, verb) ? verbWords[verb] : undefined;
}

const verbWords: Readonly<Record<string, string>> = {
  get: "read one object",
  list: "read all objects",
  watch: "follow changes",
  create: "make objects",
  update: "replace objects",
  patch: "change parts of objects",
  delete: "delete one object",
  deletecollection: "delete all objects",
  impersonate: "act as another user",
  bind: "bind roles with more rights",
  escalate: "write roles with more rights",
  approve: "approve requests for certificates",
  sign: "sign requests for certificates",
  attest: "vouch for requests for certificates",
  "*": "every verb, those that come later included",
};
