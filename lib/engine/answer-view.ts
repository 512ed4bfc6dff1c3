import type { Minor } from "../kube/minor.ts";
import { createUser } from "../kube/user-info.ts";
import type { ApiResource } from "../rbac/api-resources.ts";
import { decideAccess } from "../rbac/authorization-modes.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import { formatQuestion } from "../rbac/format-question.ts";
import {
  decideImpersonation,
  type ImpersonationDecision,
  type ImpersonationMode,
} from "../rbac/impersonate.ts";
import { findNearestRules, formatLack } from "../rbac/nearest-rules.ts";
import { parseQuestion } from "../rbac/parse-question.ts";
import { ruleAllows } from "../rbac/rule-allows.ts";
import type { AccessRequest, Binding, Origin, User } from "../rbac/types.ts";
import { listWhoCan } from "../rbac/who-can.ts";
import { type RuleView, viewRule } from "./rule-view.ts";
import type { SavedTokenView } from "./saved-token-view.ts";

/** The answer to one question as after `kubectl auth can-i`. */
export type AnswerView =
  | { readonly kind: "unreadable"; readonly message: string }
  | {
      readonly kind: "answer";
      /** The question as it was understood. */
      readonly question: string;
      readonly verdict: "allowed" | "denied" | "unknown";
      /** The authorizer's reason; empty if it gives none. */
      readonly reason: string;
      /** What people must know beside it. */
      readonly note?: string;
      /** The warnings of kubectl, and a note if the question is read in another way than by kubectl. */
      readonly warnings: readonly string[];
      /** --as: who is asked about instead. */
      readonly as?: string;
      /** Whether the user may act as that one for this request; only with --as. */
      readonly impersonation?: ImpersonationAnswer;
      /** Every rule that allows it. */
      readonly rules: readonly RuleView[];
      /** If it is not allowed: rules that almost do. */
      readonly nearest: readonly { readonly rule: RuleView; readonly lacks: readonly string[] }[];
      readonly who: WhoView;
    };

/** Whether one user may act as another for a request, and what it needs. Texts are untrusted. */
export interface ImpersonationAnswer {
  readonly verdict: "allowed" | "denied" | "unknown";
  readonly sentence: string;
  /** The ways, in the order in which the server tries them: all grants of one of them are needed. */
  readonly ways: readonly {
    readonly mode: ImpersonationMode;
    readonly verdict: "allowed" | "denied" | "unknown";
    readonly reason?: string;
    readonly grants: readonly {
      readonly question: string;
      readonly verdict: "allowed" | "denied" | "unknown";
    }[];
  }[];
}

/** Everybody in the bindings who may do it, and which of the tokens. */
export interface WhoView {
  /** In the order in which they were saved. */
  readonly tokens: readonly TokenAnswer[];
  readonly subjects: readonly {
    readonly kind: string;
    /** A service account as `namespace/name`. */
    readonly name: string;
    readonly bindings: readonly { readonly description: string; readonly origin: Origin }[];
    /** If it may not in all namespaces that are asked about: those in which it may, sorted. */
    readonly namespaces: readonly string[];
    /** Only by the defaults of Kubernetes. */
    readonly standard: boolean;
  }[];
  /** Subjects beyond the limit. */
  readonly more: number;
  /** Roles that were not supplied: some may be missing. */
  readonly unknownRoles: readonly string[];
}

/** Whether a saved token may do it. Texts are untrusted. */
export interface TokenAnswer {
  readonly id: string;
  readonly name: string;
  /** "refused": authentication yields no user, so there is no user to ask about. */
  readonly verdict: "allowed" | "denied" | "unknown" | "refused";
  /** Username; if authentication yields no user, the reason. */
  readonly who: string;
}

/** What an answer is worked out from. */
export interface AnswerContext {
  readonly authorizer: Authorizer;
  readonly user: User;
  readonly resources: readonly ApiResource[];
  readonly modes: readonly string[];
  readonly minor: Minor;
  /** "" is cluster-wide. */
  readonly namespace: string;
  /** The bindings document. */
  readonly bindings: string;
  readonly savedTokens: readonly SavedTokenView[];
}

/** Answers a question as it is typed; undefined while there is none. */
export function answerQuestion(text: string, context: AnswerContext): AnswerView | undefined {
  if (text.trim() === "") return undefined;
  const { authorizer, resources, modes, namespace, bindings } = context;
  const read = parseQuestion(text, resources, namespace);
  if (read.kind === "unreadable") return read;
  const { request, warnings, as } = read;
  const impersonation = as && decideImpersonation(context, context.user, as, request);
  const user = impersonation?.by?.user ?? (as ? createUser(as.username, as.groups) : context.user);
  const { verdict, reason, note } = decideAccess(modes, authorizer, user, request);
  const scope = request.kind === "resource" ? request.namespace : "";
  const allowing = authorizer
    .rulesFor(user, scope)
    .rules.filter(({ rule }) => ruleAllows(request, rule));
  const nearest = allowing.length > 0 ? [] : findNearestRules(authorizer, user, request);
  return {
    kind: "answer",
    question: formatQuestion(request),
    verdict,
    reason,
    ...(note === undefined ? {} : { note }),
    warnings,
    ...(as === undefined ? {} : { as: as.username }),
    ...(as && impersonation
      ? { impersonation: viewImpersonation(context.user, as.username, impersonation) }
      : {}),
    rules: allowing.map((rule) => viewRule(rule, bindings)),
    nearest: nearest.map(({ rule, lacks }) => ({
      rule: viewRule(rule, bindings),
      lacks: lacks.map(formatLack),
    })),
    who: { ...viewWho(authorizer, request, resources), tokens: askTokens(context, request) },
  };
}

function viewImpersonation(
  requestor: User,
  username: string,
  { verdict, by, attempts }: ImpersonationDecision,
): ImpersonationAnswer {
  const who = JSON.stringify(requestor.username);
  const whom = JSON.stringify(username);
  const sentences = {
    allowed: `${who} may act as ${whom} for this request, ${by?.mode === "legacy" ? "by impersonate" : `in the mode ${by?.mode ?? ""}`}.`,
    denied: `${who} may not act as ${whom} for this request.`,
    unknown: `Whether ${who} may act as ${whom} for this request is unknown.`,
  };
  return {
    verdict,
    sentence: sentences[verdict],
    ways: attempts.map((attempt) => ({
      mode: attempt.mode,
      verdict: attempt.verdict,
      ...(attempt.reason === undefined ? {} : { reason: attempt.reason }),
      grants: attempt.checks.map((check) => ({
        question: formatQuestion(check.request),
        verdict: check.verdict,
      })),
    })),
  };
}

function askTokens(
  { savedTokens, modes, authorizer }: AnswerContext,
  request: AccessRequest,
): TokenAnswer[] {
  return savedTokens.map(({ id, name, user, groups = [], title }) => {
    if (user === undefined) return { id, name, verdict: "refused", who: title };
    const { verdict } = decideAccess(modes, authorizer, { username: user, groups }, request);
    return { id, name, verdict, who: user };
  });
}

/**
 * Answers for the bindings alone, without a user, who may do what is asked: in the namespace of the question, or in any
 * one if it names none. Undefined while there is no question.
 */
export function answerWho(
  text: string,
  { authorizer, resources }: Pick<AnswerContext, "authorizer" | "resources">,
): WhoAnswerView | undefined {
  if (text.trim() === "") return undefined;
  const read = parseQuestion(text, resources, "");
  if (read.kind === "unreadable") return read;
  const { request, warnings, as } = read;
  return {
    kind: "who",
    question: formatQuestion(request),
    warnings: [
      ...warnings,
      ...(as === undefined ? [] : ["--as is not used: the question is asked for every subject"]),
    ],
    who: { ...viewWho(authorizer, request, resources), tokens: [] },
  };
}

/** Who may do something, if no one user is asked about. */
export type WhoAnswerView =
  | { readonly kind: "unreadable"; readonly message: string }
  | {
      readonly kind: "who";
      /** The question as it was understood. */
      readonly question: string;
      readonly warnings: readonly string[];
      readonly who: WhoView;
    };

const whoLimit = 200;

function viewWho(
  authorizer: Authorizer,
  request: AccessRequest,
  resources: readonly ApiResource[],
): Omit<WhoView, "tokens"> {
  const { subjects, unknownRoles } = listWhoCan(
    authorizer,
    request,
    !isOfCluster(request, resources),
  );
  const asked = request.kind === "resource" ? request.namespace : "";
  return {
    subjects: subjects
      .map(({ kind, name, namespace, grants }) => ({
        kind,
        name: namespace === "" ? name : `${namespace}/${name}`,
        bindings: grants.map(({ applied, description }) => ({
          description,
          origin: applied.binding.origin,
        })),
        namespaces: singleNamespaces(
          asked,
          grants.map(({ applied }) => applied.binding),
        ),
        standard: grants.every(({ applied }) => applied.binding.origin.kind === "default"),
      }))
      // The cluster's own parts are many and hardly ever meant.
      .sort((a, b) => Number(a.standard) - Number(b.standard))
      .slice(0, whoLimit),
    more: Math.max(subjects.length - whoLimit, 0),
    unknownRoles: unknownRoles.map(({ kind, namespace, name }) =>
      namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
    ),
  };
}

// A RoleBinding gives nothing on what is in no namespace. What is not known is taken to be in one.
function isOfCluster(request: AccessRequest, resources: readonly ApiResource[]): boolean {
  if (request.kind === "path") return true;
  return resources.some(
    ({ group, resource, namespaced }) =>
      namespaced === false && group === request.apiGroup && resource === request.resource,
  );
}

function singleNamespaces(asked: string, bindings: readonly Binding[]): readonly string[] {
  if (asked !== "" || bindings.some(({ kind }) => kind === "ClusterRoleBinding")) return [];
  return [...new Set(bindings.map(({ namespace }) => namespace))].sort();
}
