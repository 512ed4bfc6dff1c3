import { trimEndOf } from "../source/trim-end.ts";
import type { PolicyRule } from "./types.ts";

/** The longest name that is made of rules; a binding's name has the subject behind it. */
const limit = 50;

/** A name for a role that says what its rules give: `get-list-pods`, `get-pods-log-and-list-pods`. */
export function nameRules(rules: readonly PolicyRule[]): string {
  const parts = rules.map(describeRule);
  for (let count = parts.length; count > 1; count--) {
    const more = parts.length - count;
    const name = parts.slice(0, count).join("-and-") + (more === 0 ? "" : `-and-${more}-more`);
    if (name.length <= limit) return makeObjectName(name);
  }
  const more = parts.length > 1 ? `-and-${parts.length - 1}-more` : "";
  return makeObjectName(`${(parts[0] ?? "").slice(0, limit - more.length)}${more}`);
}

/** A name for an object of RBAC made of any text: lower case, digits and hyphens. */
export function makeObjectName(text: string): string {
  const written = text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+/, "");
  const name = trimEndOf(trimEndOf(written, "-.").slice(0, 63), "-.");
  return name === "" ? "grant" : name;
}

/** The name, or with the first number behind it that makes it free. */
export function pickFreeName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let count = 2; ; count++) {
    const suffix = `-${count}`;
    const candidate = `${trimEndOf(name.slice(0, 63 - suffix.length), "-.")}${suffix}`;
    if (!isTaken(candidate)) return candidate;
  }
}

function describeRule({ verbs, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const what = [...resources, ...nonResourceURLs].map((one) =>
    one === "*" ? "all-resources" : one,
  );
  const how = verbs.map((verb) => (verb === "*" ? "any-verb" : verb));
  return [...how, ...what, ...resourceNames]
    .map((part) => part.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-/, ""))
    .filter((part) => part !== "")
    .join("-");
}
