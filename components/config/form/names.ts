import type { DescribedField } from "@/lib/authn/field-docs.ts";

/** A field's name in words: "audienceMatchPolicy" is "Audience match policy", "discoveryURL" is "Discovery URL". */
export function nameInWords(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(" ")
    .map((word) => (/^(?:api|url|uid|jwt)$/i.test(word) ? word.toUpperCase() : word.toLowerCase()));
  const [first = "", ...rest] = words;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(" ");
}

/** A list's item in words, counted from 1: "Claim validation rule 2". */
export function itemInWords(name: string, index: number): string {
  const list = nameInWords(name);
  return `${list === "Extra" ? "Extra attribute" : list.replace(/s$/, "")} ${index + 1}`;
}

/** What there is to say about a field beside its first sentences, one line each. */
export function hintsOf(field: DescribedField): readonly string[] {
  return [
    field.default === undefined ? "" : `If it is left out: ${lowerFirst(field.default)}`,
    field.needs ?? "",
    field.limits ?? "",
    field.since === undefined ? "" : `Since Kubernetes 1.${field.since}.`,
  ].filter((hint) => hint !== "");
}

/** The host of an issuer's URL, for a list; the whole text if it has none, and words if it is empty. */
export function shortIssuer(url: string): { readonly name: string; readonly rest: string } {
  if (url === "") return { name: "No URL yet", rest: "" };
  const [before = "", host = ""] = /^https?:\/\/([^/]+)/.exec(url) ?? [];
  const path = url.slice(before.length);
  return host === "" ? { name: url, rest: "" } : { name: host, rest: path === "/" ? "" : path };
}

function lowerFirst(text: string): string {
  return /^(?:The|No|Every|All|At|What)\b/.test(text)
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}
