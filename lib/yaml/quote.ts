/** A text as a YAML scalar in quotes on one line: in single ones, unless it needs escapes or has an apostrophe itself. */
export function quoteScalar(value: string): string {
  const printable = /^[^\p{Cc}\p{Cs}\u2028\u2029\ufeff]*$/u.test(value);
  const bothered = value.includes("'") && !/["\\]/.test(value);
  return !printable || bothered ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}
