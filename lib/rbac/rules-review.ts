import type { UserRules } from "./authorize.ts";

/** authorization.k8s.io/v1 SubjectRulesReviewStatus: what `kubectl auth can-i --list` is made from. */
export interface RulesReview {
  readonly resourceRules: readonly ResourceRule[];
  readonly nonResourceRules: readonly NonResourceRule[];
  /** The RBAC authorizer never says so; others do. */
  readonly incomplete: boolean;
  readonly evaluationError?: string;
}

/** A rule over resources, as SelfSubjectRulesReview has it. */
export interface ResourceRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** A rule over paths, as SelfSubjectRulesReview has it. */
export interface NonResourceRule {
  readonly verbs: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** The rules that apply to a user as the server lists them. Follows RBACAuthorizer.RulesFor. */
export function reviewRules({ rules, error }: UserRules): RulesReview {
  const resourceRules: ResourceRule[] = [];
  const nonResourceRules: NonResourceRule[] = [];
  for (const { rule } of rules) {
    const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
    if (resources.length > 0) resourceRules.push({ verbs, apiGroups, resources, resourceNames });
    if (nonResourceURLs.length > 0) nonResourceRules.push({ verbs, nonResourceURLs });
  }
  return {
    resourceRules,
    nonResourceRules,
    incomplete: false,
    ...(error !== undefined && { evaluationError: error }),
  };
}
