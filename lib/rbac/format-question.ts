import type { AccessRequest } from "./types.ts";

/** A request as a question: `get pods --subresource=log -n app`. parseQuestion reads it back. */
export function formatQuestion(request: AccessRequest): string {
  if (request.kind === "path") return `${request.verb} ${request.path}`;
  const { verb, apiGroup, resource, subresource, name, namespace } = request;
  const group = apiGroup === "" ? "" : `.${apiGroup}`;
  const suffix = name === "" ? "" : `/${name}`;
  const part = subresource === "" ? "" : ` --subresource=${subresource}`;
  return `${verb} ${resource}${group}${suffix}${part}${namespace === "" ? " -A" : ` -n ${namespace}`}`;
}
