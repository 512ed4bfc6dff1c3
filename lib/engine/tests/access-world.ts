import type { Minor } from "../../kube/minor.ts";
import { loadApiResources, withNamedResources } from "../../rbac/api-resources.ts";
import { createAuthorizer } from "../../rbac/authorize.ts";
import { loadDefaultPolicy } from "../../rbac/default-policy/load.ts";
import { decodePolicy, mergePolicies } from "../../rbac/manifest/decode.ts";
import type { LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import type { AccessWorld } from "./answer-questions.ts";

/** What decides about access in the cluster of a workspace, with one version. */
export async function createWorld(
  workspace: Pick<LoadedWorkspace, "bindings" | "defaultPolicy" | "authorizationModes">,
  minor: Minor,
): Promise<AccessWorld> {
  const { policy, diagnostics } = decodePolicy(workspace.bindings);
  const broken = diagnostics.find(({ severity }) => severity === "error")?.message;
  const merged = workspace.defaultPolicy
    ? mergePolicies(await loadDefaultPolicy(minor), policy)
    : policy;
  return {
    authorizer: createAuthorizer(merged),
    resources: withNamedResources(await loadApiResources(), merged),
    namespaces: namespacesOf(merged),
    modes: workspace.authorizationModes,
    ...(broken !== undefined && { broken }),
  };
}

function namespacesOf({ roles, bindings }: ReturnType<typeof mergePolicies>): readonly string[] {
  const all = [...roles, ...bindings].map(({ namespace }) => namespace);
  return ["", ...new Set(all.filter((name) => name !== ""))];
}
