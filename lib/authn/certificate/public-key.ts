import { countBits, toBigInt, trimZeros } from "../../go/bytes.ts";
import {
  type Der,
  isEmpty,
  readAny,
  readBitString,
  readElement,
  readerOf,
  readInteger,
  readObjectIdentifier,
  restOf,
  tagSequence,
} from "../../go/cryptobyte.ts";
import { type CurveName, curves, isOnCurve } from "../../go/elliptic.ts";
import { fail, type GoResult, ok } from "../../go/result.ts";

/** A public key, as far as a signature of a token needs it. */
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

/** What a SubjectPublicKeyInfo holds. */
export interface SubjectPublicKey {
  /** The number of its algorithm: "1.2.840.113549.1.1.1". */
  readonly algorithm: string;
  /** Absent if Go does not know the algorithm, and takes the key as it is. */
  readonly key: PublicKey | undefined;
}

/** Takes a SubjectPublicKeyInfo, or says with which words crypto/x509's parsePublicKey refuses it. */
export function parsePublicKey(tbs: Der): GoResult<SubjectPublicKey> {
  const spki = readElement(tbs, tagSequence)?.content;
  if (spki === undefined) return fail("x509: malformed spki");
  const identifier = readElement(spki, tagSequence)?.content;
  if (identifier === undefined) return fail("x509: malformed public key algorithm identifier");
  const algorithm = readObjectIdentifier(identifier);
  if (algorithm === undefined) return fail("x509: malformed OID");
  let parameters = readerOf(new Uint8Array());
  if (!isEmpty(identifier)) {
    const element = readAny(identifier);
    if (element === undefined) return fail("x509: malformed parameters");
    parameters = element.whole;
  }
  const bits = readBitString(spki);
  if (bits === undefined) return fail("x509: malformed subjectPublicKey");
  const parse = parsers[algorithm];
  if (parse === undefined) return ok({ algorithm, key: undefined });
  const key = parse(bits, parameters);
  return key.kind === "ok" ? ok({ algorithm, key: key.value }) : key;
}

/** The key of a PKCS#1 RSAPublicKey ("BEGIN RSA PUBLIC KEY"), with crypto/x509's words if it is none. */
export function parseRsaPublicKey(key: Uint8Array): GoResult<PublicKey> {
  const der = readElement(readerOf(key), tagSequence)?.content;
  if (der === undefined) return fail("x509: invalid RSA public key");
  const modulus = readInteger(der);
  if (modulus === undefined) return fail("x509: invalid RSA modulus");
  const exponent = readInteger(der);
  // Go keeps it in an int.
  if (exponent === undefined || exponent.length > 8) {
    return fail("x509: invalid RSA public exponent");
  }
  if (!isPositive(modulus)) return fail("x509: RSA modulus is not a positive number");
  if (!isPositive(exponent)) return fail("x509: RSA public exponent is not a positive number");
  return ok({ kind: "rsa", modulus: trimZeros(modulus), exponent: trimZeros(exponent) });
}

/** A key for people: "RSA 2048", "ECDSA P-256", "Ed25519", or the number of an algorithm that Go does not know. */
export function describePublicKey({ algorithm, key }: SubjectPublicKey): string {
  switch (key?.kind) {
    case "rsa":
      return `RSA ${countBits(key.modulus)}`;
    case "ec":
      return `ECDSA ${key.curve}`;
    case "other":
      return key.name;
    default:
      return algorithm;
  }
}

type ParseKey = (key: Uint8Array, parameters: Der) => GoResult<PublicKey>;

function parseRsa(key: Uint8Array, parameters: Der): GoResult<PublicKey> {
  if (restOf(parameters).join() !== "5,0") return fail("x509: RSA key missing NULL parameters");
  return parseRsaPublicKey(key);
}

function parseEcdsa(key: Uint8Array, parameters: Der): GoResult<PublicKey> {
  const id = readObjectIdentifier(parameters);
  if (id === undefined) return fail("x509: invalid ECDSA parameters");
  const curve = curveNames[id];
  if (curve === undefined) return fail("x509: unsupported elliptic curve");
  if (key[0] !== 4) return fail("ecdsa: invalid uncompressed public key");
  const { size, p: prime } = curves[curve];
  const name = curve.replace("-", "");
  if (key.length !== 1 + 2 * size) return fail(`invalid ${name} point encoding`);
  const [x, y] = [key.subarray(1, 1 + size), key.subarray(1 + size)];
  if (toBigInt(x) >= prime || toBigInt(y) >= prime) {
    return fail(`invalid ${name}${curve === "P-256" ? " e" : "E"}lement encoding`);
  }
  if (!isOnCurve(curve, x, y)) return fail(`${name} point not on curve`);
  // No algorithm of a token has this curve.
  if (curve === "P-224")
    return ok({ kind: "other", name: "ECDSA P-224", public: true, bytes: key });
  return ok({ kind: "ec", curve, x, y });
}

function parseEdwards(name: string): ParseKey {
  return (key, parameters) => {
    if (!isEmpty(parameters)) {
      return fail(`x509: ${name} key encoded with illegal parameters`);
    }
    if (key.length === 32) return ok({ kind: "other", name, public: true, bytes: key });
    return fail(
      name === "Ed25519"
        ? "x509: wrong Ed25519 public key size"
        : "crypto/ecdh: invalid public key",
    );
  };
}

function parseDsa(key: Uint8Array, parameters: Der): GoResult<PublicKey> {
  const y = readInteger(readerOf(key));
  if (y === undefined) return fail("x509: invalid DSA public key");
  const der = readElement(parameters, tagSequence)?.content;
  const numbers = der && [readInteger(der), readInteger(der), readInteger(der)];
  if (numbers === undefined) return fail("x509: invalid DSA parameters");
  for (const number of numbers) {
    if (number === undefined) return fail("x509: invalid DSA parameters");
  }
  const positive = [y, ...numbers].every((number) => number !== undefined && isPositive(number));
  return positive
    ? ok({ kind: "other", name: "DSA", public: true, bytes: key })
    : fail("x509: zero or negative DSA parameter");
}

function isPositive(bytes: Uint8Array): boolean {
  return (bytes[0] ?? 0) < 0x80 && bytes.some((byte) => byte !== 0);
}

const parsers: Readonly<Record<string, ParseKey>> = {
  "1.2.840.113549.1.1.1": parseRsa,
  "1.2.840.10045.2.1": parseEcdsa,
  "1.3.101.112": parseEdwards("Ed25519"),
  "1.3.101.110": parseEdwards("X25519"),
  "1.2.840.10040.4.1": parseDsa,
};

const curveNames: Readonly<Record<string, CurveName>> = {
  "1.3.132.0.33": "P-224",
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
};
