import { readKlogHead } from "../../explain/log/heads.ts";
import { parseMembers, unwrapLine } from "../../explain/whole-log/unwrap-line.ts";

const mostLines = 200;

/** Whether a text that begins so is a log of an API server, or an audit log: most of its first lines have such a form. */
export function looksLikeLog(head: string): boolean {
  // The last line may be cut.
  const lines = head
    .split("\n")
    .slice(0, -1)
    .filter((line) => line.trim() !== "")
    .slice(0, mostLines);
  return lines.length >= 3 && lines.filter(isOfLog).length * 2 > lines.length;
}

function isOfLog(line: string): boolean {
  const { text, form } = unwrapLine(line);
  if (form !== "plain" || readKlogHead(text) !== undefined) return true;
  if (!text.startsWith("{")) return false;
  const value = parseMembers(text);
  if (value === undefined) return false;
  const isEvent = value.kind === "Event" && String(value.apiVersion).startsWith("audit.k8s.io/");
  return isEvent || ("ts" in value && "msg" in value);
}
