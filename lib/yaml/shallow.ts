import { parseYaml } from "./compose.ts";
import type { YamlNode } from "./node.ts";
import { splitDocuments } from "./split-documents.ts";

/** Deeper than anything that is written by a person or a program. */
const deepest = 200;
/** A mapping of more keys is compared with itself for too long. */
const mostKeys = 2000;

// None of them has a meaning in YAML 1.2; YAML 1.1 ends lines at some, and refuses others.
const unusual = /[^\t\n\r\x20-\x7e]/g;

/**
 * Whether the package `yaml` may read a text. It calls itself for each level, so that depth ends the process; it keeps every
 * error with its line, and compares each key with the others, so that rubbish takes the square of its length. True for
 * documents that parse, are not deep, have no huge mapping, and no alias inside of what it represents.
 */
export function isShallowYaml(text: string): boolean {
  const plain = text.replace(unusual, "x");
  return splitDocuments(plain).every(({ start, end }) => {
    const parsed = parseYaml(plain.slice(start, end));
    return parsed.kind === "parsed" && (parsed.root === undefined || isShallow(parsed.root));
  });
}

function isShallow(root: YamlNode): boolean {
  const around = new Set<YamlNode>();
  const open: { readonly node: YamlNode; readonly left: boolean }[] = [{ node: root, left: false }];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { node, left } = visit;
    if (left) around.delete(node);
    else if (node.kind === "alias") {
      if (around.has(node.target)) return false;
    } else if (node.kind !== "scalar") {
      if (around.size === deepest) return false;
      if (node.kind === "mapping" && node.entries.length > mostKeys) return false;
      around.add(node);
      open.push({ node, left: true });
      const inside =
        node.kind === "sequence"
          ? node.items
          : node.entries.flatMap(({ key, value }) => [key, value]);
      for (const each of inside) open.push({ node: each, left: false });
    }
  }
  return true;
}
