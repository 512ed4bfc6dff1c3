import { authenticatedGroup } from "../identity/user.ts";
import { formatWhoami } from "../identity/whoami.ts";
import type { UserInfo } from "../token/trace.ts";
import { writeYaml } from "../yaml/write.ts";
import type { IdentityView } from "./analysis.ts";

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
