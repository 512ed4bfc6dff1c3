/** Of bytes: small enough that a part is dead before the garbage collector moves it to what has lived long. */
const partBytes = 64 * 1024;
/** As many arguments as a call may have. */
const callBytes = 8 * 1024;

/**
 * The UTF-8 text of a file part by part, as TextDecoder reads it, without holding more memory than a few parts. Bytes and the
 * texts of a TextDecoder are outside of the heap, where dead ones pile up until all of it is collected: the bytes are given
 * back at once, and a part of ASCII, as most of a dump is, is made in the heap.
 */
export async function* readTextParts(content: Blob): AsyncGenerator<string> {
  const reader = content.stream().getReader();
  const decoder = new TextDecoder();
  // At the start the decoder looks for a byte order mark, and behind other characters it may wait for the rest of one.
  let needsDecoder = true;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (let at = 0; at < value.length; at += partBytes) {
      const part = value.subarray(at, at + partBytes);
      if (!needsDecoder && isAscii(part)) {
        yield fromAscii(part);
        continue;
      }
      yield decoder.decode(part, { stream: true });
      needsDecoder = part.length < 3 || !isAscii(part.subarray(-1));
    }
    value.buffer.transfer?.(0);
  }
  yield decoder.decode();
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if ((bytes[at] ?? 0) > 0x7f) return false;
  return true;
}

function fromAscii(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += callBytes) {
    const codes: ArrayLike<number> = bytes.subarray(at, at + callBytes);
    // Spread syntax would make an object of each byte.
    text += String.fromCharCode.apply(null, codes as number[]);
  }
  return text;
}
