import type { LintContext } from "../context.ts";
import { toFix } from "../edits.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** What a shell needed and the file does not. */
export const strayLine: LintRule = {
  id: "stray-line",
  title: "A line of a shell's in the file",
  explanation:
    "A guide writes the file with `cat <<EOF`; copied with the block, the last line is in the file. The YAML is broken " +
    "then, or the word becomes part of the value above it.",
  check: (context) => {
    const found: LintFinding[] = [];
    for (const match of context.text.matchAll(/[^\r\n]+/g)) {
      const line = match[0];
      const start = match.index;
      if (!shell.test(line) || isInCertificate(context.text, start)) continue;
      const word = line.trim();
      const from = start + line.search(/\S/);
      found.push({
        severity: context.decoded ? "warning" : "error",
        path: "",
        span: { start: from, end: start + line.trimEnd().length },
        message: `${word.length > 40 ? `${word.slice(0, 37)}…` : word} belongs to a shell or a guide, not to the file.`,
        fixes: [
          toFix(context, "Remove the line", [removeLine(context, start, start + line.length)]),
        ],
      });
      if (found.length === 50) break;
    }
    return found;
  },
};

// The line with its line break; of the last line the break before it.
function removeLine({ text }: LintContext, start: number, end: number) {
  const after = /^(?:\r\n|\n|\r)/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
  return { span: { start, end: end + after }, newText: "" };
}

function isInCertificate(text: string, at: number): boolean {
  const begin = text.lastIndexOf("-----BEGIN", at);
  return begin >= 0 && text.lastIndexOf("-----END", at) < begin;
}

const shell =
  /^\s*(?:EOF|EOT|EOL|EOS|HEREDOC)\s*$|^\s*(?:sudo\s+)?(?:cat|tee)\s.*<<-?\s*['"]?\w|^\s*\$ \S.*$|^\s*(?:kubectl|helm|sudo|mkdir|chmod) [^:]*$|^\s*```\w*\s*$/;
