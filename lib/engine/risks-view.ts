import type { LoadedConfiguration } from "../authn/load.ts";
import type { Reach } from "../lint/holders.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import { findEscalations, findPublicBindings } from "../rbac/escalation.ts";
import type { Origin, Policy, User } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";
import { everyLogin } from "./login-conditions.ts";
import { findNameRisks, type RiskSeverity } from "./name-risks.ts";
import { type RuleView, viewRule } from "./rule-view.ts";

/** What the user's permissions are worth, and who else could come by them. Texts are untrusted: they hold names. */
export interface RisksView {
  readonly escalations: readonly EscalationView[];
  /** Bindings to everybody. */
  readonly publicBindings: readonly {
    readonly severity: RiskSeverity;
    readonly message: string;
    readonly origin: Origin;
  }[];
  /** Who could obtain the bound names, one line a name, binding and issuer, worst first. */
  readonly outsiders: readonly OutsiderView[];
  /** What every login takes besides, sentences; absent if there is no issuer. */
  readonly always?: string;
  /** Lines beyond the limit. */
  readonly moreOutsiders: number;
  /** Bound names that no issuer of the configuration can give. */
  readonly unobtainable: readonly { readonly message: string; readonly origin: Origin }[];
}

/** Who could obtain a bound name by one issuer. */
export interface OutsiderView {
  readonly severity: RiskSeverity;
  readonly reach: Reach;
  readonly message: string;
  /** The issuer. */
  readonly url: string;
  /** The binding. */
  readonly origin: Origin;
  /** The mapping in the configuration. */
  readonly path: string;
  readonly span: Span;
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
const outsiderLimit = 300;

/** What risks are found in. */
export interface RisksContext {
  readonly authorizer: Authorizer;
  /** Undefined: no user's permissions are looked at. */
  readonly user: User | undefined;
  /** The user's documents, without the defaults. */
  readonly own: Policy;
  readonly loaded: LoadedConfiguration;
  /** The bindings document. */
  readonly bindings: string;
}

/** What follows from the user's permissions, and who could get the names of the bindings. */
export function viewRisks({ authorizer, user, own, loaded, bindings }: RisksContext): RisksView {
  const { risks, unobtainable } = findNameRisks(loaded, own, authorizer, outsiderLimit);
  return {
    escalations: (user === undefined ? [] : findEscalations(authorizer, user)).map(
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
    outsiders: risks
      .slice(0, outsiderLimit)
      .map(({ severity, reach, message, url, binding: { origin }, path, span }) => ({
        severity,
        reach,
        message,
        url,
        origin,
        path,
        span,
      })),
    ...((loaded.decoded?.configuration.jwt.length ?? 0) > 0 && { always: everyLogin }),
    moreOutsiders: Math.max(risks.length - outsiderLimit, 0),
    unobtainable: unobtainable.map(({ message, binding: { origin } }) => ({
      message,
      origin,
    })),
  };
}
