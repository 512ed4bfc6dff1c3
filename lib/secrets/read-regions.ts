import type { Shape } from "../authn/schema.ts";
import type { DataNode } from "../yaml/data.ts";
import { isJsonText, readJson } from "../yaml/json.ts";
import type { MappingNode, ScalarNode, YamlNode } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parser.ts";
import {
  findField,
  findItem,
  findPublicSchema,
  isListKind,
  isScalarShape,
} from "./public-schema.ts";
import { readLines } from "./read-lines.ts";
import type { Region } from "./region.ts";

/** The values of all documents of a text, in order. A document that cannot be parsed is read line by line. */
export function readRegions(text: string): Region[] {
  const regions: Region[] = [];
  for (const { start, end } of splitDocuments(text)) {
    const part = text.slice(start, end);
    const root = readTree(part);
    const found: Region[] = [];
    if (root === undefined) readLines(part, 0, found);
    else walkTree(part, root, isJsonText(part), found);
    for (const region of found) {
      regions.push({ ...region, start: region.start + start, end: region.end + start });
    }
  }
  regions.sort((a, b) => a.start - b.start);
  return regions;
}

/** Documents lie between lines that begin with `---` or `...`. */
function splitDocuments(text: string): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let start = 0;
  for (let found = marker.exec(text); found; found = marker.exec(text)) {
    if (found.index > start) parts.push({ start, end: found.index });
    start = found.index + 3;
  }
  parts.push({ start, end: text.length });
  return parts;
}

function readTree(text: string): YamlNode | undefined {
  const parsed = parseYaml(text);
  if (parsed.kind === "parsed") {
    // A lone word or a sentence is no document.
    return parsed.root?.kind === "mapping" || parsed.root?.kind === "sequence"
      ? parsed.root
      : undefined;
  }
  if (!isJsonText(text)) return undefined;
  const json = readJson(text);
  return json.kind === "read" ? fromData(json.data) : undefined;
}

/** JSON's data in the form of YAML's tree. */
function fromData(data: DataNode): YamlNode {
  const { span } = data;
  const base = { span, line: 0, tag: "" };
  switch (data.kind) {
    case "array":
      return { kind: "sequence", ...base, items: data.items.map(fromData) };
    case "object":
      return {
        kind: "mapping",
        ...base,
        entries: data.members.map(({ key, keySpan, value }) => ({
          key: scalarOf(key, keySpan, true),
          value: fromData(value),
        })),
      };
    case "string":
      return scalarOf(data.value, span, true);
    default:
      return scalarOf(data.kind === "null" ? "null" : String(data.value), span, false);
  }
}

function scalarOf(value: string, span: DataNode["span"], quoted: boolean): ScalarNode {
  const style = quoted ? "double-quoted" : "plain";
  return { kind: "scalar", span, line: 0, tag: "", value, implicit: !quoted, style };
}

interface Visit {
  readonly node: YamlNode;
  readonly shape: Shape | undefined;
  readonly path: string;
  readonly key: string;
  readonly secret: boolean;
  /** Whether an object of its own may begin here. */
  readonly root: boolean;
}

function walkTree(text: string, root: YamlNode, json: boolean, regions: Region[]): void {
  const open: Visit[] = [
    { node: root, shape: undefined, path: "", key: "", secret: false, root: true },
  ];
  for (let visit = open.pop(); visit; visit = open.pop()) {
    const { node, path, key, secret } = visit;
    if (node.kind === "scalar") {
      const region = regionOf(text, node, json);
      if (region === undefined) continue;
      const scalar = isScalarShape(visit.shape) || visit.shape === publicText;
      const place = secret ? "secret" : scalar ? "schema" : "free";
      regions.push({ ...region, path, key, place });
    } else if (node.kind === "sequence") {
      const shape = findItem(visit.shape);
      node.items.forEach((item, index) => {
        open.push({ ...visit, node: item, shape, path: `${path}[${index}]` });
      });
    } else if (node.kind === "mapping") {
      walkMapping(node, visit, open);
    }
  }
}

function walkMapping(node: MappingNode, visit: Visit, open: Visit[]): void {
  const kind = scalarAt(node, "kind");
  const shape = visit.shape ?? (visit.root ? rootShape(node, kind) : embeddedShape(node, kind));
  const isSecret = visit.root && kind === "Secret";
  const isKey = scalarAt(node, "kty") !== "";
  for (const entry of node.entries) {
    const name = entry.key.kind === "scalar" ? entry.key.value : "";
    const path = visit.path === "" ? name : `${visit.path}.${name}`;
    open.push({
      node: entry.value,
      shape: isKey && publicMembers.has(name) ? publicText : findField(shape, name),
      path,
      key: name,
      secret:
        visit.secret ||
        (isSecret && (name === "data" || name === "stringData")) ||
        (isKey && privateMembers.has(name)),
      root: visit.root && isListKind(kind) && name === "items",
    });
  }
}

/** Members of a JWK that hold a private key, and those that everybody may read (RFC 7517, RFC 7518, RFC 8037). */
const privateMembers: ReadonlySet<string> = new Set("d p q dp dq qi k oth priv".split(" "));
const publicMembers: ReadonlySet<string> = new Set(
  "kty use key_ops alg kid n e crv x y x5c x5t x5t#S256 pub".split(" "),
);
const publicText: Shape = { kind: "list", of: { kind: "string", type: "string" } };

/** The schema of an object; one of which the head is not typed yet is known by its fields. */
function rootShape(node: MappingNode, kind: string): Shape | undefined {
  if (kind !== "") return findPublicSchema(kind);
  const names = node.entries.map(({ key }) => (key.kind === "scalar" ? key.value : ""));
  if (names.includes("jwt") || names.includes("anonymous"))
    return findPublicSchema("AuthenticationConfiguration");
  if (names.includes("roleRef")) return findPublicSchema("RoleBinding");
  return names.includes("rules") ? findPublicSchema("ClusterRole") : undefined;
}

/** A configuration inside another file, such as a patch for Talos, says its kind or has its one list. */
function embeddedShape(node: MappingNode, kind: string): Shape | undefined {
  if (kind === "AuthenticationConfiguration") return findPublicSchema(kind);
  const jwt = node.entries.find(({ key }) => key.kind === "scalar" && key.value === "jwt")?.value;
  const first = jwt?.kind === "sequence" ? jwt.items[0] : undefined;
  if (kind !== "" || first?.kind !== "mapping") return undefined;
  const names = first.entries.map(({ key }) => (key.kind === "scalar" ? key.value : ""));
  return names.includes("issuer") ? findPublicSchema("AuthenticationConfiguration") : undefined;
}

function scalarAt(node: MappingNode, name: string): string {
  const entry = node.entries.find(({ key }) => key.kind === "scalar" && key.value === name);
  return entry?.value.kind === "scalar" ? entry.value.value : "";
}

/** Where the value of a scalar is: inside its quotes; of a block its lines without the head. */
function regionOf(
  text: string,
  node: ScalarNode,
  json: boolean,
): Pick<Region, "start" | "end" | "quote" | "literal"> | undefined {
  let { start, end } = node.span;
  if (node.style === "single-quoted" || node.style === "double-quoted") {
    start++;
    end--;
  } else if (node.style === "literal" || node.style === "folded") {
    const line = text.indexOf("\n", start);
    start = line === -1 || line > end ? end : line + 1;
    while (start < end && /\s/.test(text[start] ?? "")) start++;
    while (end > start && /\s/.test(text[end - 1] ?? "")) end--;
  }
  if (end <= start) return undefined;
  const plain = node.style === "plain";
  const literal = plain && /^(?:[-+]?[0-9.]{1,40}|true|false|null|~)$/i.test(node.value);
  return { start, end, ...(plain && json && { quote: true }), ...(literal && { literal }) };
}
