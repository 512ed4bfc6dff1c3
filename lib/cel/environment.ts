import type { Minor } from "../kube/minor.ts";
import { wellKnownEnumValues, wellKnownMessages } from "./checker/messages.ts";
import { libraries as allLibraries } from "./library/all.ts";
import type {
  Evaluate,
  FunctionDeclaration,
  Library,
  MacroDeclaration,
  Overload,
} from "./library/declaration.ts";
import type { CelEnvironment } from "./program.ts";
import type { CelType } from "./types.ts";
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
  typeParameters,
  typeType,
  uint,
} from "./types.ts";

/** What one of the authenticator's environments knows at one minor version: the checker's and the evaluator's tables. */
export interface Environment extends CelEnvironment {
  /** Functions and operators by name, with the overloads that this version has, in cel-go's order. */
  readonly functions: ReadonlyMap<string, EnvironmentFunction>;
  /** Macros by name, as documentation. */
  readonly macros: readonly MacroDeclaration[];
  /** Variables, type names and constants by their full name. */
  readonly identifiers: ReadonlyMap<string, Identifier>;
  /** The libraries of this version, unfiltered, in the server's order. */
  readonly libraries: readonly Library[];
  /** The name of the type of optionals, which 1.31 changed. */
  readonly optionalName: string;
}

export interface EnvironmentFunction {
  readonly name: string;
  readonly declaration: FunctionDeclaration;
  readonly overloads: readonly EnvironmentOverload[];
  /** The implementation for all overloads, where there is one. */
  readonly evaluate?: Evaluate;
}

export interface EnvironmentOverload extends Overload {
  /** Names of the type parameters, in the order of their first occurrence. */
  readonly typeParameters: readonly string[];
}

export interface Identifier {
  readonly kind: "variable" | "type" | "constant";
  readonly type: CelType;
  /** A constant's value. */
  readonly value?: bigint;
  /** Whether a value stands behind the type's name at run time. */
  readonly planned: boolean;
}

/** The environment of an expression. Memoised: the tables of a version are built once. */
export function environmentFor(environment: CelEnvironment): Environment {
  const key = `${environment.minor}/${environment.variable}`;
  let built = environments.get(key);
  if (built === undefined) {
    built = buildEnvironment(environment);
    environments.set(key, built);
  }
  return built;
}

/** The type of a field of a message, "no such field", or "no such type" where nothing declares the message. */
export function findFieldType(
  environment: Environment,
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

/** An optional of a value, under the name that the version gives the type. */
export function optionalOf(environment: Environment, value: CelType): CelType {
  return opaque(environment.optionalName, value);
}

/** A record's own property: names come from the user, and `constructor` is one. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

const environments = new Map<string, Environment>();
const functionsByMinor = new Map<Minor, ReadonlyMap<string, EnvironmentFunction>>();

function buildEnvironment({ minor, variable }: CelEnvironment): Environment {
  const libraries = allLibraries.filter((library) => library.since <= minor);
  let functions = functionsByMinor.get(minor);
  if (functions === undefined) {
    functions = buildFunctions(libraries, minor);
    functionsByMinor.set(minor, functions);
  }
  return {
    minor,
    variable,
    libraries,
    functions,
    macros: libraries.flatMap((library) =>
      (library.macros ?? []).filter((macro) => (macro.since ?? 30) <= minor),
    ),
    identifiers: buildIdentifiers(libraries, { minor, variable }),
    optionalName: optionalNameOf(minor),
  };
}

function buildFunctions(
  libraries: readonly Library[],
  minor: Minor,
): ReadonlyMap<string, EnvironmentFunction> {
  const functions = new Map<string, EnvironmentFunction>();
  for (const library of libraries) {
    for (const declaration of library.functions) {
      if ((declaration.since ?? 30) > minor) continue;
      const overloads = declaration.overloads
        .filter((overload) => (overload.since ?? 30) <= minor && minor <= (overload.until ?? 99))
        .map((overload) => buildOverload(overload, minor));
      if (overloads.length === 0) continue;
      functions.set(
        declaration.name,
        mergeFunction(functions.get(declaration.name), declaration, overloads),
      );
    }
  }
  return functions;
}

/** Two libraries may declare one function; the later one's overloads follow. Follows decls.go FunctionDecl.Merge. */
function mergeFunction(
  current: EnvironmentFunction | undefined,
  declaration: FunctionDeclaration,
  overloads: readonly EnvironmentOverload[],
): EnvironmentFunction {
  const evaluate = current?.evaluate ?? declaration.evaluate;
  const known = new Set(current?.overloads.map((overload) => overload.id));
  return {
    name: declaration.name,
    declaration: current?.declaration ?? declaration,
    overloads: [
      ...(current?.overloads ?? []),
      ...overloads.filter((overload) => !known.has(overload.id)),
    ],
    ...(evaluate && { evaluate }),
  };
}

function buildOverload(overload: Overload, minor: Minor): EnvironmentOverload {
  const parameters = overload.parameters.map((type) => renameOptional(type, minor));
  const result = renameOptional(overload.result, minor);
  const names = new Set<string>();
  for (const type of [result, ...parameters]) collectParameterNames(type, names);
  return { ...overload, parameters, result, typeParameters: [...names] };
}

function collectParameterNames(type: CelType, names: Set<string>): void {
  if (type.kind === "param") names.add(type.name);
  for (const parameter of typeParameters(type)) collectParameterNames(parameter, names);
}

function optionalNameOf(minor: Minor): string {
  return minor === 30 ? "optional" : "optional_type";
}

function renameOptional(type: CelType, minor: Minor): CelType {
  if (minor !== 30) return type;
  switch (type.kind) {
    case "opaque":
      return {
        ...type,
        name: type.name === "optional_type" ? optionalNameOf(minor) : type.name,
        parameters: type.parameters.map((each) => renameOptional(each, minor)),
      };
    case "list":
      return list(renameOptional(type.element, minor));
    case "map":
      return map(renameOptional(type.key, minor), renameOptional(type.value, minor));
    default:
      return type;
  }
}

/**
 * Names that are no functions. Where several sources know one, the first that the server asks wins: declared names,
 * then (from 1.37 the other way round) message and scalar types before registered ones.
 * Follows cel-go checker/env.go LookupIdent and apiserver pkg/cel/types.go DeclTypeProvider.
 */
function buildIdentifiers(
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
  // Up to 1.31 the name of a declared type stands for a value of it, not for the type.
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
