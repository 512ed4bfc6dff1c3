/** Bytes of ASN.1 DER and how far they are read, as golang.org/x/crypto/cryptobyte: each read takes the next element or gives undefined. */
export interface Der {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
}

/** One element: `30 03 …`. */
export interface Element {
  readonly tag: number;
  /** The contents. */
  readonly content: Der;
  /** The contents and what is before them. */
  readonly whole: Der;
}

/** A reader over the bytes. */
export function readerOf(bytes: Uint8Array): Der {
  return { bytes, position: 0, end: bytes.length };
}

/** Whether everything was read. */
export function isEmpty(der: Der): boolean {
  return der.position >= der.end;
}

/** The tag of the next element, without taking it. */
export function peekTag(der: Der): number | undefined {
  return isEmpty(der) ? undefined : der.bytes[der.position];
}

/** Takes the next element, if it is one of the tag; without a tag, any. */
export function readElement(der: Der, tag?: number): Element | undefined {
  const { bytes, position, end } = der;
  if (position + 2 > end) return undefined;
  const found = bytes[position] as number;
  if ((found & 0x1f) === 0x1f || (tag !== undefined && found !== tag)) return undefined;
  let length = bytes[position + 1] as number;
  let header = 2;
  if (length & 0x80) {
    const size = length & 0x7f;
    if (size === 0 || size > 4 || position + 2 + size > end) return undefined;
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + (bytes[position + 2 + i] as number);
    // DER wants the shortest form.
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) return undefined;
    header += size;
  }
  const from = position + header;
  if (from + length > end) return undefined;
  der.position = from + length;
  return {
    tag: found,
    content: { bytes, position: from, end: from + length },
    whole: { bytes, position, end: from + length },
  };
}

/** Takes the next element, whatever it is. */
export function readAny(der: Der): Element | undefined {
  return readElement(der);
}

/** Takes a BOOLEAN, of which DER knows two encodings. */
export function readBoolean(der: Der): boolean | undefined {
  const element = readElement(der, tagBoolean);
  const bytes = element && restOf(element.content);
  if (bytes?.length !== 1) return undefined;
  const [byte] = bytes;
  return byte === 0 ? false : byte === 0xff ? true : undefined;
}

/** The bytes of what is left to read. */
export function restOf(der: Der): Uint8Array {
  return der.bytes.subarray(der.position, der.end);
}

/** Takes an INTEGER, or one under another tag: its minimal two's complement bytes. */
export function readInteger(der: Der, tag = tagInteger): Uint8Array | undefined {
  const element = readElement(der, tag);
  if (element === undefined) return undefined;
  const bytes = restOf(element.content);
  const [first, second] = bytes;
  if (first === undefined) return undefined;
  if (
    second !== undefined &&
    ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  )
    return undefined;
  return bytes;
}

/** Takes an OBJECT IDENTIFIER: "1.2.840.113549.1.1.1". */
export function readObjectIdentifier(der: Der): string | undefined {
  const element = readElement(der, tagObjectIdentifier);
  if (element === undefined) return undefined;
  const numbers: number[] = [];
  let value = 0;
  let open = false;
  for (const byte of restOf(element.content)) {
    if (!open && byte === 0x80) return undefined;
    value = value * 128 + (byte & 0x7f);
    if (value > 0x7fffffff) return undefined;
    open = (byte & 0x80) !== 0;
    if (open) continue;
    numbers.push(value);
    value = 0;
  }
  const first = numbers.shift();
  if (open || first === undefined) return undefined;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...numbers].join(".");
}

/** Takes a BIT STRING: its bytes, with the last bit at the end (asn1.BitString's RightAlign). */
export function readBitString(der: Der): Uint8Array | undefined {
  const element = readElement(der, tagBitString);
  if (element === undefined) return undefined;
  const bytes = restOf(element.content);
  const [padding] = bytes;
  if (padding === undefined || padding > 7 || (bytes.length === 1 && padding !== 0)) {
    return undefined;
  }
  const last = bytes[bytes.length - 1] as number;
  if ((last & ((1 << padding) - 1)) !== 0 && bytes.length > 1) return undefined;
  const aligned = bytes.slice(1);
  for (let i = aligned.length - 1; i >= 0 && padding > 0; i--) {
    const before = i > 0 ? (aligned[i - 1] as number) << (8 - padding) : 0;
    aligned[i] = before | ((aligned[i] as number) >> padding);
  }
  return aligned;
}

/** BOOLEAN. */
export const tagBoolean = 0x01;
/** INTEGER. */
export const tagInteger = 0x02;
/** BIT STRING. */
const tagBitString = 0x03;
/** OCTET STRING. */
export const tagOctetString = 0x04;
/** OBJECT IDENTIFIER. */
export const tagObjectIdentifier = 0x06;
/** UTCTime. */
export const tagUtcTime = 0x17;
/** GeneralizedTime. */
export const tagGeneralizedTime = 0x18;
/** SEQUENCE, with the bit of what is constructed. */
export const tagSequence = 0x30;
/** SET, with the bit of what is constructed. */
export const tagSet = 0x31;
