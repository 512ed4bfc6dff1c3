import { createLogReader } from "@/lib/explain/whole-log/read-log.ts";
import type { LogReply } from "./log-messages.ts";

const reportMilliseconds = 500;

self.onmessage = async ({ data }: MessageEvent<File>) => {
  try {
    await read(data);
  } catch (error) {
    reply({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
};

// Piece by piece: a piece is forgotten before the next one is asked for.
async function read(file: File): Promise<void> {
  const log = createLogReader();
  let read = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      read += piece.length;
      controller.enqueue(piece);
    },
  });
  const bytes = file.stream().pipeThrough(counted);
  const text = (await isZipped(file)) ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
  const reader = text.pipeThrough(new TextDecoderStream()).getReader();
  let reported = performance.now();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    log.push(next.value);
    const now = performance.now();
    if (now - reported < reportMilliseconds) continue;
    reported = now;
    reply({ kind: "reading", read, summary: log.summary() });
  }
  log.finish();
  reply({ kind: "done", read, summary: log.summary() });
}

// gzip begins with 1f 8b (RFC 1952, section 2.3.1).
async function isZipped(file: File): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

function reply(message: LogReply): void {
  self.postMessage(message);
}
