import { authenticatedGroup, type UserInfo } from "../kube/user-info.ts";

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
