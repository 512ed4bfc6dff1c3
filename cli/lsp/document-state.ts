import type { TextDocument } from "vscode-languageserver-textdocument";
import type { ExpressionPiece } from "../../lib/cel/editor/expression-place.ts";
import type { CelContext } from "../../lib/editor/cel-places.ts";
import { newestMinor } from "../../lib/kube/minor.ts";
import {
  type FilePart,
  type FileParts,
  findPieces,
  isWorkspace,
  largeText,
  readParts,
  recognisePlain,
} from "./file-parts.ts";
import type { EditedFile, Judgement } from "./protocol.ts";
import { pathOf } from "./settings.ts";

/** A document of the editor and its judgement. */
export interface DocumentState {
  document: TextDocument;
  /** The last judgement. It is of an older version while the newest text is being judged. */
  judgement: Judgement | undefined;
  /** The last contexts with expressions, by the number of the part. A text that is broken while it is typed has none. */
  readonly good: Map<number, CelContext>;
  /** The parts of the version that they were read from. */
  parts: { readonly version: number; readonly value: ReadParts } | undefined;
}

/** The parts of a text, and where each is in it. */
export interface ReadParts extends FileParts {
  readonly pieces: readonly (readonly ExpressionPiece[])[];
}

/** A document that was just opened. */
export function createState(document: TextDocument): DocumentState {
  return { document, judgement: undefined, good: new Map(), parts: undefined };
}

/** Stores a judgement of this document, unless it is older than the stored one. */
export function takeJudgement(state: DocumentState, judgement: Judgement): boolean {
  if (state.judgement !== undefined && state.judgement.version > judgement.version) return false;
  state.judgement = judgement;
  judgement.parts.forEach(({ cel }, index) => {
    if (cel !== undefined && cel.expressions.length > 0) state.good.set(index, cel);
  });
  return true;
}

/** The document as a file to be judged. */
export function fileOf({ document }: DocumentState): EditedFile {
  const path = pathOf(document.uri);
  return {
    ...{ uri: document.uri, version: document.version, text: document.getText() },
    ...(path !== undefined && { path }),
  };
}

/** The parts of the current document. A large wrapper is not read, because that would delay a key press. */
export function partsOf(state: DocumentState): ReadParts {
  const { document } = state;
  if (state.parts?.version === document.version) return state.parts.value;
  const value = readNow(document.getText(), document.uri);
  state.parts = { version: document.version, value };
  return value;
}

function readNow(text: string, uri: string): ReadParts {
  if (text.length > largeText) {
    const kind = isWorkspace(text, uri) ? "workspace" : recognisePlain(text);
    if (kind === undefined) return { parts: [], pieces: [] };
    const part: FilePart = { kind, text, whole: true, place: (span) => span };
    return withPieces(text, { parts: [part] });
  }
  return withPieces(text, readParts(text, newestMinor, uri));
}

function withPieces(text: string, read: FileParts): ReadParts {
  return { ...read, pieces: read.parts.map((part) => findPieces(text, part)) };
}

/** The parts of the document with a letter typed at an offset: in an empty line of a block nothing else says whose it is. */
export function partsWithMark({ document }: DocumentState, offset: number): ReadParts {
  const text = document.getText();
  return readNow(`${text.slice(0, offset)}x${text.slice(offset)}`, document.uri);
}
