import { compareText } from "../go/json.ts";
import type { UserInfo } from "../kube/user-info.ts";
import { formatList } from "../rbac/can-i-list.ts";
import { formatTable } from "../rbac/tab-writer.ts";

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
