/**
 * A text without the values of claims, short ones excepted. What the configuration makes names of stays readable in
 * `kept`: the names of users and groups, whole.
 */
export function maskClaims(text: string, claims: string, kept: readonly string[] = []): string {
  const values = new Set<string>();
  collect(parse(claims), "", values);
  const hidden = [...values]
    .filter((value) => value.length >= shortest && !kept.includes(value))
    .sort((a, b) => b.length - a.length);
  const names = kept.filter((name) => name !== "").sort((a, b) => b.length - a.length);
  return maskAround(text, hidden, names);
}

// A kept name can hold a value: only what is around it is masked.
function maskAround(text: string, hidden: readonly string[], names: readonly string[]): string {
  const [name, ...others] = names;
  if (name === undefined) {
    return hidden.reduce((masked, value) => masked.replaceAll(value, "***"), text);
  }
  return text
    .split(name)
    .map((part) => maskAround(part, hidden, others))
    .join(name);
}

/** A shorter text says little, and would be hidden inside of words. */
const shortest = 4;

/** Claims that name the issuer and for whom a token is, not who has it. */
const open = ["iss", "aud", "azp"];

function collect(value: unknown, name: string, found: Set<string>): void {
  if (open.includes(name)) return;
  if (typeof value === "string" || typeof value === "number") found.add(String(value));
  else if (Array.isArray(value)) for (const item of value) collect(item, "-", found);
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) collect(item, key, found);
  }
}

function parse(claims: string): unknown {
  try {
    return JSON.parse(claims);
  } catch {
    return undefined;
  }
}

/**
 * Claims as indented JSON whose values are hidden: their names and types stay, and so do the issuer, the audience, times
 * and what `known`, the text of a configuration, names anyway. Undefined if the text is no JSON object.
 */
export function maskClaimValues(claims: string, known: string): string | undefined {
  const value = parse(claims);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const hide = (one: unknown): unknown => {
    if (typeof one === "string") return hideText(one, known);
    if (typeof one === "number") return namesWord(known, String(one)) ? one : "*** (number)";
    if (Array.isArray(one)) return one.map(hide);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, hide(item)]));
  };
  const shown = Object.entries(value).map(([name, item]) => [
    name,
    [...open, ...times].includes(name) ? item : hide(item),
  ]);
  return JSON.stringify(Object.fromEntries(shown), null, 2);
}

const times = ["exp", "nbf", "iat"];

// The domain of an address stays if the configuration asks for it.
function hideText(text: string, known: string): string {
  if (text === "" || namesWord(known, text)) return text;
  const domain = text.slice(text.lastIndexOf("@"));
  return text.lastIndexOf("@") > 0 && namesWord(known, domain) ? `***${domain}` : "***";
}

// As a word of its own: a short value would be found inside of others.
function namesWord(known: string, word: string): boolean {
  for (let at = known.indexOf(word); at !== -1; at = known.indexOf(word, at + 1)) {
    const [before = "", after = ""] = [known[at - 1], known[at + word.length]];
    if ((word.startsWith("@") || !wordPart.test(before)) && !wordPart.test(after)) return true;
  }
  return false;
}

const wordPart = /[\p{L}\p{N}_.:/@-]/u;
