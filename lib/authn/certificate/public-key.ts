import { fail, type GoResult, ok } from "../../go/result.ts";
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
} from "./der.ts";

/**
 * Takes a certificate's public key and says what it is: "RSA 2048", "ECDSA P-256". crypto/x509's parsePublicKey; keys
 * of algorithms that Go does not know are taken as they are.
 */
export function parsePublicKey(tbs: Der): GoResult<string> {
  const spki = readElement(tbs, tagSequence)?.content;
  if (spki === undefined) return fail("x509: malformed spki");
  const algorithm = readElement(spki, tagSequence)?.content;
  if (algorithm === undefined) return fail("x509: malformed public key algorithm identifier");
  const id = readObjectIdentifier(algorithm);
  if (id === undefined) return fail("x509: malformed OID");
  let parameters = readerOf(new Uint8Array());
  if (!isEmpty(algorithm)) {
    const element = readAny(algorithm);
    if (element === undefined) return fail("x509: malformed parameters");
    parameters = element.whole;
  }
  const key = readBitString(spki);
  if (key === undefined) return fail("x509: malformed subjectPublicKey");
  return (parsers[id] ?? (() => ok(id)))(key, parameters);
}

type ParseKey = (key: Uint8Array, parameters: Der) => GoResult<string>;

function parseRsa(key: Uint8Array, parameters: Der): GoResult<string> {
  if (restOf(parameters).join() !== "5,0") return fail("x509: RSA key missing NULL parameters");
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
  return ok(`RSA ${countBits(modulus)}`);
}

function parseEcdsa(key: Uint8Array, parameters: Der): GoResult<string> {
  const id = readObjectIdentifier(parameters);
  if (id === undefined) return fail("x509: invalid ECDSA parameters");
  const curve = curves[id];
  if (curve === undefined) return fail("x509: unsupported elliptic curve");
  if (key[0] !== 4) return fail("ecdsa: invalid uncompressed public key");
  if (key.length !== 1 + 2 * curve.bytes) return fail(`invalid ${curve.name} point encoding`);
  if (!isOnCurve(key, curve)) return fail(`${curve.name} point not on curve`);
  return ok(`ECDSA ${curve.name.replace("P", "P-")}`);
}

// y² = x³ - 3x + b, with both numbers below p.
function isOnCurve(key: Uint8Array, { bytes, p, b }: Curve): boolean {
  const x = toBigInt(key.subarray(1, 1 + bytes));
  const y = toBigInt(key.subarray(1 + bytes));
  return x < p && y < p && (x * x * x - 3n * x + b - y * y) % p === 0n;
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
}

function parseEdwards(name: string): ParseKey {
  return (key, parameters) => {
    if (!isEmpty(parameters)) {
      return fail(`x509: ${name} key encoded with illegal parameters`);
    }
    if (key.length === 32) return ok(name);
    return fail(
      name === "Ed25519"
        ? "x509: wrong Ed25519 public key size"
        : "crypto/ecdh: invalid public key",
    );
  };
}

function parseDsa(key: Uint8Array, parameters: Der): GoResult<string> {
  const y = readInteger(readerOf(key));
  if (y === undefined) return fail("x509: invalid DSA public key");
  const der = readElement(parameters, tagSequence)?.content;
  const numbers = der && [readInteger(der), readInteger(der), readInteger(der)];
  if (numbers === undefined) return fail("x509: invalid DSA parameters");
  for (const number of numbers) {
    if (number === undefined) return fail("x509: invalid DSA parameters");
  }
  const positive = [y, ...numbers].every((number) => number !== undefined && isPositive(number));
  return positive ? ok("DSA") : fail("x509: zero or negative DSA parameter");
}

function isPositive(bytes: Uint8Array): boolean {
  return (bytes[0] ?? 0) < 0x80 && bytes.some((byte) => byte !== 0);
}

function countBits(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return (bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes[first] ?? 0));
}

const parsers: Readonly<Record<string, ParseKey>> = {
  "1.2.840.113549.1.1.1": parseRsa,
  "1.2.840.10045.2.1": parseEcdsa,
  "1.3.101.112": parseEdwards("Ed25519"),
  "1.3.101.110": parseEdwards("X25519"),
  "1.2.840.10040.4.1": parseDsa,
};

interface Curve {
  readonly name: string;
  readonly bytes: number;
  readonly p: bigint;
  readonly b: bigint;
}

// FIPS 186-4, D.1.2.
const curves: Readonly<Record<string, Curve>> = {
  "1.3.132.0.33": {
    name: "P224",
    bytes: 28,
    p: 2n ** 224n - 2n ** 96n + 1n,
    b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n,
  },
  "1.2.840.10045.3.1.7": {
    name: "P256",
    bytes: 32,
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  "1.3.132.0.34": {
    name: "P384",
    bytes: 48,
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  "1.3.132.0.35": {
    name: "P521",
    bytes: 66,
    p: 2n ** 521n - 1n,
    b: 0x51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
};
