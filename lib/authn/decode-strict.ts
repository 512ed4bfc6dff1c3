import { quote } from "../go/quote.ts";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import type { DataNode, ObjectData } from "../yaml/data.ts";
import type { Field, Shape } from "./schema.ts";

/** A decoded struct: by field name; absent and null fields are absent. */
export interface Values {
  readonly [field: string]: unknown;
}

/** What a strict decoder refuses and a loose one passes over. */
export interface StrictIssue {
  readonly code: "decode/unknown-field" | "decode/duplicate-field";
  /** `unknown field "jwt[0].issuer.audience"` */
  readonly message: string;
  readonly path: string;
  /** The field's name. */
  readonly span: Span;
}

/** A value of a wrong type, in the words of encoding/json. */
export interface TypeIssue {
  readonly message: string;
  readonly path: string;
  readonly span: Span;
}

/** What decoding gave: the values by field, and what was wrong. */
export interface StrictResult {
  readonly values: Values;
  /** The first value of a wrong type: it alone is reported. */
  readonly typeError: TypeIssue | undefined;
  readonly strict: readonly StrictIssue[];
}

/**
 * Fills a type from data as sigs.k8s.io/json's UnmarshalStrict does: names are case-sensitive, unknown and double fields
 * are collected (at most 100, each text once), the first wrong type wins over them. `goPackage` is the package that
 * messages name the types in, "v1beta1".
 */
export function decodeStrict(
  data: DataNode,
  shape: Shape,
  goPackage: string,
  minor: Minor,
): StrictResult {
  const d: Decoder = { goPackage, minor, typeError: undefined, strict: [], seen: new Set() };
  const values = decodeValue(d, data, shape, { path: "", struct: "", fields: "" });
  return {
    values: (values ?? {}) as Values,
    typeError: d.typeError,
    strict: d.strict,
  };
}

interface Decoder {
  readonly goPackage: string;
  readonly minor: Minor;
  typeError: TypeIssue | undefined;
  readonly strict: StrictIssue[];
  readonly seen: Set<string>;
}

/** Where the decoder is, in the two ways in which its messages say it. */
interface Place {
  /** "jwt[0].issuer.url" */
  readonly path: string;
  /** The Go struct whose field it is: "Issuer". */
  readonly struct: string;
  /** The fields down to it without indices: "jwt.issuer.url". */
  readonly fields: string;
}

function decodeValue(d: Decoder, data: DataNode, shape: Shape, place: Place): unknown {
  if (shape.kind === "opaque" || data.kind === "null") return undefined;
  switch (shape.kind) {
    case "pointer":
      return decodeValue(d, data, shape.to, place);
    case "string":
    case "bool":
      if (data.kind === shape.kind) return data.value;
      break;
    case "integer": {
      const { bits } = shape;
      if (data.kind !== "number") break;
      // YAML's 1e3 is 1000 as JSON.
      const whole = Number.isInteger(data.value) ? BigInt(data.value) : data.value;
      if (typeof whole === "bigint" && BigInt.asIntN(bits, whole) === whole) return whole;
      return refuse(d, shape, place, data, `number ${data.value}`);
    }
    case "list":
      if (data.kind === "array") {
        return data.items.map((item, index) =>
          decodeValue(d, item, shape.of, { ...place, path: `${place.path}[${index}]` }),
        );
      }
      break;
    case "struct":
      if (data.kind === "object") return decodeStruct(d, data, shape.type, shape.fields, place);
      break;
  }
  return refuse(d, shape, place, data, data.kind);
}

function refuse(d: Decoder, shape: Shape, place: Place, data: DataNode, what: string): undefined {
  d.typeError ??= {
    message: `json: cannot unmarshal ${what} into Go struct field ${place.struct}.${place.fields} of type ${formatType(d, shape)}`,
    path: place.path,
    span: data.span,
  };
  return undefined;
}

function decodeStruct(
  d: Decoder,
  data: ObjectData,
  type: string,
  fields: readonly Field[],
  place: Place,
): Values {
  const values: Record<string, unknown> = {};
  const found = new Set<string>();
  for (const { key, keySpan, value } of data.members) {
    const path = place.path === "" ? key : `${place.path}.${key}`;
    const field = fields.find(({ name, since }) => name === key && (since ?? 0) <= d.minor);
    if (field === undefined) {
      saveStrict(d, "decode/unknown-field", "unknown field", path, keySpan);
      continue;
    }
    if (found.has(key)) {
      saveStrict(d, "decode/duplicate-field", "duplicate field", path, keySpan);
    }
    found.add(key);
    const names = place.fields === "" ? key : `${place.fields}.${key}`;
    const decoded = decodeValue(d, value, field.shape, { path, struct: type, fields: names });
    if (decoded !== undefined) values[field.as ?? field.name] = decoded;
  }
  return values;
}

function saveStrict(
  d: Decoder,
  code: StrictIssue["code"],
  problem: string,
  path: string,
  span: Span,
): void {
  if (d.strict.length >= 100) return;
  const message = `${problem} ${quote(path)}`;
  if (d.seen.has(message)) return;
  d.seen.add(message);
  d.strict.push({ code, message, path, span });
}

function formatType(d: Decoder, shape: Shape): string {
  switch (shape.kind) {
    case "string":
      return shape.type.startsWith(".") ? d.goPackage + shape.type : shape.type;
    case "bool":
      return "bool";
    case "integer":
      return `int${shape.bits}`;
    case "list":
      return `[]${formatType(d, shape.of)}`;
    case "pointer":
      return formatType(d, shape.to);
    case "struct":
      return `${shape.package ?? d.goPackage}.${shape.type}`;
    case "opaque":
      return "interface {}";
  }
}
