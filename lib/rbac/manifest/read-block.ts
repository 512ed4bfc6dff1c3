/** What a piece of YAML holds, as JSON would; scalars that are no strings never come from here. */
export type Plain = string | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Reads block-style YAML as kubectl prints it, many times faster than a full parser, or returns undefined at the first
 * thing that needs one: block scalars, continued lines, anchors, tags, flow mappings, duplicate keys, numbers and
 * booleans. What it returns is what a full parser would. Keys in `skip` are passed over with all that is in them.
 */
export function readBlock(text: string, skip: ReadonlySet<string>): Plain | undefined {
  if (unusual.test(text)) return undefined;
  const lines = splitLines(text);
  if (lines === undefined || lines.length === 0) return undefined;
  const reader = { lines, at: 0, skip };
  const value = readNode(reader, lines[0]?.indent ?? 0);
  return reader.at === lines.length ? value : undefined;
}

/** Tabs, line ends that only YAML knows, what its reader refuses, and all that is rare enough for the full parser. */
const unusual = /[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)/;

interface Line {
  /** Of the content; a dash is content of its own. */
  indent: number;
  text: string;
}

interface Reader {
  readonly lines: readonly Line[];
  at: number;
  readonly skip: ReadonlySet<string>;
}

function splitLines(text: string): Line[] | undefined {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf("\n", start);
    if (end === -1) end = text.length;
    let from = start;
    while (from < end && text.charCodeAt(from) === 0x20) from++;
    let to = end;
    while (to > from && (text.charCodeAt(to - 1) === 0x20 || text.charCodeAt(to - 1) === 0x0d))
      to--;
    if (to > from && text.charCodeAt(from) !== 0x23) {
      lines.push({ indent: from - start, text: text.slice(from, to) });
    }
    start = end + 1;
  }
  return lines;
}

function readNode(reader: Reader, indent: number): Plain | undefined {
  const line = reader.lines[reader.at];
  if (line === undefined || line.indent !== indent) return undefined;
  return isDash(line.text) ? readSequence(reader, indent) : readMapping(reader, indent);
}

function readSequence(reader: Reader, indent: number): Plain | undefined {
  const items: Plain[] = [];
  for (;;) {
    const line = reader.lines[reader.at];
    if (line === undefined || line.indent < indent) return items;
    if (line.indent > indent) return undefined;
    if (!isDash(line.text)) return items;
    const rest = line.text.slice(1).trimStart();
    if (rest === "" || rest.startsWith("#")) return undefined;
    let item: Plain | undefined;
    if (isDash(rest) || keyPattern.test(rest)) {
      // What follows the dash is a line of its own, as deep as its column.
      line.indent += line.text.length - rest.length;
      line.text = rest;
      item = readNode(reader, line.indent);
    } else {
      reader.at++;
      item = readScalar(rest);
      const next = reader.lines[reader.at];
      if (next !== undefined && next.indent > indent) return undefined;
    }
    if (item === undefined) return undefined;
    items.push(item);
  }
}

// A key as kubectl writes it: plain, or in quotes without escapes; then a blank or the end.
const keyPattern =
  /^(?:([A-Za-z_/.][A-Za-z0-9_./-]*)|"([^"\\]*)"|'([^']*)'):(?: +((?:[^ \r\n\u2028\u2029].*)?))?$/;

function readMapping(reader: Reader, indent: number): Plain | undefined {
  const members: Record<string, Plain> = {};
  for (;;) {
    const line = reader.lines[reader.at];
    if (line === undefined || line.indent < indent) return members;
    if (line.indent > indent) return undefined;
    const found = keyPattern.exec(line.text);
    if (found === null) return undefined;
    const key = found[1] ?? found[2] ?? found[3] ?? "";
    if (found[1] !== undefined && notStrings.has(key)) return undefined;
    if (key === "__proto__" || Object.hasOwn(members, key)) return undefined;
    reader.at++;
    const next = reader.lines[reader.at];
    const nested =
      next !== undefined && (next.indent > indent || (next.indent === indent && isDash(next.text)));
    if (reader.skip.has(key)) {
      skipNested(reader, indent);
      members[key] = null;
      continue;
    }
    const rest = found[4] ?? "";
    let value: Plain | undefined;
    if (rest !== "" && !rest.startsWith("#"))
      value = nested && next.indent > indent ? undefined : readScalar(rest);
    else value = nested ? readNode(reader, next.indent) : null;
    if (value === undefined) return undefined;
    members[key] = value;
  }
}

/** Passes over everything that belongs to the key just read. */
function skipNested(reader: Reader, indent: number): void {
  for (;;) {
    const line = reader.lines[reader.at];
    if (line === undefined || line.indent < indent) return;
    if (line.indent === indent && !isDash(line.text)) return;
    reader.at++;
  }
}

function readScalar(text: string): Plain | undefined {
  const first = text.charCodeAt(0);
  if (first === 0x22) return /^"([^"\\]*)"(?:\s+#.*)?$/.exec(text)?.[1];
  if (first === 0x27) return /^'([^']*)'(?:\s+#.*)?$/.exec(text)?.[1];
  if (first === 0x5b) return readFlowSequence(text);
  if (text === "{}") return {};
  return isPlainString(text) ? text : undefined;
}

function readFlowSequence(text: string): Plain | undefined {
  const inner = /^\[([^[\]{}#&*!|>]*)\]$/.exec(text)?.[1];
  if (inner === undefined) return text === '["*"]' || text === "['*']" ? ["*"] : undefined;
  if (inner.trim() === "") return [];
  const items: Plain[] = [];
  for (const part of inner.split(",")) {
    const entry = part.trim();
    const quoted = /^"([^"\\]*)"$|^'([^']*)'$/.exec(entry);
    if (quoted) items.push(quoted[1] ?? quoted[2] ?? "");
    else if (isPlainString(entry) && !/["']/.test(entry)) items.push(entry);
    else return undefined;
  }
  return items;
}

/** Whether every YAML 1.1 and 1.2 reader takes the plain scalar for this very string. */
function isPlainString(text: string): boolean {
  if (!/^[A-Za-z_/.:][^#]*$/.test(text) || notStrings.has(text)) return false;
  return !/: |:$|^\.(?:\d|inf|nan)|^:\s?/i.test(text);
}

/** Plain scalars that some reader takes for a boolean or null. */
const notStrings = new Set(
  ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].flatMap((word) => [
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  ]),
);

function isDash(text: string): boolean {
  return text === "-" || text.startsWith("- ");
}
