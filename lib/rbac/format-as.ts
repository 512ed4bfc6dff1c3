import { groupsActedWith, type WantedUser } from "./impersonate.ts";

/**
 * Who is acted as, as kubectl's flags say it: `--as jane --as-group dev`. parseQuestion reads it back. Undefined for a name
 * with both kinds of quotation marks, which a question cannot hold.
 */
export function formatAs({ username, groups, uid }: WantedUser): string | undefined {
  const flags = [
    formatFlag("--as", username),
    ...groups.map((group) => formatFlag("--as-group", group)),
    ...(uid === undefined || uid === "" ? [] : [formatFlag("--as-uid", uid)]),
  ];
  return flags.includes(undefined) ? undefined : flags.join(" ");
}

/**
 * The groups that a request named for a user who it acted as, by those that the server wrote into its audit log: without
 * what the server adds itself.
 */
export function groupsSentFor(username: string, acted: readonly string[]): readonly string[] {
  const key = (groups: readonly string[]) => JSON.stringify([...groups].sort());
  const all = key(acted);
  const candidates = [[], acted.filter((group) => group !== "system:authenticated")];
  return candidates.find((groups) => key(groupsActedWith({ username, groups })) === all) ?? acted;
}

function formatFlag(name: string, value: string): string | undefined {
  if (/^[\w.:@/+#%][\w.:@/+#%=,-]*$/.test(value)) return `${name} ${value}`;
  const quote = value.includes('"') ? "'" : '"';
  return value.includes(quote) ? undefined : `${name}=${quote}${value}${quote}`;
}
