import type { Exploration, Place } from "./exploration.ts";
import type { Doubt } from "./found.ts";
import { type Explore, exploreValues } from "./helm-doubts.ts";
import {
  emptyValues,
  type HelmMap,
  mergeValues,
  readValuesFile,
  type SetMode,
  setMember,
  setValues,
} from "./helm-values.ts";
import { placeOf } from "./piece.ts";
import { entriesOf, get, itemsOf, type MapTree, type TextTree, type Tree, textOf } from "./tree.ts";

/** One `set`, `set_list` or `set_sensitive`. */
interface SetEntry {
  readonly name: Tree | undefined;
  readonly value: Tree | undefined;
  readonly type: Tree | undefined;
  readonly span: Tree["span"];
}

/**
 * Puts together the values of Terraform's `helm_release`: `values` in their order, then `set`, `set_list` and
 * `set_sensitive` (getValues of terraform-provider-helm's resource_helm_release.go). Undefined for other blocks, and for a
 * release whose one file of values nothing changes: it is looked into as it is.
 */
export function readHelmRelease(
  x: Exploration,
  tree: Tree,
  place: Place,
): ((explore: Explore) => void) | undefined {
  if (tree.kind !== "map" || place.grammar !== "hcl") return undefined;
  if (!/^helm_(?:release|template)$/.test(place.path.at(-2) ?? "")) return undefined;
  const reader = new ReleaseReader(x, tree, place);
  const values = reader.read();
  const files = entriesOf(tree).filter(({ key }) => key === "values");
  const alone = itemsOf(files[0]?.value).length === 1 && reader.doubts.length === 0;
  if (!reader.sets && (alone || files.length === 0)) return undefined;
  return (explore) => {
    const { failure, doubts } = reader;
    const chart = x.holes.reveal(textOf(get(tree, "chart")) ?? "");
    exploreValues(x, { values, place, failure, doubts, chart }, explore);
  };
}

class ReleaseReader {
  readonly doubts: Doubt[] = [];
  failure: string | undefined;
  sets = false;
  readonly x: Exploration;
  readonly tree: MapTree;
  readonly place: Place;

  constructor(x: Exploration, tree: MapTree, place: Place) {
    this.x = x;
    this.tree = tree;
    this.place = place;
  }

  read(): HelmMap {
    const values = emptyValues(this.tree.span);
    for (const { key, value, keySpan } of this.tree.entries) {
      if (key === "values") this.readFiles(values, value);
      const isOn = key === "reuse_values" || key === "reset_then_reuse_values";
      if ((isOn && textOf(value) !== "false") || key === "postrender")
        this.doubt({ span: { start: keySpan.start, end: value.span.end } });
    }
    for (const [kind, mode] of kinds)
      for (const one of this.entriesOf(kind)) this.readSet(values, one, mode);
    return values;
  }

  doubt({ span }: Pick<Tree, "span">): void {
    const { piece } = this.place;
    const written = this.x.holes.reveal(piece.text.slice(span.start, span.end));
    this.doubts.push({ written, span: placeOf(piece, span) });
  }

  readFiles(values: HelmMap, list: Tree): void {
    if (list.kind !== "list" || list.unknown !== undefined) {
      if (list.kind !== "plain") this.doubt(list);
    }
    for (const item of itemsOf(list)) {
      const read = item.kind === "text" ? this.readYaml(item) : item;
      if (read?.kind === "map") mergeValues(values, read);
      else if (item.kind !== "plain") this.doubt(item);
    }
  }

  readYaml(text: TextTree): Tree | undefined {
    // What a directive of a template leaves out is not known.
    if (this.x.holes.list(text.value).some((one) => one.startsWith("%{"))) return undefined;
    return readValuesFile(text.value, text.offsets());
  }

  // Blocks, a list of objects, or a dynamic block over literals.
  entriesOf(kind: string): SetEntry[] {
    const found: SetEntry[] = [];
    for (const { key, value } of this.tree.entries) {
      if (key === kind) {
        this.sets = true;
        if (value.kind === "map") found.push(entryOf(value));
        else if (value.kind === "list" && value.items.every((item) => item.kind === "map"))
          found.push(...value.items.map(entryOf));
        else this.doubt(value);
        if (value.kind === "list" && value.unknown !== undefined) this.doubt(value);
      }
      const dynamic = key === "dynamic" ? get(value, kind) : undefined;
      if (dynamic !== undefined) {
        this.sets = true;
        found.push(...this.readDynamic(dynamic, kind));
      }
    }
    return found;
  }

  readDynamic(block: Tree, kind: string): SetEntry[] {
    const each = get(block, "for_each");
    const content = get(block, "content");
    const items =
      each?.kind === "map"
        ? // Terraform goes through a mapping in the order of its keys.
          [...each.entries]
            .sort((a, b) => (a.key < b.key ? -1 : 1))
            .map(({ key, keySpan, value }) => [textTree(key, keySpan), value] as const)
        : itemsOf(each).map((item) => [item, item] as const);
    const name = textOf(get(block, "iterator")) ?? kind;
    const known =
      each?.kind === "map" || each?.kind === "list" ? each.unknown === undefined : false;
    const entries = items.map(([key, value]): SetEntry => {
      const bind = (tree: Tree | undefined) =>
        tree && this.bind(tree, this.x.holes.reveal(name), key, value);
      const one = entryOf(content ?? block);
      return {
        ...{ name: bind(one.name), value: bind(one.value), type: bind(one.type) },
        span: value.span,
      };
    });
    if (!known || content === undefined || entries.some((one) => isUnbound(this.x, one, name))) {
      this.doubt(block);
      return [];
    }
    return entries;
  }

  // `set.key`, `set.value`, `set.value.name`, alone or between the words of a text.
  bind(tree: Tree, name: string, key: Tree, value: Tree): Tree {
    if (tree.kind !== "text") return tree;
    const written = this.x.holes.reveal(tree.value);
    const look = (path: string) => {
      const [first, ...rest] = path.slice(name.length + 1).split(".");
      return first === "key" ? key : first === "value" ? get(value, ...rest) : undefined;
    };
    if (/^[\w.]+$/.test(written) && written.startsWith(`${name}.`)) return look(written) ?? tree;
    const parts = written.split(/(\$\{[^{}]*\})/).map((part) => {
      const path = /^\$\{\s*([\w.]+)\s*\}$/.exec(part)?.[1] ?? "";
      return path.startsWith(`${name}.`) ? (textOf(look(path)) ?? part) : part;
    });
    return parts.some((part, i) => i % 2 === 1 && !part.startsWith("${"))
      ? textTree(parts.join(""), tree.span)
      : tree;
  }

  readSet(values: HelmMap, { name, value, type, span }: SetEntry, kind: "one" | "list"): void {
    const path = textOf(name);
    if (path === undefined || this.x.holes.list(path).length > 0) {
      this.doubt({ span });
      return;
    }
    if (value === undefined || (value.kind === "plain" && value.value === null)) return;
    const place = () => value.span;
    const mode: SetMode = textOf(type) === "string" ? "string" : "auto";
    if (textOf(type) === "literal") {
      const literal = value.kind === "text" ? this.readYaml(value) : value;
      if (literal === undefined) this.doubt(value);
      else setMember(values, path, literal);
      return;
    }
    const items = kind === "list" ? itemsOf(value).map(textOf) : [textOf(value)];
    const isList = value.kind === "list" && value.unknown === undefined;
    if (items.includes(undefined) || (kind === "list" && !isList)) {
      this.doubt(value);
      return;
    }
    const joined = items.join(",");
    const text = `${path}=${kind === "list" ? `{${joined}}` : joined}`;
    const why = setValues(values, { text, place }, mode);
    if (why !== undefined)
      this.failure ??= `helm refuses the value of ${path} in line ${this.x.lineAt(placeOf(this.place.piece, span).start)}: ${this.x.holes.reveal(why)}.`;
  }
}

const kinds = [
  ["set", "one"],
  ["set_list", "list"],
  ["set_sensitive", "one"],
  ["set_wo", "one"],
] as const;

function entryOf(tree: Tree): SetEntry {
  return {
    ...{ name: get(tree, "name"), value: get(tree, "value"), type: get(tree, "type") },
    span: tree.span,
  };
}

// A part of the loop that was not found would be taken for a text.
function isUnbound(x: Exploration, { name, value, type }: SetEntry, iterator: string): boolean {
  return [name, value, type].some((tree) => {
    const written = x.holes.reveal(textOf(tree) ?? "");
    return written.includes(`${iterator}.`) && x.holes.list(textOf(tree) ?? "").length > 0;
  });
}

function textTree(value: string, span: Tree["span"]): TextTree {
  return {
    ...{ kind: "text", value, span, style: "quoted" },
    offsets: () => Array.from({ length: value.length + 1 }, () => span.start),
  };
}
