import { createPolicyReader, type DecodedPolicy, detectFormat } from "./decode.ts";

/** How far the reading of a dump is. */
export interface DumpProgress {
  /** UTF-16 units read so far. */
  readonly read: number;
  /** Objects of RBAC found so far. */
  readonly objects: number;
}

/** Small enough that one step takes a few milliseconds, large enough that steps cost nothing. */
const stepLength = 64 * 1024;

/**
 * Reads a text of any size step by step: each step is short, so the caller may draw, report progress or stop (by
 * `return()`) between two. The value at the end is what decodePolicy would give; text and spans are not kept apart
 * from where each object is, so an object is parsed with spans when it is shown.
 */
export function* decodeDump(text: string, file?: string): Generator<DumpProgress, DecodedPolicy> {
  const reader = createPolicyReader(detectFormat(text.slice(0, stepLength)), file);
  for (let read = 0; read < text.length; ) {
    const next = Math.min(read + stepLength, text.length);
    reader.push(text.slice(read, next));
    read = next;
    yield { read, objects: reader.objects };
  }
  return reader.finish();
}

/** The same for a file that arrives in parts, as a stream of a dropped file does: the whole text is never held. */
export async function* decodeDumpStream(
  chunks: AsyncIterable<string>,
  file?: string,
): AsyncGenerator<DumpProgress, DecodedPolicy> {
  let reader: ReturnType<typeof createPolicyReader> | undefined;
  let read = 0;
  let blank = "";
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += stepLength) {
      const part = chunk.slice(at, at + stepLength);
      if (reader === undefined) {
        if (part.trim() === "") {
          blank += part;
          read += part.length;
          continue;
        }
        reader = createPolicyReader(detectFormat(part), file);
        // Blank lines before the first object move everything behind them.
        reader.push(blank);
      }
      reader.push(part);
      read += part.length;
      yield { read, objects: reader.objects };
    }
  }
  return (reader ?? createPolicyReader("yaml", file)).finish();
}
