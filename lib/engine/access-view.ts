import type { UserInfo } from "../kube/user-info.ts";
import { anonymousUser, authenticatedGroup } from "../kube/user-info.ts";
import { decideAccess, privilegedGroup } from "../rbac/authorization-modes.ts";
import type { AppliedBinding, Authorizer } from "../rbac/authorize.ts";
import { formatCanIList } from "../rbac/can-i-list.ts";
import { formatQuestion } from "../rbac/format-question.ts";
import { reviewRules } from "../rbac/rules-review.ts";
import type { AccessRequest, Origin, Policy, PolicyRule, Role } from "../rbac/types.ts";
import type { AnswerView } from "./answer-view.ts";
import type { GrantView } from "./grant-view.ts";
import type { AnalysisInput } from "./input.ts";
import type { MatrixView } from "./matrix-view.ts";
import type { NearMissView } from "./near-miss-view.ts";
import type { RisksView } from "./risks-view.ts";

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
    // kubectl asks about the namespace of its context, which is "default" unless it is set.
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
    subject: {
      ...{ kind: subject.kind, name: subject.name },
      ...(subject.kind === "ServiceAccount" && { namespace: subject.namespace }),
    },
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
    ...(user.groups.includes(authenticatedGroup) || user.username === anonymousUser.username
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

/** What the user may do, as far as the page asks. */
export interface AccessView {
  /** The proposed change without which there is no such user. */
  readonly afterFix?: string;
  /** Undefined is cluster-wide. */
  readonly namespace?: string;
  /** Namespaces that the bindings name, sorted, for the choice. */
  readonly namespaces: readonly string[];
  /** What `kubectl auth can-i --list` prints, byte for byte, with its last line end. */
  readonly canIList: string;
  /** Bindings that match the user, the user's own documents first. */
  readonly grants: readonly Grant[];
  /** Usual questions and their answers. */
  readonly decisions: readonly AccessDecision[];
  /** "system:masters is allowed before any authorizer is asked." */
  readonly notes: readonly string[];
  readonly nearMisses: readonly NearMissView[];
  readonly risks: RisksView;
  /** To the question, while there is one. */
  readonly answer?: AnswerView;
  /** Only while it is shown. */
  readonly matrix?: MatrixView;
  /** Only while it is shown. */
  readonly grant?: GrantView;
}

/** A binding that names the user or one of its groups. */
export interface Grant {
  readonly binding: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly origin: Origin;
  };
  /** The subject that matched; a service account has a namespace. */
  readonly subject: { readonly kind: string; readonly name: string; readonly namespace?: string };
  /** `known` is false if the role was not supplied: its rules are unknown. */
  readonly role: {
    readonly kind: string;
    readonly name: string;
    readonly known: boolean;
    readonly origin?: Origin;
  };
  readonly rules: readonly PolicyRule[];
}

/** The answer to one request. */
export interface AccessDecision {
  readonly request: AccessRequest;
  /** "get pods -n app", as after `kubectl auth can-i`. */
  readonly question: string;
  readonly verdict: "allowed" | "denied" | "unknown";
  /** The authorizer's reason: `RBAC: allowed by ClusterRoleBinding "…" of ClusterRole "…" to Group "…"`. */
  readonly reason: string;
}
