import { readQuoted } from "../../go/unquote.ts";
import type { LogRecord } from "./record.ts";

/** A line without the heads that containers, journals and clients put before it. */
export interface Headless {
  readonly text: string;
  readonly process?: string;
}

/** Takes off the heads of journald, CRI, kubectl logs --prefix and talosctl, in any order. */
export function stripHeads(line: string): Headless {
  let text = line;
  let process: string | undefined;
  for (let rounds = 0; rounds < 3; rounds++) {
    const journal = journalHead.exec(text);
    if (journal !== null) {
      process = journal[1];
      text = text.slice(journal[0].length);
      continue;
    }
    const head = containerHeads.find((pattern) => pattern.test(text));
    if (head === undefined) break;
    text = text.replace(head, "");
  }
  return process === undefined ? { text } : { text, process };
}

// Nov 04 12:00:00 cp-1 k3s[1234]: …, and with an ISO time.
const journalHead =
  /^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.,+Z-]{8,30}) [^\s:]{1,253} ([\w.@-]{1,64})(?:\[\d{1,10}\])?: /;

const containerHeads: readonly RegExp[] = [
  // CRI: 2026-11-22T01:01:19.201075Z stderr F
  /^\d{4}-\d\d-\d\dT[\d:.+Z-]{8,30} (?:stdout|stderr) [FP] /,
  // kubectl logs --timestamps
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z (?=[EWIF]\d{4} )/,
  // kubectl logs --prefix, stern
  /^\[?pod\/[\w.-]{1,253}\/[\w.-]{1,63}\]? /,
  // talosctl logs
  /^(?:\d{1,3}\.){3}\d{1,3}: /,
  // docker compose
  /^[\w.-]{1,64} +\| /,
];

/** Reads klog's head `E1122 01:01:19.201075    1669 authentication.go:76] `; undefined if there is none. */
export function readKlogHead(
  line: string,
): (Pick<LogRecord, "file" | "level" | "time"> & { readonly rest: string }) | undefined {
  const head = klogHead.exec(line);
  if (head === null) return undefined;
  const [whole, letter = "", time = "", file = ""] = head;
  return { rest: line.slice(whole.length), file, time, level: levels[letter] ?? "info" };
}

const klogHead = /^([EWIF])\d{4} (\d\d:\d\d:\d\d\.\d{6}) +\d{1,10} ([\w./-]{1,100}):\d{1,6}\] ?/;

const levels: Readonly<Record<string, string>> = {
  E: "error",
  W: "warning",
  I: "info",
  F: "fatal",
};

/**
 * Reads `"message" key="value" key=value`, klog's structured form. Undefined if the text does not begin with a quoted
 * message.
 */
export function readStructured(
  text: string,
): { readonly message: string; readonly values: ReadonlyMap<string, string> } | undefined {
  const message = readQuoted(text);
  if (message === undefined) return undefined;
  return { message: message.value, values: readPairs(text.slice(message.end)) };
}

/** Reads logfmt: `time="…" level=error msg="…"`. Undefined if the text is not made of such pairs. */
export function readLogfmt(text: string): ReadonlyMap<string, string> | undefined {
  if (!/^[A-Za-z_][\w.-]{0,40}=/.test(text)) return undefined;
  const pairs = readPairs(` ${text}`);
  return pairs.size > 1 ? pairs : undefined;
}

// ` key="value" key2=value` up to the first thing that is no pair.
function readPairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    while (text[at] === " " || text[at] === "," || text[at] === "\t") at += 1;
    const equals = text.indexOf("=", at);
    const key = equals < 0 ? "" : text.slice(at, equals);
    if (!/^[\w.-]{1,100}$/.test(key)) break;
    const quoted = readQuoted(text, equals + 1);
    if (quoted !== undefined) {
      pairs.set(key, quoted.value);
      at = quoted.end;
      continue;
    }
    const block = readBlock(text, equals + 1);
    const end = block?.end ?? endOfWord(text, equals + 1);
    pairs.set(key, block?.value ?? text.slice(equals + 1, end));
    at = end;
  }
  return pairs;
}

function endOfWord(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== " " && text[end] !== ",") end += 1;
  return end;
}

// klog writes a value with line breaks as `<`, lines behind a tab, ` >`.
function readBlock(
  text: string,
  at: number,
): { readonly value: string; readonly end: number } | undefined {
  if (!text.startsWith("<\n", at)) return undefined;
  const close = text.indexOf("\n >", at + 1);
  const end = close < 0 ? text.length : close;
  const lines = text.slice(at + 2, Math.max(end, at + 2)).split("\n");
  const value = lines.map((line) => (line.startsWith("\t") ? line.slice(1) : line)).join("\n");
  return { value, end: close < 0 ? text.length : close + 3 };
}
