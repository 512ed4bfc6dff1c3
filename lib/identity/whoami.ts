import { compareText } from "../go/json.ts";
import { formatRfc3339 } from "../go/time.ts";
import type { UserInfo } from "../kube/user-info.ts";
import { formatList } from "../rbac/can-i-list.ts";
import { formatTable } from "../rbac/tab-writer.ts";
import { writeYaml } from "../yaml/write.ts";

/** What `kubectl auth whoami` prints, with its last line end. Follows k8s.io/kubectl/pkg/cmd/auth/whoami.go. */
export function formatWhoami({ username, uid, groups, extra }: UserInfo): string {
  const lines = ["ATTRIBUTE\tVALUE"];
  if (username !== "") lines.push(`Username\t${username}`);
  if (uid !== "") lines.push(`UID\t${uid}`);
  if (groups.length > 0) lines.push(`Groups\t${formatList(groups)}`);
  for (const key of Object.keys(extra).sort(compareText)) {
    lines.push(`Extra: ${key}\t${formatList(extra[key] ?? [])}`);
  }
  return formatTable(lines.map((line) => `${line}\n`).join(""));
}

/** What `kubectl auth whoami -o yaml` prints at a time in Unix seconds. */
export function formatWhoamiYaml(user: UserInfo, now: number): string {
  const { username, uid, groups, extra } = user;
  return writeYaml({
    apiVersion: "authentication.k8s.io/v1",
    kind: "SelfSubjectReview",
    metadata: { creationTimestamp: formatRfc3339(BigInt(Math.trunc(now)), 0) },
    status: {
      userInfo: {
        ...(Object.keys(extra).length > 0 && { extra }),
        ...(groups.length > 0 && { groups }),
        ...(uid !== "" && { uid }),
        ...(username !== "" && { username }),
      },
    },
  });
}
