import type { CauseCode } from "../../diagnostics/cause-code.ts";

/** What happened and what to do about it. Values that it quotes are untrusted text. */
export interface Cause {
  readonly code: CauseCode;
  /** A sentence or two, with the values that were compared. */
  readonly cause: string;
  /** Absent only for "none". */
  readonly remedy?: string;
  /** Field below an issuer that the cause is about: "claimMappings.username". */
  readonly field?: string;
  /** The claim that it is about. */
  readonly claim?: string;
  /** The expression that the message quotes, as it is in the configuration. */
  readonly expression?: string;
}

/** What is known besides the message. */
export interface CauseContext {
  /** The expression that was evaluated, if the message does not quote it. */
  readonly expression?: string;
  /** The claims of the token, by name. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Reads a message; undefined if it is not one of its family. */
export type CauseReader = (message: string, context?: CauseContext) => Cause | undefined;

/** What follows the prefix, or undefined if the text does not begin with it. */
export function after(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

/** The two sides of the first occurrence of a separator. */
export function cut(text: string, separator: string): readonly [string, string] | undefined {
  const at = text.indexOf(separator);
  return at < 0 ? undefined : [text.slice(0, at), text.slice(at + separator.length)];
}
