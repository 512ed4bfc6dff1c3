import { groupsActedWith } from "../rbac/impersonate.ts";
import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import type { ImportedUser } from "./found.ts";

/**
 * Takes `kubectl auth can-i …`: the question, and with `--as` who asks. `words` are those behind `can-i`, variables
 * revealed.
 */
export function takeCanI(x: Exploration, words: readonly string[], span: Span): boolean {
  const asked: string[] = [];
  const groups: string[] = [];
  let username: string | undefined;
  let uid: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const flag = /^(--[a-z-]+|-[a-zA-Z])(?:(=)(.*))?$/s.exec(word);
    if (flag === null) {
      asked.push(quote(word));
      continue;
    }
    const [, name = "", equals, given = ""] = flag;
    if (switches.has(name)) {
      if (name === "-A" || name === "--all-namespaces") asked.push("-A");
      continue;
    }
    const value = equals === undefined ? (words[++i] ?? "") : given;
    if (name === "--as") username = value;
    else if (name === "--as-group") groups.push(value);
    else if (name === "--as-uid") uid = value;
    else if (name === "-n" || name === "--namespace") asked.push("-n", quote(value));
    else if (name === "--subresource") asked.push("--subresource", quote(value));
  }
  const base = { format: "can-i", title: "a question of kubectl auth can-i", span };
  const question = words.includes("--list") ? "" : asked.join(" ");
  if (username === undefined) {
    const notes = [
      `The command asks ${question === "" ? "for all that is allowed" : question}; it names no user (--as), so the user of the kubeconfig asks.`,
    ];
    x.found.push({ kind: "log", ...base, notes, ...(question !== "" && { question }) });
    return true;
  }
  const user: ImportedUser = {
    username,
    groups: groupsActedWith({ username, groups }),
    ...(uid !== undefined && { uid }),
  };
  x.found.push({ kind: "user", ...base, notes: [], user, ...(question !== "" && { question }) });
  return true;
}

const switches = new Set(["-A", "--all-namespaces", "-q", "--quiet", "--list", "--no-headers"]);

function quote(word: string): string {
  return /\s/.test(word) ? `"${word}"` : word;
}
