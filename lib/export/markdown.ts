import { markInvisible } from "./invisible.ts";

const made: unique symbol = Symbol("made by the builder of Markdown");

/** Markdown in which untrusted text is inline code only. */
export type Markdown = string & { readonly [made]: true };

/** A sentence of our own with pieces of Markdown: the tag takes no other strings. */
export function markdown(strings: TemplateStringsArray, ...pieces: readonly Markdown[]): Markdown {
  return strings.map((fixed, index) => fixed + (pieces[index] ?? "")).join("") as Markdown;
}

/** Pieces with a text of our own between them. */
export function joinMarkdown(pieces: readonly Markdown[], between: string): Markdown {
  return pieces.join(between) as Markdown;
}

/**
 * Untrusted text as code in one line: no line end, no mark and no HTML of its own gets out, and what is invisible
 * is named.
 */
export function code(text: string): Markdown {
  const line = markInvisible(text).trim();
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(1 + Math.max(0, ...runs));
  const gap = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return (line === "" ? "(empty)" : `${fence}${gap}${line}${gap}${fence}`) as Markdown;
}

/** A sentence from one of our own tables, as it reads. */
export function prose(text: string): Markdown {
  return markInvisible(text).replace(/[\\`*_{}[\]<>#|!~&]/g, "\\$&") as Markdown;
}

/** Untrusted text as a block of code: the fence is longer than any in it, and what is invisible is named. */
export function codeBlock(language: "text" | "json" | "yaml", text: string): Markdown {
  const lines = text.split(/\r?\n/).map((line) => markInvisible(line));
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(3, 1 + Math.max(0, ...runs)));
  return [`${fence}${language}`, ...lines, fence].join("\n") as Markdown;
}
