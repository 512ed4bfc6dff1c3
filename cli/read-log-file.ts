import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createLogReader, type LogSummary } from "../lib/explain/whole-log/read-log.ts";

/** What `--log` names: a few lines, or a whole log that was read as a stream. */
export type ReadLog =
  | { readonly kind: "lines"; readonly text: string }
  | { readonly kind: "log"; readonly summary: LogSummary }
  | { readonly kind: "unreadable" };

/** More than this is a log: in lines, and in UTF-16 units. */
const mostLines = 50;
const longestLines = 200_000;

/** Whether a text is read as a whole log, by what failed in it, and not line by line. */
export function isWholeLog(text: string): boolean {
  return text.length > longestLines || countLines(text) > mostLines;
}

/** Reads a log, or standard input for "-", as a stream; gzip too. No more of it is in memory than one piece. */
export async function readLogFile(file: string, keepsNames: boolean): Promise<ReadLog> {
  const reader = createLogReader({ keepsNames });
  const decoder = new TextDecoder();
  let head: string | undefined = "";
  const take = (text: string) => {
    if (head === undefined) return reader.push(text);
    head += text;
    if (!isWholeLog(head)) return;
    reader.push(head);
    head = undefined;
  };
  try {
    const input = file === "-" ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
    for await (const piece of await unzip(input)) take(decoder.decode(piece, { stream: true }));
  } catch {
    return { kind: "unreadable" };
  }
  take(decoder.decode());
  if (head !== undefined) return { kind: "lines", text: head };
  reader.finish();
  return { kind: "log", summary: reader.summary() };
}

// gzip begins with 1f 8b (RFC 1952, section 2.3.1).
async function unzip(input: Readable): Promise<AsyncIterable<Uint8Array>> {
  const pieces = input[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const first = await pieces.next();
  const all = (async function* () {
    if (first.done === true) return;
    yield first.value;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
      yield next.value;
  })();
  const zipped = first.done !== true && first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!zipped) return all;
  const { Readable } = await import("node:stream");
  const gunzip = createGunzip();
  Readable.from(all)
    .on("error", (error) => gunzip.destroy(error))
    .pipe(gunzip);
  return gunzip;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
