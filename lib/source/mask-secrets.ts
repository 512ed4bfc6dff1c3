/** What stands where a secret stood. */
export const secretMask = "<secret removed before storing>";

/**
 * The text without its JWTs (whole, or a lone segment; broken over lines; encoded in base64 once more) and private
 * keys (PEM, PEM in base64, JWK members). Everything else stays as it is. Linear in the length of the text.
 */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const mask of masks) masked = mask(masked);
  return masked;
}

const masks: readonly ((text: string) => string)[] = [
  maskPrivateKeys,
  maskTokens,
  maskEncoded,
  maskPrivateMembers,
];

function maskPrivateKeys(text: string): string {
  // An end that is missing or cut off must not save the key: then it is all that looks like its lines.
  return text.replace(
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s\\":,.-](?!----END))*(?:.?-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----)?/gs,
    secretMask,
  );
}

// A segment of base64url may be folded: a line end (or the two characters \n of a quoted string), then indentation. A
// word before a colon is the next key of the document, no part of the token.
const segment = String.raw`[A-Za-z0-9_-]+(?:=*(?:\\\r?\n|\r?\n|\\n)[ \t]*(?![\w.-]+[ \t]*:)[A-Za-z0-9_-]{8,})*=*`;
const fold = String.raw`(?:(?:\\\r?\n|\r?\n|\\n)[ \t]*)?`;
// `{"`, `{ ` and `{` before a line end, as base64 writes them.
const objectStart = "(?:ey[IJ]|ewo|ew0|eyA|e30)";
const tokenPattern = new RegExp(
  String.raw`(?<![A-Za-z0-9_-])${objectStart}${segment}(?:${fold}\.${fold}(?:${segment})?){0,4}`,
  "g",
);

function maskTokens(text: string): string {
  return text.replace(tokenPattern, (found) => (isTokenLike(found) ? secretMask : found));
}

/** A run that begins as base64 of a JSON object is a token if it has dots, or if it really decodes to such an object. */
function isTokenLike(found: string): boolean {
  const compact = found.replace(/\\\r?\n|\\n|\s/g, "");
  const first = compact.split(".")[0] ?? "";
  const decoded = decodeBase64(first.slice(0, 64));
  if (decoded === undefined || !/^\{\s*(?:"|\})/.test(decoded)) return false;
  return compact.length >= 16 || compact.includes(".");
}

// LS0tLS1CRUdJTi: "-----BEGIN "; ZXlK, ZXdv: a JWT in base64 again.
const encodedPattern =
  /(?<![A-Za-z0-9+/_-])(?:LS0tLS1CRUdJTi|ZXlK|ZXdv)[A-Za-z0-9+/_-]+(?:(?:\\\r?\n|\r?\n|\\n)[ \t]*[A-Za-z0-9+/_-]{16,})*={0,2}/g;

function maskEncoded(text: string): string {
  return text.replace(encodedPattern, (found) => {
    const decoded = decodeBase64(found.replace(/\\\r?\n|\\n|\s/g, ""));
    return decoded !== undefined && maskTokens(maskPrivateKeys(decoded)) !== decoded
      ? secretMask
      : found;
  });
}

function maskPrivateMembers(text: string): string {
  if (!/["']?kty["']?\s*:/.test(text)) return text;
  return text.replace(
    /((?<![A-Za-z0-9_])["']?(?:d|p|q|dp|dq|qi|k)["']?\s*:\s*["']?)([A-Za-z0-9_-]{16,})/g,
    (_, before: string) => before + secretMask,
  );
}

/** Bytes as Latin-1 text: enough to see ASCII. Undefined where the text is no base64. */
function decodeBase64(text: string): string | undefined {
  const clean = text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/");
  try {
    // A last lone character says nothing.
    return atob(clean.length % 4 === 1 ? clean.slice(0, -1) : clean);
  } catch {
    return undefined;
  }
}
