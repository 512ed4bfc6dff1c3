import { quote } from "../../go/quote.ts";
import { selectorMatches } from "../aggregate.ts";
import type { Binding, PolicyRule, Role, Subject } from "../types.ts";
import { type ObjectPath, rbacGroup } from "./decode-object.ts";

/** Why the server refuses an object; `message` is a field error's text without the path in front. */
export interface Invalid {
  readonly path: ObjectPath;
  readonly message: string;
}

/**
 * What kube-apiserver finds wrong with an object, in its order. Follows pkg/apis/rbac/validation/validation.go after the
 * defaults of pkg/apis/rbac/v1/defaults.go. A namespace that is missing is no finding: kubectl fills it in.
 */
export function validateObject(object: Role | Binding): readonly Invalid[] {
  return "roleRef" in object ? validateBinding(object) : validateRole(object);
}

function validateRole(role: Role): Invalid[] {
  const namespaced = role.kind === "Role";
  const found = validateName(role.name, ["metadata", "name"], "name or generateName is required");
  role.rules.forEach((rule, index) => {
    found.push(...validateRule(rule, namespaced, ["rules", index]));
  });
  if (role.aggregation === undefined) return found;
  const path = ["aggregationRule", "clusterRoleSelectors"];
  if (role.aggregation.length === 0) {
    const detail = "at least one clusterRoleSelector required if aggregationRule is non-nil";
    found.push(required(path, detail));
  }
  role.aggregation.forEach((selector, index) => {
    if (selectorMatches(selector, {}) !== undefined) return;
    const message = "Invalid value: invalid label selector.";
    found.push({ path: [...path, index], message });
  });
  return found;
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: ObjectPath): Invalid[] {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const found: Invalid[] = [];
  if (verbs.length === 0) {
    found.push(required([...path, "verbs"], "verbs must contain at least one value"));
  }
  if (nonResourceURLs.length > 0) {
    const refuse = (detail: string) => {
      const value = JSON.stringify(nonResourceURLs);
      found.push({
        path: [...path, "nonResourceURLs"],
        message: `Invalid value: ${value}: ${detail}`,
      });
    };
    if (namespaced) refuse("namespaced rules cannot apply to non-resource URLs");
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) {
      refuse("rules cannot apply to both regular resources and non-resource URLs");
    }
    return found;
  }
  if (apiGroups.length === 0) {
    const detail = "resource rules must supply at least one api group";
    found.push(required([...path, "apiGroups"], detail));
  }
  if (resources.length === 0) {
    const detail = "resource rules must supply at least one resource";
    found.push(required([...path, "resources"], detail));
  }
  return found;
}

function validateBinding({ kind, name, roleRef, subjects }: Binding): Invalid[] {
  const found = validateName(name, ["metadata", "name"], "name or generateName is required");
  const group = roleRef.apiGroup === "" ? rbacGroup : roleRef.apiGroup;
  if (group !== rbacGroup) found.push(unsupported(["roleRef", "apiGroup"], group, [rbacGroup]));
  const kinds = kind === "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (!kinds.includes(roleRef.kind)) {
    found.push(unsupported(["roleRef", "kind"], roleRef.kind, kinds));
  }
  found.push(...validateName(roleRef.name, ["roleRef", "name"], ""));
  subjects.forEach((subject, index) => {
    found.push(...validateSubject(subject, kind === "RoleBinding", ["subjects", index]));
  });
  return found;
}

function validateSubject(subject: Subject, namespaced: boolean, path: ObjectPath): Invalid[] {
  const { kind, name, namespace, apiGroup } = subject;
  const found: Invalid[] = [];
  if (name === "") found.push(required([...path, "name"], ""));
  if (kind === "ServiceAccount") {
    if (name !== "" && (!subdomain.test(name) || name.length > 253)) {
      found.push({
        path: [...path, "name"],
        message: `Invalid value: ${quote(name)}: ${subdomainDetail}`,
      });
    }
    if (apiGroup !== "") found.push(unsupported([...path, "apiGroup"], apiGroup, [""]));
    if (!namespaced && namespace === "") found.push(required([...path, "namespace"], ""));
  } else if (kind === "User" || kind === "Group") {
    const group = apiGroup === "" ? rbacGroup : apiGroup;
    if (group !== rbacGroup) found.push(unsupported([...path, "apiGroup"], group, [rbacGroup]));
  } else {
    found.push(unsupported([...path, "kind"], kind, ["ServiceAccount", "User", "Group"]));
  }
  return found;
}

/** content.IsPathSegmentName. */
function validateName(name: string, path: ObjectPath, detail: string): Invalid[] {
  if (name === "") return [required(path, detail)];
  const refuse = (text: string) => ({ path, message: `Invalid value: ${quote(name)}: ${text}` });
  if (name === "." || name === "..") return [refuse(`may not be '${name}'`)];
  return ["/", "%"]
    .filter((part) => name.includes(part))
    .map((part) => refuse(`may not contain '${part}'`));
}

function required(path: ObjectPath, detail: string): Invalid {
  return { path, message: detail === "" ? "Required value" : `Required value: ${detail}` };
}

function unsupported(path: ObjectPath, value: string, supported: readonly string[]): Invalid {
  const list = supported.map(quote).join(", ");
  return { path, message: `Unsupported value: ${quote(value)}: supported values: ${list}` };
}

const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const subdomainDetail =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
