import { lineEnd } from "../source/lines.ts";
import type { Exploration, Grammar, Place } from "./exploration.ts";
import {
  createFinder,
  findBlocks,
  findJsonEnd,
  indentation,
  insidesOf,
  type Range,
} from "./find-blocks.ts";
import { foundOfCommands } from "./form-commands.ts";
import { foundOfDescribe } from "./form-describe.ts";
import { foundOfFlagLines } from "./form-flag-lines.ts";
import { foundOfHeaders } from "./form-impersonation.ts";
import { foundOfLines } from "./form-lines.ts";
import { addedFiles, withoutMargin } from "./margin.ts";
import { type Piece, placeOf, slicePiece } from "./piece.ts";
import { withoutVerbs } from "./raw-strings.ts";
import { readBicep } from "./read-bicep.ts";
import { readHcl } from "./read-hcl.ts";
import { readNix } from "./read-nix.ts";
import { readShell } from "./read-shell.ts";
import { readToml } from "./read-toml.ts";
import { readUnit } from "./read-unit.ts";
import { readJsonTree, readYamlDocuments } from "./read-yaml.ts";
import { maskTags } from "./tags.ts";
import { maskTemplate } from "./template.ts";
import type { Tree } from "./tree.ts";
import { exploreTree } from "./walk.ts";
import { readWholeString, unwrapWhole } from "./whole-text.ts";
import { longRun, mayHold } from "./words.ts";

/** Reads a text by the grammar that it has, and looks through what it says. */
export function readText(x: Exploration, given: Piece): void {
  if (given.text.length > longText && !mayHold(given.text) && !longRun.test(given.text)) return;
  const masked = maskTemplate(given.text, x.holes);
  if (masked.isTemplate) x.template ??= masked.language;
  const piece: Piece = { ...given, text: masked.text };
  x.control.push(...masked.control.map((one) => ({ ...placeOf(piece, one), prints: one.prints })));
  if (foundOfLines(x, piece) || foundOfFlagLines(x, piece)) return;
  if (foundOfHeaders(x, piece)) return;
  const whole = unwrapWhole(x, piece);
  if (whole !== undefined) {
    x.look(whole);
    return;
  }
  const string = readWholeString(piece);
  if (string !== undefined) {
    lookThrough(x, piece, "json", string);
    return;
  }
  if (/^\s*[{[]/.test(piece.text) && readJsonPiece(x, piece)) return;
  // Lines with a plus are keys to YAML, or go on with the value before them.
  if (/^\s*[+\- ]/.test(piece.text) && /^\+/m.test(piece.text) && readDiff(x, piece)) return;
  // What kubectl prints is YAML in parts, and means something else.
  if (foundOfDescribe(x, piece)) return;
  for (const grammar of orderGrammars(piece, x.name)) {
    if (readers[grammar]?.(x, piece)) return;
  }
  if (readDiff(x, piece)) return;
  readOutput(x, piece);
}

// Of a part of a file nothing certain can be said; a file that is added is there whole.
function readDiff(x: Exploration, piece: Piece): boolean {
  const added = addedFiles(piece.text);
  if (added === undefined) return false;
  if (added !== "part") {
    const before = x.found.length;
    for (const file of added) x.look(withoutMargin(piece, file, /^\+/, "+"));
    if (x.found.length > before) return true;
  }
  if (!mayHold(piece.text)) return false;
  x.found.push({
    ...{ kind: "refused", format: "diff", title: "a diff", notes: [] },
    span: placeOf(piece, { start: 0, end: piece.text.length }),
    reason: "This is a diff that shows a part of a file only: open the file itself.",
  });
  return true;
}

type Reader = (x: Exploration, piece: Piece) => boolean;

const readers: Partial<Record<Grammar, Reader>> = {
  yaml: readYamlPiece,
  hcl: (x, piece) => lookThrough(x, piece, "hcl", readHcl(piece.text, x.holes)),
  nix: (x, piece) => lookThrough(x, piece, "nix", readNix(piece.text, x.holes)),
  bicep: (x, piece) => lookThrough(x, piece, "bicep", readBicep(piece.text, x.holes)),
  toml: (x, piece) => lookThrough(x, piece, "toml", readToml(piece.text, x.holes)),
  systemd: readUnitPiece,
};

/** The grammars in which the text could be, the likeliest first. The first that reads all of it counts. */
function orderGrammars(piece: Piece, name: string): readonly Grammar[] {
  const { text } = piece;
  const all: Grammar[] = ["yaml", "hcl", "nix", "bicep", "toml", "systemd"];
  const first = piece.depth === 0 ? byExtension(name) : undefined;
  const order = first === undefined ? [] : [first];
  if (/^\s*#!/.test(text)) return order;
  if (/^\[(?:Unit|Service|Install|Socket|Timer)\]\s*$/m.test(text)) order.push("systemd");
  // An assignment or a block at the beginning of a line is never the beginning of a mapping.
  if (
    /^[ \t]*(?:[\w.-]+|"[^"\n]*")[ \t]*=[ \t]/m.test(text) ||
    /^[\w-]+(?:[ \t]+"[^"\r\n\u2028\u2029]*")*[ \t]*\{[ \t]*$/m.test(text)
  ) {
    order.push(/;[ \t]*$/m.test(text) ? "nix" : "hcl", "hcl", "toml");
  }
  if (/^resource[ \t]+\w+[ \t]+'/m.test(text)) order.push("bicep");
  return [...new Set([...order, ...all])];
}

function byExtension(name: string): Grammar | undefined {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  return extensions[extension];
}

const extensions: Readonly<Record<string, Grammar>> = {
  tf: "hcl",
  tfvars: "hcl",
  hcl: "hcl",
  nix: "nix",
  bicep: "bicep",
  toml: "toml",
  service: "systemd",
  yaml: "yaml",
  yml: "yaml",
};

function lookThrough(
  x: Exploration,
  piece: Piece,
  grammar: Grammar,
  tree: Tree | undefined,
): boolean {
  if (tree === undefined) return false;
  exploreTree(x, tree, rootPlace(piece, grammar));
  return true;
}

function rootPlace(piece: Piece, grammar: Grammar): Place {
  return { piece, path: [], around: [], grammar };
}

function readJsonPiece(x: Exploration, piece: Piece): boolean {
  const tree = readJsonTree(piece.text);
  if (tree !== undefined) return lookThrough(x, piece, "json", tree);
  // Several values, as logs of audit events have them, and the two parts of a decoded token.
  const values: { readonly tree: Tree; readonly span: Range }[] = [];
  const budget = { left: 2 * piece.text.length };
  for (let at = 0; at < piece.text.length; ) {
    const start = at + piece.text.slice(at).search(/\S/);
    if (start < at) break;
    const end = piece.text[start] === "{" ? findJsonEnd(piece.text, start, budget) : undefined;
    const tree = end === undefined ? undefined : readJsonTree(piece.text.slice(start, end));
    if (tree === undefined || end === undefined) return false;
    values.push({ tree, span: { start, end } });
    at = end;
  }
  for (const { tree, span } of values)
    exploreTree(x, tree, rootPlace(slicePiece(piece, span, "part"), "json"));
  return true;
}

function readYamlPiece(x: Exploration, piece: Piece): boolean {
  const documents = readYamlDocuments(piece.text);
  if (documents.length === 0 || documents.some(({ tree }) => tree === undefined)) return false;
  if (!documents.some(({ tree }) => tree?.kind === "map" || tree?.kind === "list")) return false;
  const masked = maskTags(piece.text, documents, x.holes);
  if (masked !== undefined) return readYamlPiece(x, { ...piece, text: masked });
  // A reader of YAML stops behind brackets: with more behind them the text is something else.
  const ends = ({ start, end, tree }: (typeof documents)[number]) =>
    tree === undefined ||
    !/[{[]/.test(piece.text[start + tree.span.start] ?? "") ||
    /^\s*(?:#|$)/.test(piece.text.slice(start + tree.span.end, end).trimStart());
  if (!documents.every(ends)) return false;
  // A command line that ends with a colon is a mapping to YAML, and so is a sentence before code of a chat.
  const isCommand = ({ key }: { key: string }) =>
    (/\s/.test(key) && /(?:^|\s)--?[a-zA-Z]|\s[\w.]+=\S/.test(key)) || key.includes("```");
  if (documents.some(({ tree }) => tree?.kind === "map" && tree.entries.some(isCommand)))
    return false;
  for (const { start, end, tree } of documents) {
    const own = documents.length === 1 ? piece : slicePiece(piece, { start, end }, "part");
    if (tree !== undefined) exploreTree(x, tree, rootPlace(own, "yaml"));
  }
  return true;
}

function readUnitPiece(x: Exploration, piece: Piece): boolean {
  const lines = readUnit(piece.text);
  if (lines === undefined) return false;
  for (const span of lines) {
    const own = slicePiece(piece, span, "part");
    const result = readShell(own.text, x.holes, "systemd");
    if (result.kind === "read") foundOfCommands(x, result.commands, own);
  }
  return true;
}

/** Scripts, and what terminals show: commands, and between them documents, JSON and lines of logs. */
function readOutput(x: Exploration, given: Piece): void {
  // The prompt of root is a comment to shells.
  const prompt = /^# (?=(?:sudo |cat |tee |kubectl |oc )[^\n]{0,400}<<)/gm;
  const piece = { ...given, text: given.text.replaceAll(prompt, "  ") };
  const script = readShell(piece.text, x.holes);
  const commands = script.kind === "read" ? script.commands : [];
  const taken = commands.flatMap((command) => insidesOf(command, piece.text));
  const blocks = findBlocks(piece.text, taken);
  for (const { span, sort, margin = "" } of blocks) {
    const own =
      margin === ""
        ? slicePiece(piece, span, sort === "fence" ? "fence" : "part")
        : withoutMargin(piece, span, sort === "quote" ? /^[ \t]*> ?/ : indentation(margin), margin);
    if (sort === "json") lookThrough(x, own, "json", readJsonTree(own.text));
    else if (sort === "raw") x.look(withoutVerbs(x, own, piece.text, span.start));
    else x.look(own);
  }
  if (script.kind === "read") {
    // Both are in the order of the text.
    let next = 0;
    const free = commands.filter(({ span }) => {
      while ((blocks[next]?.span.end ?? Number.POSITIVE_INFINITY) <= span.start) next++;
      const block = blocks[next]?.span;
      return block === undefined || block.start >= span.end;
    });
    foundOfCommands(x, free, piece);
    return;
  }
  for (const span of paragraphsBetween(
    piece.text,
    blocks.map((block) => block.span),
  )) {
    const own = slicePiece(piece, span, "part");
    const result = readShell(own.text, x.holes);
    if (result.kind === "read") foundOfCommands(x, result.commands, own);
  }
}

function paragraphsBetween(text: string, blocks: readonly Range[]): Range[] {
  const parts: Range[] = [];
  const inside = createFinder(blocks);
  let start: number | undefined;
  for (let at = 0; at <= text.length; ) {
    const end = lineEnd(text, at);
    const blank = at >= text.length || text.slice(at, end).trim() === "" || inside(at);
    if (!blank) start ??= at;
    else if (start !== undefined) {
      parts.push({ start, end: at });
      start = undefined;
    }
    at = end + 1;
  }
  if (start !== undefined) parts.push({ start, end: text.length });
  return parts;
}

/** In UTF-16 units: a longer text is looked at for its words first. */
const longText = 100_000;
