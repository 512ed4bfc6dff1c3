import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import { decodeBase64Url, encodeBase64Url } from "../../go/base64.ts";
import { bytesToByteString } from "../../go/byte-string.ts";

/** Begins the fragment of a link, and names how the rest is written. */
const version = "v1,";

/** In bytes of UTF-8: a link is short, and what comes out of one must not fill the memory. */
const longestText = 2_000_000;

/** The text of a workspace file as the fragment of a link, without its "#". */
export function encodeShare(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  return version + encodeBase64Url(bytesToByteString(bytes));
}

/** Whether a fragment is that of a link to a workspace, of any version. */
export function isShare(fragment: string): boolean {
  return /^#?v[0-9]+,/.test(fragment);
}

/** The text in a fragment; undefined if it is of another version, was cut off, or is too long. Never throws. */
export function decodeShare(fragment: string): string | undefined {
  const body = fragment.replace(/^#/, "");
  if (!body.startsWith(version)) return undefined;
  const packed = decodeBase64Url(body.slice(version.length));
  if (packed.kind === "error") return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const inflate = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size <= longestText) parts.push(chunk);
    ended ||= final;
  });
  try {
    const bytes = packed.value;
    // In pieces, so that a small text that becomes a huge one is noticed before it is whole.
    for (let at = 0; at < bytes.length && size <= longestText; at += pieceSize) {
      inflate.push(bytes.subarray(at, at + pieceSize), at + pieceSize >= bytes.length);
    }
  } catch {
    return undefined;
  }
  if (!ended || size > longestText) return undefined;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return strFromU8(whole);
}

const pieceSize = 1024;
