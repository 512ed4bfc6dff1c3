/** One element of DER: a tag with its content and the bytes of the whole. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** A public key as JWK knows it. */
export type PublicKey =
  | { readonly kind: "rsa"; readonly modulus: Uint8Array; readonly exponent: Uint8Array }
  | {
      readonly kind: "ec";
      readonly curve: "P-256" | "P-384" | "P-521";
      readonly x: Uint8Array;
      readonly y: Uint8Array;
    }
  /** A key that verifies none of the authenticator's algorithms. */
  | {
      readonly kind: "other";
      readonly name: string;
      readonly public: boolean;
      /** What tells it from others of its name. */
      readonly bytes?: Uint8Array;
      /** The public half of a private key. */
      readonly half?: PublicKey;
    };

/** The key of a SubjectPublicKeyInfo; undefined where it is none. */
export function readPublicKeyInfo(der: Uint8Array): PublicKey | undefined {
  const [outer] = readElements(der);
  if (outer?.tag !== sequence) return undefined;
  const [algorithm, bits] = readElements(outer.content);
  if (algorithm?.tag !== sequence || bits?.tag !== bitString || bits.content[0] !== 0)
    return undefined;
  const [identifier, parameters] = readElements(algorithm.content);
  const name = identifier?.tag === objectIdentifier ? hex(identifier.content) : "";
  const key = bits.content.subarray(1);
  if (name === rsaEncryption) return readRsaKey(key);
  if (name === ed25519) return { kind: "other", name: "Ed25519", public: true, bytes: key };
  if (name !== ecPublicKey) return undefined;
  const curve = parameters === undefined ? undefined : curves[hex(parameters.content)];
  if (curve === undefined) return { kind: "other", name: "EC on another curve", public: true };
  const size = (key.length - 1) / 2;
  if (key[0] !== 4 || size !== curveSizes[curve]) return undefined;
  return { kind: "ec", curve, x: key.subarray(1, 1 + size), y: key.subarray(1 + size) };
}

/** The key of a PKCS#1 RSAPublicKey ("BEGIN RSA PUBLIC KEY"); undefined where it is none. */
export function readRsaKey(der: Uint8Array): PublicKey | undefined {
  const [outer] = readElements(der);
  if (outer?.tag !== sequence) return undefined;
  const [modulus, exponent] = readElements(outer.content);
  if (modulus?.tag !== integer || exponent?.tag !== integer) return undefined;
  return { kind: "rsa", modulus: trim(modulus.content), exponent: trim(exponent.content) };
}

/** The public key of an X.509 certificate; undefined where the bytes are no certificate. */
export function readCertificateKey(der: Uint8Array): PublicKey | undefined {
  const [certificate, ...rest] = readElements(der);
  if (certificate?.tag !== sequence || rest.length > 0) return undefined;
  const [body] = readElements(certificate.content);
  if (body?.tag !== sequence) return undefined;
  const fields = readElements(body.content);
  // [0] version, serial number, algorithm, issuer, validity, subject, key.
  const info = fields[fields[0]?.tag === 0xa0 ? 6 : 5];
  return info === undefined ? undefined : readPublicKeyInfo(info.whole);
}

/** Bytes without leading zeros. */
export function trim(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length && bytes[from] === 0) from++;
  return bytes.subarray(from);
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** Bytes of a coordinate on each curve. */
export const curveSizes = { "P-256": 32, "P-384": 48, "P-521": 66 } as const;

// The elements that stand side by side; none where the bytes are no DER.
function readElements(der: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at < der.length) {
    const start = at;
    const tag = der[at++] ?? 0;
    let length = der[at++] ?? 0;
    if (length === 0x80 || length > 0x84) return [];
    if (length > 0x80) {
      let size = length - 0x80;
      for (length = 0; size > 0; size--) length = length * 256 + (der[at++] ?? 0);
    }
    if (at + length > der.length) return [];
    elements.push({
      tag,
      content: der.subarray(at, at + length),
      whole: der.subarray(start, at + length),
    });
    at += length;
  }
  return elements;
}

const sequence = 0x30;
const integer = 0x02;
const bitString = 0x03;
const objectIdentifier = 0x06;

const rsaEncryption = "2a864886f70d010101";
const ecPublicKey = "2a8648ce3d0201";
const ed25519 = "2b6570";

const curves: Readonly<Record<string, "P-256" | "P-384" | "P-521">> = {
  "2a8648ce3d030107": "P-256",
  "2b81040022": "P-384",
  "2b81040023": "P-521",
};
