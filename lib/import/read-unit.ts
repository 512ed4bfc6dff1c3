import { lineEnd } from "../source/lines.ts";
import type { Span } from "../source/span.ts";

/**
 * The command lines of a systemd unit: values of `ExecStart=`, `Environment=` and their like, with their continued lines.
 * Undefined if the text is no unit.
 */
export function readUnit(text: string): readonly Span[] | undefined {
  const found: Span[] = [];
  let section = false;
  for (let at = 0; at < text.length; ) {
    let end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (/^\s*(?:[#;].*)?$/.test(line)) {
      at = end + 1;
      continue;
    }
    if (/^\s*\[[^\]\n]+\]\s*$/.test(line)) {
      section = true;
      at = end + 1;
      continue;
    }
    const key = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*=/.exec(line);
    if (key === null || !section) return undefined;
    while (text[end - 1] === "\\" && end < text.length) end = lineEnd(text, end + 1);
    if (/^(?:Exec\w+|Environment)$/.test(key[1] ?? "")) {
      // Signs before the program say how it is started.
      const signs = /^\s*[-@:+!|]*/.exec(text.slice(at + key[0].length, end))?.[0].length ?? 0;
      found.push({ start: at + key[0].length + signs, end });
    }
    at = end + 1;
  }
  return section ? found : undefined;
}
