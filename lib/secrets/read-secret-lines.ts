import { readKeySecrecy } from "./key-names.ts";
import type { Region } from "./region.ts";

const secretKind = /["']?kind["']?[ \t]{0,8}:[ \t]{0,8}["']?Secret(?![A-Za-z])/;
const dataKey = /(?<![\w"'-])["']?(?:data|stringData)["']?[ \t]{0,8}:(?=[ \t"'[{|>]|$)/;
const namedKey = /^(?:- {1,8})?["']?([A-Za-z_.$][\w.$/-]{0,120})["']?[ \t]{0,8}:(?=[ \t]|$)/;
const openValue = /^(?:[|>][-+0-9]{0,2}[ \t]{0,40}(?:#.*)?|"[^"\\]*|'[^']*)$/;

/** A value and the deeper lines below it. */
interface Entry {
  readonly indent: number;
  /** Undefined until its first line. */
  readonly start: number | undefined;
  readonly end: number;
}

/** Whether a text names the kind Secret, wherever it does. */
export function namesSecret(text: string): boolean {
  return secretKind.test(text);
}

/**
 * The data of Secrets, and the values of several lines under the name of a secret, in a document that does not parse: by
 * its lines, their keys and their indentation. `inSecret` says that the text around it names the kind Secret.
 */
export function readSecretLines(text: string, inSecret: boolean, regions: Region[]): void {
  const isSecret = inSecret || namesSecret(text);
  /** The column of `data`, as long as lines are deeper. */
  let data: number | undefined;
  let entry: Entry | undefined;
  const close = () => {
    if (entry?.start !== undefined) regions.push(toRegion(text, entry.start, entry.end));
    entry = undefined;
  };
  for (let start = 0; start <= text.length; ) {
    const stop = text.indexOf("\n", start);
    const end = stop === -1 ? text.length : stop;
    const line = text.slice(start, end).trimEnd();
    const indent = line.length - line.trimStart().length;
    const lineEnd = start + line.length;
    if (line === "") {
      // Part of what is around it.
    } else if (entry !== undefined && indent > entry.indent) {
      entry = { indent: entry.indent, start: entry.start ?? start + indent, end: lineEnd };
    } else {
      close();
      if (data !== undefined && indent <= data) data = undefined;
      const found = data === undefined && isSecret ? dataKey.exec(line) : null;
      if (data !== undefined) {
        const value = valueBehind(line, indent, namedKey.exec(line.slice(indent)));
        entry = { indent, start: value.head ? undefined : start + value.at, end: lineEnd };
      } else if (found !== null) {
        const alone = /^[\s-]*$/.test(line.slice(0, found.index));
        data = alone ? found.index : indent;
        const value = valueBehind(line, found.index, found);
        if (!value.head) entry = { indent: data, start: start + value.at, end: lineEnd };
      } else {
        const key = namedKey.exec(line.slice(indent));
        const value = valueBehind(line, indent, key);
        if (key !== null && readKeySecrecy(key[1] ?? "") === "sure" && openValue.test(value.text))
          entry = { indent, start: value.head ? undefined : start + value.at, end: lineEnd };
      }
    }
    start = end + 1;
  }
  close();
}

/** What is behind a key, and whether it is only the head of the lines below. */
function valueBehind(
  line: string,
  from: number,
  key: RegExpExecArray | null,
): { readonly at: number; readonly text: string; readonly head: boolean } {
  let at = from + (key?.[0].length ?? 0);
  while (line[at] === " " || line[at] === "\t") at++;
  const text = line.slice(at);
  return { at, text, head: text === "" || /^[|>][-+0-9]{0,2}(?:[ \t]|$)/.test(text) };
}

/** Less the quotes around it. */
function toRegion(text: string, start: number, end: number): Region {
  const quote = text[start];
  const quoted = quote === '"' || quote === "'";
  const closed = quoted && end - start > 1 && text[end - 1] === quote;
  return {
    start: quoted ? start + 1 : start,
    end: closed ? end - 1 : end,
    path: "",
    key: "",
    place: "secret",
  };
}
