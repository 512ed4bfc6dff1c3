import type { Span } from "@/lib/source/span.ts";

/** The text of a span of a file, which is read again up to its end, because no dump is kept in memory. Rejects if the file is gone. */
export async function readPart(content: Blob, { start, end }: Span): Promise<string> {
  const reader = content.stream().pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let at = 0; at < end; ) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value.slice(Math.max(start - at, 0), Math.max(end - at, 0));
    at += value.length;
  }
  await reader.cancel();
  return text;
}
