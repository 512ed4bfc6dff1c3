/**
 * Classes of characters as go-yaml sees them (yamlprivateh.go). All take a UTF-16 code unit; 0 is the end of the text,
 * which cannot be inside it.
 */
export function isBreak(unit: number): boolean {
  return unit === 0x0d || unit === 0x0a || unit === 0x85 || unit === 0x2028 || unit === 0x2029;
}

/** A line break or the end of the text. */
export function isBreakOrEnd(unit: number): boolean {
  return unit === 0 || isBreak(unit);
}

/** A space or a tab. */
export function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

/** A space, a tab, a line break or the end of the text. */
export function isBlankOrEnd(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || isBreakOrEnd(unit);
}

/** What may be in an anchor, a tag handle or a directive's name. */
export function isWord(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit === 0x5f ||
    unit === 0x2d
  );
}

/**
 * Where the reader stops: go-yaml decodes its input in chunks of 512 bytes and refuses a whole chunk for one control
 * character in it, so that an earlier mistake in the same chunk is never reported. `from` is the chunk's first
 * character, `at` the refused one. Infinity if the text has none.
 */
export function findUnreadable(text: string): { readonly from: number; readonly at: number } {
  const at = text.search(unreadable);
  if (at < 0) return { from: Number.POSITIVE_INFINITY, at };
  let from = 0;
  let chunkEnd = chunkBytes;
  let bytes = 0;
  for (let position = 0; position <= at; position++) {
    const unit = text.charCodeAt(position);
    const pair = unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(position + 1));
    const width = pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    if (bytes + width > chunkEnd) {
      from = position;
      chunkEnd = bytes + chunkBytes;
    }
    bytes += width;
    if (pair) position++;
  }
  return { from, at };
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

const chunkBytes = 512;
const unreadable = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd]/;
