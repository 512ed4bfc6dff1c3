import path from "node:path";
import type { BindingHelp } from "../../lib/editor/binding-context.ts";
import type { OfferedRole } from "../../lib/rbac/editor/binding-values.ts";
import { listObjects } from "../../lib/rbac/editor/object-at.ts";
import type { Span } from "../../lib/source/span.ts";
import { findData, findMember } from "../../lib/yaml/data.ts";
import { readYaml } from "../../lib/yaml/document.ts";
import { type FilePart, largeText, readParts } from "./file-parts.ts";
import type { AnalysedPart } from "./judged.ts";
import type { EditedFile, Judgement, Place } from "./protocol.ts";
import { type Surroundings, uriOf } from "./surroundings.ts";
import { createPlaces, type TextPlaces } from "./text-places.ts";

/** The places that definitions lead to. */
export type NamedPlaces = Pick<Judgement, "claims" | "mappings" | "roles">;

interface PlacedText {
  readonly uri: string;
  readonly text: string;
  readonly places: TextPlaces;
}

/** Finds where the claims, mappings and roles are that other places of a file and of its workspace name. */
export function findNamedPlaces(
  file: EditedFile,
  parts: readonly (AnalysedPart | undefined)[],
  surroundings: Surroundings,
): NamedPlaces {
  const placed = new Map<string, PlacedText>();
  const open = (uri: string, text: string) => {
    const known = placed.get(uri);
    if (known !== undefined) return known;
    const made = { uri, text, places: createPlaces(text) };
    placed.set(uri, made);
    return made;
  };
  const own = open(file.uri, file.text);
  const { workspace } = surroundings;
  const isOwn = workspace === undefined || workspace.file === file.path || workspace.file === "";
  const tests =
    workspace === undefined ? undefined : isOwn ? own : open(uriOf(workspace.file), workspace.text);
  const claims = new Map<string, Place[]>();
  const add = (name: string, place: Place) => {
    const known = claims.get(name) ?? [];
    if (known.length < mostPlaces) claims.set(name, [...known, place]);
  };
  if (tests !== undefined) addTestClaims(tests, add);
  for (const one of parts) {
    if (one === undefined || one.part.kind === "bindings") continue;
    for (const { claim, span } of one.analysis.claimReaders) {
      if (span !== undefined) add(claim, placeIn(own, one.part.place(span)));
    }
  }
  return {
    claims: Object.fromEntries(claims),
    mappings: Object.fromEntries(findMappings(parts, surroundings, own, open)),
    roles: Object.fromEntries(findRoles(surroundings, file, open)),
  };
}

const mostPlaces = 20;
const mostRoles = 2000;

/** Roles of the other files of the workspace; those of a large file too, of which an editor looks at a piece only. */
export function listRolesBeside(
  file: EditedFile,
  { bindingFiles }: Surroundings,
): readonly OfferedRole[] {
  const own = file.text.length > largeText ? [{ ...file, path: "this document" }] : [];
  return [...own, ...bindingFiles.filter(({ uri }) => uri !== file.uri)].flatMap(
    ({ path: from = "", text }) =>
      listObjects(text)
        .flatMap(({ kind, scalars }): OfferedRole[] => {
          const name = scalars.get("metadata.name")?.text;
          if (name === undefined || (kind !== "Role" && kind !== "ClusterRole")) return [];
          const namespace = kind === "Role" ? (scalars.get("metadata.namespace")?.text ?? "") : "";
          return [{ kind, name, namespace, from: path.basename(from) }];
        })
        .slice(0, mostRoles),
  );
}

/** Namespaces that a text of bindings names. */
export function listNamespaces(text: string): BindingHelp["namespaces"] {
  const found = listObjects(text).flatMap(
    ({ scalars }) => scalars.get("metadata.namespace")?.text ?? [],
  );
  return [...new Set(found)].slice(0, mostRoles);
}

function placeIn({ uri, places }: PlacedText, span: Span): Place {
  return { uri, range: places.rangeOf(span) };
}

// The key of each claim in the tests, the first tests first.
function addTestClaims(tests: PlacedText, add: (name: string, place: Place) => void): void {
  const read = readYaml(tests.text);
  const list = read.kind === "read" ? findData(read.data, "tests") : undefined;
  if (list?.kind !== "array") return;
  for (const test of list.items) {
    const claims = findMember(test, "claims")?.value;
    if (claims?.kind !== "object") continue;
    for (const { key, keySpan } of claims.members) add(key, placeIn(tests, keySpan));
  }
}

function findMappings(
  parts: readonly (AnalysedPart | undefined)[],
  { configurationFile, workspace, written }: Surroundings,
  own: PlacedText,
  open: (uri: string, text: string) => PlacedText,
): [string, Place][] {
  const bindings = parts.find((one) => one?.part.kind === "bindings");
  if (bindings === undefined) return [];
  const beside = parts.find((one) => one?.part.kind === "configuration")?.part;
  const inWorkspace = written?.configuration.kind === "inline" ? workspace : undefined;
  const source =
    beside !== undefined
      ? own
      : configurationFile !== undefined
        ? open(configurationFile.uri, configurationFile.text)
        : inWorkspace && open(uriOf(inWorkspace.file), inWorkspace.text);
  if (source === undefined) return [];
  const part = beside ?? configurationIn(source.text, bindings.input.minor);
  if (part === undefined) return [];
  const read = readYaml(part.text);
  if (read.kind === "failed") return [];
  const paths = new Set(bindings.analysis.subjects.map(({ path }) => path));
  return [...paths].flatMap((path): [string, Place][] => {
    const span = findData(read.data, path)?.span;
    return span === undefined ? [] : [[path, placeIn(source, part.place(span))]];
  });
}

function configurationIn(
  text: string,
  minor: AnalysedPart["input"]["minor"],
): FilePart | undefined {
  return readParts(text, minor).parts.find(({ kind }) => kind === "configuration");
}

function findRoles(
  { bindingFiles }: Surroundings,
  file: EditedFile,
  open: (uri: string, text: string) => PlacedText,
): [string, Place][] {
  return bindingFiles
    .filter(({ uri }) => uri !== file.uri)
    .flatMap(({ uri, text }) =>
      listObjects(text).flatMap(({ kind, scalars }): [string, Place][] => {
        const name = scalars.get("metadata.name");
        if (name === undefined || (kind !== "Role" && kind !== "ClusterRole")) return [];
        const namespace = kind === "Role" ? (scalars.get("metadata.namespace")?.text ?? "") : "";
        return [[roleKey(kind, namespace, name.text), placeIn(open(uri, text), name.span)]];
      }),
    )
    .slice(0, mostRoles);
}

/** Names a role in `Judgement.roles`. */
export function roleKey(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
