import { Fragment, memo, type ReactNode } from "react";
import { useCover } from "./cover.ts";
import styles from "./untrusted-text.module.css";

/** Characters that hide, reorder or pretend: controls, bidi marks, zero-width and tag characters, odd blanks. */
const treacherous = new RegExp(
  [
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e]",
    "[\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]",
    "[\u{e0000}-\u{e0fff}]",
  ].join("|"),
  "gu",
);

export interface UntrustedTextProps {
  readonly text: string;
  /** Longer texts are cut here, with the rest counted. */
  readonly limit?: number;
  /** Of a name or an address in a narrow place: a line may end behind its dots, slashes and colons. */
  readonly breaks?: boolean;
  /** Presentation mode hides all of it, not only the names that it holds. */
  readonly secret?: boolean;
  /** JSON, YAML, code: it begins at the left, whatever the direction of its first letter is. */
  readonly notation?: boolean;
}

/** Untrusted text: shown as text, kept from reordering what is around it, its invisible characters made visible. */
export const UntrustedText = memo(function UntrustedText(props: UntrustedTextProps) {
  const { text: given, limit = 20_000, secret, breaks = false, notation = false } = props;
  const text = useCover()(given, secret);
  const shown = text.length > limit ? text.slice(0, limit) : text;
  return (
    <bdi dir={notation ? "ltr" : undefined}>
      {splitTreacherous(shown).map((piece, index) =>
        piece.hidden ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity.
          <span key={index} className={styles.hidden} title="An invisible character">
            {nameOf(piece.text)}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity.
          <Fragment key={index}>{breaks ? addBreaks(piece.text) : keepFlags(piece.text)}</Fragment>
        ),
      )}
      {shown !== text && (
        <span className={styles.cut}>
          {" "}
          … {(text.length - limit).toLocaleString("en")} more characters
        </span>
      )}
    </bdi>
  );
});

/** A flag of a command with its value, if both are short: a line does not end at its hyphens. */
const flags = /(--[a-z][a-z0-9-]{1,28}(?:=[A-Za-z0-9]{1,8}\b)?)/;

function keepFlags(text: string): ReactNode {
  if (!text.includes("--")) return text;
  return text.split(flags).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity.
      <span key={index} className={styles.flag}>
        {piece}
      </span>
    ),
  );
}

/** Behind what is between the parts of a name or an address. */
const joints = /(?<=[./:@])(?![./:@])/;

function addBreaks(text: string): ReactNode {
  return text.split(joints).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity.
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {keepFlags(piece)}
    </Fragment>
  ));
}

/** The text in pieces, each either harmless or one character that needs a name. */
export function splitTreacherous(text: string): { text: string; hidden: boolean }[] {
  const pieces: { text: string; hidden: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(treacherous)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), hidden: false });
    pieces.push({ text: match[0], hidden: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), hidden: false });
  return pieces;
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
