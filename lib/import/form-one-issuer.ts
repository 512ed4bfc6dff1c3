import type { Exploration, Place } from "./exploration.ts";
import { splitComma, splitPair } from "./flags.ts";
import { pushSettings } from "./form-flags.ts";
import { type Dialect, findDialect } from "./one-issuer-dialects.ts";
import { readPemOrBase64 } from "./pem.ts";
import { placeOf } from "./piece.ts";
import type { Defaults, Said, SettingName, Settings } from "./settings.ts";
import { entriesOf, get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";

/**
 * Converts fields of products that configure one issuer, as kube-apiserver's flags do, under names of their own; false if
 * the value has no such fields. A product that is not known is refused: what it makes of an absent prefix is unknown.
 */
export function recogniseOneIssuer(x: Exploration, tree: Tree, place: Place): boolean {
  // Keys with the flags' own names are flags.
  if (tree.kind !== "map") return false;
  if (tree.entries.some(({ key }) => /^(?:--)?oidc-issuer-url$/.test(key))) return false;
  const fields = fieldsOf(tree);
  const claims = ["username-claim", "username-prefix", "groups-claim", "groups-prefix"] as const;
  const issuer = fields.get("issuer-url");
  if (issuer === undefined || !fields.has("client-id")) return false;
  const dialect = findDialect(place, tree);
  if (dialect === undefined && !claims.some((name) => fields.has(name))) return false;
  const span = placeOf(place.piece, tree.span);
  if (dialect === undefined) {
    if (!/oidc|issuser/i.test([...place.path, ...tree.entries.map(({ key }) => key)].join(" ")))
      return false;
    x.found.push({
      kind: "refused",
      format: "one-issuer",
      title: "OIDC settings of a product that is not known",
      span,
      notes: [],
      reason:
        "These fields look like the settings of one issuer, but whose they are is not known: what it makes of a prefix that is not given cannot be said. Open the flags of kube-apiserver that come of them.",
    });
    return true;
  }
  take(x, tree, place, fields, dialect);
  return true;
}

interface Field {
  readonly key: string;
  readonly value: Tree;
}

function take(
  x: Exploration,
  tree: MapTree,
  place: Place,
  fields: ReadonlyMap<SettingName, Field>,
  dialect: Dialect,
): void {
  const { format, title, target, off } = dialect;
  const span = placeOf(place.piece, tree.span);
  const base = { format, title, span, ...(target !== undefined && { target }) };
  const refuse = (reason: string) =>
    x.found.push({ kind: "refused", ...base, notes: [], reason: x.holes.reveal(reason) });
  const switchedOff = off?.(tree, [...place.piece.around, ...place.around]);
  if (switchedOff !== undefined) {
    refuse(switchedOff);
    return;
  }
  const odd = [...fields].find(([name, { value }]) => !isReadable(name, value));
  if (odd !== undefined) {
    const [, { key, value }] = odd;
    const written = place.piece.text.slice(value.span.start, value.span.end).trim();
    const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written;
    refuse(
      `${key} is no text but ${shown.replaceAll(/\s+/g, " ")}: what comes of it is not in the text. Render it first and open the result.`,
    );
    return;
  }
  const reader: Reader = { place, notes: [...(dialect.notes ?? [])] };
  const groups = texts(reader, fields.get("groups-claim"));
  if (groups.length > 1) {
    const key = fields.get("groups-claim")?.key ?? "";
    refuse(
      `${key} names several claims (${groups.map(({ value }) => value).join(", ")}): the API server reads groups from one.`,
    );
    return;
  }
  const given = textOf(fields.get("required-claim")?.value) ?? "";
  if (x.holes.list(given).length > 0 && !given.includes("=")) {
    refuse(
      `${fields.get("required-claim")?.key ?? ""} is an expression whose result is not in the text (${given}): which claims are required is not known.`,
    );
    return;
  }
  const required = requiredOf(reader, fields.get("required-claim"));
  if (required === undefined) {
    refuse(`${fields.get("required-claim")?.key ?? ""} cannot be read: it wants claim=value.`);
    return;
  }
  const ca = readCa(reader, fields.get("ca-file"));
  const prefix = (name: SettingName) => {
    const said = texts(reader, fields.get(name))[0];
    return dialect.emptyIsDefault ? filled(said) : said;
  };
  const settings: Settings = {
    issuerUrl: texts(reader, fields.get("issuer-url"))[0],
    audiences: texts(reader, fields.get("client-id")).slice(0, 1),
    usernameClaim: filled(texts(reader, fields.get("username-claim"))[0]),
    usernamePrefix: prefix("username-prefix"),
    groupsClaim: filled(groups[0]),
    groupsPrefix: prefix("groups-prefix"),
    requiredClaims: required,
    signingAlgorithms: texts(reader, fields.get("signing-algs")).flatMap(({ value }) =>
      splitComma(value),
    ),
    caFile: ca.file,
    ca: ca.pem,
  };
  const defaults: Defaults = {
    ...dialect.defaults,
    name: (field) => fields.get(field)?.key ?? dialect.names?.[field] ?? `--oidc-${field}`,
  };
  pushSettings(x, settings, defaults, { ...base, notes: reader.notes });
}

// An expression of CloudFormation is a mapping of one function, or a list of its arguments.
function isReadable(name: SettingName, value: Tree): boolean {
  if (name === "required-claim") return entriesOf(value).every(({ key }) => !isFunction.test(key));
  const lists = name === "groups-claim" || name === "signing-algs" || name === "client-id";
  const items = lists && value.kind === "list" ? value.items : [value];
  return items.every((item) => item.kind === "text" || item.kind === "plain");
}

const isFunction = /^(?:Ref|Fn::\w+)$/;

interface Reader {
  readonly place: Place;
  readonly notes: string[];
}

function texts({ place }: Reader, field: Field | undefined): Said[] {
  if (field === undefined) return [];
  const items = field.value.kind === "list" ? itemsOf(field.value) : [field.value];
  return items.flatMap((item) => {
    const value = textOf(item);
    return value === undefined ? [] : [{ value, from: placeOf(place.piece, item.span) }];
  });
}

function filled(said: Said | undefined): Said | undefined {
  return said?.value === "" ? undefined : said;
}

// A mapping, "claim=value" once or in a list, or `{key, value}` and `{claim, value}` in a list.
function requiredOf(
  reader: Reader,
  field: Field | undefined,
): { claim: Said; value: Said }[] | undefined {
  if (field === undefined) return [];
  const { place } = reader;
  const { value } = field;
  // One block of HCL is a mapping, and several are several fields of one name.
  const isPair =
    value.kind === "map" &&
    value.entries.length === 2 &&
    value.entries.every(({ key }) => pairKeys.has(key));
  if (value.kind === "map" && !isPair) {
    return entriesOf(value).flatMap((entry) => {
      const found = textOf(entry.value);
      if (found === undefined) return [];
      return [
        {
          claim: { value: entry.key, from: placeOf(place.piece, entry.keySpan) },
          value: { value: found, from: placeOf(place.piece, entry.value.span) },
        },
      ];
    });
  }
  const pairs: { claim: Said; value: Said }[] = [];
  for (const item of value.kind === "list" ? value.items : [value]) {
    if (item.kind === "map") {
      const claim = get(item, "key") ?? get(item, "Key") ?? get(item, "claim");
      const wanted = get(item, "value") ?? get(item, "Value") ?? get(item, "requiredValue");
      const [name, found] = [textOf(claim), textOf(wanted)];
      if (claim === undefined || wanted === undefined || name === undefined || found === undefined)
        return undefined;
      pairs.push({
        claim: { value: name, from: placeOf(place.piece, claim.span) },
        value: { value: found, from: placeOf(place.piece, wanted.span) },
      });
      continue;
    }
    const text = textOf(item);
    if (text === undefined || text === "") continue;
    // One text with several pairs has commas between them; in a list each item is one.
    for (const part of value.kind === "list" ? [text] : splitComma(text)) {
      const pair = splitPair({ value: part, from: placeOf(place.piece, item.span) });
      if (pair === undefined) return undefined;
      pairs.push(pair);
    }
  }
  return pairs;
}

const pairKeys = new Set(["key", "Key", "claim", "value", "Value", "requiredValue"]);

function readCa(
  reader: Reader,
  field: Field | undefined,
): { pem: Said | undefined; file: Said | undefined } {
  const said = texts(reader, field)[0];
  if (field === undefined || said === undefined || said.value === "")
    return { pem: undefined, file: undefined };
  const pem = readPemOrBase64(said.value);
  if (pem !== undefined) return { pem: { ...said, value: pem }, file: undefined };
  return { pem: undefined, file: said };
}

function fieldsOf(tree: MapTree): ReadonlyMap<SettingName, Field> {
  const found = new Map<SettingName, Field>();
  for (const { key, value } of tree.entries) {
    const name = nameOf(key);
    if (name === undefined || (value.kind === "plain" && value.value === null)) continue;
    const before = found.get(name);
    if (before === undefined) found.set(name, { key, value });
    // A block that is there again, as `required_claims {…}` in HCL.
    else if (before.key === key && value.kind === "map") {
      const items = before.value.kind === "list" ? before.value.items : [before.value];
      const span = { start: before.value.span.start, end: value.span.end };
      found.set(name, { key, value: { kind: "list", items: [...items, value], span } });
    }
  }
  return found;
}

/** A key in any spelling: `oidcIssuerURL`, `issuer_url`, `IssuerUrl`, `kube_oidc_url`. Undefined for other keys. */
function nameOf(key: string): SettingName | undefined {
  const plain = key.toLowerCase().replaceAll(/[-_]/g, "");
  return names.get(plain.replace(/^(?:kube)?oidc/, ""));
}

const names = new Map<string, SettingName>(
  (
    [
      ["issuer-url", "issuerurl url issuserurl"],
      ["client-id", "clientid"],
      ["username-claim", "usernameclaim"],
      ["username-prefix", "usernameprefix"],
      ["groups-claim", "groupsclaim groupsclaims groupclaim"],
      ["groups-prefix", "groupsprefix groupprefix"],
      ["required-claim", "requiredclaim requiredclaims"],
      ["signing-algs", "signingalgs signingalgorithms"],
      ["ca-file", "cafile cabundle cacertificate cacontent capem"],
    ] as const
  ).flatMap(([name, spellings]) =>
    spellings.split(" ").map((spelling) => [spelling, name] as const),
  ),
);
