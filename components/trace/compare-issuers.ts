/** Two strings that the server compares byte for byte: what they share, and what is in each between that. */
export interface IssuerDifference {
  readonly before: string;
  readonly token: string;
  readonly configuration: string;
  readonly after: string;
  /** What the difference amounts to, if it is one that people make. */
  readonly hint?: string;
}

/** How a token's `iss` differs from an issuer's `url`; undefined if they are equal or have next to nothing in common. */
export function compareIssuers(token: string, configuration: string): IssuerDifference | undefined {
  if (token === configuration || token === "") return undefined;
  const a = [...token];
  const b = [...configuration];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const difference = {
    before: a.slice(0, start).join(""),
    token: a.slice(start, a.length - tail).join(""),
    configuration: b.slice(start, b.length - tail).join(""),
    after: a.slice(a.length - tail).join(""),
  };
  const hint = hintOf(token, configuration);
  // Of two unlike URLs the shared "https://" and ".com" say nothing.
  if (hint === undefined && (start + tail) * 2 < Math.max(a.length, b.length)) return undefined;
  return { ...difference, ...(hint !== undefined && { hint }) };
}

function hintOf(token: string, configuration: string): string | undefined {
  if (token === `${configuration}/`)
    return "The token has a slash at its end, the configuration has none.";
  if (`${token}/` === configuration)
    return "The configuration has a slash at its end, the token has none.";
  if (token.trim() === configuration.trim()) return "They differ in white space.";
  if (token.toLowerCase() === configuration.toLowerCase())
    return "They differ in upper and lower case.";
  const bare = (url: string) => url.replace(/^https?:\/\//, "").replace(/\/$/, "");
  if (bare(token) === bare(configuration)) return "They differ in how the URL begins.";
  return undefined;
}
