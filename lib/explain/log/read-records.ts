import { readKlogHead, readLogfmt, readStructured, stripHeads } from "./heads.ts";
import type { LogRecord } from "./record.ts";

/**
 * The entries of a piece of log, in their order: klog text and JSON, zap's console form, logrus, behind the heads of
 * journals and containers. A line of no known form is an entry whose message is the whole line.
 */
export function readRecords(text: string): LogRecord[] {
  return joinBlocks(text.split(/\r?\n/))
    .filter((line) => line.trim() !== "")
    .map(readRecord);
}

// An error with line breaks is one entry: `err=<`, its lines, ` >`. The lines can have heads of their own.
function joinBlocks(lines: readonly string[]): string[] {
  const joined: string[] = [];
  let block: string[] | undefined;
  for (const line of lines) {
    if (block === undefined) {
      // golang.org/x/oauth2 writes the issuer's answer on a line of its own.
      const last = joined.length - 1;
      if (/(?:err|error)=<$/.test(line)) block = [line];
      else if (line.startsWith("Response: {") && last >= 0) joined[last] += `\n${line}`;
      else joined.push(line);
      continue;
    }
    const bare = stripHeads(line).text;
    block.push(bare);
    if (bare.trim() === ">" || block.length > longestBlock) {
      joined.push(block.join("\n"));
      block = undefined;
    }
  }
  if (block !== undefined) joined.push(block.join("\n"));
  return joined;
}

/** In lines. */
const longestBlock = 500;

/** Reads one entry; one with line breaks is `err=<`, its lines behind tabs, ` >`. */
export function readRecord(line: string): LogRecord {
  const { text, process } = stripHeads(line.trimStart());
  return { ...readBare(text), ...(process !== undefined && { process }) };
}

function readBare(text: string): LogRecord {
  const klog = readKlogHead(text);
  if (klog !== undefined) {
    const { rest, ...head } = klog;
    return { ...readMessage(rest), ...head };
  }
  const json = text.startsWith("{") ? readJson(text) : undefined;
  if (json !== undefined) return recordOf(json);
  return readZap(text) ?? readFields(text) ?? readMessage(text);
}

function readMessage(text: string): LogRecord {
  const structured = readStructured(text);
  if (structured === undefined) return { message: text };
  const error = structured.values.get("err") ?? structured.values.get("error");
  const status = structured.values.get("resp");
  return {
    message: structured.message,
    ...(error !== undefined && { error }),
    ...(status !== undefined && { status }),
  };
}

// 2026-02-09 15:21:41	ERROR	filters/authentication.go:73	Unable to …	{"error": "…"}
function readZap(text: string): LogRecord | undefined {
  const head =
    /^\d{4}-\d\d-\d\d[T ][\d:.,+Z-]{8,24}\s{1,20}(DEBUG|INFO|WARN|ERROR|DPANIC|PANIC|FATAL|debug|info|warn|error)\s{1,20}(?:[\w.-]{1,60}\t)?([\w./-]{1,200}\.go:\d{1,6})\s{1,20}/.exec(
      text,
    );
  if (head === null) return undefined;
  const [whole, level = "", caller = ""] = head;
  const rest = text.slice(whole.length);
  const brace = rest.indexOf("{");
  const values = brace < 0 ? undefined : readJson(rest.slice(brace));
  const message = (values === undefined ? rest : rest.slice(0, brace)).trim();
  const error = textMember(values, "error") ?? textMember(values, "err");
  const file = caller.split("/").at(-1)?.split(":")[0];
  return {
    message,
    level: level.toLowerCase(),
    ...(file !== undefined && { file }),
    ...(error !== undefined && { error }),
  };
}

// logrus and the like: time="…" level=error msg="…" error="…"
function readFields(text: string): LogRecord | undefined {
  const fields = readLogfmt(text);
  const message = fields?.get("msg") ?? fields?.get("message");
  if (fields === undefined || message === undefined) return undefined;
  // k0s passes the lines of kube-apiserver on as messages.
  const inner = readKlogHead(message);
  if (inner !== undefined) {
    const { rest, ...head } = inner;
    return { ...readMessage(rest), ...head };
  }
  const error = fields.get("error") ?? fields.get("err");
  const level = fields.get("level");
  const time = fields.get("time");
  return {
    message,
    ...(level !== undefined && { level }),
    ...(time !== undefined && { time }),
    ...(error !== undefined && { error }),
  };
}

function recordOf(value: object): LogRecord {
  const message = textMember(value, "msg") ?? textMember(value, "message") ?? "";
  const error = textMember(value, "err") ?? textMember(value, "error");
  const caller = textMember(value, "caller");
  const level = textMember(value, "level");
  const file = caller?.split("/").at(-1)?.split(":")[0];
  const status: unknown = Reflect.get(value, "resp");
  return {
    message,
    ...(file !== undefined && { file }),
    ...(level !== undefined && { level }),
    ...(error !== undefined && { error }),
    ...(typeof status === "number" && { status: String(status) }),
  };
}

function readJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textMember(value: object | undefined, name: string): string | undefined {
  if (value === undefined || !Object.hasOwn(value, name)) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === "string" ? member : undefined;
}
