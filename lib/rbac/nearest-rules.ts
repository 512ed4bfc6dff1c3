import type { AppliedRule, Authorizer } from "./authorize.ts";
import {
  apiGroupMatches,
  nonResourceURLMatches,
  resourceMatches,
  resourceNameMatches,
  verbMatches,
} from "./rule-allows.ts";
import type { AccessRequest, PolicyRule, User } from "./types.ts";

/** What a rule would need so that it allows a request. */
export interface Lack {
  readonly part: "verb" | "group" | "resource" | "name" | "namespace" | "path";
  readonly wanted: string;
  /** What it has instead. */
  readonly has: readonly string[];
}

/** A rule of the user's that almost allows a request. */
export interface NearestRule {
  readonly rule: AppliedRule;
  readonly lacks: readonly Lack[];
}

/**
 * The user's rules that lack least for a request which is not allowed, at most `limit`, those of other namespaces
 * included. A rule about another resource or path is near only when nothing else is missing.
 */
export function findNearestRules(
  authorizer: Authorizer,
  user: User,
  request: AccessRequest,
  limit = 5,
): readonly NearestRule[] {
  const namespace = request.kind === "resource" ? request.namespace : "";
  const near: NearestRule[] = [];
  const collect = (rules: readonly AppliedRule[], elsewhere: string | undefined) => {
    for (const rule of rules) {
      const lacks = findLacks(request, rule.rule);
      if (lacks === undefined) continue;
      if (elsewhere !== undefined) {
        if (rule.applied.binding.namespace !== elsewhere) continue;
        lacks.push({ part: "namespace", wanted: namespace, has: [elsewhere] });
      }
      if (isNear(lacks)) near.push({ rule, lacks });
    }
  };
  collect(authorizer.rulesFor(user, namespace).rules, undefined);
  for (const other of authorizer.namespacesOf(user)) {
    if (other !== namespace) collect(authorizer.rulesFor(user, other).rules, other);
  }
  return near.sort((a, b) => weigh(a.lacks) - weigh(b.lacks)).slice(0, limit);
}

/** What the rule lacks for the request, scope apart; undefined if it speaks of the other kind of request. */
function findLacks(request: AccessRequest, rule: PolicyRule): Lack[] | undefined {
  const lacks: Lack[] = [];
  if (!verbMatches(rule, request.verb)) {
    lacks.push({ part: "verb", wanted: request.verb, has: rule.verbs });
  }
  if (request.kind === "path") {
    if (rule.nonResourceURLs.length === 0) return undefined;
    if (!nonResourceURLMatches(rule, request.path)) {
      lacks.push({ part: "path", wanted: request.path, has: rule.nonResourceURLs });
    }
    return lacks;
  }
  const { apiGroup, resource, subresource, name } = request;
  if (rule.resources.length === 0) return undefined;
  if (!apiGroupMatches(rule, apiGroup)) {
    lacks.push({ part: "group", wanted: apiGroup, has: rule.apiGroups });
  }
  if (!resourceMatches(rule, resource, subresource)) {
    const wanted = subresource === "" ? resource : `${resource}/${subresource}`;
    lacks.push({ part: "resource", wanted, has: rule.resources });
  }
  if (!resourceNameMatches(rule, name)) {
    lacks.push({ part: "name", wanted: name, has: rule.resourceNames });
  }
  return lacks;
}

/** `verb "create" (has get, list)`. */
export function formatLack({ part, wanted, has }: Lack): string {
  const quoted = wanted === "" ? emptyWords[part] : `"${wanted}"`;
  return `${part} ${quoted} (has ${has.map((entry) => (entry === "" ? '""' : entry)).join(", ") || "none"})`;
}

const emptyWords: Record<Lack["part"], string> = {
  verb: '""',
  group: '""',
  resource: '""',
  name: "of any object",
  namespace: "of the whole cluster",
  path: '""',
};

/** A part that the request is about weighs more than one that is easily added. */
const weights: Record<Lack["part"], number> = {
  verb: 2,
  name: 1,
  namespace: 2,
  group: 2,
  resource: 3,
  path: 2,
};

function weigh(lacks: readonly Lack[]): number {
  return lacks.reduce((sum, { part }) => sum + weights[part], 0);
}

function isNear(lacks: readonly Lack[]): boolean {
  const about = lacks.some(({ part, wanted, has }) => {
    if (part !== "resource" && part !== "path") return false;
    // A subresource, the resource of a subresource, and a path below are close.
    const at = part === "path" ? 1 : 0;
    const root = wanted.split("/")[at];
    return !has.some((entry) => entry.split("/")[at] === root);
  });
  return about ? false : lacks.length <= 2;
}
