import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { writeYaml } from "./yaml-text.ts";

/** What a target asks of the configuration that it is given. */
export interface ConfigurationDemand {
  readonly apiVersion: "apiserver.config.k8s.io/v1beta1" | "apiserver.config.k8s.io/v1";
  /** Why that version, to end the sentence that tells of a change. */
  readonly versionReason: string;
  /** What the field must become, given what it is (undefined: absent); undefined leaves it as it is. */
  readonly anonymous: (current: AnonymousField | undefined) => AnonymousChange | undefined;
}

export interface AnonymousChange {
  /** undefined removes the field. */
  readonly to: AnonymousField | undefined;
  readonly reason: string;
}

export interface AnonymousField {
  readonly enabled: boolean;
  readonly conditions?: readonly { readonly path: string }[];
}

export interface RenderedConfiguration {
  readonly text: string;
  readonly changes: readonly string[];
  readonly problems: readonly string[];
}

/**
 * The configuration's text as a target needs it. With comments kept, only what must change is touched: the API
 * version's value, and the field `anonymous`; everything else stays byte for byte.
 */
export function renderConfiguration(
  source: string,
  comments: "kept" | "canonical",
  demand: ConfigurationDemand,
): RenderedConfiguration {
  const document = parseFirst(source);
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root)) {
    return {
      text: source,
      changes: [],
      problems: ["The configuration cannot be read, so nothing was adapted."],
    };
  }
  const edits: { start: number; end: number; text: string }[] = [];
  const changes: string[] = [];

  const version = findPair(root, "apiVersion");
  const written = scalarText(version);
  if (version && isScalar(version.value) && version.value.range && written !== demand.apiVersion) {
    const [start, end] = version.value.range;
    edits.push({ start, end, text: demand.apiVersion });
    changes.push(`apiVersion ${written} became ${demand.apiVersion}: ${demand.versionReason}`);
  }

  const anonymous = findPair(root, "anonymous");
  const change = demand.anonymous(readAnonymous(anonymous));
  if (change) {
    const text = change.to ? writeYaml({ anonymous: change.to }) : "";
    const end = endOfDocument(source, document);
    edits.push({ ...(anonymous ? lineSpan(source, anonymous) : { start: end, end }), text });
    changes.push(
      `anonymous was ${anonymous ? (change.to ? "changed" : "left out") : "written out"}: ${change.reason}`,
    );
  }

  const text = applyEdits(source, edits);
  return { text: comments === "kept" ? text : canonical(text), changes, problems: [] };
}

/** The fields of the configuration in the API's order, without comments. */
export function canonical(text: string): string {
  return writeYaml(order(readPlain(parseFirst(text))));
}

/** The configuration as plain data, without its apiVersion and kind; {} where it cannot be read. */
export function configurationFields(text: string): Record<string, unknown> {
  const value = order(readPlain(parseFirst(text)));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const { apiVersion: _version, kind: _kind, ...fields } = value as Record<string, unknown>;
  return fields;
}

/** What the configuration says of anonymous requests. */
export function anonymousOf(text: string): AnonymousField | undefined {
  const root = parseFirst(text).contents;
  return isMap(root) ? readAnonymous(findPair(root, "anonymous")) : undefined;
}

function readPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch {
    // Aliases that expand without bounds; the decoder has its own word on them.
    return undefined;
  }
}

function readAnonymous(pair: Pair | undefined): AnonymousField | undefined {
  if (!pair) return undefined;
  const value: unknown = isMap(pair.value) ? pair.value.toJSON() : {};
  const { enabled, conditions } = value as { enabled?: unknown; conditions?: unknown };
  return {
    enabled: enabled === true,
    ...(Array.isArray(conditions)
      ? { conditions: conditions.map((condition) => ({ path: String(condition?.path) })) }
      : {}),
  };
}

function parseFirst(source: string): Document {
  // The server reads the first document only, in YAML 1.1.
  return parseDocument(source, { version: "1.1", merge: true, strict: false, logLevel: "silent" });
}

function findPair(root: YAMLMap, key: string): Pair | undefined {
  return root.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function scalarText(pair: Pair | undefined): string {
  return pair && isScalar(pair.value) ? String(pair.value.value) : "";
}

/** Whole lines of a top-level field, from its key to the end of its value. */
function lineSpan(source: string, pair: Pair): { start: number; end: number } {
  const key = isScalar(pair.key) ? pair.key.range : undefined;
  const value = (pair.value as { range?: [number, number, number] } | null)?.range;
  const start = source.lastIndexOf("\n", (key?.[0] ?? 0) - 1) + 1;
  const lastCharacter = Math.max((value?.[1] ?? key?.[1] ?? start) - 1, start);
  const lineEnd =
    source[lastCharacter] === "\n" ? lastCharacter : source.indexOf("\n", lastCharacter);
  return { start, end: lineEnd < 0 ? source.length : lineEnd + 1 };
}

function endOfDocument(source: string, document: Document): number {
  // A document that ends with `---` or `...` has its end there.
  const end = document.range?.[1] ?? source.length;
  return source.lastIndexOf("\n", end - 1) + 1 === end ? end : source.length;
}

function applyEdits(
  source: string,
  edits: readonly { start: number; end: number; text: string }[],
): string {
  let text =
    source.endsWith("\n") || edits.every((edit) => edit.start < source.length)
      ? source
      : `${source}\n`;
  const shift = text.length - source.length;
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    const start = edit.start === source.length ? edit.start + shift : edit.start;
    const end = edit.end === source.length ? edit.end + shift : edit.end;
    text = text.slice(0, start) + edit.text + text.slice(end);
  }
  return text;
}

/** The order of fields in k8s.io/apiserver pkg/apis/apiserver/v1/types.go. */
const fieldOrder = [
  "apiVersion",
  "kind",
  "anonymous",
  "enabled",
  "conditions",
  "jwt",
  "issuer",
  "url",
  "discoveryURL",
  "certificateAuthority",
  "audiences",
  "audienceMatchPolicy",
  "egressSelectorType",
  "claimValidationRules",
  "claim",
  "requiredValue",
  "claimMappings",
  "username",
  "groups",
  "uid",
  "extra",
  "key",
  "prefix",
  "valueExpression",
  "expression",
  "message",
  "userValidationRules",
];

function order(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(order);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    order(inner),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b)));
}

function rank(field: string): number {
  const index = fieldOrder.indexOf(field);
  return index < 0 ? fieldOrder.length : index;
}
