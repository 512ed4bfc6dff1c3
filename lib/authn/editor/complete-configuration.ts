import type { KnownField } from "../../cel/editor/completion.ts";
import { newestConfigurationVersion } from "../../kube/configuration-versions.ts";
import type { Minor } from "../../kube/minor.ts";
import { findCursorPlace } from "../../yaml/cursor-path.ts";
import { type DescribedField, fieldsBelow, findFieldDoc } from "../field-docs.ts";
import { configurationSkeletons } from "./configuration-skeletons.ts";
import {
  completeKeys,
  completeSkeletons,
  completeValues,
  type FieldCompletion,
  hole,
  type KeyPlace,
  needsDash,
  type OfferedValue,
  type Part,
  type ValuePlace,
} from "./field-completion.ts";

/** What is known besides the text. */
export interface CompletionContext {
  readonly minor: Minor;
  /** Claims of the token at hand, or of the issuer as far as they are known. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Claims that the issuer of this place is known to have, with their types; asked if there is no token of it. */
  readonly known?: readonly KnownField[];
}

/**
 * What can be typed at an offset of an AuthenticationConfiguration: keys that are missing (required ones first) and values
 * that a field can have. The rest of the text need not parse. Empty inside expressions: those have their own completion.
 */
export function completeConfiguration(
  text: string,
  offset: number,
  context: CompletionContext,
): readonly FieldCompletion[] {
  const place = findCursorPlace(text, offset);
  if (place === undefined) return [];
  return place.kind === "key" ? completeKey(place, context) : completeValue(place, context);
}

function completeKey(place: KeyPlace, context: CompletionContext): readonly FieldCompletion[] {
  const { parent, present, typed, span } = place;
  const owner = parent === "" ? undefined : findFieldDoc(parent);
  // An item of a list of strings looks like a key while it is typed.
  if (owner?.type === "list" && owner.items === "string") {
    const isItem = !place.startsLine || place.style === "flow";
    const value: ValuePlace = { kind: "value", path: parent, typed, span, style: place.style };
    return completeValue(value, context, !isItem);
  }
  const dash = needsDash(place, owner);
  const fields = fieldsBelow(parent).filter(
    ({ name, since }) =>
      (since === undefined || since <= context.minor) && !isExcluded(name, present),
  );
  const skeletons = configurationSkeletons(owner?.path ?? "", context.minor);
  const isWhole = owner === undefined ? parent === "" : true;
  return [
    ...(isWhole ? completeSkeletons(place, dash, skeletons) : []),
    ...completeKeys(
      place,
      fields,
      dash,
      (field) => fixedValue(field, place, context),
      ({ path }) => fieldsBelow(path),
    ),
  ];
}

function fixedValue(
  { path, name }: DescribedField,
  { style }: KeyPlace,
  { minor }: CompletionContext,
): readonly Part[] | undefined {
  if (path === "apiVersion") {
    return [`apiVersion: apiserver.config.k8s.io/${newestConfigurationVersion(minor)}`];
  }
  return name === "prefix" && style === "block" ? ['prefix: "', hole(), '"'] : undefined;
}

// `expression` excludes `claim` and `prefix`, and the reverse.
function isExcluded(name: string, present: readonly string[]): boolean {
  if (name === "expression")
    return present.some((key) => ["claim", "prefix", "requiredValue"].includes(key));
  if (["claim", "prefix", "requiredValue"].includes(name)) return present.includes("expression");
  // validation.go: a message belongs to an expression.
  return name === "message" && (present.includes("claim") || present.includes("requiredValue"));
}

function completeValue(
  place: ValuePlace,
  context: CompletionContext,
  dash = false,
): readonly FieldCompletion[] {
  const field = findFieldDoc(place.path);
  if (field === undefined || field.expression !== undefined) return [];
  return completeValues(place, field, valuesOf(field, context), dash);
}

function valuesOf(
  field: DescribedField,
  { minor, claims = {}, known = [] }: CompletionContext,
): readonly OfferedValue[] {
  const { path, type, values } = field;
  if (path === "apiVersion") {
    const readable = (values ?? []).filter((value) => minor >= 34 || !value.endsWith("/v1"));
    return readable.map((value) => ({ value, detail: readSince(value) }));
  }
  if (values !== undefined) return values.map((value) => ({ value, detail: field.name }));
  if (type === "boolean") return ["true", "false"].map((value) => ({ value, detail: "boolean" }));
  if (path === "jwt.issuer.url" && typeof claims.iss === "string") {
    return [{ value: claims.iss, detail: "iss of the token" }];
  }
  if (path === "jwt.issuer.audiences") {
    const aud = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
    return aud
      .filter((each): each is string => typeof each === "string" && each !== "")
      .map((value) => ({ value, detail: "aud of the token" }));
  }
  if (path.endsWith(".claim")) {
    const wantsList = path.includes(".groups.");
    const own = Object.keys(claims)
      .filter((name) => fits(claims[name], wantsList))
      .map((name) => ({ value: name, detail: show(claims[name]) }));
    const listed = known
      .filter(({ name, type }) => !Object.hasOwn(claims, name) && fitsType(type, wantsList))
      .map(({ name, type, meaning }) => ({ value: name, detail: type, doc: meaning }));
    if (own.length + listed.length > 0) return [...own, ...listed];
    return (usual[path] ?? []).map((value) => ({ value, detail: "common claim" }));
  }
  if (path.endsWith(".prefix")) return [{ value: "", detail: "no prefix" }];
  return [];
}

// The first release that reads a version of the file.
function readSince(version: string): string {
  if (version.endsWith("/v1")) return "read since 1.34";
  return version.endsWith("/v1beta1") ? "read since 1.30" : "read since 1.29";
}

function fits(value: unknown, wantsList: boolean): boolean {
  if (typeof value === "string") return true;
  return wantsList && Array.isArray(value) && value.every((each) => typeof each === "string");
}

function fitsType(type: string, wantsList: boolean): boolean {
  return (
    type === "string" || type === "string or list" || (wantsList && type === "list of strings")
  );
}

function show(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const usual: Readonly<Record<string, readonly string[]>> = {
  "jwt.claimMappings.username.claim": ["sub", "email", "preferred_username", "oid", "upn"],
  "jwt.claimMappings.groups.claim": ["groups", "roles"],
  "jwt.claimMappings.uid.claim": ["sub", "oid"],
  "jwt.claimValidationRules.claim": ["hd", "azp", "email_verified"],
};
