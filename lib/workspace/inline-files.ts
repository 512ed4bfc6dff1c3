import { type Document, isMap, isScalar, isSeq, parseAllDocuments, type YAMLMap } from "yaml";
import { openText } from "../import/open.ts";
import { newestMinor } from "../kube/minor.ts";
import { joinDocuments } from "../yaml/join-documents.ts";
import { isShallowYaml } from "../yaml/shallow.ts";
import { matchPaths } from "./match-paths.ts";

/** A workspace file with the texts of the files that it names. */
export interface InlinedWorkspace {
  readonly text: string;
  /** Paths of the files that were taken into it. */
  readonly used: readonly string[];
  /** Paths that it names and that are not there, as it names them. */
  readonly missing: readonly string[];
}

/**
 * Puts the files that `configurationFrom`, `bindingsFrom` and `claimsFrom` of a workspace file name into it, because the
 * page cannot read them later. `path` is that of the workspace file; `files` are the texts by path that were opened with
 * it. Tokens and keys are not put in: a workspace holds none. What is no workspace file comes back as it is.
 */
export function inlineFiles(
  text: string,
  path: string,
  files: ReadonlyMap<string, string>,
): InlinedWorkspace {
  const used = new Set<string>();
  const missing: string[] = [];
  if (!isShallowYaml(text)) return { text, used: [], missing };
  const read = (name: string): readonly string[] => {
    const found = matchPaths(path, name, [...files.keys()]);
    if (found.length === 0) missing.push(name);
    for (const one of found) used.add(one);
    return found.map((one) => files.get(one) ?? "");
  };
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: "silent" });
  if ("empty" in documents || documents.some(({ errors }) => errors.length > 0))
    return { text, used: [], missing };
  let changed = false;
  for (const document of documents) {
    const { contents } = document;
    if (isMap(contents) && textIn(contents, ["kind"]) === "Workspace")
      changed = inlineDocument(document, contents, read) || changed;
  }
  const written = changed ? documents.map((one) => one.toString({ lineWidth: 0 })).join("") : text;
  return { text: written, used: [...used], missing };
}

type Read = (name: string) => readonly string[];

/** Whether anything was put in. */
function inlineDocument(document: Document, root: YAMLMap, read: Read): boolean {
  let changed = false;
  const replace = (map: YAMLMap, from: string, key: string, value: unknown) => {
    const pair = map.items.find(({ key: name }) => isScalar(name) && name.value === from);
    if (!isScalar(pair?.key)) return;
    // The comment above it belongs to the key.
    pair.key.value = key;
    pair.value = document.createNode(value);
    changed = true;
  };
  const path = textIn(root, ["configurationFrom", "path"]);
  const [configuration] = path === undefined ? [] : read(path);
  if (configuration !== undefined)
    replace(root, "configurationFrom", "configuration", configurationIn(configuration));
  const names = root.getIn(["bindingsFrom", "paths"], true);
  const texts = isSeq(names)
    ? names.items.flatMap((item) =>
        isScalar(item) && typeof item.value === "string" ? read(item.value) : [],
      )
    : [];
  if (texts.length > 0) replace(root, "bindingsFrom", "bindings", joinDocuments(texts));
  const tests = root.get("tests", true);
  for (const test of isSeq(tests) ? tests.items : []) {
    if (!isMap(test)) continue;
    const claimsPath = textIn(test, ["claimsFrom", "path"]);
    const [claims] = claimsPath === undefined ? [] : read(claimsPath);
    const value = claims === undefined ? undefined : parseObject(claims);
    if (value !== undefined) replace(test, "claimsFrom", "claims", value);
  }
  return changed;
}

function textIn(map: YAMLMap, keys: readonly string[]): string | undefined {
  // A path through something that is no map has no value.
  const value: unknown = map.hasIn(keys) ? map.getIn(keys) : undefined;
  return typeof value === "string" ? value : undefined;
}

/** The configuration that a file of any form holds; the file as it is if it holds none. */
function configurationIn(text: string): string {
  const { configuration, refused } = openText(text, { version: newestMinor });
  return refused === undefined ? (configuration ?? text) : text;
}

// Numbers that JavaScript cannot hold would change: such a file is not put in.
function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && !/\d{16}/.test(text) ? value : undefined;
  } catch {
    return undefined;
  }
}
