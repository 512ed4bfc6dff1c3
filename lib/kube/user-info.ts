/** user.Info: who a request comes from, whatever way it was found out. */
export interface UserInfo {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** The group of everybody who was authenticated, which the server adds last (user.AllAuthenticated). */
export const authenticatedGroup = "system:authenticated";

/** The group of requests without credentials (user.AllUnauthenticated). */
export const unauthenticatedGroup = "system:unauthenticated";

/** The key of extra that names one credential, since 1.32 (user.CredentialIDKey). */
export const credentialIdKey = "authentication.kubernetes.io/credential-id";

/** Who sends a request without credentials, if the server lets it in (user.Anonymous). */
export const anonymousUser: UserInfo = {
  username: "system:anonymous",
  uid: "",
  groups: [unauthenticatedGroup],
  extra: {},
};

/** A user with nothing but a name and groups; `system:authenticated` is added if it is missing. */
export function createUser(username: string, groups: readonly string[] = []): UserInfo {
  const all = groups.includes(authenticatedGroup) ? groups : [...groups, authenticatedGroup];
  return { username, uid: "", groups: all, extra: {} };
}
