import {
  type Der,
  isEmpty,
  peekTag,
  readAny,
  readBitString,
  readBoolean,
  readElement,
  readerOf,
  readInteger,
  readObjectIdentifier,
  restOf,
  tagBoolean,
  tagGeneralizedTime,
  tagOctetString,
  tagSequence,
  tagUtcTime,
} from "../../go/cryptobyte.ts";
import { fail, type GoResult, ok } from "../../go/result.ts";
import { fromCivil } from "../../go/time.ts";
import { checkExtension, type Extension } from "./extension.ts";
import { formatName, type Name, parseName } from "./name.ts";
import { parsePem } from "./pem.ts";
import { describePublicKey, parsePublicKey, type SubjectPublicKey } from "./public-key.ts";

/** What a certificate says, as far as people ask. */
export interface Certificate {
  /** "CN=example ca,O=Example", as Go prints a name: last attribute first. */
  readonly subject: string;
  readonly issuer: string;
  /** Unix seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Whether its basic constraints let it sign others. */
  readonly isCA: boolean;
  /** "RSA 2048", "ECDSA P-256", "Ed25519", or the number of an algorithm that Go does not know. */
  readonly key: string;
  /** Issuer and subject are the same. */
  readonly isSelfIssued: boolean;
  /** Where its PEM block is in the text. */
  readonly start: number;
  readonly end: number;
}

/** A certificate with its key, which is in no text. */
export interface ParsedCertificate extends Omit<Certificate, "key" | "start" | "end"> {
  readonly publicKey: SubjectPublicKey;
}

/** The certificates of a PEM text, or the words with which Kubernetes refuses it: client-go util/cert.ParseCertsPEM. */
export function parseCertificates(pem: string): GoResult<readonly Certificate[]> {
  const certificates: Certificate[] = [];
  for (const { type, hasHeaders, bytes, start, end } of parsePem(pem)) {
    if (type !== "CERTIFICATE" || hasHeaders) continue;
    const parsed = parseCertificate(bytes);
    if (parsed.kind === "error") return parsed;
    const { publicKey, ...certificate } = parsed.value;
    certificates.push({ ...certificate, key: describePublicKey(publicKey), start, end });
  }
  if (certificates.length > 0) return ok(certificates);
  return fail("data does not contain any valid RSA or ECDSA certificates");
}

/** Reads a certificate in DER, or says with which words crypto/x509's ParseCertificate refuses it, in its order. */
export function parseCertificate(bytes: Uint8Array): GoResult<ParsedCertificate> {
  const input = readerOf(bytes);
  const certificate = readElement(input, tagSequence)?.content;
  if (certificate === undefined) return fail("x509: malformed certificate");
  const tbs = readElement(certificate, tagSequence)?.content;
  if (tbs === undefined) return fail("x509: malformed tbs certificate");
  const head = parseHead(tbs, certificate);
  if (head.kind === "error") return head;
  const issuer = readName(tbs);
  if (issuer.kind === "error") return issuer;
  const validity = readElement(tbs, tagSequence)?.content;
  if (validity === undefined) return fail("x509: malformed validity");
  const notBefore = readTime(validity);
  if (notBefore.kind === "error") return notBefore;
  const notAfter = readTime(validity);
  if (notAfter.kind === "error") return notAfter;
  const subject = readName(tbs);
  if (subject.kind === "error") return subject;
  const key = parsePublicKey(tbs);
  if (key.kind === "error") return key;
  const extensions = parseExtensions(tbs, head.value.version);
  if (extensions.kind === "error") return extensions;
  if (readBitString(certificate) === undefined) return fail("x509: malformed signature");
  if (!isEmpty(input)) return fail("x509: trailing data");
  return ok({
    subject: formatName(subject.value.name),
    issuer: formatName(issuer.value.name),
    notBefore: notBefore.value,
    notAfter: notAfter.value,
    isCA: extensions.value.isCA,
    publicKey: key.value,
    isSelfIssued: issuer.value.raw === subject.value.raw,
  });
}

// Version, serial number and the algorithm of the signature.
function parseHead(tbs: Der, certificate: Der): GoResult<{ readonly version: number }> {
  const version = readVersion(tbs);
  if (version === undefined || version < 0) return fail("x509: malformed version");
  if (version > 2) return fail("x509: invalid version");
  const serial = readInteger(tbs);
  if (serial === undefined) return fail("x509: malformed serial number");
  if ((serial[0] ?? 0) >= 0x80) return fail("x509: negative serial number");
  const inner = readElement(tbs, tagSequence)?.content;
  if (inner === undefined) return fail("x509: malformed signature algorithm identifier");
  const outer = readElement(certificate, tagSequence)?.content;
  if (outer === undefined) return fail("x509: malformed algorithm identifier");
  if (restOf(inner).join() !== restOf(outer).join()) {
    return fail("x509: inner and outer signature algorithm identifiers don't match");
  }
  if (readObjectIdentifier(inner) === undefined) return fail("x509: malformed OID");
  if (!isEmpty(inner) && readAny(inner) === undefined) return fail("x509: malformed parameters");
  return ok({ version: version + 1 });
}

// Counted from 0, which also means none.
function readVersion(tbs: Der): number | undefined {
  if (peekTag(tbs) !== tagContext0) return 0;
  const wrapped = readElement(tbs, tagContext0)?.content;
  const bytes = wrapped && readInteger(wrapped);
  if (bytes === undefined || (wrapped && !isEmpty(wrapped)) || bytes.length > 8) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + byte, (bytes[0] ?? 0) >= 0x80 ? -1 : 0);
}

function readName(tbs: Der): GoResult<{ readonly name: Name; readonly raw: string }> {
  const element = readElement(tbs, tagSequence);
  if (element === undefined) return fail("x509: malformed issuer");
  const name = parseName(element.content);
  if (name.kind === "error") return name;
  return ok({ name: name.value, raw: restOf(element.whole).join() });
}

function readTime(der: Der): GoResult<number> {
  const tag = peekTag(der);
  if (tag !== tagUtcTime && tag !== tagGeneralizedTime) {
    return fail("x509: unsupported time format");
  }
  const element = readElement(der, tag);
  const text = element && String.fromCharCode(...restOf(element.content));
  const time = text === undefined ? undefined : parseTime(text, tag === tagUtcTime);
  if (time !== undefined) return ok(time);
  return fail(`x509: malformed ${tag === tagUtcTime ? "UTCTime" : "GeneralizedTime"}`);
}

function parseTime(text: string, utc: boolean): number | undefined {
  const match = (utc ? utcTime : generalizedTime).exec(text);
  if (match === null) return undefined;
  const [, years, months, days, hours, minutes, seconds = "00", zone = "Z"] = match;
  const short = Number(years);
  const year = !utc ? short : short >= 50 ? 1900 + short : 2000 + short;
  const month = Number(months);
  const day = Number(days);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (month < 1 || month > 12 || day < 1 || day > length) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset =
    zone === "Z"
      ? 0
      : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * 60;
  return Number(fromCivil(year, month, day, hour, minute, second)) - offset;
}

function parseExtensions(tbs: Der, version: number): GoResult<{ readonly isCA: boolean }> {
  let isCA = false;
  if (version === 1) return ok({ isCA });
  // Identifiers of issuer and subject, which are not used.
  if (peekTag(tbs) === 0x81 && readAny(tbs) === undefined) {
    return fail("x509: malformed issuerUniqueID");
  }
  if (peekTag(tbs) === 0x82 && readAny(tbs) === undefined) {
    return fail("x509: malformed subjectUniqueID");
  }
  if (version !== 3 || peekTag(tbs) !== tagContext3) return ok({ isCA });
  const wrapped = readElement(tbs, tagContext3)?.content;
  const list = wrapped && readElement(wrapped, tagSequence)?.content;
  if (list === undefined) return fail("x509: malformed extensions");
  const extensions = new Map<string, Extension>();
  while (!isEmpty(list)) {
    const extension = readExtension(list);
    if (extension.kind === "error") return extension;
    const { id } = extension.value;
    if (extensions.has(id)) {
      return fail(`x509: certificate contains duplicate extension with OID "${id}"`);
    }
    extensions.set(id, extension.value);
  }
  for (const extension of extensions.values()) {
    const checked = checkExtension(extension);
    if (checked.kind === "error") return checked;
    isCA ||= checked.value.isCA;
  }
  return ok({ isCA });
}

function readExtension(list: Der): GoResult<Extension> {
  const der = readElement(list, tagSequence)?.content;
  if (der === undefined) return fail("x509: malformed extension");
  const id = readObjectIdentifier(der);
  if (id === undefined) return fail("x509: malformed extension OID field");
  let critical: boolean | undefined = false;
  if (peekTag(der) === tagBoolean) critical = readBoolean(der);
  if (critical === undefined) return fail("x509: malformed extension critical field");
  const value = readElement(der, tagOctetString)?.content;
  if (value === undefined) return fail("x509: malformed extension value field");
  return ok({ id, critical, value });
}

const tagContext0 = 0xa0;
const tagContext3 = 0xa3;
const zone = "(Z|[-+](?!0000)\\d{4})";
const utcTime = new RegExp(`^(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)?${zone}$`);
const generalizedTime = new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)${zone}$`);
