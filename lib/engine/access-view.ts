import { authenticatedGroup } from "../identity/user.ts";
import { decideAccess, privilegedGroup } from "../rbac/authorization-modes.ts";
import type { AppliedBinding, Authorizer } from "../rbac/authorize.ts";
import { formatCanIList } from "../rbac/can-i-list.ts";
import { formatQuestion } from "../rbac/parse-question.ts";
import { reviewRules } from "../rbac/rules-review.ts";
import type { AccessRequest, Policy, Role } from "../rbac/types.ts";
import type { UserInfo } from "../token/trace.ts";
import type { AccessDecision, AccessView, AnalysisInput, Grant } from "./analysis.ts";

/** What the user may do in the namespace of the input, by the bindings and the server's authorization modes. */
export function viewAccess(
  authorizer: Authorizer,
  user: UserInfo,
  input: AnalysisInput,
): Omit<AccessView, "nearMisses" | "risks"> {
  const { namespace } = input;
  const scope = namespace ?? "";
  return {
    ...(namespace === undefined ? {} : { namespace }),
    namespaces: authorizer.namespaces,
    // kubectl asks about the namespace of its context, which is "default" where nobody says otherwise.
    canIList: formatCanIList(reviewRules(authorizer.rulesFor(user, namespace ?? "default"))),
    grants: listGrants(authorizer, user, scope),
    decisions: usualRequests(scope).map((request) => decide(authorizer, user, input, request)),
    notes: listNotes(authorizer, user, input),
  };
}

function decide(
  authorizer: Authorizer,
  user: UserInfo,
  input: AnalysisInput,
  request: AccessRequest,
): AccessDecision {
  const { verdict, reason, note } = decideAccess(
    input.authorizationModes,
    authorizer,
    user,
    request,
  );
  return { request, question: formatQuestion(request), verdict, reason: reason || note || "" };
}

function listGrants(authorizer: Authorizer, user: UserInfo, scope: string): Grant[] {
  const own: Grant[] = [];
  const defaults: Grant[] = [];
  for (const applied of authorizer.bindingsFor(user, scope)) {
    (applied.binding.origin.kind === "document" ? own : defaults).push(
      describeGrant(applied, authorizer.policy),
    );
  }
  return [...own, ...defaults];
}

function describeGrant({ binding, subject, rules }: AppliedBinding, policy: Policy): Grant {
  const { kind, name, namespace, origin, roleRef } = binding;
  const role = findRole(policy, roleRef.kind, roleRef.name, namespace);
  return {
    binding: { kind, name, namespace, origin },
    subject: { kind: subject.kind, name: subject.name },
    role: {
      kind: roleRef.kind,
      name: roleRef.name,
      known: rules !== undefined,
      ...(role ? { origin: role.origin } : {}),
    },
    rules: (rules ?? []).map(({ rule }) => rule),
  };
}

function findRole(policy: Policy, kind: string, name: string, namespace: string): Role | undefined {
  return policy.roles.find(
    (role) =>
      role.kind === kind &&
      role.name === name &&
      (kind === "ClusterRole" || role.namespace === namespace),
  );
}

function listNotes(authorizer: Authorizer, user: UserInfo, input: AnalysisInput): string[] {
  const { unknownRoles } = authorizer.rulesFor(user, input.namespace ?? "");
  return [
    ...(user.groups.includes(privilegedGroup)
      ? [
          `Members of ${privilegedGroup} are allowed everything before any authorizer is asked, with or without a binding.`,
        ]
      : []),
    ...unknownRoles.map(
      ({ kind, namespace, name }) =>
        `${kind} ${namespace === "" ? name : `${namespace}/${name}`} is named by a binding and was not supplied: what it allows is unknown.`,
    ),
    ...(input.defaultPolicy
      ? []
      : ["The default roles and bindings of the version are switched off."]),
    ...(user.groups.includes(authenticatedGroup) || user.username === "system:anonymous"
      ? []
      : [`The user is no member of ${authenticatedGroup}.`]),
  ];
}

/** What people ask first. */
function usualRequests(namespace: string): AccessRequest[] {
  const resource = (
    verb: string,
    name: string,
    apiGroup = "",
    subresource = "",
  ): AccessRequest => ({
    kind: "resource",
    verb,
    apiGroup,
    resource: name,
    subresource,
    name: "",
    namespace,
  });
  return [
    resource("get", "pods"),
    resource("list", "pods"),
    resource("get", "pods", "", "log"),
    resource("create", "pods", "", "exec"),
    resource("create", "deployments", "apps"),
    resource("get", "secrets"),
    resource("create", "rolebindings", "rbac.authorization.k8s.io"),
    { ...resource("list", "nodes"), namespace: "" } as AccessRequest,
    { kind: "path", verb: "get", path: "/metrics" },
  ];
}
