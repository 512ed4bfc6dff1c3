import { readBase64Text } from "./base64-text.ts";
import type { Exploration, Place } from "./exploration.ts";
import { type Flag, type FlagReading, type FlagWord, readFlagWords, settingOf } from "./flags.ts";
import { foundOfFlags } from "./form-flags.ts";
import { recognise } from "./forms.ts";
import { placeOf, stringPiece } from "./piece.ts";
import {
  entriesOf,
  get,
  type ListTree,
  type MapTree,
  type TextTree,
  type Tree,
  textOf,
} from "./tree.ts";
import { mayHoldInside } from "./words.ts";
import { writeStringIn } from "./write-string.ts";

/** Looks through a value: known forms are taken whole, everything else is looked into. */
export function exploreTree(x: Exploration, tree: Tree, place: Place): void {
  if (place.path.length > pathLimit) return;
  switch (tree.kind) {
    case "text":
      exploreString(x, tree, place);
      return;
    case "list":
      exploreList(x, tree, place);
      return;
    case "map":
      exploreMap(x, tree, place);
      return;
    case "plain":
      return;
  }
}

function exploreMap(x: Exploration, tree: MapTree, place: Place): void {
  if (recognise(x, tree, place)) return;
  const flags = flagsOfMap(tree, place);
  if (flags.length > 0) foundOfFlags(x, { flags, through: throughOf(place) }, tree.span, place);
  for (const { key, value } of tree.entries) {
    if (flagName(key, value, place) !== undefined) continue;
    exploreTree(x, value, inside(place, key, tree));
  }
}

function exploreList(x: Exploration, tree: ListTree, place: Place): void {
  if (recognise(x, tree, place)) return;
  const reading = flagsOfList(tree, place);
  if (reading.flags.length > 0) foundOfFlags(x, reading, tree.span, place);
  tree.items.forEach((item, i) => {
    if (item.kind === "text" && isFlagText(item.value)) return;
    exploreTree(x, item, inside(place, String(i), tree));
  });
}

function inside(place: Place, key: string, tree: Tree): Place {
  return { ...place, path: [...place.path, key], around: [...place.around, tree] };
}

// A string may hold a file, a script, or base64 of one.
function exploreString(x: Exploration, tree: TextTree, place: Place): void {
  const { value } = tree;
  if (value.length < 12) return;
  const within = {
    path: [...place.piece.path, ...place.path],
    around: [...place.piece.around, ...place.around],
  };
  const write = (changed: string) =>
    writeStringIn(place.piece.text, tree, changed, place.grammar, x.holes);
  // First: by chance base64 holds every word of four letters.
  const decoded = readBase64Text(place.piece, tree, within, write);
  if (decoded !== undefined && mayHoldInside(decoded.text)) {
    x.look(decoded);
    return;
  }
  if (!mayHoldInside(value)) return;
  x.look(
    stringPiece(place.piece, tree, within, tree.style === "block" ? "block" : "string", write),
  );
}

function isFlagText(value: string): boolean {
  return /^(?:--)?[a-z][\w-]*(?:=|$)/.test(value) && !/\s--/.test(value);
}

function flagsOfMap(tree: MapTree, place: Place): Flag[] {
  const flags: Flag[] = [];
  for (const { key, keySpan, value } of tree.entries) {
    const name = flagName(key, value, place);
    if (name === undefined) continue;
    const span = { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) };
    for (const one of value.kind === "list" ? value.items : [value]) {
      const text = textOf(one) ?? (one.kind === "plain" ? "" : undefined);
      if (text === undefined) continue;
      flags.push({
        name,
        value: { value: text, from: placeOf(place.piece, one.span) },
        span: placeOf(place.piece, span),
      });
    }
  }
  return flags;
}

// An underscore makes it a variable of some tool, unless it is among extra arguments; a document is no flag's value.
function flagName(key: string, value: Tree, place: Place): Flag["name"] | undefined {
  if (value.kind === "map" || (value.kind === "text" && value.value.includes("\n")))
    return undefined;
  if (key.includes("_") && !/args?$/i.test(place.path.at(-1) ?? "")) return undefined;
  return settingOf(key.replace(/^--/, "").replace(/^apiserver\./, ""));
}

function flagsOfList(tree: ListTree, place: Place): FlagReading {
  const words: FlagWord[] = [];
  const named: Flag[] = [];
  for (const item of tree.items) {
    const arg = item.kind === "map" ? get(item, "arg") : undefined;
    if (item.kind === "text") words.push(wordOf(item, place));
    else if (arg?.kind === "text" && place.grammar !== "shell") words.push(wordOf(arg, place));
    else if (item.kind === "map") named.push(...flagOfItem(item, place));
    else words.push({ value: "", span: placeOf(place.piece, item.span), part: () => item.span });
  }
  const bare =
    /arg/i.test(place.path.at(-1) ?? "") || words.some(({ value }) => bareFlag.test(value));
  const reading = readFlagWords(words, bare);
  return {
    flags: [...reading.flags, ...named].sort((a, b) => a.span.start - b.span.start),
    through: reading.through === "" ? throughOf(place) : reading.through,
  };
}

const bareFlag = /^(?:oidc-[a-z-]+|authentication-config)=/;

// `{name: oidc-client-id, value: x}` of kubeadm v1beta4, or an item that YAML takes for a mapping: `- a=b:`.
function flagOfItem(item: MapTree, place: Place): Flag[] {
  const name = textOf(get(item, "name"));
  const value = get(item, "value");
  if (name !== undefined && value !== undefined) {
    const setting = settingOf(name.replace(/^--/, ""));
    if (setting === undefined) return [];
    const from = placeOf(place.piece, value.span);
    return [
      {
        name: setting,
        value: { value: textOf(value) ?? "", from },
        span: placeOf(place.piece, item.span),
      },
    ];
  }
  const [entry] = entriesOf(item);
  if (entry === undefined || item.entries.length !== 1) return [];
  const match = /^(?:--)?([a-z][a-z_-]*)=(.*)$/s.exec(entry.key);
  const setting = match === null ? undefined : settingOf(match[1] ?? "");
  if (match === null || setting === undefined) return [];
  const rest =
    entry.value.kind === "plain" && entry.value.value === null
      ? ""
      : ` ${textOf(entry.value) ?? ""}`;
  const from = placeOf(place.piece, entry.keySpan);
  return [
    {
      name: setting,
      value: { value: `${match[2] ?? ""}:${rest}`, from },
      span: from,
      note: `YAML reads the item ${entry.key}: as a mapping, because of the colon: the server does not start with it. It needs quotes: '${entry.key}:${rest}'.`,
      broken: true,
    },
  ];
}

function wordOf(tree: TextTree, place: Place): FlagWord {
  const offsets = tree.offsets;
  return {
    value: tree.value,
    span: placeOf(place.piece, tree.span),
    part: (start, end) => {
      const at = offsets();
      return placeOf(place.piece, {
        start: at[start] ?? tree.span.start,
        end: at[end] ?? tree.span.end,
      });
    },
  };
}

function throughOf(place: Place): FlagReading["through"] {
  return place.path.some((key) => /^kube-?api-?server-?arg/i.test(key)) ? "k3s" : "";
}

const pathLimit = 100;
