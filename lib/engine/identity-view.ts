import { formatWhoami } from "../identity/whoami.ts";
import type { UserInfo } from "../kube/user-info.ts";
import { writeSubjects } from "../rbac/manifest/write-manifest.ts";

/** The user as kubectl prints it, and as bindings name it. */
export function viewIdentity(user: UserInfo): IdentityView {
  return { user, whoami: formatWhoami(user), subjects: writeSubjects(user) };
}

/** The user that came of the token, and how other tools write it. */
export interface IdentityView {
  readonly user: UserInfo;
  /** What `kubectl auth whoami` prints, byte for byte, with its last line end. */
  readonly whoami: string;
  /** A `subjects:` list for a manifest: the user and each of its groups. */
  readonly subjects: string;
}
