/** What a type error says of a plain value: "Go value of type string". */
export function goValue(type: string): string {
  return `Go value of type ${type}`;
}

/** What a type error says of a field of a struct: "Go struct field idToken.aud of type []string". */
export function goField(field: string, type: string): string {
  return `Go struct field ${field} of type ${type}`;
}

/**
 * The same from Go 1.27 on, whose encoding/json names the whole path as it is written: "Go struct field
 * idToken._claim_sources.a of type oidc.claimSource". A path that ends in digits counts as a list's.
 */
export function goPath(struct: string, path: readonly string[], type: string): string {
  const field = path.join(".");
  const last = field.slice(field.lastIndexOf(".") + 1);
  const what = /^[0-9]+$/.test(last) ? "" : "Go struct field ";
  return `${what}${struct}.${field} of type ${type}`;
}
