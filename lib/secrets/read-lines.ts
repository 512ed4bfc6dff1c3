import type { Shape } from "../authn/schema.ts";
import { findField, findItem, findPublicSchema, isScalarShape } from "./public-schema.ts";
import type { Region } from "./region.ts";

interface Level {
  readonly indent: number;
  readonly shape: Shape | undefined;
  readonly path: string;
}

/** The kinds that a text names, wherever it does: enough to know what is being typed. */
const kindLine = /^[ \t]{0,40}["']?kind["']?[ \t]{0,8}:[ \t]{0,8}["']?([A-Za-z]{1,60})/gm;
const keyLine = /^(["']?)([A-Za-z_.$][\w.$/-]{0,120})\1[ \t]{0,40}:(?=[ \t]|$)/;

/**
 * The values of a document that is being typed and does not parse yet: lines with a key, by their indentation. What is
 * no value of a schema is left to the free text around.
 */
export function readLines(text: string, base: number, regions: Region[]): void {
  const root = shapeOfText(text);
  if (root === undefined) return;
  const levels: Level[] = [{ indent: -1, shape: root, path: "" }];
  /** The value that goes on in deeper lines. */
  let open: { indent: number; region: Region } | undefined;
  const close = () => {
    if (open !== undefined && open.region.end > open.region.start) regions.push(open.region);
    open = undefined;
  };
  for (let start = 0; start <= text.length; ) {
    const stop = text.indexOf("\n", start);
    const end = stop === -1 ? text.length : stop;
    const line = text.slice(start, end);
    let indent = indentOf(line);
    if (open !== undefined && line.trim() !== "" && indent > open.indent) {
      const region: Region = open.region;
      const from = region.end > region.start ? region.start : base + start + indent;
      open.region = { ...region, start: from, end: base + start + line.trimEnd().length };
    } else if (line.trim() !== "" && line[indent] !== "#") {
      close();
      let content = line.slice(indent);
      while (
        levels.length > 1 &&
        (levels.at(-1) as Level).indent >= indent + (content.startsWith("- ") ? 1 : 0)
      )
        levels.pop();
      while (/^- /.test(content)) {
        const level = levels.at(-1) as Level;
        const item: Level = { indent, shape: findItem(level.shape), path: `${level.path}[]` };
        levels.push(item);
        const step = 2 + indentOf(content.slice(2));
        indent += step;
        content = content.slice(step);
      }
      const level = levels.at(-1) as Level;
      const key = keyLine.exec(content);
      const name = key?.[2] ?? "";
      const shape = key === null ? level.shape : findField(level.shape, name);
      const path = key === null ? level.path : level.path === "" ? name : `${level.path}.${name}`;
      const rest = content.slice(key?.[0].length ?? 0);
      const value = rest.slice(indentOf(rest));
      if (key !== null) levels.push({ indent, shape, path });
      if (isScalarShape(shape) || isScalarShape(findItem(shape))) {
        const block = /^[|>][-+0-9]{0,2}[ \t]*$/.test(value) || value === "";
        const at = base + start + indent + content.length - value.length;
        const cut = block ? 0 : endOfValue(value);
        const region: Region = { start: at, end: at + cut, path, key: name, place: "schema" };
        if (isScalarShape(shape) && cut === value.length)
          open = { indent: Math.max(0, key === null ? indent - 2 : indent), region };
        else if (cut > 0) regions.push(region);
        else if (isScalarShape(shape)) open = { indent, region };
      }
    }
    start = end + 1;
  }
  close();
}

/** Without a comment behind it. */
function endOfValue(value: string): number {
  const comment = value.search(/[ \t]#/);
  return comment === -1 ? value.trimEnd().length : value.slice(0, comment).trimEnd().length;
}

function shapeOfText(text: string): Shape | undefined {
  kindLine.lastIndex = 0;
  for (let found = kindLine.exec(text); found; found = kindLine.exec(text)) {
    const shape = findPublicSchema(found[1] ?? "");
    if (shape !== undefined) return shape;
  }
  return /^jwt[ \t]{0,8}:/m.test(text)
    ? findPublicSchema("AuthenticationConfiguration")
    : undefined;
}

function indentOf(line: string): number {
  let indent = 0;
  while (line[indent] === " " || line[indent] === "\t") indent++;
  return indent;
}
