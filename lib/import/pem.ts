/** Certificates in PEM, as they are or in base64; undefined if the text is neither. */
export function readPemOrBase64(text: string): string | undefined {
  if (isPem(text)) return text;
  try {
    const decoded = atob(text.replaceAll(/\s+/g, ""));
    return isPem(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function isPem(text: string): boolean {
  return (
    /^(?:#.*\n|\s)*-----BEGIN CERTIFICATE-----/.test(text.slice(0, 500)) &&
    text.includes("-----END CERTIFICATE-----")
  );
}
