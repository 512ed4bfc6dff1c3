import type { Minor } from "../kube/minor.ts";
import { type Authorizer, createAuthorizer } from "../rbac/authorize.ts";
import { loadDefaultPolicy } from "../rbac/default-policy/load.ts";
import { mergePolicies } from "../rbac/manifest/decode.ts";
import type { Policy } from "../rbac/types.ts";
import { createMemo } from "./memo.ts";

/**
 * Makes the authorizer of the user's documents with the defaults of a version below them, or without; each stage
 * remembers its last one.
 */
export type PolicyStage = (own: Policy, defaults: Minor | undefined) => Promise<Authorizer>;

/** A stage of its own for each side of a comparison: what runs and what is edited would forget each other. */
export function createPolicyStage(): PolicyStage {
  const merge = createMemo(async (own: Policy, defaults: Minor | undefined) =>
    defaults === undefined ? own : mergePolicies(await loadDefaultPolicy(defaults), own),
  );
  const index = createMemo(createAuthorizer);
  return async (own, defaults) => index(await merge(own, defaults));
}

/** The policy that is edited. */
export const editedPolicyStage = createPolicyStage();
