import { type ApiResource, withNamedResources } from "./api-resources.ts";
import { type Authorizer, createAuthorizer } from "./authorize.ts";
import { mergePolicies } from "./manifest/decode.ts";
import type { ManifestObject } from "./manifest/write-manifest.ts";
import { ruleAllows } from "./rule-allows.ts";
import type { AccessRequest, Binding, PolicyRule, Role, Subject, User } from "./types.ts";

/** What the authorizer answers differently after a grant. */
export interface GrantProof {
  /** The questions that turn from no to yes, in the order of the API. */
  readonly gained: readonly AccessRequest[];
  /** Questions that the role allows too, and that were allowed before. */
  readonly had: number;
  /** Roles of bindings that name the subject were not supplied, so some may have been allowed before. */
  readonly perhaps: boolean;
}

/** A user with only the subject's name and the groups that the server adds. */
export function userOfSubject({ kind, name, namespace }: Subject): User {
  const authenticated = "system:authenticated";
  if (kind === "ServiceAccount") {
    return {
      username: `system:serviceaccount:${namespace}:${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, authenticated],
    };
  }
  if (name === "system:anonymous" || name === "system:unauthenticated") {
    return { username: "system:anonymous", groups: ["system:unauthenticated"] };
  }
  if (kind === "Group") {
    // No user has this name: what is bound to the group counts.
    return { username: "", groups: name === authenticated ? [name] : [name, authenticated] };
  }
  return { username: name, groups: [authenticated] };
}

/**
 * Asks the authorizer before and after the objects are there, each question that the bound role's rules allow: nothing
 * else can change for the user.
 */
export function proveGrant(
  before: Authorizer,
  objects: readonly ManifestObject[],
  user: User,
  resources: readonly ApiResource[],
): GrantProof {
  const origin = { kind: "document" } as const;
  const roles: Role[] = [];
  const bindings: Binding[] = [];
  for (const object of objects) {
    if ("roleRef" in object) bindings.push({ ...object, origin });
    else roles.push({ ...object, origin });
  }
  const after = createAuthorizer(mergePolicies(before.policy, { roles, bindings }));
  const gained: AccessRequest[] = [];
  let had = 0;
  let perhaps = false;
  const served = withNamedResources(resources, { roles, bindings: [] });
  for (const { namespace, roleRef } of bindings) {
    const rules = after.roleRules(roleRef.kind, namespace, roleRef.name) ?? [];
    for (const request of listQuestions(
      rules.map(({ rule }) => rule),
      namespace,
      served,
    )) {
      if (after.authorize(user, request).verdict !== "allowed") continue;
      const { verdict } = before.authorize(user, request);
      if (verdict === "allowed") had++;
      else gained.push(request);
      perhaps ||= verdict === "unknown";
    }
  }
  return { gained, had, perhaps };
}

/** The questions that rules allow in a namespace, "" being cluster-wide. */
function listQuestions(
  rules: readonly PolicyRule[],
  namespace: string,
  resources: readonly ApiResource[],
): readonly AccessRequest[] {
  const questions = new Map<string, AccessRequest>();
  const add = (request: AccessRequest) => questions.set(JSON.stringify(request), request);
  const rows = resources
    .filter(({ namespaced }) => namespace === "" || namespaced !== false)
    .flatMap(({ group, resource, verbs, subresources }) => [
      { group, resource, subresource: "", verbs },
      ...subresources.map((sub) => ({ group, resource, ...sub })),
    ]);
  for (const { group, resource, subresource, verbs } of rows) {
    for (const rule of rules) {
      for (const verb of rule.verbs.includes("*") ? verbs : rule.verbs) {
        for (const name of rule.resourceNames.length === 0 ? [""] : rule.resourceNames) {
          const place = { apiGroup: group, resource, subresource, name, namespace };
          const request = { kind: "resource", verb, ...place } as const;
          if (ruleAllows(request, rule)) add(request);
        }
      }
    }
  }
  // What the server does not list: users to impersonate, resources of an extension.
  const known = new Set(
    rows.map(({ group, resource, subresource }) => keyOf(group, resource, subresource)),
  );
  for (const { verbs, apiGroups, resources: names, resourceNames } of rules) {
    for (const apiGroup of apiGroups) {
      for (const entry of names) {
        const [resource = "", subresource = ""] = entry.split("/");
        if ([apiGroup, resource, subresource].includes("*")) continue;
        if (known.has(keyOf(apiGroup, resource, subresource))) continue;
        if (resources.some((each) => each.group === apiGroup && each.resource === resource))
          continue;
        for (const verb of verbs) {
          for (const name of resourceNames.length === 0 ? [""] : resourceNames) {
            add({ kind: "resource", verb, apiGroup, resource, subresource, name, namespace });
          }
        }
      }
    }
  }
  if (namespace === "") {
    for (const { verbs, nonResourceURLs } of rules) {
      for (const path of nonResourceURLs)
        for (const verb of verbs) add({ kind: "path", verb, path });
    }
  }
  return [...questions.values()];
}

function keyOf(...parts: readonly string[]): string {
  return parts.join("\n");
}
