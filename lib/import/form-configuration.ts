import type { Span } from "../source/span.ts";
import { trimEndOf } from "../source/trim-end.ts";
import { bodyOf, cutOut, indentLines } from "./embedded.ts";
import type { Exploration, Grammar, Place } from "./exploration.ts";
import type { FoundConfiguration } from "./found.ts";
import { readPemOrBase64 } from "./pem.ts";
import { type Piece, placeOf } from "./piece.ts";
import { readYamlDocuments } from "./read-yaml.ts";
import { writeConfiguration } from "./settings.ts";
import { entriesOf, get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";
import { describeWrapper, type Wrapper } from "./wrapper.ts";
import { writeFlow } from "./write-flow.ts";
import { toWritten, type Written } from "./write-text.ts";

/** Takes an AuthenticationConfiguration, or a part of one, out of a value; false if it is none. */
export function recogniseConfiguration(x: Exploration, tree: Tree, place: Place): boolean {
  if (tree.kind === "list") return isEntryList(tree) && takeEntries(x, itemsOf(tree), tree, place);
  if (tree.kind !== "map") return false;
  const kind = textOf(get(tree, "kind"));
  // A group that no server reads is left as it is: the finding about it is the editor's.
  if (kind === "AuthenticationConfiguration")
    return refuseComputed(x, tree, place) || takeFile(x, tree, place);
  if (kind !== undefined) return false;
  const jwt = get(tree, "jwt");
  if ((jwt !== undefined && isEntryList(jwt)) || isAnonymousOnly(tree, place))
    return takeHeadless(x, tree, place);
  if (isEntry(tree)) return takeEntries(x, [tree], tree, place);
  const answer = withoutState(tree);
  return answer !== undefined && takeEntries(x, [answer], tree, place, () => undefined);
}

// A part that is an expression of a template or a program has a structure that is not in the text.
function refuseComputed(x: Exploration, tree: MapTree, place: Place): boolean {
  const jwt = get(tree, "jwt");
  const parts = itemsOf(jwt).flatMap((entry) => [
    entry,
    ...["issuer", "claimMappings", "claimValidationRules", "userValidationRules"].map((key) =>
      get(entry, key),
    ),
  ]);
  const computed = [jwt, get(tree, "anonymous"), ...parts].find(
    (part) => part?.kind === "text" && x.holes.list(part.value).length > 0,
  );
  // The file itself is left as it is: the findings about it are the editor's.
  if (computed === undefined || (place.path.length === 0 && place.piece.depth === 0)) return false;
  const { format, title } = describeWrapper(place);
  const expression = x.holes.list(textOf(computed) ?? "")[0] ?? "";
  const shown = expression.length > 60 ? `${expression.slice(0, 60)}…` : expression;
  x.found.push({
    ...{ kind: "refused", format, title, notes: [] },
    span: placeOf(place.piece, tree.span),
    reason: `A part of the file is an expression whose result is not in the text (${shown.replaceAll(/\s+/g, " ")}): render it first and open the result.`,
    about: "configuration",
  });
  return true;
}

// Word for word, if it is a document of its own; otherwise cut out of the lines around it.
function takeFile(x: Exploration, tree: MapTree, place: Place): boolean {
  const { piece, grammar } = place;
  const wrapper = describeWrapper(place);
  if (place.path.length === 0 && (grammar === "yaml" || grammar === "json")) {
    const text = x.holes.reveal(piece.text);
    if (text === piece.text || sameWhenRevealed(piece.text, text, x)) {
      const place = (span: Span) => placeOf(piece, span);
      push(
        x,
        wrapper,
        { text, place, put: piece.put, span: place(tree.span) },
        x.holes.list(piece.text),
      );
      return true;
    }
  }
  return takeSubtree(x, tree, place, wrapper, true);
}

// `jwt:` below the key of a wrapper, or at the top without a head.
function takeHeadless(x: Exploration, tree: MapTree, place: Place): boolean {
  return takeSubtree(x, tree, place, describeWrapper(place), false);
}

function takeSubtree(
  x: Exploration,
  tree: MapTree,
  place: Place,
  wrapper: Wrapper,
  headed: boolean,
): boolean {
  const { piece, grammar } = place;
  const span = placeOf(piece, tree.span);
  const put = (configuration: string) => putSubtree(configuration, tree, place, headed);
  const known = entriesOf(tree).every(({ key }) => fileKeys.has(key));
  const cut = grammar === "yaml" && known ? cutOut(piece.text, tree) : undefined;
  if (cut !== undefined) {
    const head = headed ? "" : headOf(x, wrapper);
    const text = head + x.holes.reveal(cut.text);
    if (sameWhenRevealed(head + cut.text, text, x)) {
      const at = (offset: number) => piece.at(cut.at(Math.max(offset - head.length, 0)));
      const back = (inner: Span) => ({ start: at(inner.start), end: at(inner.end) });
      push(x, wrapper, { text, place: back, put, span }, x.holes.list(cut.text));
      return true;
    }
  }
  const written = toWritten(tree, (inner) => placeOf(piece, inner)) as Record<string, Written>;
  const { apiVersion, kind, jwt, ...others } = written;
  const rest = Object.fromEntries(
    Object.entries(others).filter(([key]) => headed || fileKeys.has(key)),
  );
  const made = writeConfiguration((jwt ?? []) as Written[], x, rest);
  const text =
    headed && apiVersion !== undefined
      ? withVersion(made.text, textOf(get(tree, "apiVersion")) ?? "")
      : made.text;
  push(
    x,
    wrapper,
    {
      text,
      place: placeBySegments(made.segments, span),
      // An expression of Terraform would become a text.
      put: grammar === "hcl" && made.variables.length > 0 ? () => undefined : put,
      span,
    },
    made.variables,
  );
  return true;
}

function takeEntries(
  x: Exploration,
  entries: readonly Tree[],
  tree: Tree,
  place: Place,
  put = (configuration: string) => putEntries(configuration, tree, place),
): boolean {
  const { piece } = place;
  const span = placeOf(piece, tree.span);
  const wrapper = describeWrapper(place, entries);
  const jwt = entries.map((entry) => toWritten(entry, (inner) => placeOf(piece, inner)));
  const made = writeConfiguration(jwt, x);
  push(
    x,
    wrapper,
    {
      text: made.text,
      place: placeBySegments(made.segments, span),
      put,
      span,
    },
    made.variables,
  );
  return true;
}

function headOf(x: Exploration, { headVersion }: Wrapper): string {
  const version = headVersion ?? (x.minor >= 34 ? "v1" : "v1beta1");
  return `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthenticationConfiguration\n`;
}

function withVersion(text: string, version: string): string {
  return text.replace(/^apiVersion: .*$/m, () => `apiVersion: ${version}`);
}

type Taken = Pick<FoundConfiguration, "text" | "place" | "put" | "span">;

function push(x: Exploration, wrapper: Wrapper, taken: Taken, variables: readonly string[]): void {
  const { format, title, notes, target, options, file } = wrapper;
  x.found.push({
    kind: "configuration",
    format,
    title,
    notes,
    placeholders: variablesOf(taken.text, variables),
    ...taken,
    ...(target !== undefined && { target }),
    ...(options !== undefined && { options }),
    ...(file !== undefined && { file }),
  });
}

/** Variables of templates, shells and other tools that are in a text as they are written. */
export function variablesOf(text: string, hidden: readonly string[]): string[] {
  const found = [
    ...text.matchAll(
      /\$\{[A-Za-z_][^{}\n]{0,200}\}|\$\([A-Za-z_][\w.-]{0,100}\)|\$[A-Z][A-Z0-9_]+|\{\{[^{}\n]{1,200}\}\}/g,
    ),
  ].map(([one]) => one);
  // Azure's templates in JSON: `[parameters('audience')]`, doubled in YAML's single quotation marks.
  const ofAzure =
    /\[(?:parameters|variables|format|concat|reference|resourceId)\([^\n"]{0,300}\)\]/g;
  found.push(...[...text.matchAll(ofAzure)].map(([one]) => one.replaceAll("''", "'")));
  // Documentation writes `<YOUR_TENANT>`; comments and messages may speak of such names.
  const spoken = /(?:^|\s)#|message:/;
  for (const { 0: one, index } of text.matchAll(/<[A-Za-z][\w.-]*(?: [\w.-]+){0,5}>/g)) {
    const line = text.slice(text.lastIndexOf("\n", index) + 1, index);
    if (!spoken.test(line.slice(-300))) found.push(one);
  }
  // In a scalar with single quotation marks those of the variable are doubled.
  const doubled = (one: string) =>
    !hidden.includes(one) && hidden.includes(one.replaceAll("''", "'"));
  return [...new Set([...found.filter((one) => !doubled(one)), ...hidden])];
}

/** Leads a span to where the scalar under it comes from. */
export function placeBySegments(
  segments: readonly { readonly start: number; readonly end: number; readonly from: Span }[],
  whole: Span,
): (span: Span) => Span {
  return (span) => {
    const own = segments.find(({ start, end }) => start <= span.start && span.start <= end);
    const next = own ?? segments.find(({ start }) => start >= span.start);
    return next?.from ?? whole;
  };
}

// A variable without quotes can be something else than text to YAML: `{{ x }}` is a mapping.
/** Whether a text says the same with its variables as they are written as it did with them hidden. */
export function sameWhenRevealed(masked: string, revealed: string, x: Exploration): boolean {
  if (masked === revealed)
    return readYamlDocuments(revealed).every(({ tree }) => tree !== undefined);
  const [a] = readYamlDocuments(masked);
  const [b] = readYamlDocuments(revealed);
  return (
    a?.tree !== undefined &&
    b?.tree !== undefined &&
    x.holes.reveal(print(a.tree)) === print(b.tree)
  );
}

function print(tree: Tree): string {
  switch (tree.kind) {
    case "text":
      return `t${tree.value.length}:${tree.value}`;
    case "plain":
      return `p${tree.written}`;
    case "list":
      return `[${tree.items.map(print).join(",")}]`;
    case "map":
      return `{${tree.entries.map(({ key, value }) => `${key}:${print(value)}`).join(",")}}`;
  }
}

function putSubtree(
  configuration: string,
  tree: MapTree,
  place: Place,
  headed: boolean,
): string | undefined {
  const { piece, grammar } = place;
  const keep = (key: string) => headed || (key !== "apiVersion" && key !== "kind");
  const body = bodyOf(configuration, keep);
  if (body === undefined) return undefined;
  const { start, end } = tree.span;
  const { text } = piece;
  if (grammar === "json" || (text[start] === "{" && (grammar === "yaml" || grammar === "hcl")))
    return putFlow(piece, tree, body.value, grammar);
  if (grammar !== "yaml") return undefined;
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const written = indentLines(body.text, column);
  const closed = text.slice(start, end).endsWith("\n");
  return piece.put(
    text.slice(0, start) + (closed ? written : trimEndOf(written, "\n")) + text.slice(end),
  );
}

function putFlow(piece: Piece, tree: Tree, value: unknown, grammar: Grammar): string | undefined {
  // To Terraform `${` begins an expression.
  if (grammar === "hcl" && /[$%]\{/.test(JSON.stringify(value))) return undefined;
  return piece.put(writeFlow(piece.text, tree, value, grammar === "yaml" ? 2 : 0));
}

function putEntries(configuration: string, tree: Tree, place: Place): string | undefined {
  const body = bodyOf(configuration, () => true);
  const value = body?.value as Record<string, unknown> | undefined;
  const jwt = value?.jwt;
  if (value === undefined || value.anonymous !== undefined || !Array.isArray(jwt)) return undefined;
  if (tree.kind === "map" && jwt.length !== 1) return undefined;
  const { piece, grammar } = place;
  if (grammar !== "yaml" && grammar !== "json") return undefined;
  const { start, end } = tree.span;
  const made = tree.kind === "map" ? jwt[0] : jwt;
  if (/[[{]/.test(piece.text[start] ?? "")) return putFlow(piece, tree, made, grammar);
  const json = JSON.stringify(made, null, 2);
  const column = start - (piece.text.lastIndexOf("\n", start - 1) + 1);
  // JSON is YAML as well, as long as it is indented deeper than its key.
  const written = grammar === "yaml" ? indentLines(json, Math.max(column, 1)).trimEnd() : json;
  const closed = piece.text.slice(start, end).endsWith("\n") ? "\n" : "";
  return piece.put(piece.text.slice(0, start) + written + closed + piece.text.slice(end));
}

// What Azure shows of an authenticator: its state beside the entry, null for what is not set, and the authority in a field
// of its own.
function withoutState(tree: MapTree): MapTree | undefined {
  const ofAzure = ["provisioningState", "certificateAuthorityBundle"];
  if (!ofAzure.some((key) => get(tree, key) !== undefined)) return undefined;
  const written = get(tree, "certificateAuthorityBundle");
  const authority =
    written?.kind === "text"
      ? { ...written, value: readPemOrBase64(written.value) ?? written.value }
      : undefined;
  const entries = withoutNulls(tree).entries.flatMap((entry) => {
    if (ofAzure.includes(entry.key)) return [];
    const { key, keySpan, value } = entry;
    if (key !== "issuer" || value.kind !== "map" || authority === undefined) return [entry];
    const added = { key: "certificateAuthority", keySpan, value: authority };
    return [{ key, keySpan, value: { ...value, entries: [...value.entries, added] } }];
  });
  const entry = { ...tree, entries };
  return isEntry(entry) ? entry : undefined;
}

function withoutNulls<T extends Tree>(tree: T): T;
function withoutNulls(tree: Tree): Tree {
  if (tree.kind !== "map") return tree;
  return {
    ...tree,
    entries: tree.entries.flatMap((entry) => {
      const { value } = entry;
      const isNull = value.kind === "plain" && value.value === null;
      return isNull ? [] : [{ ...entry, value: withoutNulls(value) }];
    }),
  };
}

function isEntryList(tree: Tree): boolean {
  const items = itemsOf(tree);
  return items.length > 0 && items.every(isEntry);
}

// A file without an issuer says who may come without a token. Other programs have such a field too: only together with an
// empty list of issuers, or below Talos' own object, it is certain.
function isAnonymousOnly(tree: MapTree, place: Place): boolean {
  const jwt = get(tree, "jwt");
  const anonymous = get(tree, "anonymous");
  if (anonymous?.kind !== "map" || !tree.entries.every(({ key }) => fileKeys.has(key)))
    return false;
  const isTalos = textOf(get(place.around.at(-1), "kind")) === "KubeAuthenticationConfig";
  return (jwt?.kind === "list" && jwt.items.length === 0) || (isTalos && jwt === undefined);
}

/** `{issuer: {url}, claimMappings}`, whatever else is in it. */
function isEntry(tree: Tree): boolean {
  if (textOf(get(tree, "issuer", "url")) === undefined) return false;
  return (
    entriesOf(tree).every(({ key }) => entryKeys.has(key)) &&
    (get(tree, "claimMappings") !== undefined || get(tree, "issuer", "audiences") !== undefined)
  );
}

const fileKeys = new Set(["apiVersion", "kind", "jwt", "anonymous"]);
const entryKeys = new Set([
  "issuer",
  "claimMappings",
  "claimValidationRules",
  "userValidationRules",
]);
