import type { LoadedConfiguration } from "../authn/load.ts";
import type { Edit, Fix } from "../diagnostics/diagnostic.ts";
import { type DataNode, findMember, type ObjectData } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { insertMember, replaceMember } from "../yaml/edit.ts";
import type { NewValue } from "../yaml/new-value.ts";

/** A field that a configuration needs to accept tokens, there or not. */
export interface ChecklistItem {
  /** "jwt[0].issuer.url" */
  readonly path: string;
  /** What the field is for, in a few words. */
  readonly title: string;
  readonly done: boolean;
  /** Writes the field; undefined if it is there, or while the text cannot be changed safely. */
  readonly insert?: Fix;
}

/** What the inserted values are taken from, if it is known. */
export interface TokenFacts {
  readonly issuer?: string;
  readonly audience?: string;
}

const version = "apiserver.config.k8s.io/v1";
const kind = "AuthenticationConfiguration";

/**
 * The fields that a configuration that is being written needs to accept tokens, in the order of the file; undefined if nothing is missing,
 * or if anything else is wrong with it. An error in the last line is no more than a line that is being typed.
 */
export function listChecks(
  text: string,
  loaded: LoadedConfiguration,
  facts: TokenFacts,
): readonly ChecklistItem[] | undefined {
  if (!loaded.diagnostics.every((one) => one.severity !== "error" || isUnfinished(one, text)))
    return undefined;
  const whole = readYaml(text);
  const read = whole.kind === "read" ? whole : readYaml(text.slice(0, startOfLastLine(text)));
  if (read.kind === "failed") return undefined;
  const root = read.data.kind === "object" ? read.data : undefined;
  if (!isBegun(read.data)) return undefined;
  // A text that is only partly read has no safe place to write to.
  const checks = listAll(
    root,
    facts,
    whole.kind === "read" && root !== undefined ? text : undefined,
  );
  return checks.some(({ done }) => !done) ? checks : undefined;
}

/** Whether a finding says no more than that something is still to be written. */
function isUnfinished(
  { code, span }: { readonly code: string; readonly span: { readonly start: number } },
  text: string,
): boolean {
  if (missing.has(code)) return true;
  return halfTyped.has(code) && span.start >= startOfLastLine(text);
}

const missing: ReadonlySet<string> = new Set([
  "validate/required",
  "decode/kind-missing",
  "decode/version-missing",
]);

const halfTyped: ReadonlySet<string> = new Set([
  "decode/syntax",
  "decode/type-meta",
  "decode/kind-unknown",
  "decode/type",
  "decode/unknown-field",
]);

const topKeys = ["apiVersion", "kind", "jwt"] as const;

// A text of another kind is no configuration that is being written.
function isBegun(data: DataNode): boolean {
  if (data.kind === "null") return true;
  if (data.kind === "string") return topKeys.some((key) => key.startsWith(data.value));
  return data.kind === "object" && topKeys.some((key) => findMember(data, key) !== undefined);
}

function startOfLastLine(text: string): number {
  return text.trimEnd().lastIndexOf("\n") + 1;
}

function listAll(
  root: ObjectData | undefined,
  facts: TokenFacts,
  text: string | undefined,
): readonly ChecklistItem[] {
  const url = facts.issuer ?? "https://issuer.example.com";
  const audiences = [facts.audience ?? "kubernetes"];
  const username = { claim: "sub", prefix: "oidc:" };
  const item = (path: string, title: string, done: boolean, insert: Insert): ChecklistItem => {
    const edit = done || text === undefined ? undefined : insert(text);
    const fix = edit && { id: `checklist/${path}`, title: `Insert ${path}`, edits: [edit] };
    return { path, title, done, ...(fix && { insert: fix }) };
  };
  const into = (object: ObjectData | undefined, name: string, value: NewValue): Insert => {
    return (whole) => (object === undefined ? undefined : setMember(whole, object, name, value));
  };
  const jwt = findMember(root, "jwt")?.value;
  const entries = jwt?.kind === "array" ? jwt.items : [];
  const entry = { issuer: { url, audiences }, claimMappings: { username } };
  const head = [
    item("apiVersion", "The version of the file", isText(root, "apiVersion", version), (whole) =>
      atStart(whole, root, "apiVersion", version),
    ),
    item("kind", "The kind of the file", isText(root, "kind", kind), into(root, "kind", kind)),
    item(
      "jwt",
      "An issuer: without one, no token is accepted",
      entries.length > 0,
      into(root, "jwt", [entry]),
    ),
  ];
  const rows = entries.flatMap((data, index) => {
    const path = `jwt[${index}]`;
    const object = data.kind === "object" ? data : undefined;
    const issuer = objectOf(object, "issuer");
    const mappings = objectOf(object, "claimMappings");
    const named = findMember(mappings, "username")?.value;
    const inIssuer = (name: string, value: NewValue): Insert =>
      issuer !== undefined ? into(issuer, name, value) : into(object, "issuer", { [name]: value });
    return [
      item(
        `${path}.issuer.url`,
        "The issuer: what the token says in iss",
        hasText(issuer, "url"),
        inIssuer("url", url),
      ),
      item(
        `${path}.issuer.audiences`,
        "Audiences: at least one must be in the token’s aud",
        hasItems(issuer, "audiences"),
        inIssuer("audiences", audiences),
      ),
      item(
        `${path}.claimMappings.username`,
        "Who the user is: a claim with a prefix, or an expression",
        hasText(named, "claim") || hasText(named, "expression"),
        mappings === undefined
          ? into(object, "claimMappings", { username })
          : into(mappings, "username", username),
      ),
    ];
  });
  return [...head, ...rows];
}

type Insert = (text: string) => Edit | undefined;

function setMember(text: string, object: ObjectData, name: string, value: NewValue): Edit {
  const member = findMember(object, name);
  const edit =
    member === undefined
      ? insertMember(text, object, name, value)
      : replaceMember(text, object, member, value);
  return { document: "configuration", ...edit };
}

function atStart(
  text: string,
  root: ObjectData | undefined,
  name: string,
  value: string,
): Edit | undefined {
  if (root === undefined || findMember(root, name) !== undefined || text.startsWith("{"))
    return root && setMember(text, root, name, value);
  const at = root.span.start;
  return {
    document: "configuration",
    span: { start: at, end: at },
    newText: `${name}: ${value}\n`,
  };
}

function objectOf(parent: DataNode | undefined, name: string): ObjectData | undefined {
  const value = findMember(parent, name)?.value;
  return value?.kind === "object" ? value : undefined;
}

function isText(parent: DataNode | undefined, name: string, begin: string): boolean {
  const value = findMember(parent, name)?.value;
  // Another version of the file is no other file.
  return value?.kind === "string" && value.value.startsWith(begin);
}

function hasText(parent: DataNode | undefined, name: string): boolean {
  const value = findMember(parent, name)?.value;
  return value?.kind === "string" && value.value !== "";
}

function hasItems(parent: DataNode | undefined, name: string): boolean {
  const value = findMember(parent, name)?.value;
  return value?.kind === "array" && value.items.length > 0;
}
