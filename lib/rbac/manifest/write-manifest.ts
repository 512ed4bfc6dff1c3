import { authenticatedGroup } from "../../kube/user-info.ts";
import { writeYaml, type YamlValue } from "../../yaml/write.ts";
import type { Binding, PolicyRule, Role, Subject, User } from "../types.ts";
import { rbacGroup } from "./decode-object.ts";

/** A role or binding to be written; where it came from does not matter. */
export type ManifestObject = Omit<Role, "origin"> | Omit<Binding, "origin">;

/** The objects as YAML documents, each as `kubectl get -o yaml` would show it: the one writer of RBAC manifests. */
export function writeManifest(objects: readonly ManifestObject[]): string {
  return objects.map((object) => writeYaml(toValue(object))).join("---\n");
}

/** A `subjects:` list that names the user and each of its groups, but those that every user has. */
export function writeSubjects(user: User): string {
  const groups = user.groups.filter((group) => group !== authenticatedGroup);
  const subjects = [userSubject(user.username), ...groups.map(groupSubject)];
  return writeYaml({ subjects: subjects.map(subjectValue) });
}

/** The subject that matches a user name: a service account by its own kind. */
export function userSubject(username: string): Subject {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  if (account === null) return { kind: "User", apiGroup: rbacGroup, name: username, namespace: "" };
  const [, namespace = "", name = ""] = account;
  return { kind: "ServiceAccount", apiGroup: "", name, namespace };
}

/** The subject that matches a group. */
export function groupSubject(name: string): Subject {
  return { kind: "Group", apiGroup: rbacGroup, name, namespace: "" };
}

function toValue(object: ManifestObject): YamlValue {
  const { kind, name, namespace } = object;
  const labels =
    "labels" in object && Object.keys(object.labels).length > 0 ? object.labels : undefined;
  const head = {
    apiVersion: `${rbacGroup}/v1`,
    kind,
    metadata: { labels, name, namespace: namespace === "" ? undefined : namespace },
  };
  if ("roleRef" in object) {
    const { roleRef, subjects } = object;
    return {
      ...head,
      roleRef: { apiGroup: rbacGroup, kind: roleRef.kind, name: roleRef.name },
      subjects: subjects.map(subjectValue),
    };
  }
  const { aggregation, rules } = object;
  return {
    ...head,
    aggregationRule: aggregation && {
      clusterRoleSelectors: aggregation.map(({ matchLabels, matchExpressions }) => ({
        matchLabels: Object.keys(matchLabels).length > 0 ? matchLabels : undefined,
        matchExpressions:
          matchExpressions.length > 0
            ? matchExpressions.map(({ key, operator, values }) => ({
                key,
                operator,
                values: listOrNothing(values),
              }))
            : undefined,
      })),
    },
    rules: rules.map(ruleValue),
  };
}

function ruleValue(rule: PolicyRule): YamlValue {
  return {
    apiGroups: listOrNothing(rule.apiGroups),
    nonResourceURLs: listOrNothing(rule.nonResourceURLs),
    resourceNames: listOrNothing(rule.resourceNames),
    resources: listOrNothing(rule.resources),
    verbs: [...rule.verbs],
  };
}

function subjectValue({ kind, apiGroup, name, namespace }: Subject): YamlValue {
  const account = kind === "ServiceAccount";
  return {
    apiGroup: account ? undefined : apiGroup === "" ? rbacGroup : apiGroup,
    kind,
    name,
    namespace: account && namespace !== "" ? namespace : undefined,
  };
}

function listOrNothing(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}
