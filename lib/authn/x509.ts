import { fail, type GoResult, ok } from "../go/result.ts";
import { readElement, readerOf, tagSequence } from "./der.ts";
import { parsePem } from "./pem.ts";

/** What a certificate says, as far as people ask. */
export interface Certificate {
  readonly bytes: Uint8Array;
}

/** The certificates of a PEM text, or the words with which Kubernetes refuses it: client-go util/cert.ParseCertsPEM. */
export function parseCertificates(pem: string): GoResult<readonly Certificate[]> {
  const certificates: Certificate[] = [];
  for (const block of parsePem(pem)) {
    if (block.type !== "CERTIFICATE" || block.hasHeaders) continue;
    if (readElement(readerOf(block.bytes), tagSequence) === undefined) {
      return fail("x509: malformed certificate");
    }
    certificates.push({ bytes: block.bytes });
  }
  if (certificates.length > 0) return ok(certificates);
  return fail("data does not contain any valid RSA or ECDSA certificates");
}
