import type { Shape } from "../authn/schema.ts";
import { parseYaml } from "../yaml/compose.ts";
import type { DataNode } from "../yaml/data.ts";
import { isJsonText, readJson } from "../yaml/json.ts";
import type { MappingNode, ScalarNode, YamlNode } from "../yaml/node.ts";
import { splitDocuments } from "../yaml/split-documents.ts";
import { readKeySecrecy } from "./key-names.ts";
import {
  findField,
  findItem,
  findPublicSchema,
  isListKind,
  isScalarShape,
} from "./public-schema.ts";
import { readLines } from "./read-lines.ts";
import { namesSecret, readSecretLines } from "./read-secret-lines.ts";
import type { Region } from "./region.ts";

/**
 * The values of all documents of a text, in order. A document that cannot be parsed is read line by line. `inSecret` says
 * that the text around it names the kind Secret.
 */
export function readRegions(text: string, inSecret = false): Region[] {
  const regions: Region[] = [];
  for (const { start, end } of splitDocuments(text)) {
    const part = text.slice(start, end);
    const root = readTree(part);
    const found: Region[] = [];
    if (root === undefined) {
      readLines(part, 0, found);
      readSecretLines(part, inSecret, found);
    } else {
      // Its head may be commented out.
      walkTree(
        part,
        root,
        { json: isJsonText(part), inSecret: inSecret || namesSecret(part) },
        found,
      );
    }
    for (const region of found) {
      regions.push({ ...region, start: region.start + start, end: region.end + start });
    }
  }
  // The same value may be reached by an alias: the place that says more comes first.
  const rank = ({ place, key }: Region) =>
    place === "secret" ? 0 : readKeySecrecy(key) !== "none" ? 1 : 2;
  regions.sort((a, b) => a.start - b.start || rank(a) - rank(b));
  return regions;
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

/** JSON's data in the form of YAML's tree. JSON may be 10,000 deep, so the stack is our own. */
function fromData(data: DataNode): YamlNode {
  const root = shallowNode(data);
  const open: [DataNode, YamlNode][] = [[data, root]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [from, to] = next;
    if (from.kind === "array" && to.kind === "sequence") {
      for (const item of from.items) {
        const node = shallowNode(item);
        to.items.push(node);
        open.push([item, node]);
      }
    } else if (from.kind === "object" && to.kind === "mapping") {
      for (const { key, keySpan, value } of from.members) {
        const node = shallowNode(value);
        to.entries.push({ key: scalarOf(key, keySpan, true), value: node });
        open.push([value, node]);
      }
    }
  }
  return root;
}

function shallowNode(data: DataNode): YamlNode {
  const { span } = data;
  const base = { span, line: 0, tag: "" };
  switch (data.kind) {
    case "array":
      return { kind: "sequence", ...base, items: [] };
    case "object":
      return { kind: "mapping", ...base, entries: [] };
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
  /** Whether an object that does not say its kind is a Secret here. */
  readonly secrets?: boolean;
}

function walkTree(
  text: string,
  root: YamlNode,
  { json, inSecret }: { readonly json: boolean; readonly inSecret: boolean },
  regions: Region[],
): void {
  const open: Visit[] = [
    {
      node: root,
      shape: undefined,
      path: "",
      key: "",
      secret: false,
      root: true,
      secrets: inSecret,
    },
  ];
  const followed = new Set<YamlNode>();
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
        open.push({ ...visit, node: item, shape, path: joinPath(path, `[${index}]`) });
      });
    } else if (node.kind === "mapping") {
      walkMapping(node, visit, open, followed);
    } else if (!followed.has(node.target) && (secret || readKeySecrecy(key) !== "none")) {
      // What an alias represents is looked at where it is written, and here if the place makes it secret.
      followed.add(node.target);
      open.push({ ...visit, node: node.target, shape: undefined });
    }
  }
}

/** A path of more than this says no more about its place. */
const longestPath = 2000;

function joinPath(path: string, step: string): string {
  return path.length > longestPath ? path : path + step;
}

function walkMapping(
  node: MappingNode,
  visit: Visit,
  open: Visit[],
  followed: Set<YamlNode>,
): void {
  const merged = mergedMappings(node);
  const told = [node, ...merged];
  const kind = scalarAt(told, "kind");
  const shape = visit.shape ?? (visit.root ? rootShape(node, kind) : embeddedShape(node, kind));
  const isSecret =
    kind === "Secret" ||
    (kind === "" && (visit.secrets === true || findValue(node, "stringData") !== undefined));
  const isKey = scalarAt(told, "kty") !== "";
  const visitOf = (name: string, value: YamlNode): Visit => ({
    node: value,
    shape: isKey && publicMembers.has(name) ? publicText : findField(shape, name),
    path: visit.path === "" ? name : joinPath(visit.path, `.${name}`),
    key: name,
    secret:
      visit.secret ||
      (isSecret && (name === "data" || name === "stringData")) ||
      (isKey && privateMembers.has(name)),
    root: visit.root && isListKind(kind) && name === "items",
    secrets: kind === "SecretList" && name === "items",
  });
  for (const { key, value } of node.entries)
    open.push(visitOf(key.kind === "scalar" ? key.value : "", value));
  // What is merged from elsewhere is looked at where it is written, and here if the place makes it secret.
  for (const target of merged) {
    if (visit.secret && !followed.has(target)) {
      followed.add(target);
      open.push({ ...visit, node: target });
    } else if (isSecret || isKey) {
      for (const [name, value] of findTelling(target)) {
        const inside = visitOf(name, value);
        if (inside.secret && !followed.has(value)) {
          followed.add(value);
          open.push(inside);
        }
      }
    }
  }
}

/** The mappings that a mapping merges, as far as a document written by a person has them. */
function mergedMappings(node: MappingNode): MappingNode[] {
  const value = findValue(node, "<<");
  if (value === undefined) return [];
  const parts = value.kind === "sequence" ? value.items.slice(0, mostMerged) : [value];
  return parts.flatMap((part) => {
    const target = part.kind === "alias" ? part.target : part;
    return target.kind === "mapping" ? [target] : [];
  });
}

const mostMerged = 100;

function scalarAt(mappings: readonly MappingNode[], name: string): string {
  for (const mapping of mappings) {
    const value = findValue(mapping, name);
    const node = value?.kind === "alias" ? value.target : value;
    if (node?.kind === "scalar") return node.value;
  }
  return "";
}

function findValue(node: MappingNode, name: string): YamlNode | undefined {
  return findTelling(node).get(name);
}

/** The values whose names give the others a meaning, by name; the first of a name. A mapping is read once. */
function findTelling(node: MappingNode): ReadonlyMap<string, YamlNode> {
  const known = tellingOf.get(node);
  if (known !== undefined) return known;
  const found = new Map<string, YamlNode>();
  for (const { key, value } of node.entries)
    if (key.kind === "scalar" && tellingNames.has(key.value) && !found.has(key.value))
      found.set(key.value, value);
  tellingOf.set(node, found);
  return found;
}

const tellingOf = new WeakMap<MappingNode, ReadonlyMap<string, YamlNode>>();

/** Members of a JWK that hold a private key, and those that everybody may read (RFC 7517, RFC 7518, RFC 8037). */
const privateMembers: ReadonlySet<string> = new Set("d p q dp dq qi k oth priv".split(" "));
const publicMembers: ReadonlySet<string> = new Set(
  "kty use key_ops alg kid n e crv x y x5c x5t x5t#S256 pub".split(" "),
);
/** Names of fields that are looked up in a mapping. */
const tellingNames: ReadonlySet<string> = new Set([
  ...["kind", "kty", "data", "stringData", "<<"],
  ...privateMembers,
]);
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

/** Where the value of a scalar is: inside its quotes; of a block its lines without the head. */
function regionOf(
  text: string,
  node: ScalarNode,
  json: boolean,
): Pick<Region, "start" | "end" | "quote" | "literal" | "delimited"> | undefined {
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
  return {
    start,
    end,
    ...(!plain && { delimited: true }),
    ...(plain && json && { quote: true }),
    ...(literal && { literal }),
  };
}
