/** One object of a file: a whole document, or an item of a List. */
export interface Piece {
  /** The piece's own text; an item of a YAML list starts with its dash. */
  readonly text: string;
  /** Offset of the text in the file, in UTF-16 units. */
  readonly start: number;
  /** Of its first line, from 1. */
  readonly line: number;
  readonly kind: "document" | "item";
}

/** Cuts a file into pieces while it arrives, without parsing it. */
export interface Cutter {
  /** Takes the next part of the file, of any length. */
  push(chunk: string): void;
  /** The file is over: what is left becomes the last piece. */
  finish(): void;
}

/** Who takes the pieces of a dump, in the order of the text. */
export interface CutHandlers {
  piece(piece: Piece): void;
  /** A list is over; `header` is its text without the items: the `kind` of its items is there. */
  list(header: Piece): void;
}

/**
 * Cuts YAML by line: documents at `---`, and a document with `items:` in its first column by the dashes below. Exact for
 * block style, where whatever belongs to an item is deeper than its dash; a document in flow style is one piece.
 */
export function createYamlCutter(handlers: CutHandlers): Cutter {
  /** The text from the start of the open piece or the unread line. */
  let buffer = "";
  /** Offset of the buffer in the file. */
  let base = 0;
  /** Start of the line to read, in the buffer. */
  let at = 0;
  let line = 1;
  let open: { start: number; line: number; kind: Piece["kind"] } | undefined;
  /** The indentation of the dashes, -1 outside of a list, -2 before the first dash. */
  let dash = -1;
  let header = "";
  let headerStart = 0;
  let headerLine = 1;

  function close(end: number) {
    if (open === undefined) return;
    const text = buffer.slice(open.start, end);
    handlers.piece({ text, start: base + open.start, line: open.line, kind: open.kind });
    open = undefined;
  }

  function endDocument(end: number) {
    close(end);
    if (dash !== -1) {
      handlers.list({ text: header, start: headerStart, line: headerLine, kind: "document" });
    }
    dash = -1;
    header = "";
  }

  function readLine(start: number, end: number) {
    const text = buffer.slice(start, end);
    if (text.startsWith("---") && (text.length === 3 || /\s/.test(text.charAt(3)))) {
      endDocument(start);
      const rest = text.slice(3).trim();
      if (rest !== "" && !rest.startsWith("#")) open = { start: start + 3, line, kind: "document" };
      return;
    }
    if (/^\.\.\.\s*$/.test(text)) {
      endDocument(start);
      return;
    }
    const indent = text.search(/[^ ]/);
    const first = text.charAt(indent);
    if (indent === -1 || first === "#" || first === "\r" || first === "\n") return;
    if (open === undefined && dash === -1 && first === "%") return;
    if (open === undefined && dash === -1) open = { start, line, kind: "document" };
    if (dash === -1) {
      if (indent !== 0 || !/^items:\s*(#.*)?$/.test(text)) return;
      // What stood above the items is the list's header; it may hold the kind.
      header = buffer.slice(open?.start ?? start, start);
      headerStart = base + (open?.start ?? start);
      headerLine = open?.line ?? line;
      open = undefined;
      dash = -2;
      return;
    }
    const dashed = first === "-" && /^\s|^$/.test(text.charAt(indent + 1));
    if (dashed && (indent === dash || dash === -2)) {
      close(start);
      dash = indent;
      open = { start, line, kind: "item" };
      return;
    }
    if (indent > 0 && dash >= 0 && open !== undefined) return;
    if (indent === 0) close(start);
    header += `${text}\n`;
  }

  function readLines(final: boolean) {
    for (;;) {
      const end = buffer.indexOf("\n", at);
      if (end === -1) break;
      readLine(at, end);
      at = end + 1;
      line++;
    }
    if (final && at < buffer.length) {
      readLine(at, buffer.length);
      at = buffer.length;
    }
    if (final) endDocument(buffer.length);
    const keep = open?.start ?? at;
    if (keep === 0) return;
    buffer = buffer.slice(keep);
    base += keep;
    at -= keep;
    if (open) open.start = 0;
  }

  return {
    push(chunk) {
      buffer += chunk;
      readLines(false);
    },
    finish: () => readLines(true),
  };
}

/**
 * Cuts JSON by its braces: objects one after the other (`---` between them counts for nothing), and an object with
 * `items` by its elements. `failed` tells that the text is no JSON; what was cut until then is kept.
 */
export function createJsonCutter(handlers: CutHandlers): Cutter & { readonly failed: boolean } {
  let buffer = "";
  let base = 0;
  let at = 0;
  let line = 1;
  let depth = 0;
  let open: { start: number; line: number; kind: Piece["kind"] } | undefined;
  let inString = false;
  let stringStart = 0;
  /** The last key or string at depth 1. */
  let lastString = "";
  let inItems = false;
  let header = "";
  let headerStart = 0;
  let headerLine = 1;
  let failed = false;

  function close(end: number) {
    if (open === undefined) return;
    const text = buffer.slice(open.start, end);
    handlers.piece({ text, start: base + open.start, line: open.line, kind: open.kind });
    open = undefined;
  }

  const marks = /["\\{}[\]\n]/g;
  const stringMarks = /["\\\n]/g;

  function read() {
    for (;;) {
      const pattern = inString ? stringMarks : marks;
      pattern.lastIndex = at;
      const found = pattern.exec(buffer);
      if (depth === 0 && !inString) {
        const between = buffer.slice(at, found?.index ?? buffer.length);
        if (/[^\s-]/.test(between)) failed = true;
      }
      if (found === null || failed) {
        if (!failed) at = buffer.length;
        return;
      }
      const index = found.index;
      const mark = found[0];
      if (mark === "\n") {
        line++;
        at = index + 1;
        continue;
      }
      if (mark === "\\") {
        // A backslash at the very end waits for the character it escapes.
        if (index + 1 >= buffer.length) {
          at = index;
          return;
        }
        at = index + 2;
        continue;
      }
      at = index + 1;
      if (mark === '"') {
        if (inString && depth === 1) lastString = buffer.slice(stringStart, index);
        inString = !inString;
        stringStart = at;
      } else if (mark === "{" || mark === "[") {
        openBracket(mark, index);
      } else {
        closeBracket(index);
      }
    }
  }

  function openBracket(mark: string, index: number) {
    if (depth === 0) {
      if (mark === "[") failed = true;
      open = { start: index, line, kind: "document" };
    }
    if (depth === 1 && mark === "[" && lastString === "items" && open?.kind === "document") {
      inItems = true;
      header = buffer.slice(open.start, index);
      headerStart = base + open.start;
      headerLine = open.line;
      open = undefined;
    }
    if (depth === 2 && inItems && mark === "{") open = { start: index, line, kind: "item" };
    depth++;
  }

  function closeBracket(index: number) {
    depth--;
    if (depth < 0) failed = true;
    if (depth === 2 && inItems) close(index + 1);
    if (depth === 1 && inItems) {
      inItems = false;
      // The rest of the list is read as if the items had been empty.
      open = { start: index, line, kind: "document" };
    }
    if (depth !== 0) return;
    if (header !== "") {
      const text = `${header}[${buffer.slice(open?.start ?? index, index + 1)}`;
      handlers.list({ text, start: headerStart, line: headerLine, kind: "document" });
      header = "";
      open = undefined;
    } else {
      close(index + 1);
    }
  }

  function trim() {
    const keep = Math.min(open?.start ?? at, inString ? stringStart : at, at);
    if (keep === 0) return;
    buffer = buffer.slice(keep);
    base += keep;
    at -= keep;
    stringStart -= keep;
    if (open) open.start -= keep;
  }

  return {
    push(chunk) {
      if (failed) return;
      buffer += chunk;
      read();
      trim();
    },
    finish() {
      if (depth !== 0 || inString) {
        failed = true;
        close(buffer.length);
      }
    },
    get failed() {
      return failed;
    },
  };
}
