import type { FileSet, ScriptText } from "./files.ts";
import { findInvisible, findInvisibleInText, markInvisible } from "./invisible.ts";

/**
 * The only way to write shell. The tags `shell` and `command` take pieces and no strings: untrusted text gets into
 * a script as a word, in a comment or as a here-document, and each only where it may be. What is put in a wrong place
 * is our own mistake, and throws.
 */

const made: unique symbol = Symbol("made by the builder of shell");

/** A line of a guide that is a command: "$ " and the command. */
export type CommandLine = string & { readonly [made]: "command" };

/** A part of a script. */
export interface ShellPiece {
  readonly kind: "word" | "comment" | "here-document" | "lines";
  readonly text: string;
  /** Invisible characters in words: "U+202E". A script that has one is not written. */
  readonly refused: readonly string[];
  /** Whether a comment is open at its end. */
  readonly open: boolean;
  readonly [made]: "piece";
}

/** A word: quoted if it holds anything beyond plain characters, and no invisible character. */
export function word(text: string): ShellPiece {
  const found = findInvisible(text);
  return piece("word", quoteWord(text), found === undefined ? [] : [found]);
}

/** A text within a comment: nothing in it ends the line, and what is invisible is named. */
export function comment(text: string): ShellPiece {
  return piece("comment", markInvisible(text), []);
}

/** A text as the input of the command on whose line it is: nothing in it is expanded or ends it early. */
export function hereDocument(text: string): ShellPiece {
  const lines = text.replace(/\n$/, "").split("\n");
  let end = "END";
  while (lines.includes(end)) end += "_";
  const found = findInvisibleInText(text);
  const body = `<<'${end}'\n${lines.join("\n")}\n${end}`;
  return piece("here-document", body, found === undefined ? [] : [found]);
}

/** Lines of a script: fixed text, and pieces where they may be. */
export function shell(strings: TemplateStringsArray, ...pieces: readonly ShellPiece[]): ShellPiece {
  let text = "";
  let place = "plain" as Place;
  const refused: string[] = [];
  strings.forEach((fixed, index) => {
    const before = pieces[index - 1];
    if (before?.kind === "here-document" && !fixed.startsWith("\n"))
      throw new Error("a here-document ends with its line");
    place = readFixed(fixed, place);
    text += fixed;
    const next = pieces[index];
    if (next === undefined) return;
    const fits = next.kind === "comment" ? place === "comment" : place === "plain";
    if (!fits) throw new Error(`a ${next.kind} cannot stand in: ${text.slice(-60)}`);
    if (next.open) place = "comment";
    text += next.text;
    refused.push(...next.refused);
  });
  if (place === "single" || place === "double") throw new Error("a quote is open at the end");
  return piece("lines", text, refused, place === "comment");
}

/** Pieces with the same between them: blanks, or lines that go on. */
export function joinShell(
  pieces: readonly ShellPiece[],
  between: " " | "\n" | " \\\n" | "",
): ShellPiece {
  return piece(
    "lines",
    pieces.map(({ text }) => text).join(between),
    pieces.flatMap(({ refused }) => refused),
  );
}

/** A command of a guide. What it names must be visible: the caller looks. */
export function command(
  strings: TemplateStringsArray,
  ...pieces: readonly ShellPiece[]
): CommandLine {
  const { text, refused } = shell(strings, ...pieces);
  const line = refused.length === 0 ? text : "# not shown: it names an invisible character";
  return `$ ${line}` as CommandLine;
}

/** A file with the script, or why it is not written. */
export function scriptFile(path: string, { text, refused }: ShellPiece): FileSet {
  const [first] = refused;
  return first === undefined
    ? { files: [{ path, language: "shell", text: text as ScriptText }], problems: [] }
    : {
        files: [],
        problems: [
          `${path} is not written: a name in it holds the invisible character ${first}, and a script must show what it does.`,
        ],
      };
}

type Place = "plain" | "comment" | "single" | "double";

/** Where the shell is after a fixed text, as far as our own scripts go: quotes and comments. */
function readFixed(text: string, from: Place): Place {
  let place = from;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (place === "comment") {
      if (character === "\n") place = "plain";
    } else if (place === "single") {
      if (character === "'") place = "plain";
    } else if (character === "\\") i += 1;
    else if (place === "double") {
      if (character === '"') place = "plain";
    } else if (character === "'") place = "single";
    else if (character === '"') place = "double";
    else if (character === "#" && /^$|[\s;&|]$/.test(text.slice(0, i))) place = "comment";
  }
  return place;
}

function quoteWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function piece(
  kind: ShellPiece["kind"],
  text: string,
  refused: readonly string[],
  open = false,
): ShellPiece {
  return { kind, text, refused, open, [made]: "piece" };
}
