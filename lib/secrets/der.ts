import { decodeBase64 } from "./decode-base64.ts";

/** What a DER structure is, as far as its first fields say. */
export type DerKind = "private" | "public" | "none";

const sequence = 0x30;
const integer = 0x02;
const objectIdentifier = 0x06;
const octetString = 0x04;
const bitString = 0x03;
const explicitVersion = 0xa0;

/**
 * Tells private keys (PKCS #1, SEC 1, PKCS #8, encrypted PKCS #8) from certificates, requests and public keys (RFC 5280,
 * RFC 2986, RFC 5208, RFC 8017) by the first fields of their DER. `body` is base64; it may be cut off.
 */
export function readDerKind(body: string): DerKind {
  const bytes = decodeBase64(body);
  if (bytes === undefined || bytes.charCodeAt(0) !== sequence) return "none";
  const outer = readHeader(bytes, 0);
  if (outer === undefined || bytes.length > outer.end) return "none";
  const first = readHeader(bytes, outer.content);
  if (first === undefined || outer.length < 16) return "none";
  if (first.tag === integer) {
    // A version of 0, 1 or 3 and then a structure; the modulus of a bare RSA public key is a long integer.
    return first.length === 1 ? "private" : first.length > 32 ? "public" : "none";
  }
  if (first.tag !== sequence) return "none";
  const inner = readHeader(bytes, first.content);
  if (inner === undefined) return "none";
  if (inner.tag === explicitVersion || inner.tag === integer) return "public";
  if (inner.tag !== objectIdentifier) return "none";
  const second = readHeader(bytes, first.end);
  if (second?.tag === octetString) return "private";
  return second === undefined || second.tag === bitString ? "public" : "none";
}

interface Header {
  readonly tag: number;
  readonly length: number;
  readonly content: number;
  readonly end: number;
}

function readHeader(bytes: string, at: number): Header | undefined {
  if (at + 2 > bytes.length) return undefined;
  const tag = bytes.charCodeAt(at);
  let length = bytes.charCodeAt(at + 1);
  let content = at + 2;
  if (length >= 0x80) {
    const count = length - 0x80;
    if (count === 0 || count > 4 || content + count > bytes.length) return undefined;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + bytes.charCodeAt(content + i);
    content += count;
  }
  return { tag, length, content, end: content + length };
}
