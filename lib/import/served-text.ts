import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import type { Opened } from "./open.ts";
import { readYamlDocuments } from "./read-yaml.ts";
import { entriesOf, get, type Tree, textOf } from "./tree.ts";

/**
 * The first document of a text that is meant to be the file of the API server, and not a text around one: the server's
 * words about it are those about the whole text, with what follows the document. Undefined for every other text.
 * `named` says that the name of the file is that of a configuration.
 */
export function findServedDocument(text: string, opened: Opened, named = false): Span | undefined {
  const { configuration, place, format, kind } = opened;
  // A template is what it renders.
  if (text.includes("{{") || text.includes("{%")) return undefined;
  const [first, next] = readYamlDocuments(text);
  const end = next?.start ?? text.length;
  if (first?.tree !== undefined) {
    const isOther = kind === "configuration" && !forms.has(format);
    return !isOther && isMeant(first.tree, named) ? { start: 0, end } : undefined;
  }
  // Behind a value of JSON, what follows is no document: the server reads the text as one value.
  if (kind !== "configuration" || configuration === undefined || !forms.has(format))
    return undefined;
  const start = place?.({ start: 0, end: 0 }).start ?? 0;
  const begins = text.startsWith(configuration.slice(0, longestHead), start);
  const isFirst = /^\uFEFF?\s*$/.test(text.slice(0, start)) && configuration.startsWith("{");
  return begins && isFirst ? { start: 0, end: start + configuration.length } : undefined;
}

/**
 * The configuration of a text as its server gets it: what was opened, unless the file itself is meant and what was taken out
 * of it is another text (with a head that the file lacks, or without what the server does not read over).
 */
export function readAsServed(text: string, opened: Opened, name = ""): string | undefined {
  const { configuration, place } = opened;
  if (findServedDocument(text, opened, isConfigurationName(name)) === undefined)
    return configuration;
  const start = place?.({ start: 0, end: 0 }).start ?? 0;
  const isDocument = configuration !== undefined && text.startsWith(configuration, start);
  return isDocument && !configuration.startsWith("{") ? configuration : text;
}

/** Whether a file is called as a configuration is: it has just been begun, or its kind is misspelt, if it does not say so. */
export function isConfigurationName(name: string): boolean {
  const base = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  return /authentication-?config|authn/i.test(base) && /\.(?:ya?ml|json)$/i.test(base);
}

/** The forms in which a document of the file itself, or a part of it, is recognised. */
const forms = new Set(["plain", "embedded", "jwt-entry"]);
const longestHead = 1000;

// By its kind; if that is misspelt or missing, by its group and fields, of which no other file has all.
function isMeant(tree: Tree, named: boolean): boolean {
  if (textOf(get(tree, "kind")) === "AuthenticationConfiguration") return true;
  if (get(tree, "jwt") === undefined && get(tree, "anonymous") === undefined) return false;
  if (textOf(get(tree, "apiVersion"))?.startsWith("apiserver.config.k8s.io/")) return true;
  const hasKind = textOf(get(tree, "kind")) !== undefined;
  return (hasKind || named) && entriesOf(tree).every(({ key }) => fields.has(key));
}

const fields = new Set(["apiVersion", "kind", "jwt", "anonymous"]);

/**
 * If documents come before the configuration in its file: that the server would read the first of them. The span is of
 * the configuration.
 */
export function adviseOnOrder(
  text: string,
  { configuration, place, kind }: Opened,
): readonly Diagnostic[] {
  if (configuration === undefined || place === undefined || kind !== "configuration") return [];
  const { start } = place({ start: 0, end: 0 });
  const index = readYamlDocuments(text).findIndex(
    ({ start: from, end, tree }) =>
      from <= start && start < end && textOf(get(tree, "kind")) === "AuthenticationConfiguration",
  );
  if (index < 1) return [];
  return [
    {
      code: "documents/not-first",
      source: "claimcheck",
      severity: "warning",
      document: "configuration",
      path: "",
      span: { start: 0, end: configuration.split("\n", 1)[0]?.length ?? 0 },
      message:
        "kube-apiserver reads only the first document of a file. It does not start with this file as it is, because another document comes before this one.",
    },
  ];
}
