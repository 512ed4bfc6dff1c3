import {
  type Der,
  isEmpty,
  peekTag,
  readAny,
  readBitString,
  readBoolean,
  readElement,
  readInteger,
  readObjectIdentifier,
  restOf,
  tagBoolean,
  tagInteger,
  tagObjectIdentifier,
  tagOctetString,
  tagSequence,
} from "../../go/cryptobyte.ts";
import { quote } from "../../go/quote.ts";
import { fail, type GoResult, ok } from "../../go/result.ts";
import { parseUrl } from "../../go/url.ts";
import { checkNameConstraints } from "./name-constraints.ts";

/** An extension of a certificate, not looked into. */
export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: Der;
}

/**
 * Refuses an extension that crypto/x509 refuses (processExtensions). Of the basic constraints it tells whether the
 * certificate may sign others.
 */
export function checkExtension(extension: Extension): GoResult<{ readonly isCA: boolean }> {
  const { id, value } = extension;
  if (id === "2.5.29.19") return checkBasicConstraints(value);
  const message = checks[id]?.(extension);
  return message === undefined ? ok({ isCA: false }) : fail(message);
}

function checkBasicConstraints(value: Der): GoResult<{ readonly isCA: boolean }> {
  const invalid = "x509: invalid basic constraints";
  const der = readElement(value, tagSequence)?.content;
  if (der === undefined) return fail(invalid);
  let isCA: boolean | undefined = false;
  if (peekTag(der) === tagBoolean) isCA = readBoolean(der);
  if (isCA === undefined) return fail(invalid);
  if (peekTag(der) === tagInteger) {
    const length = readInteger(der);
    if (length === undefined || (length[0] ?? 0) >= 0x80 || length.length > 8) return fail(invalid);
  }
  return ok({ isCA });
}

type Check = (extension: Extension) => string | undefined;

function checkKeyUsage({ value }: Extension): string | undefined {
  return readBitString(value) === undefined ? "x509: invalid key usage" : undefined;
}

function checkSubjectKeyId({ value, critical }: Extension): string | undefined {
  if (critical) return "x509: subject key identifier incorrectly marked critical";
  const id = readElement(value, tagOctetString);
  return id === undefined ? "x509: invalid subject key identifier" : undefined;
}

function checkAuthorityKeyId({ value, critical }: Extension): string | undefined {
  if (critical) return "x509: authority key identifier incorrectly marked critical";
  const der = readElement(value, tagSequence)?.content;
  if (der === undefined) return "x509: invalid authority key identifier";
  return peekTag(der) === 0x80 && readAny(der) === undefined
    ? "x509: invalid authority key identifier"
    : undefined;
}

function checkAlternativeNames({ value }: Extension): string | undefined {
  const list = readElement(value, tagSequence)?.content;
  if (list === undefined) return "x509: invalid subject alternative names";
  while (!isEmpty(list)) {
    const element = readAny(list);
    if (element === undefined) return "x509: invalid subject alternative name";
    const message = checkAlternativeName(element.tag, restOf(element.content));
    if (message !== undefined) return message;
  }
  return undefined;
}

function checkAlternativeName(tag: number, bytes: Uint8Array): string | undefined {
  const name = generalNames[tag];
  if (name !== undefined && bytes.some((byte) => byte > 0x7f)) {
    return `x509: SAN ${name} is malformed`;
  }
  if (tag === 0x87 && bytes.length !== 4 && bytes.length !== 16) {
    return `x509: cannot parse IP address of length ${bytes.length}`;
  }
  if (tag !== 0x86) return undefined;
  const text = String.fromCharCode(...bytes);
  const url = parseUrl(text);
  return url.kind === "error" ? `x509: cannot parse URI ${quote(text)}: ${url.message}` : undefined;
}

function checkKeyPurposes({ value }: Extension): string | undefined {
  const invalid = "x509: invalid extended key usages";
  const list = readElement(value, tagSequence)?.content;
  if (list === undefined) return invalid;
  while (!isEmpty(list)) {
    if (readObjectIdentifier(list) === undefined) return invalid;
  }
  return undefined;
}

function checkPolicies({ value }: Extension): string | undefined {
  const invalid = "x509: invalid certificate policies";
  const list = readElement(value, tagSequence)?.content;
  if (list === undefined) return invalid;
  const seen = new Set<string>();
  while (!isEmpty(list)) {
    const policy = readElement(list, tagSequence)?.content;
    const id = policy && readElement(policy, tagObjectIdentifier)?.content;
    const key = id && restOf(id).join();
    if (key === undefined || key === "" || seen.has(key)) return invalid;
    seen.add(key);
  }
  return undefined;
}

function checkAuthorityInfo({ value, critical }: Extension): string | undefined {
  if (critical) return "x509: authority info access incorrectly marked critical";
  const invalid = "x509: invalid authority info access";
  const list = readElement(value, tagSequence)?.content;
  if (list === undefined) return invalid;
  while (!isEmpty(list)) {
    const access = readElement(list, tagSequence)?.content;
    if (access === undefined || readObjectIdentifier(access) === undefined) return invalid;
    if (peekTag(access) === 0x86 && readAny(access) === undefined) return invalid;
  }
  return undefined;
}

function checkDistributionPoints({ value }: Extension): string | undefined {
  const list = readElement(value, tagSequence)?.content;
  if (list === undefined) return "x509: invalid CRL distribution points";
  const invalid = "x509: invalid CRL distribution point";
  while (!isEmpty(list)) {
    const point = readElement(list, tagSequence)?.content;
    if (point === undefined) return invalid;
    if (peekTag(point) !== 0xa0) continue;
    const name = readElement(point)?.content;
    const full = name && readElement(name, 0xa0)?.content;
    if (full === undefined) return invalid;
    while (peekTag(full) === 0x86) if (readAny(full) === undefined) return invalid;
  }
  return undefined;
}

function checkPolicyMappings({ value }: Extension): string | undefined {
  const invalid = "x509: invalid policy mappings extension";
  const list = readElement(value, tagSequence)?.content;
  if (list === undefined) return invalid;
  while (!isEmpty(list)) {
    const mapping = readElement(list, tagSequence)?.content;
    if (mapping === undefined) return invalid;
    for (let side = 0; side < 2; side++) {
      if (readElement(mapping, tagObjectIdentifier) === undefined) return invalid;
    }
  }
  return undefined;
}

function checkPolicyConstraints({ value }: Extension): string | undefined {
  const invalid = "x509: invalid policy constraints extension";
  const constraints = readElement(value, tagSequence)?.content;
  if (constraints === undefined) return invalid;
  for (const tag of [0x80, 0x81]) {
    if (peekTag(constraints) === tag && !isInt64(readInteger(constraints, tag))) return invalid;
  }
  return undefined;
}

function checkInhibitAnyPolicy({ value }: Extension): string | undefined {
  const invalid = "x509: invalid inhibit any policy extension";
  return isInt64(readInteger(value)) ? undefined : invalid;
}

function isInt64(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && bytes.length <= 8;
}

const checks: Readonly<Record<string, Check>> = {
  "2.5.29.14": checkSubjectKeyId,
  "2.5.29.15": checkKeyUsage,
  "2.5.29.17": checkAlternativeNames,
  "2.5.29.30": ({ value }) => checkNameConstraints(value),
  "2.5.29.31": checkDistributionPoints,
  "2.5.29.32": checkPolicies,
  "2.5.29.33": checkPolicyMappings,
  "2.5.29.35": checkAuthorityKeyId,
  "2.5.29.36": checkPolicyConstraints,
  "2.5.29.37": checkKeyPurposes,
  "2.5.29.54": checkInhibitAnyPolicy,
  "1.3.6.1.5.5.7.1.1": checkAuthorityInfo,
};

const generalNames: Readonly<Record<number, string>> = {
  129: "rfc822Name",
  130: "dNSName",
  134: "uniformResourceIdentifier",
};
