import { Document, isScalar, parseAllDocuments, parseDocument, visit } from "yaml";
import { isShallowYaml } from "../../yaml/shallow.ts";

/** A list of tests as plain values; undefined if the text is no list. */
export type Tests = readonly Readonly<Record<string, unknown>>[];

/** The tests of a list's text as values, comments left out. */
export function readValues(text: string): Tests | undefined {
  if (!isShallowYaml(text)) return undefined;
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null)
    ? (value as Tests)
    : undefined;
}

/** The text of a list of tests. */
export function writeValues(tests: Tests): string {
  return tests.length === 0 ? "" : new Document(tests).toString({ lineWidth: 0 });
}

/** Claims that name issuer, audience and kind of a token: the configuration names them too, or they say nothing of a person. */
const open = ["iss", "aud", "azp", "typ", "exp", "nbf", "iat"];

/** The texts among the claims of a test that say something of its owner, each once. */
export function listClaimTexts(test: Tests[number]): readonly string[] {
  const found = new Set<string>();
  const { claims } = test;
  if (typeof claims !== "object" || claims === null) return [];
  for (const [name, value] of Object.entries(claims))
    if (!open.includes(name)) collect(value, found);
  return [...found];
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === "string" && value !== "") found.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) collect(item, found);
  }
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * A made-up value of the form of another; `number` tells apart the values of one workspace. The domain of an e-mail address
 * stays if it is in `shown`, a text that goes out anyway: its rules ask for it.
 */
export function makeUpValue(value: string, number: number, shown: string): string {
  const domain = /^[^@\s]+@([^@\s]+)$/.exec(value)?.[1];
  if (domain !== undefined) {
    return `user${number}@${shown.includes(domain) ? domain : "example.com"}`;
  }
  if (uuid.test(value)) return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  if (/^https?:\/\//.test(value)) return `https://example.com/value-${number}`;
  if (/^[0-9]+$/.test(value)) return String(1000 + number);
  return `value-${number}`;
}

/** A test with other values: whole in its claims, as part of a text everywhere else. */
export function replaceInTest(
  test: Tests[number],
  values: ReadonlyMap<string, string>,
): Tests[number] {
  const parts = partsOf(values);
  return Object.fromEntries(
    Object.entries(test).map(([name, value]) => [
      name,
      name === "claims"
        ? mapTexts(value, (text) => values.get(text) ?? text)
        : mapTexts(value, (text) => replaceParts(text, parts)),
    ]),
  );
}

/** The text of role bindings with other values in the names of subjects. A text that cannot be read stays. */
export function replaceInBindings(text: string, values: ReadonlyMap<string, string>): string {
  const parts = partsOf(values);
  const edits: { start: number; end: number; text: string }[] = [];
  for (const document of documentsOf(text)) {
    visit(document, {
      Pair(_, pair, path) {
        if (!isScalar(pair.key) || pair.key.value !== "name" || !isScalar(pair.value)) return;
        if (!isSubject(path)) return;
        const { value, range } = pair.value;
        const next = typeof value === "string" ? replaceParts(value, parts) : value;
        if (next !== value && range)
          edits.push({ start: range[0], end: range[1], text: JSON.stringify(next) });
      },
    });
  }
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce(
      (whole, { start, end, text: next }) => whole.slice(0, start) + next + whole.slice(end),
      text,
    );
}

function isSubject(path: readonly unknown[]): boolean {
  return path.some(
    (node) =>
      typeof node === "object" &&
      node !== null &&
      "key" in node &&
      isScalar(node.key) &&
      node.key.value === "subjects",
  );
}

function documentsOf(text: string) {
  if (!isShallowYaml(text)) return [];
  const documents = parseAllDocuments(text, { prettyErrors: false });
  return "empty" in documents || documents.some(({ errors }) => errors.length > 0) ? [] : documents;
}

// Longest first, so that a value inside of another one does not tear it. Very short ones would be found in any word.
function partsOf(values: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...values].filter(([value]) => value.length > 2).sort(([a], [b]) => b.length - a.length);
}

function replaceParts(text: string, parts: readonly (readonly [string, string])[]): string {
  const [first, ...others] = parts;
  if (first === undefined) return text;
  return text
    .split(first[0])
    .map((piece) => replaceParts(piece, others))
    .join(first[1]);
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, mapTexts(item, map)]),
    );
  }
  return value;
}
