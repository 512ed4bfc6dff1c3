import { createAuthorizer } from "../../lib/rbac/authorize.ts";
import { loadDefaultPolicy } from "../../lib/rbac/default-policy/load.ts";
import { decodePolicy } from "../../lib/rbac/manifest/decode.ts";
import { reviewRules } from "../../lib/rbac/rules-review.ts";
import type { AccessRequest } from "../../lib/rbac/types.ts";
import { type AccessCheck, type Answer, type Job, timed } from "./request.ts";

/** Decisions of the RBAC authorizer alone, and the rules of a namespace if one is named. */
export async function answerRbac({ request, minor }: Job): Promise<Answer> {
  const { policy, diagnostics } = decodePolicy(request.objects ?? "");
  // What a server's validation refuses never reaches its authorizer, but the question is about the authorizer alone.
  const broken = diagnostics.find(
    ({ severity, code }) => severity === "error" && code !== "rbac/invalid",
  );
  if (broken !== undefined) return { oracleError: broken.message };
  const base = request.bootstrap ? await loadDefaultPolicy(minor) : { roles: [], bindings: [] };
  const authorizer = createAuthorizer({
    roles: [...base.roles, ...policy.roles],
    bindings: [...base.bindings, ...policy.bindings],
  });
  const user = { username: request.user?.username ?? "", groups: request.user?.groups ?? [] };
  const checks = (request.requests ?? []).map((check) => toAccessRequest(check ?? {}));
  const decisions = checks.map((check) => {
    const { verdict, reason } = authorizer.authorize(user, check);
    return { allowed: verdict === "allowed", reason };
  });
  const [first] = checks;
  const time = await timed(request, () => first && authorizer.authorize(user, first));
  if (request.namespace === undefined || request.namespace === null) return { decisions, ...time };
  const { resourceRules, nonResourceRules, incomplete, evaluationError } = reviewRules(
    authorizer.rulesFor(user, request.namespace),
  );
  return {
    decisions,
    ...time,
    resourceRules,
    nonResourceRules,
    incomplete,
    ...(evaluationError !== undefined && { rulesError: evaluationError }),
  };
}

function toAccessRequest(check: AccessCheck): AccessRequest {
  const { verb = "", path = "" } = check;
  if (path !== "") return { kind: "path", verb, path };
  const { group = "", resource = "", subresource = "", name = "", namespace = "" } = check;
  return { kind: "resource", verb, apiGroup: group, resource, subresource, name, namespace };
}
