/* Digits by their code, as Go's readers look at one byte after the other. Only ASCII has any. */

/** Whether a code is a decimal digit. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a code is a hexadecimal digit of either case. */
export function isHexDigit(code: number): boolean {
  return hexValue(code) >= 0;
}

/** The value of a hexadecimal digit, -1 of anything else. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x41 + 10;
  if (code >= 0x61 && code <= 0x66) return code - 0x61 + 10;
  return -1;
}
