/** Bytes as Latin-1 text, of base64 or base64url, padded or not. Undefined if the text is neither. */
export function decodeBase64(text: string): string | undefined {
  let end = text.length;
  while (end > 0 && text[end - 1] === "=") end--;
  // A last lone character carries no byte.
  if (end % 4 === 1) end--;
  try {
    return atob(text.slice(0, end).replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
}

/** Whether bytes, as Latin-1 text, are readable ASCII for nine parts in ten. UTF-16 is told apart by `withoutNuls`. */
export function isReadable(bytes: string): boolean {
  let readable = 0;
  for (let i = 0; i < bytes.length; i++) {
    const unit = bytes.charCodeAt(i);
    if ((unit >= 0x20 && unit < 0x7f) || unit === 9 || unit === 10 || unit === 13) readable++;
  }
  return bytes.length > 0 && readable >= bytes.length * 0.9;
}

/** The text of UTF-16 bytes whose characters are ASCII; other bytes as they are. */
export function withoutNuls(bytes: string): string {
  return bytes.includes("\0") ? bytes.replaceAll("\0", "") : bytes;
}
