import type { OfferedName } from "../authn/names/offer.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";
import { loadApiResources } from "../rbac/api-resources.ts";
import { loadDefaultPolicy } from "../rbac/default-policy/load.ts";
import {
  type BindingContext,
  defaultRole,
  type OfferedRole,
} from "../rbac/editor/binding-values.ts";

/** What an editor of role bindings knows besides its text. */
export interface BindingHelp {
  readonly minor: Minor;
  /** Roles of opened files. */
  readonly roles: readonly OfferedRole[];
  /** Whether the cluster has the roles that Kubernetes makes. */
  readonly defaultPolicy: boolean;
  readonly subjects: readonly OfferedName[];
  readonly namespaces: readonly string[];
}

/** What completion and hover of role bindings ask for. The tables of Kubernetes are loaded on the first call. */
export async function loadBindingContext(help: BindingHelp | undefined): Promise<BindingContext> {
  const [resources, policy] = await Promise.all([
    loadApiResources(),
    help?.defaultPolicy === false ? undefined : loadDefaultPolicy(help?.minor ?? newestMinor),
  ]);
  const defaults = (policy?.roles ?? []).map(
    ({ kind, name, namespace }): OfferedRole => ({ kind, name, namespace, from: defaultRole }),
  );
  return {
    roles: [...(help?.roles ?? []), ...defaults],
    subjects: help?.subjects ?? [],
    resources,
    namespaces: help?.namespaces ?? [],
  };
}
