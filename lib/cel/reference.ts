import { type Minor, newestMinor } from "../kube/minor.ts";
import { libraries } from "./library/all.ts";
import type { Example, FunctionDeclaration, Library, Overload } from "./library/declaration.ts";
import { formatType } from "./types.ts";

/** A library as the reference page shows it. */
export interface ReferenceLibrary {
  readonly name: string;
  readonly title: string;
  readonly doc: string;
  /** The first minor version that has it; 30 represents 1.30 and older. */
  readonly since: Minor;
  readonly entries: readonly ReferenceEntry[];
}

/** A function, operator, macro or type. */
export interface ReferenceEntry {
  /** Unique on the page, fit for a URL's fragment: "strings-split". */
  readonly id: string;
  readonly kind: "function" | "operator" | "macro" | "type";
  /** As it is looked for: "split", "+", "in", "?:". */
  readonly name: string;
  readonly doc: string;
  readonly since: Minor;
  readonly signatures: readonly ReferenceSignature[];
  readonly examples: readonly Example[];
}

/** One signature and the versions that have it. */
export interface ReferenceSignature {
  /** In CEL's notation: "string.split(string) -> list(string)". */
  readonly text: string;
  readonly since: Minor;
  /** The last minor version that has it, if a later one dropped it. */
  readonly until?: Minor;
}

/** All that expressions may use on a minor version, library by library. Pure: the page adds nothing but looks. */
export function buildReference(minor: Minor = newestMinor): readonly ReferenceLibrary[] {
  return libraries
    .filter(({ name, since }) => since <= minor && !unusable.has(name))
    .map((library) => ({
      name: library.name,
      title: library.title,
      doc: library.doc,
      since: library.since,
      entries: listEntries(library).filter(({ since }) => since <= minor),
    }));
}

/**
 * The entries in which every word of a query occurs, in a name, a signature or the words about it; those whose name
 * begins with the query come first. Libraries without a hit are left out, an empty query leaves everything.
 */
export function searchReference(
  reference: readonly ReferenceLibrary[],
  query: string,
): readonly ReferenceLibrary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return reference;
  const rank = ({ name }: ReferenceEntry) => (name.toLowerCase().startsWith(first) ? 0 : 1);
  return reference
    .map((library) => ({
      ...library,
      entries: library.entries
        .filter((entry) => words.every((word) => searchText(library, entry).includes(word)))
        .sort((a, b) => rank(a) - rank(b)),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** An overload in CEL's notation: "string.split(string) -> list(string)", "int + int -> int". */
export function formatSignature(name: string, overload: Overload): string {
  const parameters = overload.parameters.map(formatType);
  return `${writeCall(name, overload, parameters)} -> ${formatType(overload.result)}`;
}

function searchText(library: ReferenceLibrary, entry: ReferenceEntry): string {
  const signatures = entry.signatures.map(({ text }) => text);
  return [library.title, entry.name, entry.doc, ...signatures].join("\n").toLowerCase();
}

function listEntries(library: Library): readonly ReferenceEntry[] {
  const functions = library.functions.filter(({ name }) => !name.includes("@") || name === "@in");
  return [
    ...functions.map((declaration) => toEntry(library, declaration)),
    ...(library.macros ?? []).map(
      ({ name, usage, doc, examples, since = library.since }): ReferenceEntry => ({
        id: `${library.name}-${name}-macro`,
        kind: "macro",
        name,
        doc,
        since,
        signatures: usage.split(" or ").map((text) => ({ text, since })),
        examples,
      }),
    ),
    ...(library.identifiers ?? []).map(
      ({ name, type, doc }): ReferenceEntry => ({
        id: `${library.name}-${name}-type`,
        kind: "type",
        name,
        doc,
        since: library.since,
        signatures: [{ text: `${name}: ${formatType(type)}`, since: library.since }],
        examples: [],
      }),
    ),
  ];
}

function toEntry(library: Library, declaration: FunctionDeclaration): ReferenceEntry {
  const since = declaration.since ?? library.since;
  const shown = operatorNames[declaration.name];
  return {
    id: `${library.name}-${shown?.id ?? declaration.name}`,
    kind: shown ? "operator" : "function",
    name: shown?.name ?? declaration.name,
    doc: declaration.doc,
    since,
    signatures: declaration.overloads.map((overload) => ({
      text: formatSignature(declaration.name, overload),
      since: overload.since ?? since,
      ...(overload.until && { until: overload.until }),
    })),
    examples: declaration.examples,
  };
}

function writeCall(name: string, overload: Overload, parameters: readonly string[]): string {
  const [a = "", b = "", c = ""] = parameters;
  const infix = /^_(.+)_$/.exec(name)?.[1];
  if (name === "_?_:_") return `${a} ? ${b} : ${c}`;
  if (name === "_[_]") return `${a}[${b}]`;
  if (name === "_[?_]") return `${a}[?${b}]`;
  if (name === "_?._") return `${a}.?field`;
  if (name === "@in") return `${a} in ${b}`;
  if (name === "!_" || name === "-_") return name[0] + a;
  if (infix !== undefined) return `${a} ${infix} ${b}`;
  if (overload.style === "global") return `${name}(${parameters.join(", ")})`;
  return `${a}.${name}(${parameters.slice(1).join(", ")})`;
}

/** Libraries that compile and are of no use in authentication. */
const unusable: ReadonlySet<string> = new Set(["authorizer"]);

/** Operators as they are written, and their part of an id. */
const operatorNames: Readonly<Record<string, { readonly name: string; readonly id: string }>> = {
  "_?_:_": { name: "?:", id: "conditional" },
  "_&&_": { name: "&&", id: "and" },
  "_||_": { name: "||", id: "or" },
  "!_": { name: "!", id: "not" },
  "_==_": { name: "==", id: "equals" },
  "_!=_": { name: "!=", id: "not-equals" },
  "_+_": { name: "+", id: "plus" },
  "_-_": { name: "-", id: "minus" },
  "-_": { name: "- (sign)", id: "negate" },
  "_*_": { name: "*", id: "times" },
  "_/_": { name: "/", id: "divide" },
  "_%_": { name: "%", id: "modulo" },
  "_<_": { name: "<", id: "less" },
  "_<=_": { name: "<=", id: "less-equals" },
  "_>_": { name: ">", id: "greater" },
  "_>=_": { name: ">=", id: "greater-equals" },
  "_[_]": { name: "[]", id: "index" },
  "_[?_]": { name: "[?]", id: "optional-index" },
  "_?._": { name: ".?", id: "optional-select" },
  "@in": { name: "in", id: "in" },
};
