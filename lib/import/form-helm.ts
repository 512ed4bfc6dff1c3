import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import type { Doubt } from "./found.ts";
import { refuseValues } from "./helm-doubts.ts";
import {
  emptyValues,
  type HelmMap,
  mergeValues,
  moveTree,
  readValuesFile,
  setValues,
  treeOfValues,
} from "./helm-values.ts";
import { type Piece, placeOf } from "./piece.ts";
import type { Heredoc, ShellCommand, ShellWord } from "./read-shell.ts";
import { readJsonTree } from "./read-yaml.ts";
import type { Tree } from "./tree.ts";
import { unknownWords } from "./unknown.ts";
import { exploreTree } from "./walk.ts";
import { mayHold } from "./words.ts";
import { WrittenFiles } from "./written-files.ts";

/** The values of one `helm install`, `helm upgrade` or `helm template`. */
interface HelmCommand {
  readonly values: HelmMap;
  /** Here-documents whose values are among them. */
  readonly merged: readonly Heredoc[];
  /** What may hold further values. */
  readonly doubts: readonly Doubt[];
  /** Why helm refuses the command. */
  readonly failure: string | undefined;
  readonly chart: string;
  /** Its name; "" if it has none. */
  readonly release: string;
  /** The values of the release count as well. */
  readonly reuses: boolean;
  readonly unknownRelease: readonly Doubt[];
  readonly files: readonly { readonly path: string; readonly file: string; readonly span: Span }[];
}

/**
 * Reads the commands of helm in a script that set values on their command line; undefined for other commands. A
 * here-document with values that such a command sets as well is read with it.
 */
export function readHelmCommands(
  x: Exploration,
  commands: readonly ShellCommand[],
  piece: Piece,
): ReadonlyMap<ShellCommand, HelmCommand> {
  const read = new Map<ShellCommand, HelmCommand>();
  const files = new WrittenFiles();
  const releases = new Map<string, ShellCommand>();
  const trees = new Map<Heredoc, Tree | undefined>();
  const treeOf = (heredoc: Heredoc) => {
    if (!trees.has(heredoc)) trees.set(heredoc, readValuesFile(heredoc.value, heredoc.offsets));
    return trees.get(heredoc);
  };
  for (const [i, command] of commands.entries()) {
    files.add(command, commands[i + 1]);
    const words = helmWords(command);
    if (words === undefined) continue;
    const own = (file: string) => {
      if (file === "-") return command.heredocs[0] ?? commands[i - 1]?.heredocs[0];
      return files.get(file);
    };
    const found = readCommand(x, words, piece, (file) => {
      const heredoc = own(file);
      const tree = heredoc && treeOf(heredoc);
      return heredoc && tree && { heredoc, tree };
    });
    if (found === undefined) continue;
    const before = releases.get(found.release);
    const known = before && read.get(before);
    // The values of the release are those of a command above.
    if (before !== undefined && known !== undefined && found.reuses) {
      const { values } = known;
      mergeValues(values, treeOfValues(found.values));
      const doubts = [...known.doubts, ...found.doubts].slice(0, 1);
      read.set(before, { ...known, values: emptyValues(values.span), files: [] });
      read.set(command, { ...found, values, doubts });
    } else {
      const reused = found.reuses ? found.unknownRelease : [];
      read.set(command, { ...found, doubts: [...reused, ...found.doubts] });
    }
    if (found.release !== "") releases.set(found.release, command);
  }
  return read;
}

/** Takes what the values of a command say. */
export function takeHelm(x: Exploration, command: HelmCommand, whole: Span, piece: Piece): void {
  const { values, doubts, failure, chart, files } = command;
  const base = { format: "helm", title: "values of helm", span: whole, notes: [] } as const;
  if (failure !== undefined) {
    if (mayHold(piece.text)) x.found.push({ kind: "refused", ...base, reason: failure });
    return;
  }
  const before = x.found.length;
  exploreTree(x, treeOfValues(values), { piece, path: [], around: [], grammar: "text" });
  for (const { path, file, span } of files)
    if (/authentication-?config|authn/i.test(path))
      x.found.push({ kind: "reference", ...base, span: placeOf(piece, span), file });
  refuseValues(x, before, { doubts, chart: x.holes.list(chart).length > 0 ? "" : chart });
}

function helmWords(command: ShellCommand): readonly ShellWord[] | undefined {
  const start = command.words.findIndex(({ value }) => /(?:^|\/)helm3?(?:\.exe)?$/.test(value));
  if (start === -1 || start > 3) return undefined;
  const words = command.words.slice(start + 1);
  const verb = words.findIndex(({ value }) => /^(?:install|upgrade|template)$/.test(value));
  // `helm secrets upgrade`, `helm -n x upgrade`, `helm diff upgrade`.
  return verb === -1 || verb > 6 ? undefined : words.slice(verb + 1);
}

type Source = (file: string) => { readonly heredoc: Heredoc; readonly tree: Tree } | undefined;

function readCommand(
  x: Exploration,
  words: readonly ShellWord[],
  piece: Piece,
  source: Source,
): HelmCommand | undefined {
  const flags = readHelmFlags(words);
  const lines = flags.sets.length > 0 ? flags.sets : undefined;
  if (lines === undefined) return undefined;
  const [first] = words;
  const values = emptyValues(first?.span ?? { start: 0, end: 0 });
  const doubt = (word: ShellWord, written = word.value): Doubt => ({
    written: x.holes.reveal(written),
    span: placeOf(piece, word.span),
  });
  const roots = new Set(lines.map(({ word }) => /^[\w-]*/.exec(word.value)?.[0] ?? ""));
  const whole = lines.some(({ kind, word }) => kind === "json" && /^\s*\{/.test(word.value));
  const doubts: Doubt[] = flags.renders.map((word) => doubt(word));
  const merged: Heredoc[] = [];
  for (const word of flags.files) {
    const found = source(x.holes.reveal(word.value));
    const keys = found?.tree.kind === "map" ? found.tree.entries.map(({ key }) => key) : [];
    if (found === undefined) doubts.push(doubt(word));
    else if (whole || keys.some((key) => roots.has(key))) {
      mergeValues(values, found.tree);
      merged.push(found.heredoc);
    }
  }
  const named: { path: string; file: string; span: Span }[] = [];
  let failure: string | undefined;
  for (const order of ["json", "auto", "string", "file", "literal"] as const) {
    for (const { kind, word } of lines) {
      if (kind !== order) continue;
      const [path = ""] = word.value.split("=", 1);
      // The name itself, or the whole, is a variable.
      if (x.holes.list(path).length > 0) {
        doubts.push(doubt(word));
        continue;
      }
      if (kind === "file" || kind === "literal") {
        const end = Math.min(path.length + 1, word.value.length);
        const text = word.value.slice(end);
        if (kind === "file") named.push({ path, file: x.holes.reveal(text), span: word.span });
        const content =
          kind === "file" ? x.holes.hide(`<contents of ${x.holes.reveal(text)}>`) : text;
        failure ??= setLiteral(values, path, content, word);
        continue;
      }
      const line = lineOf(word);
      const object =
        kind === "json" && /^\s*\{/.test(word.value) ? readJsonTree(word.value) : undefined;
      if (object !== undefined) {
        const { place } = line;
        mergeValues(
          values,
          moveTree(object, (offset) => place(offset, offset).start),
        );
        continue;
      }
      if (isExpanded(word, piece)) {
        failure ??= `Without quotation marks bash makes several words of ${x.holes.reveal(word.value).slice(0, 80)}: helm does not get the list.`;
        continue;
      }
      const why = setValues(values, line, kind);
      if (why !== undefined)
        failure ??= `helm refuses the value ${x.holes.reveal(word.value).slice(0, 80)}: ${x.holes.reveal(why)}.`;
    }
  }
  doubts.push(
    ...unknownWords(
      flags.others.map((word) => wordOf(word, piece)),
      x.holes,
    ).map(({ value, span }) => ({ written: x.holes.reveal(value), span })),
  );
  return {
    ...{ values, merged, doubts, failure, chart: flags.chart, files: named },
    ...{ release: flags.release, reuses: flags.reuses.length > 0 },
    unknownRelease: flags.reuses.map((word) => doubt(word)),
  };
}

// Brace expansion: `a={b,c}` outside of quotation marks.
function isExpanded({ span }: ShellWord, { text }: Piece): boolean {
  let quote = "";
  let open = false;
  let comma = false;
  for (let at = span.start; at < span.end; at++) {
    const character = text[at] as string;
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "\\") at++;
    else if (character === "'" || character === '"') quote = character;
    else if (character === "{") open = true;
    else if (character === ",") comma ||= open;
    else if (character === "}" && comma) return true;
  }
  return false;
}

function setLiteral(
  values: HelmMap,
  path: string,
  content: string,
  { span }: ShellWord,
): string | undefined {
  const place = () => span;
  const escaped = content.replaceAll(/[\\,{]/g, (one) => `\\${one}`);
  return setValues(values, { text: `${path}=${escaped}`, place }, "string");
}

function lineOf({ value, span, offsets }: ShellWord) {
  return {
    text: value,
    place: (start: number, end: number): Span => ({
      start: offsets[start] ?? span.end,
      end: offsets[end] ?? span.end,
    }),
  };
}

function wordOf(word: ShellWord, piece: Piece) {
  const span = placeOf(piece, word.span);
  return { value: word.value, span, part: () => span };
}

interface HelmFlags {
  readonly sets: readonly {
    readonly kind: "auto" | "string" | "json" | "file" | "literal";
    readonly word: ShellWord;
  }[];
  readonly files: readonly ShellWord[];
  /** Flags with which values of the release count. */
  readonly reuses: readonly ShellWord[];
  /** Programs that change what is rendered. */
  readonly renders: readonly ShellWord[];
  readonly others: readonly ShellWord[];
  readonly chart: string;
  readonly release: string;
}

// Flags as pflag reads them (helm's pkg/cmd/flags.go and upgrade.go): all but the switches take the next word.
function readHelmFlags(words: readonly ShellWord[]): HelmFlags {
  const sets: HelmFlags["sets"][number][] = [];
  const files: ShellWord[] = [];
  const reuses: ShellWord[] = [];
  const renders: ShellWord[] = [];
  const others: ShellWord[] = [];
  const names: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as ShellWord;
    const match = /^(--[a-z][a-z-]*|-[a-zA-Z])(=?)/.exec(word.value);
    if (match === null) {
      names.push(word.value);
      others.push(word);
      continue;
    }
    const [whole, name = "", equals] = match;
    const glued = name.length === 2 && equals === "" && word.value.length > 2;
    if (isSwitch.test(name) || (equals === "" && !glued && words[i + 1] === undefined)) {
      if (/^--(?:reuse-values|reset-then-reuse-values)$/.test(name) && !/=false$/.test(word.value))
        reuses.push(word);
      continue;
    }
    const value = equals === "" && !glued ? (words[++i] as ShellWord) : cut(word, whole.length);
    const kind = kinds[name];
    if (kind !== undefined) sets.push({ kind, word: value });
    else if (name === "-f" || name === "--values") files.push(...splitFiles(value));
    else if (name === "--post-renderer") renders.push(value);
  }
  const release = names.length > 1 ? (names[0] ?? "") : "";
  return { sets, files, reuses, renders, others, chart: names.at(-1) ?? "", release };
}

const kinds: Readonly<Record<string, HelmFlags["sets"][number]["kind"]>> = {
  "--set": "auto",
  "--set-string": "string",
  "--set-json": "json",
  "--set-file": "file",
  "--set-literal": "literal",
};

const isSwitch =
  /^(?:-[ighad]|--(?:install|generate-name|wait|wait-for-jobs|atomic|rollback-on-failure|create-namespace|force|force-conflicts|debug|devel|dry-run|dependency-update|reuse-values|reset-values|reset-then-reuse-values|no-hooks|skip-crds|include-crds|verify|replace|cleanup-on-fail|disable-openapi-validation|render-subchart-notes|hide-notes|hide-secret|skip-schema-validation|skip-tests|take-ownership|insecure-skip-tls-verify|kube-insecure-skip-tls-verify|plain-http|pass-credentials|is-upgrade|validate|enable-dns|help))$/;

function splitFiles(word: ShellWord): ShellWord[] {
  return word.value.split(",").map((value) => ({ ...word, value }));
}

function cut(word: ShellWord, start: number): ShellWord {
  const { value, offsets, span } = word;
  return {
    ...word,
    value: value.slice(start),
    span: { start: offsets[start] ?? span.start, end: span.end },
    offsets: Array.from(offsets).slice(start),
  };
}
