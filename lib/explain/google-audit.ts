import { explainDenial, questionOf, readDenial } from "./causes/access.ts";
import { unauthorized } from "./causes/client.ts";
import type { Explanation } from "./explanation.ts";

type Members = Readonly<Record<string, unknown>>;

/** Whether a value is the AuditLog of Google Cloud for a request to a Kubernetes API server (GKE): `protoPayload`. */
export function isGoogleAudit(value: Members): boolean {
  return (
    String(value["@type"]).endsWith("/google.cloud.audit.AuditLog") &&
    value.serviceName === "k8s.io" &&
    typeof value.methodName === "string"
  );
}

/**
 * Explains such an AuditLog: who asked, what, and whether it was denied. The method names the verb
 * ("io.k8s.core.v1.pods.list"), the resource all else ("core/v1/namespaces/app/pods/web/log").
 */
export function explainGoogleAudit(log: Members): Explanation {
  const who = membersOf(log.authenticationInfo).principalEmail;
  const username = typeof who === "string" ? who : "";
  const question = questionOfLog(log);
  const status = membersOf(log.status);
  const message = typeof status.message === "string" ? status.message : "";
  const common = {
    by: "audit" as const,
    ...(username !== "" && { user: { username } }),
    ...(question !== undefined && { question }),
  };
  // google.rpc.Code: PERMISSION_DENIED and UNAUTHENTICATED.
  if (status.code === 16) return { ...common, error: message, ...unauthorized };
  if (status.code === 7) {
    const denial = readDenial(message);
    const impersonates = denial?.impersonates ?? false;
    return { ...common, error: message, ...explainDenial({ username, impersonates }) };
  }
  return {
    ...common,
    code: "none",
    cause: `An audit log of GKE: ${username === "" ? "a client" : username} was authenticated${question === undefined ? "" : ` and asked: ${question}`}.`,
  };
}

function questionOfLog({ methodName, resourceName }: Members): string | undefined {
  const verb = String(methodName).split(".").at(-1) ?? "";
  const [group = "", version = "", ...rest] = String(resourceName ?? "").split("/");
  if (verb === "" || !/^v\d/.test(version)) return undefined;
  const namespaced = rest[0] === "namespaces" && rest.length > 2;
  const [resource = "", name, ...sub] = namespaced ? rest.slice(2) : rest;
  if (resource === "") return undefined;
  const target = {
    kind: "resource" as const,
    resource,
    subresource: sub.join("/"),
    apiGroup: group === "core" ? "" : group,
    namespace: namespaced ? (rest[1] ?? "") : "",
  };
  return questionOf(
    verb,
    target,
    verb === "create" && target.subresource === "" ? undefined : name,
  );
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : {};
}
