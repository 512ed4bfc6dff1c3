import type { Holes } from "./holes.ts";
import type { Heredoc } from "./read-shell.ts";

/** The script with another text in a here-document; variables that were in it stay variables. */
export function writeHeredoc(
  text: string,
  heredoc: Heredoc,
  value: string,
  holes: Holes,
): string | undefined {
  const known = holes.list(heredoc.value);
  const escaped = heredoc.expands ? escapeExpansions(value, known) : value;
  const body = escaped.endsWith("\n") || escaped === "" ? escaped : `${escaped}\n`;
  const lines = heredoc.dedents ? body.replaceAll(/^(?=[^\n])/gm, tabsOf(text, heredoc)) : body;
  return text.slice(0, heredoc.span.start) + lines + text.slice(heredoc.span.end);
}

// Everything between the known variables, with what the shell would replace escaped.
function escapeExpansions(value: string, known: readonly string[]): string {
  let made = "";
  for (let at = 0; at < value.length; ) {
    const variable = known.find((one) => value.startsWith(one, at));
    const character = value[at] as string;
    made += variable ?? (/[\\$`]/.test(character) ? `\\${character}` : character);
    at += variable?.length ?? 1;
  }
  return made;
}

function tabsOf(text: string, { span }: Heredoc): string {
  return /^\t*/.exec(text.slice(span.start, span.start + 40))?.[0] ?? "";
}
