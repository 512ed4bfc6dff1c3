import { authenticatedGroup } from "../identity/user.ts";
import { formatWhoami } from "../identity/whoami.ts";
import type { UserInfo } from "../token/trace.ts";
import { writeYaml } from "../yaml/write.ts";

/** The user as kubectl prints it, and as bindings name it. */
export function viewIdentity(user: UserInfo): IdentityView {
  return { user, whoami: formatWhoami(user), subjects: writeSubjects(user) };
}

function writeSubjects(user: UserInfo): string {
  const apiGroup = "rbac.authorization.k8s.io";
  return writeYaml({
    subjects: [
      { kind: "User", apiGroup, name: user.username },
      ...user.groups
        .filter((group) => group !== authenticatedGroup)
        .map((group) => ({ kind: "Group", apiGroup, name: group })),
    ],
  });
}

/** The user that came of the token, and how other tools write it. */
export interface IdentityView {
  readonly user: UserInfo;
  /** What `kubectl auth whoami` prints, byte for byte, with its last line end. */
  readonly whoami: string;
  /** A `subjects:` list for a manifest: the user and each of its groups. */
  readonly subjects: string;
}
