import { fromByteString } from "../go/byte-string.ts";
import { hexValue, isDigit } from "../go/digits.ts";
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isWord } from "./characters.ts";
import {
  failScanning,
  makeToken,
  need,
  type Scanner,
  skip,
  skipBlanks,
  skipComment,
  skipLine,
  type Token,
  unitAt,
} from "./cursor.ts";

/** A directive, `%YAML 1.1` or `%TAG ! prefix`, to the end of its line. */
export function scanDirective(s: Scanner): Token {
  const { position, line } = s;
  skip(s);
  const name = scanWord(s);
  if (name === "") failScanning(s, "could not find expected directive name");
  if (!isBlankOrEnd(unitAt(s))) failScanning(s, "found unexpected non-alphabetical character");
  let token: Token;
  if (name === "YAML") {
    skipBlanks(s);
    const major = scanVersionNumber(s);
    if (unitAt(s) !== 0x2e) failScanning(s, "did not find expected digit or '.' character");
    skip(s);
    const version = `${major}.${scanVersionNumber(s)}`;
    token = makeToken("version-directive", position, line, s.position, "", version);
  } else if (name === "TAG") {
    skipBlanks(s);
    const handle = scanTagHandle(s, true);
    need(s, 1);
    if (!isBlank(unitAt(s))) failScanning(s, "did not find expected whitespace");
    skipBlanks(s);
    const prefix = scanTagUri(s, "");
    if (!isBlankOrEnd(unitAt(s))) {
      failScanning(s, "did not find expected whitespace or line break");
    }
    token = makeToken("tag-directive", position, line, s.position, handle, prefix);
  } else {
    failScanning(s, "found unknown directive name");
  }
  skipBlanks(s);
  skipComment(s);
  if (!isBreakOrEnd(unitAt(s))) failScanning(s, "did not find expected comment or line break");
  if (isBreak(unitAt(s))) skipLine(s);
  return token;
}

function scanVersionNumber(s: Scanner): number {
  need(s, 1);
  let value = 0;
  let length = 0;
  while (isDigit(unitAt(s))) {
    length++;
    if (length > 2) failScanning(s, "found extremely long version number");
    value = value * 10 + unitAt(s) - 0x30;
    skip(s);
    need(s, 1);
  }
  if (length === 0) failScanning(s, "did not find expected version number");
  return value;
}

/** A tag, `!!str` or `!<tag:…>`. */
export function scanTag(s: Scanner): Token {
  const { position, line } = s;
  need(s, 2);
  let handle = "";
  let suffix: string;
  if (unitAt(s, 1) === 0x3c) {
    skip(s);
    skip(s);
    suffix = scanTagUri(s, "");
    if (unitAt(s) !== 0x3e) failScanning(s, "did not find the expected '>'");
    skip(s);
  } else {
    handle = scanTagHandle(s, false);
    if (handle.length > 1 && handle.endsWith("!")) {
      suffix = scanTagUri(s, "");
    } else {
      suffix = scanTagUri(s, handle);
      handle = "!";
      if (suffix === "") [handle, suffix] = [suffix, handle];
    }
  }
  need(s, 1);
  if (!isBlankOrEnd(unitAt(s))) failScanning(s, "did not find expected whitespace or line break");
  return makeToken("tag", position, line, s.position, handle, suffix);
}

function scanTagHandle(s: Scanner, directive: boolean): string {
  need(s, 1);
  if (unitAt(s) !== 0x21) failScanning(s, "did not find expected '!'");
  skip(s);
  const handle = `!${scanWord(s)}`;
  if (unitAt(s) === 0x21) {
    skip(s);
    return `${handle}!`;
  }
  if (directive && handle !== "!") failScanning(s, "did not find expected '!'");
  return handle;
}

function scanTagUri(s: Scanner, head: string): string {
  let uri = head.slice(1);
  let found = head !== "";
  need(s, 1);
  while (isWord(unitAt(s)) || uriCharacters.has(unitAt(s))) {
    if (unitAt(s) === 0x25) {
      uri += scanUriEscapes(s);
    } else {
      uri += String.fromCharCode(unitAt(s));
      skip(s);
    }
    need(s, 1);
    found = true;
  }
  if (!found) failScanning(s, "did not find expected tag URI");
  return uri;
}

// One character as UTF-8 bytes in percent escapes.
function scanUriEscapes(s: Scanner): string {
  const bytes: number[] = [];
  let width = 1;
  while (bytes.length < width) {
    need(s, 3);
    const high = hexValue(unitAt(s, 1));
    const low = hexValue(unitAt(s, 2));
    if (unitAt(s) !== 0x25 || high < 0 || low < 0)
      failScanning(s, "did not find URI escaped octet");
    const octet = high * 16 + low;
    if (bytes.length === 0) {
      width = octet < 0x80 ? 1 : octet < 0xc0 ? 0 : octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : 4;
      if (width === 0 || octet >= 0xf8) {
        failScanning(s, "found an incorrect leading UTF-8 octet");
      }
    } else if ((octet & 0xc0) !== 0x80) {
      failScanning(s, "found an incorrect trailing UTF-8 octet");
    }
    bytes.push(octet);
    skip(s);
    skip(s);
    skip(s);
  }
  return fromByteString(String.fromCharCode(...bytes));
}

/** Letters, digits, `_` and `-`; may be empty. */
export function scanWord(s: Scanner): string {
  need(s, 1);
  const start = s.position;
  while (isWord(unitAt(s))) {
    skip(s);
    need(s, 1);
  }
  return s.text.slice(start, s.position);
}

const uriCharacters: ReadonlySet<number> = new Set(
  [...";/?:@&=+$,.!~*'()[]%"].map((character) => character.charCodeAt(0)),
);
