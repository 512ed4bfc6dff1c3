import { readCertificate } from "../identity/certificate.ts";
import type { Exploration } from "./exploration.ts";
import { pushSubject } from "./form-kubectl.ts";
import { type Piece, placeOf } from "./piece.ts";

/**
 * Takes a certificate or request that is alone, in PEM or as openssl prints it: the user that the API server finds in it,
 * or what else it is for. False for every other text.
 */
export function foundOfCertificate(x: Exploration, piece: Piece): boolean {
  return takePem(x, piece) || takePrinted(x, piece) || takeSubjectLines(x, piece);
}

// Between the blocks openssl writes of whom a certificate is.
function takePem(x: Exploration, piece: Piece): boolean {
  const text = piece.text.trim();
  if (!/-----BEGIN (?:NEW )?CERTIFICATE(?: REQUEST)?-----/.test(text)) return false;
  const [head = ""] = text.split("-----BEGIN ", 1);
  if (!text.endsWith("-----") || !linesOf(head).every((line) => outsideOfPem.test(line)))
    return false;
  const reading = readCertificate(text, 0, x.minor);
  const span = placeOf(piece, { start: 0, end: piece.text.length });
  const isRequest = reading.kind === "request";
  const base = isRequest
    ? { format: "certificate-request", title: "a certificate request", span }
    : { format: "certificate", title: "a certificate", span };
  if (reading.kind === "private-key" || reading.kind === "unreadable") {
    x.found.push({
      ...{ kind: "refused", ...base, notes: [], reason: reading.message, about: "log" },
    });
    return true;
  }
  if (reading.purpose !== undefined) {
    pushOther(x, reading.purpose, base);
    return true;
  }
  if (reading.user === undefined) {
    pushSubject(x, [], base);
    return true;
  }
  const { username, groups } = reading.user;
  const notes = isRequest ? [unsigned] : [signed];
  x.found.push({ kind: "user", ...base, notes, user: { username, groups } });
  return true;
}

const outsideOfPem = /^(?:$|\s|[A-Za-z .]{1,40}[:=])/;
const signed =
  "The API server takes this user only if its --client-ca-file holds the authority that signed the certificate.";
const unsigned = "This is a request: it is worth nothing until the cluster's authority signs it.";

interface Base {
  readonly format: string;
  readonly title: string;
  readonly span: { readonly start: number; readonly end: number };
}

function pushOther(x: Exploration, purpose: "authority" | "other", { span }: Base): void {
  const authority = purpose === "authority";
  x.found.push({
    kind: "log",
    format: authority ? "certificate-authority" : "server-certificate",
    title: authority ? "the certificate of an authority" : "a certificate that is not for clients",
    span,
    notes: [
      authority
        ? "No user logs in with it. If it signed the certificate of an issuer, it belongs in certificateAuthority of that issuer."
        : "Its extended key usage is not for clients: the API server refuses it as a client certificate.",
    ],
  });
}

// `openssl x509 -text` and `openssl req -text`.
function takePrinted(x: Exploration, piece: Piece): boolean {
  const lines = linesOf(piece.text).map((line) => line.trim());
  const head = lines.findIndex((line) => line !== "" && !isPrompt.test(line));
  if (!/^Certificate(?: Request)?:$/.test(lines[head] ?? "") || lines[head + 1] !== "Data:")
    return false;
  const subject = lines.find((line) => line.startsWith("Subject:"))?.slice("Subject:".length);
  if (subject === undefined) return false;
  const span = placeOf(piece, { start: 0, end: piece.text.length });
  const base = { format: "openssl-text", title: "a certificate as openssl prints it", span };
  const use = lines.findIndex((line) => line.startsWith("X509v3 Extended Key Usage:"));
  const isClient = /TLS Web Client Authentication|Any Extended Key Usage/;
  if (lines.some((line) => /^CA:TRUE\b/.test(line))) pushOther(x, "authority", base);
  else if (use !== -1 && !isClient.test(lines[use + 1] ?? "")) pushOther(x, "other", base);
  else takeSubject(x, subject.trim(), base);
  return true;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

/** What a terminal shows of the command. */
const isPrompt = /^[$#] ?openssl /;

// `subject=O = dev, CN = jane`, alone or with the other lines that openssl prints beside it.
function takeSubjectLines(x: Exploration, piece: Piece): boolean {
  const lines = linesOf(piece.text).map((line) => line.trim());
  const written = lines.filter((line) => line !== "" && !isPrompt.test(line));
  const subjects = written.flatMap((line) =>
    line.startsWith("subject=") ? [line.slice("subject=".length).trim()] : [],
  );
  const [subject] = subjects;
  if (subject === undefined || subject.length > 500 || subjects.length > 1) return false;
  if (!written.every((line) => besideSubject.test(line))) return false;
  if (!/(?:^|[,/+]\s?)(?:CN|O)\s?=/.test(subject)) return false;
  takeSubject(x, subject, {
    format: "openssl-subject",
    title: "the subject of a certificate",
    span: placeOf(piece, { start: 0, end: piece.text.length }),
  });
  return true;
}

const besideSubject =
  /^(?:subject|issuer|serial|notBefore|notAfter|(?:SHA\w*|MD5|sha\w*) Fingerprint)=/;

// With blanks and commas, or with slashes as older versions print it. Quotes and backslashes have rules of their own.
function takeSubject(x: Exploration, written: string, base: Base): void {
  const parts = written.startsWith("/") ? written.split("/").slice(1) : written.split(/,\s?/);
  const several = /\+\s?[A-Za-z0-9.]+\s?=/.test(written);
  if (/["\\]/.test(written) || several || parts.some((part) => !/^[A-Za-z0-9.]+\s?=/.test(part))) {
    x.found.push({
      ...{ kind: "refused", ...base, notes: [], about: "log" },
      reason:
        "The subject has commas, quotes or several values in one part, which are printed in several ways: open the certificate itself (PEM).",
    });
    return;
  }
  pushSubject(
    x,
    parts.map((part) => part.replace(/^([A-Za-z0-9.]+)\s?=\s?/, "$1=").trim()),
    base,
  );
}
