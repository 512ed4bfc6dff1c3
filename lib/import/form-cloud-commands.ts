import type { Span } from "../source/span.ts";
import type { Exploration, Place } from "./exploration.ts";
import { recogniseOneIssuer } from "./form-one-issuer.ts";
import { type Piece, placeOf } from "./piece.ts";
import type { ShellWord } from "./read-shell.ts";
import { readJsonTree } from "./read-yaml.ts";
import { countUp, type Entry, type MapTree, type TextTree, type Tree } from "./tree.ts";

/** Takes a cloud's command that configures one issuer: aws, exo, scw, az. False for every other command. */
export function takeCloudCommand(
  x: Exploration,
  words: readonly ShellWord[],
  piece: Piece,
): boolean {
  const [program, ...rest] = words;
  const is = (...wanted: readonly string[]) =>
    wanted.every((name) => rest.some(({ value }) => value === name));
  const at = (path: readonly string[]): Place => ({ piece, path, around: [], grammar: "shell" });
  switch (program?.value.split("/").at(-1)) {
    // `aws eks associate-identity-provider-config --oidc issuerUrl=…,clientId=…,requiredClaims={a=b}`, or as JSON.
    case "aws": {
      const word = is("eks", "associate-identity-provider-config") && valueOfFlag(rest, "--oidc");
      return (
        !!word && recogniseOneIssuer(x, readArgument(word), at(["identityProviderConfig", "oidc"]))
      );
    }
    // `exo compute sks create NAME --oidc-issuer-url …`.
    case "exo": {
      const tree = fieldsOf(rest, /^--oidc-([a-z-]+)(?:=|$)/);
      return (
        is("sks") && recogniseOneIssuer(x, tree, at(["exoscale_sks_cluster", "cluster", "oidc"]))
      );
    }
    // `scw k8s cluster create open-id-connect-config.issuer-url=…`.
    case "scw": {
      const tree = fieldsOf(rest, /^open-id-connect-config\.([a-z-]+)(?:\.\d+)?=/);
      return is("k8s") && recogniseOneIssuer(x, tree, at(["open_id_connect_config"]));
    }
    case "az": {
      const file = is("aks", "jwtauthenticator") ? valueOfFlag(rest, "--config-file") : undefined;
      if (file === undefined) return false;
      x.found.push({
        ...{ kind: "reference", format: "aks-jwt-authenticator", notes: [], target: "aks" },
        title: "a command for a JWT authenticator of AKS",
        span: placeOf(piece, file.span),
        file: x.holes.reveal(file.value),
      });
      return true;
    }
    default:
      return false;
  }
}

function valueOfFlag(words: readonly ShellWord[], flag: string): ShellWord | undefined {
  const at = words.findIndex(({ value }) => value === flag);
  if (at !== -1) return words[at + 1];
  const joined = words.find(({ value }) => value.startsWith(`${flag}=`));
  return joined && { ...joined, value: joined.value.slice(flag.length + 1) };
}

// Words that name a field and give its value, behind the sign or as the next word. A field that is there again is a list.
function fieldsOf(words: readonly ShellWord[], field: RegExp): MapTree {
  const given = new Map<string, { keySpan: Span; values: TextTree[] }>();
  for (const [i, { value, span }] of words.entries()) {
    const match = field.exec(value);
    if (match === null) continue;
    const [whole, key = ""] = match;
    const next = whole.endsWith("=") ? { value: value.slice(whole.length), span } : words[i + 1];
    if (next === undefined) continue;
    const before = given.get(key) ?? { keySpan: span, values: [] };
    before.values.push(textTree(next.value, next.span));
    given.set(key, before);
  }
  const entries = [...given].map(([key, { keySpan, values }]): Entry => {
    const [only] = values;
    return {
      ...{ key, keySpan },
      value:
        only !== undefined && values.length === 1
          ? only
          : { kind: "list", items: values, span: keySpan },
    };
  });
  return { kind: "map", entries, span: words[0]?.span ?? { start: 0, end: 0 } };
}

// JSON or the shorthand; every place in it is that of the word.
function readArgument({ value, span }: ShellWord): MapTree {
  const json = value.startsWith("{") ? readJsonTree(value) : undefined;
  return json?.kind === "map" ? moveTo(json, span) : readShorthand(value, span);
}

function moveTo<T extends Tree>(tree: T, span: Span): T;
function moveTo(tree: Tree, span: Span): Tree {
  switch (tree.kind) {
    case "text":
      return textTree(tree.value, span);
    case "plain":
      return { ...tree, span };
    case "list":
      return { ...tree, span, items: tree.items.map((item) => moveTo(item, span)) };
    case "map":
      return {
        ...tree,
        span,
        entries: tree.entries.map(({ key, value }) => ({
          ...{ key, keySpan: span, value: moveTo(value, span) },
        })),
      };
  }
}

/** The shorthand of the AWS command line: `a=b,c={d=e}`. */
function readShorthand(text: string, span: Span): MapTree {
  const entries = [...text.matchAll(/(?<![\w.])([\w.]+)=(\{[^{}]*\}|[^,{}]*)/g)].map(
    ([, key = "", value = ""]) => ({
      key,
      keySpan: span,
      value: value.startsWith("{")
        ? readShorthand(value.slice(1, -1), span)
        : textTree(value, span),
    }),
  );
  return { kind: "map", entries, span };
}

function textTree(value: string, span: Span): TextTree {
  return {
    kind: "text",
    value,
    span,
    style: "plain",
    offsets: () => countUp(span.start, value.length),
  };
}
