import { fromByteString } from "../../go/byte-string.ts";
import {
  type Der,
  isEmpty,
  readAny,
  readElement,
  readObjectIdentifier,
  restOf,
  tagSequence,
  tagSet,
} from "../../go/cryptobyte.ts";
import { fail, type GoResult, ok } from "../../go/result.ts";

/** A distinguished name: sets of attributes, outermost first. */
export type Name = readonly (readonly Attribute[])[];

/** One attribute of a distinguished name, its type as an object identifier. */
export interface Attribute {
  /** "2.5.4.3" */
  readonly type: string;
  readonly value: string;
}

/** Reads the contents of a name: crypto/x509's parseName. */
export function parseName(der: Der): GoResult<Name> {
  const name: Attribute[][] = [];
  while (!isEmpty(der)) {
    const set = readElement(der, tagSet)?.content;
    if (set === undefined) return fail("x509: invalid RDNSequence");
    const attributes: Attribute[] = [];
    while (!isEmpty(set)) {
      const attribute = readAttribute(set);
      if (attribute.kind === "error") return fail(`${invalidName}${attribute.message}`);
      attributes.push(attribute.value);
    }
    name.push(attributes);
  }
  return ok(name);
}

/** The name as RFC 2253 writes it, "CN=example ca,O=Example". */
export function formatName(name: Name): string {
  return name
    .map((set) => set.map(formatAttribute).join("+"))
    .reverse()
    .join(",");
}

function readAttribute(set: Der): GoResult<Attribute> {
  const der = readElement(set, tagSequence)?.content;
  if (der === undefined) return fail("invalid attribute");
  const type = readObjectIdentifier(der);
  if (type === undefined) return fail("invalid attribute type");
  const element = readAny(der);
  if (element === undefined) return fail("invalid attribute value");
  const value = parseText(element.tag, restOf(element.content));
  if (value.kind === "error") return fail(`invalid attribute value: ${value.message}`);
  return ok({ type, value: value.value });
}

// crypto/x509's parseASN1String.
function parseText(tag: number, bytes: Uint8Array): GoResult<string> {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  switch (tag) {
    case 0x14: // T61String, read as Latin-1
      return ok(text);
    case 0x13:
      return printable.test(text) ? ok(text) : fail("invalid PrintableString");
    case 0x0c: {
      const decoded = fromByteString(text);
      const valid = !decoded.includes("\ufffd") || text.includes("\xef\xbf\xbd");
      return valid ? ok(decoded) : fail("invalid UTF-8 string");
    }
    case 0x1e:
      return parseBmp(bytes);
    case 0x16:
      return ascii.test(text) ? ok(text) : fail("invalid IA5String");
    case 0x12:
      return /^[0-9 ]*$/.test(text) ? ok(text) : fail("invalid NumericString");
    default:
      return fail(`unsupported string type: ${tag}`);
  }
}

// Two bytes a character, and no surrogates.
function parseBmp(bytes: Uint8Array): GoResult<string> {
  if (bytes.length % 2 !== 0) return fail("invalid BMPString");
  let text = "";
  for (let i = 0; i < bytes.length; i += 2) {
    text += String.fromCharCode((bytes[i] as number) * 256 + (bytes[i + 1] as number));
  }
  if (text.endsWith("\0")) text = text.slice(0, -1);
  return /[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/.test(text)
    ? fail("invalid BMPString")
    : ok(text);
}

function formatAttribute({ type, value }: Attribute): string {
  const escaped = value.replace(/[,+"\\<>;]|^[ #]| $/g, "\\$&");
  return `${attributeNames[type] ?? type}=${escaped}`;
}

const invalidName = "x509: invalid RDNSequence: ";
const printable = /^[A-Za-z0-9 '()+,\-./:=?*&]*$/;
const ascii = /^[\0-\x7f]*$/;

const attributeNames: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.5": "SERIALNUMBER",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.17": "POSTALCODE",
};
