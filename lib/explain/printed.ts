import type { Explanation, NamedUser } from "./explanation.ts";
import { describeUser } from "./objects.ts";

/** Reads the table of `kubectl auth whoami`; undefined if the text is another one. */
export function explainWhoami(text: string): Explanation | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const header = lines.findIndex((line) => /^\s*ATTRIBUTE\s+VALUE\s*$/.test(line));
  if (header < 0) return undefined;
  const rows = lines.slice(header + 1).flatMap((line) => {
    const row = /^\s*(Username|UID|Groups|Extra: \S{1,500})\s{1,200}(\S.*)$/.exec(line);
    return row === null ? [] : [[row[1] ?? "", (row[2] ?? "").trimEnd()] as const];
  });
  const values = new Map(rows);
  const username = values.get("Username");
  if (username === undefined) return undefined;
  const uid = values.get("UID");
  const groups = values.get("Groups");
  const extra = rows.flatMap(([name, value]) =>
    name.startsWith("Extra: ") ? [[name.slice("Extra: ".length), readList(value)] as const] : [],
  );
  const user: NamedUser = {
    username,
    ...(uid !== undefined && { uid }),
    ...(groups !== undefined && { groups: readList(groups) }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
  return { by: "kubectl", code: "none", cause: describeUser(user), user };
}

/**
 * Reads what the plugin `kubectl whoami --all` prints, and `oc login` after a login; undefined if the text is another one.
 */
export function explainNamed(text: string): Explanation | undefined {
  const user = readNamed(text.replace(/^\$ [^\n]{0,1000}\n/, "").trim());
  return user && { by: "kubectl", code: "none", cause: describeUser(user), user };
}

function readNamed(text: string): NamedUser | undefined {
  const logged = /^Logged into "[^"\n]{1,500}" as "([^"\n]{1,500})"/.exec(text)?.[1];
  if (logged !== undefined) return { username: logged };
  const [first = "", second = "", ...rest] = text.split(/\r?\n/).filter((line) => line !== "");
  const username = /^User:[ \t]+(\S.*)$/.exec(first)?.[1]?.trimEnd();
  if (username === undefined || second.trimEnd() !== "Groups:") return undefined;
  const end = rest.findIndex((line) => !/^[ \t]/.test(line));
  const groups = (end === -1 ? rest : rest.slice(0, end)).map((line) => line.trim());
  return { username, groups };
}

/**
 * Claims that kubelogin prints: lines "the ID token has the claim: name=value" of -v1 (a list as Go's `[a b]`), or the JSON
 * behind "you got a token:" of newer ones and "You got a token with the following claims:" of setup. Undefined if the text
 * has neither.
 */
export function explainKubeloginClaims(text: string): Explanation | undefined {
  const claims = readClaimLines(text) ?? readClaimsJson(text);
  return (
    claims && {
      by: "kubelogin",
      code: "none",
      cause: "kubelogin printed the claims of the ID token that it got.",
      claims,
    }
  );
}

const claimMark = "the ID token has the claim: ";

function readClaimLines(text: string): Record<string, unknown> | undefined {
  const found: [string, unknown][] = [];
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf(claimMark);
    const equals = at < 0 ? -1 : line.indexOf("=", at);
    if (equals < 0) continue;
    found.push([
      line.slice(at + claimMark.length, equals),
      readValue(line.slice(equals + 1).trim()),
    ]);
  }
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

// Go's %v: lists as [a b], numbers as 1.7e+09.
function readValue(text: string): unknown {
  if (text.startsWith("[") && text.endsWith("]")) return readList(text);
  if (text === "true" || text === "false") return text === "true";
  if (/^-?\d{1,16}(?:\.\d{1,16})?(?:e[+-]\d{1,2})?$/.test(text)) return Number(text);
  return text;
}

function readClaimsJson(text: string): Record<string, unknown> | undefined {
  const mark = /got (?:a|the) token(?: with the following claims:?|:)/i.exec(text);
  if (mark === null) return undefined;
  const open = text.indexOf("{", mark.index);
  for (
    let close = text.indexOf("}", open);
    open >= 0 && close >= 0;
    close = text.indexOf("}", close + 1)
  ) {
    if (close - open > longestClaims) return undefined;
    const value = parseObject(text.slice(open, close + 1));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** In UTF-16 units. */
const longestClaims = 20_000;

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

// [a b c]: a value with a space inside cannot be told from two.
function readList(text: string): string[] {
  const inner = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  return inner.split(" ").filter((each) => each !== "");
}
