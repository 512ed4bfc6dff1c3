import { newestConfigurationVersion } from "../../kube/configuration-versions.ts";
import type { Minor } from "../../kube/minor.ts";
import type { Span } from "../../source/span.ts";
import { type CursorPlace, findCursorPlace } from "../../yaml/cursor-path.ts";
import { type DescribedField, fieldsBelow, findFieldDoc } from "../field-docs.ts";
import { describeField } from "../json-schema.ts";

/** What is known besides the text. */
export interface CompletionContext {
  readonly minor: Minor;
  /** Claims of the token at hand, or of the issuer as far as they are known. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Something that can be typed at the cursor. */
export interface FieldCompletion {
  readonly label: string;
  readonly kind: "field" | "value" | "skeleton";
  /** What is inserted; `$0` is where the cursor goes. */
  readonly insert: string;
  readonly span: Span;
  /** "required", "list of strings". */
  readonly detail: string;
  readonly doc: string;
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

type KeyPlace = Extract<CursorPlace, { kind: "key" }>;
type ValuePlace = Extract<CursorPlace, { kind: "value" }>;

function completeKey(place: KeyPlace, context: CompletionContext): readonly FieldCompletion[] {
  const { parent, present, typed, span } = place;
  const owner = parent === "" ? undefined : findFieldDoc(parent);
  // An item of a list of strings looks like a key while it is typed.
  if (owner?.type === "list" && owner.items === "string") {
    return completeValue({ kind: "value", path: parent, typed, span, style: place.style }, context);
  }
  const needsDash =
    owner?.type === "list" && !parent.endsWith("]") && place.style === "block" && place.startsLine;
  const wanted = typed.toLowerCase();
  const fields = fieldsBelow(parent).filter(
    ({ name, since }) =>
      !present.includes(name) &&
      (since === undefined || since <= context.minor) &&
      name.toLowerCase().startsWith(wanted) &&
      !isExcluded(name, present),
  );
  const isRequired = (field: DescribedField) => field.required === true;
  // The version comes before the kind, as every file has it.
  const isFirst = (field: DescribedField) => field.path === "apiVersion";
  const ordered = [
    ...fields.filter(isFirst),
    ...fields.filter((field) => isRequired(field) && !isFirst(field)),
    ...fields.filter((field) => !isRequired(field)),
  ];
  const items = ordered.map((field): FieldCompletion => {
    const dash = needsDash ? "- " : "";
    return {
      label: field.name,
      kind: "field",
      insert: dash + writeField(field, place, needsDash ? 2 : 0, context),
      span,
      detail: detailOf(field),
      doc: describeField(field),
    };
  });
  return [...skeletons(place, owner, needsDash, context), ...items];
}

// `expression` excludes `claim` and `prefix`, and the reverse.
function isExcluded(name: string, present: readonly string[]): boolean {
  if (name === "expression")
    return present.some((key) => ["claim", "prefix", "requiredValue"].includes(key));
  if (["claim", "prefix", "requiredValue"].includes(name)) return present.includes("expression");
  return false;
}

function writeField(
  field: DescribedField,
  { style, column }: KeyPlace,
  deeper: number,
  { minor }: CompletionContext,
): string {
  const { name, type, items, values, path } = field;
  const inner = " ".repeat(column + deeper + 2);
  if (style === "flow") {
    if (type === "object") return `${name}: {$0}`;
    if (type === "list") return `${name}: [$0]`;
    return `${name}: $0`;
  }
  if (path === "apiVersion")
    return `apiVersion: apiserver.config.k8s.io/${newestConfigurationVersion(minor)}`;
  if (values?.length === 1) return `${name}: ${values[0]}`;
  if (name === "prefix") return `${name}: "$0"`;
  switch (type) {
    case "object":
      return `${name}:\n${inner}$0`;
    case "list":
      return items === "string"
        ? `${name}:\n${" ".repeat(column + deeper)}- $0`
        : `${name}:\n${" ".repeat(column + deeper)}- $0`;
    default:
      return `${name}: $0`;
  }
}

// Whole blocks for what is always written together.
function skeletons(
  { parent, present, span, style, column, typed }: KeyPlace,
  owner: DescribedField | undefined,
  needsDash: boolean,
  { minor }: CompletionContext,
): readonly FieldCompletion[] {
  if (style === "flow" || present.length > 0) return [];
  if (parent === "" && "apiversion".startsWith(typed.toLowerCase())) {
    const head = `apiVersion: apiserver.config.k8s.io/${newestConfigurationVersion(minor)}\nkind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://$0\n    audiences:\n    - \n  claimMappings:\n    username:\n      claim: sub\n      prefix: "oidc:"\n`;
    return [
      {
        label: "A file with one issuer",
        kind: "skeleton",
        insert: head,
        span,
        detail: "skeleton",
        doc: "The least that a server accepts: one issuer, one audience, and users named by sub with a prefix.",
      },
    ];
  }
  if (owner?.path !== "jwt" || !"issuer".startsWith(typed.toLowerCase())) return [];
  const pad = " ".repeat(column + (needsDash ? 2 : 0));
  const lines = [
    `${needsDash ? "- " : ""}issuer:`,
    `${pad}  url: https://$0`,
    `${pad}  audiences:`,
    `${pad}  - `,
    `${pad}claimMappings:`,
    `${pad}  username:`,
    `${pad}    claim: sub`,
    `${pad}    prefix: "oidc:"`,
  ];
  return [
    {
      label: "An issuer",
      kind: "skeleton",
      insert: lines.join("\n"),
      span,
      detail: "skeleton",
      doc: "An issuer with an audience, and users named by sub with a prefix.",
    },
  ];
}

function completeValue(place: ValuePlace, context: CompletionContext): readonly FieldCompletion[] {
  const { path, typed, span } = place;
  const field = findFieldDoc(path);
  if (field === undefined || field.expression !== undefined) return [];
  const wanted = typed.replace(/^["']/, "").toLowerCase();
  return valuesOf(field, context)
    .filter(({ value }) => value.toLowerCase().startsWith(wanted))
    .map(({ value, detail }) => ({
      label: value === "" ? '""' : value,
      kind: "value",
      insert: value === "" ? '""' : quoteIfNeeded(value),
      span,
      detail,
      doc: describeField(field),
    }));
}

interface Value {
  readonly value: string;
  readonly detail: string;
}

function valuesOf(
  field: DescribedField,
  { minor, claims = {} }: CompletionContext,
): readonly Value[] {
  const { path, type, values } = field;
  if (path === "apiVersion") {
    const readable = (values ?? []).filter((value) => minor >= 34 || !value.endsWith("/v1"));
    return readable.map((value) => ({ value, detail: "version of the file" }));
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
    const names = Object.keys(claims);
    const fitting = names.filter((name) => fits(claims[name], wantsList));
    const known = names.length > 0 ? fitting : (usual[path] ?? []);
    return known.map((value) => ({
      value,
      detail: names.length > 0 ? show(claims[value]) : "common claim",
    }));
  }
  if (path.endsWith(".prefix")) return [{ value: "", detail: "no prefix" }];
  return [];
}

function fits(value: unknown, wantsList: boolean): boolean {
  if (typeof value === "string") return true;
  return wantsList && Array.isArray(value) && value.every((each) => typeof each === "string");
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

// A plain scalar unless a reader would take it for something else.
function quoteIfNeeded(value: string): string {
  return /^[A-Za-z][\w./:@+-]*$/.test(value) && !/: |:$/.test(value)
    ? value
    : JSON.stringify(value);
}

function detailOf({ required, type, items }: DescribedField): string {
  const shape = type === "list" ? `list of ${items === "string" ? "strings" : "objects"}` : type;
  return required === true ? `required, ${shape}` : shape;
}
