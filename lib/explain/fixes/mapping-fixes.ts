import { parseExpression } from "../../cel/parser/parse.ts";
import { quoteText } from "../../cel/quote-text.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { createStringPlace, type Replacement } from "../../lint/string-place.ts";
import { findMember, type ObjectData } from "../../yaml/data.ts";
import { removeMember, replaceMember, replaceScalar, type TextEdit } from "../../yaml/edit.ts";
import { listClaimPaths, readExpression } from "../claim-paths.ts";
import { namingClaims, similarClaims } from "./claim-names.ts";
import {
  addValidationRule,
  type FixContext,
  issuerPathOf,
  makeFix,
  objectAt,
  showValue,
} from "./fix-context.ts";

type Fixes = readonly (Fix | undefined)[];

/** What makes a mapping work for a token that lacks its claim, or whose claim has the wrong type. */
export function fixMapping(context: FixContext): Fixes {
  const { cause } = context;
  const path = cause.path ?? "";
  const field = /\.claimMappings\.(username|groups|uid|extra\[\d+\])/.exec(path)?.[1];
  const issuer = issuerPathOf(path);
  if (field === undefined || issuer === undefined) return [];
  const mapping = `${issuer}.claimMappings.${field}`;
  const similar = readSimilar(context, mapping);
  switch (field) {
    case "username":
      return [
        ...similar,
        ...fixUsername(context, mapping),
        ...(cause.code === "email-unverified" ? fixEmail(context, issuer, mapping) : []),
        ...fixType(context, mapping),
      ];
    case "groups":
      return [...similar, ...fixType(context, mapping), drop(context, issuer, "groups")];
    case "uid":
      return [
        ...similar,
        mapClaim(context, mapping, "sub", "uid"),
        ...fixType(context, mapping),
        drop(context, issuer, "uid"),
      ];
    default:
      return [...similar, ...fixType(context, mapping)];
  }
}

// Another claim of this token names the user.
function fixUsername(context: FixContext, path: string): Fixes {
  const { claims, root } = context;
  const mapping = objectAt(root, path);
  if (claims === undefined || mapping === undefined) return [];
  const current = textMember(mapping, "claim");
  const names = namingClaims(claims, current === undefined ? [] : [current]);
  return names.map((name) => mapClaim(context, path, name, "username"));
}

// `claim: x` becomes `claim: name`; in an expression every read of the missing claim does.
function mapClaim(
  context: FixContext,
  path: string,
  name: string,
  what: "username" | "uid",
): Fix | undefined {
  const { text, root, claims, cause } = context;
  const mapping = objectAt(root, path);
  const claim = findMember(mapping, "claim")?.value;
  const value = claims?.[name];
  if (typeof value !== "string" || value === "") return undefined;
  const title = `Map the claim ${name} (${showValue(value)}) to the ${what === "uid" ? "UID" : "username"}`;
  if (claim?.kind === "string") {
    return makeFix(`${what}/${path}/${name}`, title, [replaceScalar(text, claim.span, name)]);
  }
  const expression = findMember(mapping, "expression")?.value;
  // An expression that gives "" has no prefix that would be lost.
  if (cause.code === "username-empty" && expression?.kind === "string") {
    return makeFix(`${what}/${path}/${name}`, title, [
      replaceScalar(text, expression.span, readExpression([name])),
    ]);
  }
  const missing = cause.claim;
  const edits = missing === undefined ? [] : replaceReads(context, path, missing, [name], "whole");
  return makeFix(`${what}/${path}/${name}`, title, edits);
}

// The name is almost that of a claim which the token has, or that claim is inside another one.
function readSimilar(context: FixContext, path: string): Fixes {
  const { text, root, claims, cause } = context;
  const mapping = objectAt(root, path);
  if (claims === undefined || mapping === undefined) return [];
  const claim = findMember(mapping, "claim")?.value;
  const missing = claim?.kind === "string" ? claim.value : cause.claim;
  if (missing === undefined || Object.hasOwn(claims, missing)) return [];
  // Of a member that is missing in a claim its siblings are alike.
  const own = claim?.kind === "string" ? missing : (missing.split(".").at(-1) ?? missing);
  return similarClaims(claims, own).map(({ path: found }) => {
    const name = found.join(".");
    const title = `Read the claim ${name} instead of ${missing}`;
    const id = `similar/${path}/${name}`;
    const [single] = found;
    if (claim?.kind === "string") {
      if (found.length === 1 && single !== undefined) {
        return makeFix(id, title, [replaceScalar(text, claim.span, single)]);
      }
      return makeFix(id, title, toExpression(context, path, mapping, readExpression(found)));
    }
    return makeFix(id, title, replaceReads(context, path, missing, found, "missing"));
  });
}

// A claim of the wrong type is converted.
function fixType(context: FixContext, path: string): Fixes {
  const { root, claims, cause } = context;
  const mapping = objectAt(root, path);
  const claim = textMember(mapping, "claim");
  if (mapping === undefined || claims === undefined) return [];
  if (claim === undefined) return [wrapInString(context, path)];
  if (cause.code !== "claim-type" || !Object.hasOwn(claims, claim)) return [];
  const value = claims[claim];
  const read = readExpression([claim]);
  const title = `Convert the claim ${claim} to a string`;
  if (typeof value === "number" || typeof value === "boolean") {
    const whole = typeof value === "number" && Number.isInteger(value);
    const converted = whole ? `string(int(${read}))` : `string(${read})`;
    return [makeFix(`type/${path}`, title, toExpression(context, path, mapping, converted))];
  }
  if (Array.isArray(value) && path.endsWith(".groups")) {
    const list = `dyn(${read}).map(g, string(g))`;
    return [makeFix(`type/${path}`, title, toExpression(context, path, mapping, list))];
  }
  return [];
}

// An expression whose value is a number or a boolean is converted as a whole.
function wrapInString({ text, loaded, cause }: FixContext, path: string): Fix | undefined {
  if (!/did not return a string/.test(cause.cause)) return undefined;
  const field = path.includes(".extra[") ? `${path}.valueExpression` : `${path}.expression`;
  const location = loaded.decoded?.locate(field);
  const result = loaded.compilations?.get(field);
  if (location === undefined || result?.kind !== "compiled") return undefined;
  const source = result.checked.source.trim();
  const whole = /^claims\.\w+$/.test(source) ? `string(${source})` : `string((${source}))`;
  return makeFix(`string/${path}`, "Convert the value to a string", [
    replaceScalar(text, location.span, whole),
  ]);
}

// The username stays the address although the issuer does not call it verified.
function fixEmail(context: FixContext, issuer: string, path: string): Fixes {
  const { text, root } = context;
  const mapping = objectAt(root, path);
  const entry = objectAt(root, issuer);
  if (mapping === undefined || entry === undefined) return [];
  const prefix = textMember(mapping, "prefix") ?? "";
  const expression = prefix === "" ? "claims.email" : `${quoteText(prefix)} + claims.email`;
  const rule = {
    expression: "claims.?email_verified.orValue(false) in [true, false]",
    message: "email_verified must be a boolean",
  };
  const added = addValidationRule(text, entry, rule);
  const edits = [...toExpression(context, path, mapping, expression, ""), added];
  return [
    makeFix(
      `email/${path}`,
      "Accept addresses that the issuer did not verify (a user who can enter any address there gets that name)",
      edits,
    ),
  ];
}

// The mapping goes: the user then has no groups, or no UID.
function drop(context: FixContext, issuer: string, field: "groups" | "uid"): Fix | undefined {
  const { text, root } = context;
  const mappings = objectAt(root, `${issuer}.claimMappings`);
  const member = findMember(mappings, field);
  if (mappings === undefined || member === undefined) return undefined;
  const edit = removeMember(text, mappings, member);
  const title = field === "groups" ? "Remove the groups mapping" : "Remove the uid mapping";
  return edit && makeFix(`drop/${issuer}/${field}`, title, [edit]);
}

/** Edits that turn `claim` and `prefix` into an expression; the prefix is kept unless one is given. */
export function toExpression(
  { text, root }: Pick<FixContext, "text" | "root">,
  path: string,
  mapping: ObjectData,
  expression: string,
  keptPrefix = textMember(mapping, "prefix") ?? "",
): readonly TextEdit[] {
  const parentPath = path.slice(0, path.lastIndexOf("."));
  const parent = objectAt(root, parentPath);
  const member = findMember(parent, path.slice(parentPath.length + 1));
  if (parent === undefined || member === undefined) return [];
  const isGroups = path.endsWith(".groups");
  const whole =
    keptPrefix === ""
      ? expression
      : isGroups
        ? `dyn(${expression}).map(g, ${quoteText(keptPrefix)} + g)`
        : `${quoteText(keptPrefix)} + ${expression}`;
  return [replaceMember(text, parent, member, { expression: whole })];
}

// Every read of `missing` in the expression of a field becomes a read of another claim: up to the missing name, with the
// members that follow kept, or the whole read.
function replaceReads(
  { text, loaded, minor }: FixContext,
  path: string,
  missing: string,
  found: readonly string[],
  extent: "missing" | "whole",
): readonly TextEdit[] {
  const field = path.includes(".extra[") ? `${path}.valueExpression` : `${path}.expression`;
  const location = loaded.decoded?.locate(field);
  const result = loaded.compilations?.get(field);
  const source = result?.kind === "compiled" ? result.checked.source : undefined;
  if (location === undefined || source === undefined) return [];
  const parsed = parseExpression(source, { minor });
  if (parsed.kind !== "parsed") return [];
  const replacements: Replacement[] = [];
  for (const { expr, path: read } of listClaimPaths(parsed.expr)) {
    const range = parsed.spans.get(expr.id);
    const length = read.findIndex((_, i) => read.slice(0, i + 1).join(".") === missing) + 1;
    if (range === undefined || length === 0) continue;
    const rest = extent === "whole" ? [] : read.slice(length);
    replacements.push({ ...range, text: readExpression([...found, ...rest]) });
  }
  if (replacements.length === 0) return [];
  return createStringPlace(text, location, source).edit(replacements);
}

function textMember(object: ObjectData | undefined, key: string): string | undefined {
  const value = findMember(object, key)?.value;
  return value?.kind === "string" ? value.value : undefined;
}
