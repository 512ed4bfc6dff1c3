import type { Minor } from "../../kube/minor.ts";
import type { Library } from "../library/declaration.ts";
import type { CelEnvironment } from "../program.ts";
import type { CelType } from "../types.ts";
import {
  any,
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  list,
  map,
  nullType,
  object,
  opaque,
  param,
  string,
  timestamp,
  typeOf,
  typeType,
  uint,
} from "../types.ts";
import { wellKnownEnumValues, wellKnownMessages } from "./messages.ts";

/** A name that is no function. */
export interface Identifier {
  readonly kind: "variable" | "type" | "constant";
  readonly type: CelType;
  /** A constant's value. */
  readonly value?: bigint;
  /** Whether the type's name has a value at run time. */
  readonly planned: boolean;
}

/** The type of a field of a message, "no such field", or "no such type" if nothing declares the message. */
export function findFieldType(
  environment: CelEnvironment,
  message: string,
  field: string,
): CelType | "no such field" | "no such type" {
  const declared = own(declaredTypes(environment), message) ?? own(scalarTypes, message);
  if (declared !== undefined) {
    if (declared.kind === "map") return declared.value;
    const fields = declared.kind === "object" ? userFields : {};
    return own(fields, field) ?? "no such field";
  }
  const known = own(wellKnownMessages, message);
  if (known === undefined) return "no such type";
  return own(known.fields, field) ?? "no such field";
}

/**
 * Names that are no functions. If several sources know one, the first that the server asks wins: declared names,
 * then (from 1.37 the other way round) message and scalar types before registered ones.
 * Follows cel-go checker/env.go LookupIdent and apiserver pkg/cel/types.go DeclTypeProvider.
 */
export function buildIdentifiers(
  libraries: readonly Library[],
  environment: CelEnvironment,
): ReadonlyMap<string, Identifier> {
  const identifiers = new Map<string, Identifier>();
  const add = (name: string, identifier: Identifier) => {
    if (!identifiers.has(name)) identifiers.set(name, identifier);
  };
  const variable = environment.variable === "claims" ? claimsType : userType;
  add(environment.variable, { kind: "variable", type: variable, planned: true });
  for (const [name, type] of Object.entries(registeredTypes(environment.minor))) {
    add(name, { kind: "type", type: typeOf(type), planned: true });
  }
  add("type", { kind: "type", type: typeOf(typeType), planned: true });
  for (const library of libraries) {
    for (const { name, type } of library.identifiers ?? []) {
      if (!(name in registeredTypes(37))) add(name, { kind: "type", type, planned: true });
    }
  }
  // Up to 1.31 the name of a declared type represents a value of it, not the type.
  const declare = (type: CelType): Identifier =>
    environment.minor <= 31
      ? { kind: "variable", type, planned: true }
      : { kind: "type", type: typeOf(type), planned: false };
  for (const types of [declaredTypes(environment), scalarTypes]) {
    for (const [name, type] of Object.entries(types)) add(name, declare(type));
  }
  for (const [name, message] of Object.entries(wellKnownMessages)) {
    const planned = message.type.kind === "object";
    add(name, { kind: "type", type: typeOf(message.type), planned });
  }
  for (const [name, value] of Object.entries(wellKnownEnumValues)) {
    add(name, { kind: "constant", type: int, value, planned: true });
  }
  return identifiers;
}

const claimsType = map(string, any);
const userType = object("kubernetes.UserInfo");

/** The fields of a user. Follows apiserver pkg/authentication/cel/compile.go buildUserType. */
const userFields: Readonly<Record<string, CelType>> = {
  username: string,
  uid: string,
  groups: list(string),
  extra: map(string, list(string)),
};

/** The names under which a variable's own types are found, nested ones by path. Follows FieldTypeMap. */
function declaredTypes({ variable }: CelEnvironment): Readonly<Record<string, CelType>> {
  return variable === "claims" ? declaredByClaims : declaredByUser;
}

const declaredByClaims = { map: claimsType };
const declaredByUser = {
  "kubernetes.UserInfo": userType,
  "kubernetes.UserInfo.groups": list(string),
  "kubernetes.UserInfo.extra": map(string, list(string)),
};

/** Follows apiserver pkg/cel/types.go findScalar. */
const scalarTypes: Readonly<Record<string, CelType>> = {
  bool,
  bytes,
  double,
  duration,
  int,
  null_type: nullType,
  string,
  timestamp,
  uint,
  list: list(any),
  map: map(any, any),
};

/**
 * Types with a value at run time. Follows cel-go common/types/provider.go NewProtoRegistry and cel/library.go
 * optionalLib, and up to 1.36 common/stdlib, whose lists and maps have parameters instead of dyn.
 */
function registeredTypes(minor: Minor): Readonly<Record<string, CelType>> {
  if (minor >= 37) {
    const optional_type = opaque("optional_type", dyn);
    return { ...standardTypes, list: list(dyn), map: map(dyn, dyn), optional_type };
  }
  return minor === 30
    ? standardTypes
    : { ...standardTypes, optional_type: opaque("optional_type") };
}

const standardTypes: Readonly<Record<string, CelType>> = {
  bool,
  bytes,
  double,
  "google.protobuf.Duration": duration,
  "google.protobuf.Timestamp": timestamp,
  int,
  list: list(param("A")),
  map: map(param("A"), param("B")),
  null_type: nullType,
  string,
  uint,
};

/** A record's own property: names come from the user, and `constructor` is one. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
