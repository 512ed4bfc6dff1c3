import { readBase64Text } from "./base64-text.ts";
import type { Exploration } from "./exploration.ts";
import { withoutMargin } from "./margin.ts";
import { type Piece, slicePiece } from "./piece.ts";
import { readJsonTree } from "./read-yaml.ts";
import { countUp, type TextTree } from "./tree.ts";
import { mayHoldInside } from "./words.ts";

/**
 * What a text holds that is written in another way as a whole: base64 as `kubectl get secret -o jsonpath` prints it, a JSON
 * string, lines with their numbers, the words of /proc/PID/cmdline. Undefined for every other text.
 */
export function unwrapWhole(x: Exploration, piece: Piece): Piece | undefined {
  const { text } = piece;
  if (text.includes("\0"))
    return {
      ...piece,
      depth: piece.depth + 1,
      text: text.replaceAll("\0", "\n"),
      put: () => undefined,
    };
  return readWholeBase64(x, piece) ?? withoutNumbers(piece) ?? readPlan(piece);
}

/** The tree of a text that is one JSON string. */
export function readWholeString({ text }: Piece): TextTree | undefined {
  if (!/^\s*"/.test(text) || !text.trimEnd().endsWith('"')) return undefined;
  const tree = readJsonTree(text);
  return tree?.kind === "text" ? tree : undefined;
}

function readWholeBase64(x: Exploration, piece: Piece): Piece | undefined {
  const value = piece.text;
  if (!/^\s*[A-Za-z0-9+/]{40}/.test(value)) return undefined;
  const span = { start: 0, end: value.length };
  const whole: TextTree = {
    ...{ kind: "text", value, span, style: "plain" },
    offsets: () => countUp(0, value.length),
  };
  const found = readBase64Text(piece, whole, piece, {
    write: (changed) => changed,
    reveal: x.holes.reveal,
  });
  return found !== undefined && mayHoldInside(found.text) ? found : undefined;
}

// `terraform plan` marks each line of what it will create; with other marks it shows what was there as well.
function readPlan(piece: Piece): Piece | undefined {
  const { text } = piece;
  const start = text.search(/^ {0,4}\+ resource "/m);
  if (start === -1 || /^ {0,40}(?:[~-]|-\/\+) [\w"]/m.test(text)) return undefined;
  const plan = text.slice(start).search(/^Plan: /m);
  const own = slicePiece(piece, { start, end: plan === -1 ? text.length : start + plan }, "part");
  const bare = own.text.replaceAll(/^( {0,40})\+ /gm, "$1  ");
  return { ...own, text: bare, put: () => undefined };
}

// `nl`, `cat -n`, `bat` and editors: each line has the next number before it.
function withoutNumbers(piece: Piece): Piece | undefined {
  const { text } = piece;
  if (!/^\s{0,8}\d/.test(text)) return undefined;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const numbers = lines.map((line) => Number(/^ {0,8}(\d{1,6})(?=[|:│\s])/.exec(line)?.[1] ?? -1));
  const [first = -1] = numbers;
  if (lines.length < 3 || first < 0 || !numbers.every((number, i) => number === first + i))
    return undefined;
  // The first line of a document is not indented.
  const margin = margins.find((one) => /^\S/.test((lines[0] ?? "").replace(one, "")));
  if (margin === undefined) return undefined;
  const span = { start: 0, end: text.length };
  return { ...withoutMargin(piece, span, margin, ""), put: () => undefined };
}

const margins = [
  /^ {0,8}\d{1,6}\t/,
  /^ {0,8}\d{1,6} {0,8}[|:│] ?/,
  /^ {0,8}\d{1,6} /,
  /^ {0,8}\d{1,6} {2}/,
  /^ {0,8}\d{1,6} {3}/,
] as const;
