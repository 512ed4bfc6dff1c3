import { trimEndOf } from "../source/trim-end.ts";
import type { AccessRequest, PolicyRule } from "./types.ts";

/** Whether the rule allows the request, scope apart. Follows RuleAllows in plugin/pkg/auth/authorizer/rbac/rbac.go. */
export function ruleAllows(request: AccessRequest, rule: PolicyRule): boolean {
  if (request.kind === "path") {
    return verbMatches(rule, request.verb) && nonResourceURLMatches(rule, request.path);
  }
  return (
    verbMatches(rule, request.verb) &&
    apiGroupMatches(rule, request.apiGroup) &&
    resourceMatches(rule, request.resource, request.subresource) &&
    resourceNameMatches(rule, request.name)
  );
}

// The helpers follow pkg/apis/rbac/v1/evaluation_helpers.go.

/** "*" or the verb itself; case counts. */
export function verbMatches(rule: PolicyRule, verb: string): boolean {
  return rule.verbs.includes("*") || rule.verbs.includes(verb);
}

/** "*" or the group itself; "" is the core group. */
export function apiGroupMatches(rule: PolicyRule, apiGroup: string): boolean {
  return rule.apiGroups.includes("*") || rule.apiGroups.includes(apiGroup);
}

/** Everything, the exact resource with its subresource, or that subresource of every resource. */
// Not `pods/*`: that matches only a request which names just that.
/**
 * Whether a rule names the resource: ResourceMatches of pkg/apis/rbac/v1/evaluation_helpers.go. `subresource` is ""
 * for none.
 */
export function resourceMatches(rule: PolicyRule, resource: string, subresource: string): boolean {
  if (subresource === "") return rule.resources.includes("*") || rule.resources.includes(resource);
  const combined = `${resource}/${subresource}`;
  const everywhere = `*/${subresource}`;
  return rule.resources.some(
    (entry) => entry === "*" || entry === combined || entry === everywhere,
  );
}

/** No names at all, or the name itself: a request without a name matches only a rule without names. */
export function resourceNameMatches(rule: PolicyRule, name: string): boolean {
  return rule.resourceNames.length === 0 || rule.resourceNames.includes(name);
}

/** "*", the path itself, or a prefix before a closing "*". */
export function nonResourceURLMatches(rule: PolicyRule, path: string): boolean {
  return rule.nonResourceURLs.some(
    (url) =>
      url === "*" || url === path || (url.endsWith("*") && path.startsWith(trimEndOf(url, "*"))),
  );
}
