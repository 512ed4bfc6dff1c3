import { looksLikeLog } from "@/lib/engine/whole-log/looks-like-log.ts";

/** In bytes. */
const headSize = 65_536;

/** Whether a file is a log by its beginning, zipped ones too. */
export async function isLog(file: Blob): Promise<boolean> {
  const head = file.slice(0, headSize);
  const [first, second] = new Uint8Array(await head.slice(0, 2).arrayBuffer());
  const zipped = first === 0x1f && second === 0x8b;
  return looksLikeLog(zipped ? await unzipHead(file) : await head.text());
}

async function unzipHead(file: Blob): Promise<string> {
  const reader = file
    .stream()
    .pipeThrough(new DecompressionStream("gzip"))
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  while (text.length < headSize) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader.cancel();
  return text;
}
