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
