import type { AuthenticationConfiguration } from "../authn/types.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import { findEscalations, findPublicBindings } from "../rbac/escalation.ts";
import { findOutsiders } from "../rbac/outsiders.ts";
import type { Origin, Policy, User } from "../rbac/types.ts";
import { type RuleView, viewRule } from "./rule-view.ts";

/** What the user's permissions are worth, and who else could come by them. Texts are hostile: they hold names. */
export interface RisksView {
  readonly escalations: readonly EscalationView[];
  /** Bindings to everybody. */
  readonly publicBindings: readonly {
    readonly severity: Severity;
    readonly message: string;
    readonly origin: Origin;
  }[];
  /** Bound names that somebody else than was meant could obtain. */
  readonly outsiders: readonly { readonly message: string; readonly origin: Origin }[];
}

/** A way from the user's permissions to greater ones. */
export interface EscalationView {
  readonly title: string;
  readonly leadsTo: string;
  readonly severity: Severity;
  /** "" is the whole cluster. */
  readonly namespace: string;
  /** From the user to what it gets, a step each. */
  readonly path: readonly string[];
  /** The rules that give it, the first few. */
  readonly rules: readonly RuleView[];
}

/** How far it leads. */
export type Severity = "critical" | "high" | "medium";

const ruleLimit = 5;

/** What follows from the user's permissions. `own` holds the user's documents, without the defaults. */
export function viewRisks(
  authorizer: Authorizer,
  user: User,
  own: Policy,
  configuration: AuthenticationConfiguration | undefined,
  bindings: string,
): RisksView {
  return {
    escalations: findEscalations(authorizer, user).map(
      ({ title, leadsTo, severity, namespace, path, grants }) => ({
        title,
        leadsTo,
        severity,
        namespace,
        path,
        rules: grants.slice(0, ruleLimit).map((rule) => viewRule(rule, bindings)),
      }),
    ),
    publicBindings: findPublicBindings(own, authorizer).map(({ severity, message, binding }) => ({
      severity,
      message,
      origin: binding.origin,
    })),
    outsiders:
      configuration === undefined
        ? []
        : findOutsiders(configuration, own).map(({ message, binding }) => ({
            message,
            origin: binding.origin,
          })),
  };
}
