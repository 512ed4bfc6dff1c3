/**
 * The static types of CEL, as cel-go's `common/types.Type`.
 * `any` is `google.protobuf.Any`: it is not `dyn`, and a top-level claim has it.
 */
export type CelType =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: "list"; readonly element: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  /** The type of a type: `type(string)`. */
  | { readonly kind: "type"; readonly of: CelType }
  /** A type parameter of a declaration: `T`. */
  | { readonly kind: "param"; readonly name: string }
  /** An abstract type with parameters: `optional_type(T)`, `kubernetes.URL`, `net.IP`. */
  | { readonly kind: "opaque"; readonly name: string; readonly parameters: readonly CelType[] }
  /** A type with declared fields: `kubernetes.UserInfo`. */
  | { readonly kind: "object"; readonly name: string }
  /** `wrapper(int)`: a primitive that may be null. */
  | { readonly kind: "wrapper"; readonly of: CelType };

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

export const dyn: CelType = { kind: "dyn" };
export const any: CelType = { kind: "any" };
export const nullType: CelType = { kind: "null" };
export const bool: CelType = { kind: "bool" };
export const int: CelType = { kind: "int" };
export const uint: CelType = { kind: "uint" };
export const double: CelType = { kind: "double" };
export const string: CelType = { kind: "string" };
export const bytes: CelType = { kind: "bytes" };
export const timestamp: CelType = { kind: "timestamp" };
export const duration: CelType = { kind: "duration" };
export const errorType: CelType = { kind: "error" };

export function list(element: CelType): CelType {
  return { kind: "list", element };
}
export function map(key: CelType, value: CelType): CelType {
  return { kind: "map", key, value };
}
export function param(name: string): CelType {
  return { kind: "param", name };
}
export function typeOf(of: CelType): CelType {
  return { kind: "type", of };
}
export function opaque(name: string, ...parameters: CelType[]): CelType {
  return { kind: "opaque", name, parameters };
}
export function optional(of: CelType): CelType {
  return opaque("optional_type", of);
}
export function object(name: string): CelType {
  return { kind: "object", name };
}
export function wrapper(of: CelType): CelType {
  return { kind: "wrapper", of };
}
