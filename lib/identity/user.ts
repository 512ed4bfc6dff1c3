/** user.Info: who a request comes from, whatever way it was found out. */
export interface IdentityUser {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** The group of everybody who was authenticated, which the server adds last. */
export const authenticatedGroup = "system:authenticated";

/** A user with nothing but a name and groups; `system:authenticated` is added where it is not there. */
export function createUser(username: string, groups: readonly string[] = []): IdentityUser {
  const all = groups.includes(authenticatedGroup) ? groups : [...groups, authenticatedGroup];
  return { username, uid: "", groups: all, extra: {} };
}

/** Who sends a request without credentials, where the server lets it in. */
export const anonymousUser: IdentityUser = {
  username: "system:anonymous",
  uid: "",
  groups: ["system:unauthenticated"],
  extra: {},
};
