/* Random changes that a form could make in a configuration, for the test of its edits. */
import type { FormChange } from "../form/change.ts";
import type { DataNode } from "../yaml/data.ts";
import type { Choices } from "./random.ts";

/** A change of something that is in the data, or beside it. Undefined if there is nothing to change. */
export function randomFormEdit(data: DataNode, choices: Choices): FormChange | undefined {
  const { pick, below, chance } = choices;
  const places = listPlaces(data);
  if (places.length === 0) return undefined;
  const { path, node } = pick(places);
  switch (node.kind) {
    case "array": {
      const count = node.items.length;
      if (count > 1 && chance(0.4)) {
        return { kind: "move", path, from: below(count), to: below(count) };
      }
      if (count > 0 && chance(0.3)) return { kind: "duplicate", path, index: below(count) };
      if (count > 0 && chance(0.4)) return { kind: "remove", path: `${path}[${below(count)}]` };
      const value = node.items[0]?.kind === "object" ? randomItem(choices) : pick(texts);
      return { kind: "insert", path, index: below(count + 1), value };
    }
    case "object": {
      const [first] = node.members;
      if (first !== undefined && chance(0.4))
        return { kind: "remove", path: join(path, pick(node.members).key) };
      const name = pick(["discoveryURL", "expression", "added", "message"]);
      if (node.members.some(({ key }) => key === name)) return undefined;
      const value = chance(0.7) ? pick(texts) : randomItem(choices);
      const order = [...node.members.map(({ key }) => key), name].sort();
      return { kind: "set", path: join(path, name), value, order };
    }
    case "bool":
      return { kind: "set", path, value: !node.value };
    default:
      return { kind: "set", path, value: pick(texts) };
  }
}

/** The text with comments and blanks where a reader passes over them; block scalars would take them for text. */
export function withComments(text: string, choices: Choices): string {
  if (/[|>][-+0-9]*\s*$/m.test(text) || text.trimStart().startsWith("{")) return text;
  return text
    .split("\n")
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? "";
      const above = choices.chance(0.1) && /^ *[-\w]/.test(line) ? [`${indent}# above`] : [];
      const behind = choices.chance(0.1) && /^ *(?:- )?[\w]+:(?: [\w]+)?$/.test(line);
      return [...above, behind ? `${line}  # behind` : line];
    })
    .join("\n");
}

interface Place {
  readonly path: string;
  readonly node: DataNode;
}

function listPlaces(root: DataNode): readonly Place[] {
  const found: Place[] = [];
  const visit = (path: string, node: DataNode) => {
    if (path !== "") found.push({ path, node });
    if (node.kind === "array")
      node.items.forEach((item, index) => {
        visit(`${path}[${index}]`, item);
      });
    if (node.kind === "object")
      for (const { key, value } of node.members)
        if (/^\w+$/.test(key)) visit(join(path, key), value);
  };
  visit("", root);
  return found;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function randomItem({ pick }: Choices) {
  return { issuer: { url: pick(texts), audiences: [pick(texts)] }, message: pick(texts) };
}

const texts = [
  "",
  "sub",
  "https://issuer.example.com/a?b=c#d",
  '"oidc:" + claims.sub',
  "has(claims.groups) ? dyn(claims.groups).map(g, 'oidc:' + g) : []",
  "claims.a == 'x' &&\nclaims.b == \"y\"",
  "one\n  two\n",
  "true",
  "12",
  "null",
  "~",
  "- x",
  "a: b",
  "it's # no comment",
  " blanks ",
  "\ttab",
  "{x}, [y]",
  "*x",
  "&x",
  "日本🙂é",
  "back\\slash",
  "\u2028line",
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
];
