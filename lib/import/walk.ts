import type { Span } from "../source/span.ts";
import { readBase64Text } from "./base64-text.ts";
import { readDataUrl } from "./data-url.ts";
import type { Exploration, Place } from "./exploration.ts";
import {
  type Flag,
  type FlagReading,
  type FlagWord,
  findStrangeNames,
  readFlagWords,
  settingOf,
} from "./flags.ts";
import { charmOption, takeCharmArguments } from "./form-charm.ts";
import { foundOfFlags } from "./form-flags.ts";
import { readHelmObject } from "./form-helm-objects.ts";
import { readHelmRelease } from "./form-helm-release.ts";
import { recognise } from "./forms.ts";
import type { Doubt } from "./found.ts";
import { readJsonPatch, refuseSubjects } from "./json-patch.ts";
import { readLoginArguments } from "./login-arguments.ts";
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
import { doubtsOf, unknownWords } from "./unknown.ts";
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
  const release = readHelmRelease(x, tree, place) ?? readHelmObject(x, tree, place);
  if (release !== undefined) {
    release((values, own) => exploreTree(x, values, own));
    return;
  }
  const flags = markShape(flagsOfMap(tree, place), "mapping", tree, place);
  if (flags.length > 0) {
    const strange = findStrangeNames(tree.entries.map(({ key }) => key));
    const doubts = doubtsOfMap(x, tree, place);
    foundOfFlags(x, { flags, through: throughOf(place), strange, doubts }, tree.span, place);
  }
  for (const { key, value } of tree.entries) {
    if (flagName(key, value, place) !== undefined) continue;
    exploreTree(x, value, inside(place, key, tree));
  }
}

function exploreList(x: Exploration, tree: ListTree, place: Place): void {
  const patched = readJsonPatch(tree);
  if (patched !== undefined) {
    refuseSubjects(x, patched, tree, place);
    exploreTree(x, patched, place);
    return;
  }
  if (recognise(x, tree, place) || takeLogin(x, tree, place)) return;
  const read = flagsOfList(tree, place);
  const flags = markShape(read.flags, "list", tree, place);
  const doubts = flags.length > 0 ? doubtsOfList(x, tree, place) : [];
  const reading = { ...read, flags, doubts };
  if (reading.flags.length > 0) foundOfFlags(x, reading, tree.span, place);
  tree.items.forEach((item, i) => {
    if (item.kind === "text" && isFlagText(item.value)) return;
    if (item.kind === "map" && flagOfItem(item, place).length > 0) return;
    exploreTree(x, item, inside(place, String(i), tree));
  });
}

// The arguments of kubelogin have names of kube-apiserver's flags, and say how a client gets its token.
function takeLogin(x: Exploration, tree: ListTree, place: Place): boolean {
  const words = tree.items.flatMap((item) => textOf(item) ?? []).map(x.holes.reveal);
  const verb = words.findIndex((word) => word === "get-token" || word === "oidc-login");
  if (verb === -1 || verb > 1) return false;
  const command = textOf(get(place.around.at(-1), "command")) ?? "";
  const notes: string[] = [];
  const program = command === "" ? (words[0] === "oidc-login" ? "kubectl" : "kubelogin") : command;
  const client = readLoginArguments([x.holes.reveal(program), ...words], notes);
  if (client === undefined) return false;
  x.found.push({
    ...{
      kind: "client",
      format: "login-command",
      title: "arguments of a program that gets tokens",
    },
    span: placeOf(place.piece, tree.span),
    notes,
    client,
  });
  return true;
}

function inside(place: Place, key: string, tree: Tree): Place {
  return { ...place, path: [...place.path, key], around: [...place.around, tree] };
}

// A string may hold a file, a script, or base64 of one.
function exploreString(x: Exploration, tree: TextTree, place: Place): void {
  if (tree.value.length < 12) return;
  const head = headOfLiteral(tree, place);
  const body: TextTree =
    head === ""
      ? tree
      : {
          ...tree,
          value: tree.value.slice(head.length),
          offsets: () => Array.from(tree.offsets()).slice(head.length),
        };
  const { value } = body;
  const within = {
    path: [...place.piece.path, ...place.path],
    around: [...place.piece.around, ...place.around],
  };
  const write = (changed: string) =>
    writeStringIn(place.piece.text, tree, head + changed, place.grammar, x.holes);
  const way = { write, reveal: x.holes.reveal };
  const linked = readDataUrl(place.piece, body, within, way);
  if (linked !== undefined) {
    x.look(linked);
    return;
  }
  // First: by chance base64 holds every word of four letters.
  const decoded = readBase64Text(place.piece, body, within, way);
  if (decoded !== undefined && mayHoldInside(decoded.text)) {
    x.look(decoded);
    return;
  }
  if (!mayHoldInside(value)) return;
  const encoding = tree.style === "block" ? "block" : "string";
  const inner = stringPiece(place.piece, body, within, encoding, write);
  if (place.path.at(-1) === charmOption) takeCharmArguments(x, inner);
  else x.look(inner);
}

// `name=content` in the literals of a kustomization: the content alone is the file.
function headOfLiteral({ value }: TextTree, { path }: Place): string {
  return path.at(-2) === "literals" ? (/^[\w.-]+=/.exec(value)?.[0] ?? "") : "";
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
      const note = one.kind === "plain" && text !== "" ? noteOnType(key, text, place) : undefined;
      flags.push({
        name,
        value: { value: text, from: placeOf(place.piece, one.span) },
        span: placeOf(place.piece, span),
        ...(note !== undefined && { note, broken: true }),
      });
    }
  }
  return flags;
}

// YAML reads `oidc-client-id: 123` as a number, and kubeadm's mapping takes texts.
function noteOnType(key: string, text: string, { piece, path, around }: Place): string | undefined {
  const isKubeadm = [...piece.around, ...around].some((one) =>
    /^kubeadm\.k8s\.io\//.test(textOf(get(one, "apiVersion")) ?? ""),
  );
  if (!isKubeadm || path.at(-1) !== "extraArgs") return undefined;
  return `${key}: ${text} is no text to YAML, and kubeadm takes texts: it refuses the file. It needs quotes: '${text}'.`;
}

// An underscore makes it a variable of some tool, unless it is among extra arguments; a document is no flag's value.
function flagName(key: string, value: Tree, place: Place): Flag["name"] | undefined {
  if (value.kind === "map" || (value.kind === "text" && value.value.includes("\n")))
    return undefined;
  if (key.includes("_") && !/args?$/i.test(place.path.at(-1) ?? "")) return undefined;
  return settingOf(key.replace(/^--/, "").replace(/^apiserver\./, ""));
}

function doubtsOfMap(x: Exploration, tree: MapTree, place: Place): Doubt[] {
  const taken = tree.entries
    .filter(({ key, value }) => flagName(key, value, place) !== undefined)
    .map(({ value }) => value.span);
  const counts = (name: string) => settingOf(name) !== undefined;
  const keys = tree.entries
    .filter(({ key }) => unknownWords([plainWord(`--${key}`, tree.span)], x.holes).length > 0)
    .map(({ key, keySpan }) => doubt(x, key, placeOf(place.piece, keySpan)));
  return [...doubtsOf(x, tree, place, { counts, taken }), ...keys];
}

function doubtsOfList(x: Exploration, tree: ListTree, place: Place): Doubt[] {
  const isFlag = (item: Tree) =>
    item.kind === "map" ? flagOfItem(item, place).length > 0 : isSetting(textOf(item) ?? "");
  const taken = tree.items.filter(isFlag).map(({ span }) => span);
  const words = tree.items.map((item) => {
    const { span } = item;
    if (item.kind !== "map") return plainWord(textOf(item) ?? "", span);
    const arg = get(item, "arg") ?? get(item, "name");
    const name = textOf(arg) ?? "";
    return plainWord(get(item, "name") === undefined ? name : `--${name}=`, span);
  });
  // The first word of a command is the program.
  const program = /command|entrypoint|cmd|exec/i.test(place.path.at(-1) ?? "") ? 1 : 0;
  const unknown = unknownWords(words.slice(program), x.holes).map(({ value, span }) =>
    doubt(x, value, placeOf(place.piece, span)),
  );
  return [...doubtsOf(x, tree, place, { taken }), ...unknown];
}

function isSetting(text: string): boolean {
  return /^-{0,2}(?:[\w-]+=)*-{0,2}(?:apiserver\.)?oidc[-_]/.test(text);
}

function plainWord(value: string, span: Span): FlagWord {
  return { value, span, part: () => span };
}

function doubt(x: Exploration, value: string, span: Span): Doubt {
  return { written: x.holes.reveal(value.replace(/^--(.*)=$/, "$1")), span };
}

function flagsOfList(tree: ListTree, place: Place): FlagReading {
  const words: FlagWord[] = [];
  const named: Flag[] = [];
  const others: string[] = [];
  for (const item of tree.items) {
    const arg = item.kind === "map" ? get(item, "arg") : undefined;
    if (item.kind === "text") words.push(wordOf(item, place));
    else if (arg?.kind === "text" && place.grammar !== "shell") words.push(wordOf(arg, place));
    else if (item.kind === "map") {
      const found = flagOfItem(item, place);
      named.push(...found);
      if (found.length === 0) others.push(textOf(get(item, "name")) ?? "");
    } else words.push({ value: "", span: placeOf(place.piece, item.span), part: () => item.span });
  }
  const bare =
    /arg/i.test(place.path.at(-1) ?? "") || words.some(({ value }) => bareFlag.test(value));
  const reading = readFlagWords(words, bare);
  return {
    flags: [...reading.flags, ...named].sort((a, b) => a.span.start - b.span.start),
    through: reading.through === "" ? throughOf(place) : reading.through,
    strange: [...reading.strange, ...findStrangeNames(others)],
  };
}

const bareFlag = /^(?:oidc-[a-z-]+|authentication-config)=/;

// `{name: oidc-client-id, value: x}` of kubeadm v1beta4, or an item that YAML takes for a mapping: `- a=b:`.
function flagOfItem(item: MapTree, place: Place): Flag[] {
  // What minikube keeps of --extra-config.
  const ofMinikube = textOf(get(item, "Component"));
  if (ofMinikube !== undefined && ofMinikube !== "apiserver") return [];
  const name = textOf(get(item, ofMinikube === undefined ? "name" : "Key"));
  const value = get(item, ofMinikube === undefined ? "value" : "Value");
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
  const bare = settingOf(entry.key.replace(/^--/, ""));
  if (
    bare !== undefined &&
    isTextList.test(place.path.at(-1) ?? "") &&
    entry.value.kind !== "map"
  ) {
    const value = textOf(entry.value) ?? "";
    return [
      {
        name: bare,
        value: { value, from: placeOf(place.piece, entry.value.span) },
        span: placeOf(place.piece, item.span),
        note: `The item ${entry.key}: ${value} is a mapping, and the list takes texts: the server does not start with it. It needs an equals sign: '${entry.key}=${value}'.`,
        broken: true,
      },
    ];
  }
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

const isTextList = /^(?:kube-?api-?server-?args?|args?|command)\+?$/i;

// What the program that reads the arguments refuses: a list for a mapping, or dashes that it writes itself.
function markShape(
  flags: readonly Flag[],
  shape: "mapping" | "list",
  tree: MapTree | ListTree,
  place: Place,
): Flag[] {
  const [first, ...rest] = flags;
  if (first === undefined || place.path.at(-1) !== "extraArgs") return [...flags];
  const dashed = tree.kind === "map" ? tree.entries.find(({ key }) => /^--/.test(key)) : undefined;
  const note =
    wrongShape(shape, place) ??
    (dashed &&
      `extraArgs takes names without dashes: the server gets --${dashed.key} and does not start.`);
  return note === undefined ? [...flags] : [{ note, broken: true, ...first }, ...rest];
}

function wrongShape(shape: "mapping" | "list", { piece, around }: Place): string | undefined {
  const versions = [...piece.around, ...around].map((one) => textOf(get(one, "apiVersion")) ?? "");
  const version = versions.findLast((text) => text !== "") ?? "";
  const found = /^(kubeadm\.k8s\.io|[a-z]+\.cluster\.x-k8s\.io)\/(v1beta[1-4])$/.exec(version);
  if (found === null) return undefined;
  // Other providers of Cluster API have control planes of their own in the same group.
  const isKubeadm = [...piece.around, ...around].some(
    (one) =>
      /^Kubeadm|^ClusterConfiguration$/.test(textOf(get(one, "kind")) ?? "") ||
      get(one, "spec", "kubeadmConfigSpec") !== undefined,
  );
  if (found[1] !== "kubeadm.k8s.io" && !isKubeadm) return undefined;
  const lists = found[1] === "kubeadm.k8s.io" ? found[2] === "v1beta4" : found[2] === "v1beta2";
  if (lists === (shape === "list")) return undefined;
  return lists
    ? `${version} takes extraArgs as a list of name and value: this mapping is refused.`
    : `${version} takes extraArgs as a mapping: this list is refused.`;
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
  if (place.path.at(-1) === "ExtraOptions") return "minikube";
  return place.path.some((key) => /^kube-?api-?server-?arg/i.test(key)) ? "k3s" : "";
}

const pathLimit = 100;
