import type * as Monaco from "monaco-editor/editor/editor.api.js";
import type { OfferedName } from "@/lib/authn/names/offer.ts";
import type { Minor } from "@/lib/kube/minor.ts";
import type { BindingContext, OfferedRole } from "@/lib/rbac/editor/binding-values.ts";

/** What the editor of the bindings knows besides its text. */
export interface BindingHelp {
  readonly minor: Minor;
  /** Roles of opened files. */
  readonly roles: readonly OfferedRole[];
  /** Whether the cluster has the roles that Kubernetes makes. */
  readonly defaultPolicy: boolean;
  readonly subjects: readonly OfferedName[];
  readonly namespaces: readonly string[];
}

const helpByModel = new Map<string, BindingHelp>();

/** Says what is known besides the text of a model. */
export function setBindingHelp(uri: Monaco.Uri, help: BindingHelp | undefined): void {
  if (help === undefined) helpByModel.delete(uri.toString());
  else helpByModel.set(uri.toString(), help);
}

/** The context of a model's completion and hover; the tables of Kubernetes are loaded on the first call. */
export async function loadBindingContext(uri: Monaco.Uri): Promise<BindingContext> {
  const help = helpByModel.get(uri.toString());
  const [{ loadApiResources }, { loadDefaultPolicy }, { defaultRole }, { newestMinor }] =
    await Promise.all([
      import("@/lib/rbac/api-resources.ts"),
      import("@/lib/rbac/default-policy/load.ts"),
      import("@/lib/rbac/editor/binding-values.ts"),
      import("@/lib/kube/minor.ts"),
    ]);
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
