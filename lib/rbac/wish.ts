import { formatQuestion } from "./format-question.ts";
import type { AccessRequest } from "./types.ts";

/**
 * A question as a wish: `get *` asks kubectl about the core group only, but as a wish it means every group, and
 * `get *.apps` means every resource of one.
 */
export function widenWish(request: AccessRequest): AccessRequest {
  if (request.kind === "path") return request;
  const { apiGroup, resource } = request;
  if (resource === "*" && apiGroup === "") return { ...request, apiGroup: "*" };
  if (!resource.startsWith("*.")) return request;
  return { ...request, resource: "*", apiGroup: resource.slice("*.".length) };
}

/** A wish as a person reads it: `get every resource of every API group -n app`. */
export function formatWish(request: AccessRequest): string {
  if (request.kind === "path" || request.resource !== "*") return formatQuestion(request);
  const { verb, apiGroup, namespace } = request;
  const groups = apiGroup === "*" ? "every API group" : `the API group ${apiGroup}`;
  const scope = namespace === "" ? "-A" : `-n ${namespace}`;
  return `${verb === "*" ? "every verb on" : verb} every resource of ${groups} ${scope}`;
}
