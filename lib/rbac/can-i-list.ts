import { compareText } from "../go/json.ts";
import type { RulesReview } from "./rules-review.ts";
import { formatTable } from "./tab-writer.ts";
import type { PolicyRule } from "./types.ts";

/** What `kubectl auth can-i --list` prints, with its last line end. Follows k8s.io/kubectl/pkg/cmd/auth/cani.go. */
export function formatCanIList({ resourceRules, nonResourceRules }: RulesReview): string {
  const rules: PolicyRule[] = [
    ...resourceRules.map((rule) => ({ ...rule, nonResourceURLs: [] })),
    ...nonResourceRules.map((rule) => ({
      ...rule,
      apiGroups: [],
      resources: [],
      resourceNames: [],
    })),
  ];
  const rows = compactRules(rules.flatMap(breakDownRule))
    .map((rule) => ({ rule, key: formatRule(rule) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ rule }) => [
      combineResourceGroup(rule.resources[0], rule.apiGroups[0]),
      formatList(rule.nonResourceURLs),
      formatList(rule.resourceNames),
      formatList(rule.verbs),
    ]);
  const header = ["Resources", "Non-Resource URLs", "Resource Names", "Verbs"];
  return formatTable([header, ...rows].map((row) => `${row.join("\t")}\n`).join(""));
}

/** One rule for each combination of group, resource, verb and name, as BreakdownRule of component-helpers and kubectl. */
export function breakDownRule(rule: PolicyRule): PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const group of rule.apiGroups) {
    for (const resource of rule.resources) {
      for (const verb of rule.verbs) {
        const single = {
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          nonResourceURLs: [],
        };
        if (rule.resourceNames.length === 0) rules.push({ ...single, resourceNames: [] });
        for (const name of rule.resourceNames) rules.push({ ...single, resourceNames: [name] });
      }
    }
  }
  for (const url of rule.nonResourceURLs) {
    for (const verb of rule.verbs) {
      rules.push({
        verbs: [verb],
        apiGroups: [],
        resources: [],
        resourceNames: [],
        nonResourceURLs: [url],
      });
    }
  }
  return rules;
}

/** Joins the verbs of rules about the same resource; other rules stay. Follows k8s.io/kubectl/pkg/util/rbac CompactRules. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const others: PolicyRule[] = [];
  const simple = new Map<string, { rule: PolicyRule; verbs: Set<string> }>();
  for (const rule of rules) {
    const { apiGroups, resources, resourceNames, nonResourceURLs } = rule;
    if (
      resourceNames.length > 1 ||
      nonResourceURLs.length > 0 ||
      apiGroups.length !== 1 ||
      resources.length !== 1
    ) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([apiGroups, resources, resourceNames]);
    const known = simple.get(key);
    if (known === undefined) simple.set(key, { rule, verbs: new Set(rule.verbs) });
    else for (const verb of rule.verbs) known.verbs.add(verb);
  }
  const joined = [...simple.values()].map(({ rule, verbs }) => ({ ...rule, verbs: [...verbs] }));
  return [...others, ...joined];
}

/** PolicyRule.String() of k8s.io/api/rbac/v1/generated.pb.go, by which kubectl sorts. */
function formatRule(rule: PolicyRule): string {
  return `&PolicyRule{Verbs:${formatList(rule.verbs)},APIGroups:${formatList(rule.apiGroups)},Resources:${formatList(rule.resources)},ResourceNames:${formatList(rule.resourceNames)},NonResourceURLs:${formatList(rule.nonResourceURLs)},}`;
}

/** `deployments.apps/scale`, describe.CombineResourceGroup. */
function combineResourceGroup(resource: string | undefined, group: string | undefined): string {
  if (resource === undefined) return "";
  const slash = resource.indexOf("/");
  const name = slash === -1 ? resource : resource.slice(0, slash);
  const suffix = group === undefined || group === "" ? "" : `.${group}`;
  return name + suffix + (slash === -1 ? "" : resource.slice(slash));
}

/** A list as `%v` prints it. */
export function formatList(list: readonly string[]): string {
  return `[${list.join(" ")}]`;
}
