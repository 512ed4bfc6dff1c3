import type { LoadedConfiguration } from "../../authn/load.ts";
import { explainDenial } from "../../explain/causes/access.ts";
import type { Claims, VerdictCause } from "../../explain/causes/verdict.ts";
import { remedyAtProvider } from "../../explain/provider-remedies.ts";
import { usernameOf } from "../../rbac/authorize.ts";
import type { Binding, Policy, User } from "../../rbac/types.ts";
import type { TokenDescription } from "../../token/describe.ts";

/** A user who may not do what was asked, and what is known of the login. */
export interface Denied {
  readonly user: User;
  readonly loaded: LoadedConfiguration;
  /** The entry of jwt that takes the token. */
  readonly issuer: number | undefined;
  readonly claims: Claims | undefined;
  readonly token: TokenDescription;
  readonly policy: Policy;
}

/** Why an authenticated user is denied: groups that the token lost without an error, and bindings that give something else. */
export function explainDenied(denied: Denied): VerdictCause {
  const { user, token } = denied;
  const base = explainDenial({ username: user.username, impersonates: false });
  const lost = findLostGroups(denied);
  if (lost !== undefined) {
    const atProvider = remedyAtProvider(token.issuerKind?.id, "claim-missing", lost.claim);
    return {
      ...base,
      path: lost.path,
      claim: lost.claim,
      cause: `${base.cause} The token has no claim ${lost.claim}, from which its groups are read, so the user has no groups of the issuer.`,
      remedy:
        "Request the scope that adds the claim, or add a mapper at the issuer: groups that a token does not carry are no error, they are only not there. Or map the claim that has them.",
      ...(atProvider !== undefined && { atProvider }),
    };
  }
  const bound = denied.policy.bindings.filter(
    (binding) => binding.origin.kind !== "default" && names(binding, user),
  );
  const [first] = bound;
  if (first === undefined) return base;
  const shown = bound.slice(0, mostShown).map(describeBinding);
  return {
    ...base,
    cause: `${base.cause} ${shown.join(" ")}`,
    remedy:
      "The names fit: compare the rules of these roles and the namespaces of these bindings with the request. A RoleBinding counts in its own namespace only.",
  };
}

const mostShown = 3;

function findLostGroups({
  loaded,
  issuer,
  claims,
}: Denied): { readonly path: string; readonly claim: string } | undefined {
  const jwt = issuer === undefined ? undefined : loaded.decoded?.configuration.jwt[issuer];
  const claim = jwt?.claimMappings.groups.claim ?? "";
  if (claim === "" || claims === undefined || Object.hasOwn(claims, claim)) return undefined;
  return { path: `jwt[${issuer}].claimMappings.groups.claim`, claim };
}

function names({ subjects, namespace }: Binding, user: User): boolean {
  return subjects.some((subject) =>
    subject.kind === "Group"
      ? user.groups.includes(subject.name)
      : usernameOf(subject, namespace) === user.username,
  );
}

function describeBinding({ kind, name, namespace, roleRef }: Binding): string {
  const scope = kind === "RoleBinding" ? ` in the namespace ${namespace} only` : "";
  return `${kind} ${name} names the user and gives the ${roleRef.kind} ${roleRef.name}${scope}.`;
}
