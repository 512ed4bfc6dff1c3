import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type Name, parseName } from "../authn/certificate/name.ts";
import { parsePem } from "../authn/certificate/pem.ts";
import { parseCertificates } from "../authn/certificate/x509.ts";
import {
  type Der,
  peekTag,
  readElement,
  readerOf,
  readInteger,
  readObjectIdentifier,
  tagSequence,
} from "../go/cryptobyte.ts";
import type { Minor } from "../kube/minor.ts";
import { authenticatedGroup, credentialIdKey, type UserInfo } from "../kube/user-info.ts";

/** What a pasted certificate or certificate request says about its holder. */
export type CertificateReading =
  | {
      readonly kind: "certificate" | "request";
      /** Undefined if the common name is empty: the server then does not take it for a user at all. */
      readonly user: UserInfo | undefined;
      /** Set if no client can log in with it: it is an authority's, or its extended key usage is for something else. */
      readonly purpose?: "authority" | "other";
      /** Unix seconds; a request has none yet. */
      readonly notBefore?: number;
      readonly notAfter?: number;
      /** What deserves a word: expired, not for clients, a group named twice. */
      readonly notes: readonly string[];
    }
  /** Nothing is kept of it, and nothing of it is shown. */
  | { readonly kind: "private-key"; readonly message: string }
  | { readonly kind: "unreadable"; readonly message: string };

/**
 * The user of a client certificate or request in PEM, or in base64 as a kubeconfig holds it, at a time in Unix seconds.
 * CN is the name, each O a group. Follows k8s.io/apiserver/pkg/authentication/request/x509/x509.go. A private key is
 * refused, also beside a certificate.
 */
export function readCertificate(text: string, now: number, minor: Minor): CertificateReading {
  const pem = unwrapPem(text);
  if (/PRIVATE KEY-----|client-key-data\s*:/.test(text) || /PRIVATE KEY-----/.test(pem)) {
    return {
      kind: "private-key",
      message:
        "This holds a private key. It is not read and not kept; paste the certificate alone.",
    };
  }
  const block = [...parsePem(pem)].find(({ type }) =>
    /^(?:NEW )?CERTIFICATE(?: REQUEST)?$/.test(type),
  );
  if (block === undefined) {
    return { kind: "unreadable", message: "No certificate and no certificate request in PEM." };
  }
  if (block.type !== "CERTIFICATE") return readRequest(block.bytes);
  const parsed = parseCertificates(pem.slice(block.start, block.end));
  if (parsed.kind === "error") return { kind: "unreadable", message: parsed.message };
  const [certificate] = parsed.value;
  const inside = openCertificate(block.bytes);
  if (certificate === undefined || inside === undefined) {
    return { kind: "unreadable", message: "x509: malformed certificate" };
  }
  const { notBefore, notAfter, isCA } = certificate;
  const user = userOf(inside.subject, minor);
  const notes = noteNames(inside.subject);
  if (now > notAfter) notes.push("The certificate has expired: the server refuses it.");
  if (now < notBefore) notes.push("The certificate is not valid yet: the server refuses it.");
  const otherUse =
    inside.usages !== undefined && !inside.usages.some((usage) => clientUsages.has(usage));
  if (isCA) notes.push("This is the certificate of an authority, not of a client.");
  if (otherUse) notes.push("Its extended key usage is not for clients: the server refuses it.");
  const credential =
    minor >= 32 ? { [credentialIdKey]: [`X509SHA256=${bytesToHex(sha256(block.bytes))}`] } : {};
  return {
    kind: "certificate",
    user: user && { ...user, extra: credential },
    ...(isCA ? { purpose: "authority" } : otherUse ? { purpose: "other" } : {}),
    notBefore,
    notAfter,
    notes,
  };
}

/** Client authentication, and any use. */
const clientUsages = new Set(["1.3.6.1.5.5.7.3.2", "2.5.29.37.0"]);
const commonName = "2.5.4.3";
const organization = "2.5.4.10";
/** asn1.X509UID(), read into the user's UID since 1.33. */
const uidAttribute = "1.3.6.1.4.1.57683.2";

function unwrapPem(text: string): string {
  if (text.includes("-----BEGIN")) return text;
  // certificate-data of a kubeconfig, with its key or alone.
  const found = /(?:client-certificate-data\s*:\s*)?["']?([A-Za-z0-9+/=\s]{64,})["']?/.exec(text);
  try {
    return found === null ? text : atob((found[1] ?? "").replace(/\s/g, ""));
  } catch {
    return text;
  }
}

function readRequest(bytes: Uint8Array): CertificateReading {
  const outer = readElement(readerOf(bytes), tagSequence)?.content;
  const info = outer && readElement(outer, tagSequence)?.content;
  const version = info && readInteger(info);
  const subject = info && version && readElement(info, tagSequence)?.content;
  const name = subject && parseName(subject);
  if (name?.kind !== "ok") {
    return { kind: "unreadable", message: "This is no certificate request that can be read." };
  }
  return { kind: "request", user: userOf(name.value, 37), notes: noteNames(name.value) };
}

interface Inside {
  readonly subject: Name;
  /** Of the extended key usage; undefined if there is none, which allows all. */
  readonly usages: readonly string[] | undefined;
}

/** Subject and key usage of a certificate that was found to be well formed. */
function openCertificate(bytes: Uint8Array): Inside | undefined {
  const outer = readElement(readerOf(bytes), tagSequence)?.content;
  const tbs = outer && readElement(outer, tagSequence)?.content;
  if (tbs === undefined) return undefined;
  if (peekTag(tbs) === 0xa0) readElement(tbs);
  // Serial number, algorithm, issuer, validity.
  for (let i = 0; i < 4; i++) readElement(tbs);
  const subject = readElement(tbs, tagSequence)?.content;
  const name = subject && parseName(subject);
  if (name?.kind !== "ok") return undefined;
  readElement(tbs);
  return { subject: name.value, usages: readUsages(tbs) };
}

function readUsages(tbs: Der): readonly string[] | undefined {
  for (let element = readElement(tbs); element !== undefined; element = readElement(tbs)) {
    if (element.tag !== 0xa3) continue;
    const list = readElement(element.content, tagSequence)?.content;
    for (
      let entry = list && readElement(list, tagSequence);
      entry && list;
      entry = readElement(list, tagSequence)
    ) {
      if (readObjectIdentifier(entry.content) !== "2.5.29.37") continue;
      let value = readElement(entry.content);
      if (value?.tag === 0x01) value = readElement(entry.content);
      const usages = value && readElement(value.content, tagSequence)?.content;
      const found: string[] = [];
      for (
        let id = usages && readObjectIdentifier(usages);
        id && usages;
        id = readObjectIdentifier(usages)
      ) {
        found.push(id);
      }
      return found;
    }
  }
  return undefined;
}

function userOf(subject: Name, minor: Minor): UserInfo | undefined {
  const attributes = subject.flat();
  const valuesOf = (type: string) =>
    attributes.filter((attribute) => attribute.type === type).map(({ value }) => value);
  // pkix.Name keeps the last common name and every organization.
  const username = valuesOf(commonName).at(-1) ?? "";
  if (username === "") return undefined;
  const [uid = ""] = minor >= 33 ? valuesOf(uidAttribute) : [];
  return { username, uid, groups: [...valuesOf(organization), authenticatedGroup], extra: {} };
}

function noteNames(subject: Name): string[] {
  const attributes = subject.flat();
  const notes: string[] = [];
  const names = attributes.filter(({ type }) => type === commonName);
  const groups = attributes.filter(({ type }) => type === organization).map(({ value }) => value);
  if ((names.at(-1)?.value ?? "") === "") {
    notes.push("It has no common name (CN): the server finds no user in it.");
  }
  if (names.length > 1) notes.push("It has several common names: the last one counts.");
  for (const group of new Set(groups)) {
    if (groups.indexOf(group) !== groups.lastIndexOf(group)) {
      notes.push(`The group "${group}" (O) is in it twice.`);
    }
  }
  if (groups.length === 0)
    notes.push("It has no organization (O): its user is in no group of its own.");
  if (groups.includes("system:masters")) {
    notes.push("The group system:masters may do everything, and no binding can take that back.");
  }
  return notes;
}
