/** Bytes as lower-case hexadecimal digits: hex.EncodeToString. */
export function encodeHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The number that bytes write, the greatest first: big.Int's SetBytes. None are 0. */
export function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${encodeHex(bytes) || "0"}`);
}

/** Bytes without leading zeros: big.Int's Bytes. */
export function trimZeros(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < bytes.length && bytes[from] === 0) from++;
  return bytes.subarray(from);
}

/** How many bits the number has that bytes write: big.Int's BitLen. */
export function countBits(bytes: Uint8Array): number {
  const digits = trimZeros(bytes);
  return digits.length === 0 ? 0 : digits.length * 8 - Math.clz32(digits[0] ?? 0) + 24;
}
