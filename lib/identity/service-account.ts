import { authenticatedGroup, credentialIdKey, type UserInfo } from "../kube/user-info.ts";

/** The user that a service account is. Follows k8s.io/apiserver/pkg/authentication/serviceaccount/util.go. */
export function serviceAccountUser(namespace: string, name: string, uid = ""): UserInfo {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, authenticatedGroup],
    extra: {},
  };
}

/** Reads `app/bot`, `app:bot` or `system:serviceaccount:app:bot`; undefined if the text names no service account. */
export function parseServiceAccountName(
  text: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const found =
    /^(?:system:serviceaccount:)?([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)[:/]([a-z0-9](?:[-.a-z0-9]*[a-z0-9])?)$/.exec(
      text.trim(),
    );
  return found === null ? undefined : { namespace: found[1] ?? "", name: found[2] ?? "" };
}

/**
 * The user behind the claims of a service account's token, bound (`kubernetes.io`) or of the old kind
 * (`kubernetes.io/serviceaccount/…`); undefined if the claims are of another token. The signature is not looked at.
 * Follows pkg/serviceaccount/claims.go and legacy.go.
 */
export function userOfServiceAccountClaims(
  claims: Readonly<Record<string, unknown>>,
): UserInfo | undefined {
  const bound = asMap(claims["kubernetes.io"]);
  const account = asMap(bound?.serviceaccount);
  const namespace = asText(bound?.namespace) ?? asText(claims[`${legacyPrefix}namespace`]);
  const name = asText(account?.name) ?? asText(claims[`${legacyPrefix}service-account.name`]);
  if (namespace === undefined || name === undefined) return undefined;
  const uid = asText(account?.uid) ?? asText(claims[`${legacyPrefix}service-account.uid`]) ?? "";
  const extra: Record<string, string[]> = {};
  const jti = asText(claims.jti);
  if (jti !== undefined) extra[credentialIdKey] = [`JTI=${jti}`];
  for (const kind of ["pod", "node"] as const) {
    const object = asMap(bound?.[kind]);
    const objectName = asText(object?.name);
    const objectUid = asText(object?.uid);
    if (objectName === undefined || (kind === "pod" && objectUid === undefined)) continue;
    extra[`authentication.kubernetes.io/${kind}-name`] = [objectName];
    if (objectUid !== undefined) extra[`authentication.kubernetes.io/${kind}-uid`] = [objectUid];
  }
  return { ...serviceAccountUser(namespace, name, uid), extra };
}

const legacyPrefix = "kubernetes.io/serviceaccount/";

function asMap(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
