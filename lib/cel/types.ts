/**
 * The static types of CEL, as cel-go's `common/types.Type`.
 * `any` is `google.protobuf.Any`: it is not `dyn`, and a top-level claim has it.
 */
export type CelType =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: "list"; readonly element: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  /** The type of a type: `type(string)`; without `of` the type of `type` itself. */
  | { readonly kind: "type"; readonly of?: CelType }
  /** A type parameter of a declaration: `T`. */
  | { readonly kind: "param"; readonly name: string }
  /** An abstract type with parameters: `optional_type(T)`, `kubernetes.URL`, `net.IP`. */
  | { readonly kind: "opaque"; readonly name: string; readonly parameters: readonly CelType[] }
  /** A type with declared fields: `kubernetes.UserInfo`. */
  | { readonly kind: "object"; readonly name: string }
  /** `wrapper(int)`: a primitive that may be null. */
  | { readonly kind: "wrapper"; readonly of: CelType };

/** The kinds of types without parts. */
export type PrimitiveKind =
  | "dyn"
  | "any"
  | "null"
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "timestamp"
  | "duration"
  | "error";

/** Anything, as far as the checker goes. */
export const dyn: CelType = { kind: "dyn" };
/** `google.protobuf.Any`: what a claim is, which is not `dyn`. */
export const any: CelType = { kind: "any" };
/** The type of `null`. */
export const nullType: CelType = { kind: "null" };
/** `true`, `false`. */
export const bool: CelType = { kind: "bool" };
/** 64 bits with a sign. */
export const int: CelType = { kind: "int" };
/** 64 bits without a sign: `1u`. */
export const uint: CelType = { kind: "uint" };
/** A float of 64 bits. */
export const double: CelType = { kind: "double" };
/** Text. */
export const string: CelType = { kind: "string" };
/** `b"…"`. */
export const bytes: CelType = { kind: "bytes" };
/** A point in time. */
export const timestamp: CelType = { kind: "timestamp" };
/** A length of time. */
export const duration: CelType = { kind: "duration" };
/** What an expression has that did not check: it goes with everything, so that one mistake is said once. */
export const errorType: CelType = { kind: "error" };
/** The type of types, whichever it is of. */
export const typeType: CelType = { kind: "type" };

/** `list(element)`. */
export function list(element: CelType): CelType {
  return { kind: "list", element };
}

/** `map(key, value)`. */
export function map(key: CelType, value: CelType): CelType {
  return { kind: "map", key, value };
}

/** A type parameter of a signature: "T". */
export function param(name: string): CelType {
  return { kind: "param", name };
}

/** `type(of)`. */
export function typeOf(of: CelType): CelType {
  return { kind: "type", of };
}

/** A type of an extension, with its parameters. */
export function opaque(name: string, ...parameters: CelType[]): CelType {
  return { kind: "opaque", name, parameters };
}

/** `optional_type(of)`. */
export function optional(of: CelType): CelType {
  return opaque("optional_type", of);
}

/** A message or a type of Kubernetes by its full name. */
export function object(name: string): CelType {
  return { kind: "object", name };
}

/** A primitive type or null: `google.protobuf.StringValue` and its like. */
export function wrapper(of: CelType): CelType {
  return { kind: "wrapper", of };
}

/**
 * Runtime name of a type, without its parameters: "google.protobuf.Any", "null_type", "list", "kubernetes.UserInfo".
 * Follows cel-go common/types/types.go TypeName.
 */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case "any":
      return "google.protobuf.Any";
    case "null":
      return "null_type";
    case "timestamp":
      return "google.protobuf.Timestamp";
    case "duration":
      return "google.protobuf.Duration";
    case "param":
    case "opaque":
    case "object":
      return type.name;
    case "wrapper":
      return typeName(type.of);
    default:
      return type.kind;
  }
}

/** The parameters of a type in cel-go's order: a list's element, a map's key and value; empty if it has none. */
export function typeParameters(type: CelType): readonly CelType[] {
  switch (type.kind) {
    case "list":
      return [type.element];
    case "map":
      return [type.key, type.value];
    case "type":
      return type.of === undefined ? [] : [type.of];
    case "opaque":
      return type.parameters;
    default:
      return [];
  }
}

/**
 * A type as kube-apiserver prints it: "list(string)", "google.protobuf.Any", "wrapper(int)".
 * Follows cel-go common/types/types.go String.
 */
export function formatType(type: CelType): string {
  if (type.kind === "wrapper") return `wrapper(${typeName(type)})`;
  const parameters = typeParameters(type);
  if (parameters.length === 0) return typeName(type);
  return `${typeName(type)}(${parameters.map(formatType).join(", ")})`;
}
