import type { Minor } from "../kube/minor.ts";
import type { Identifier } from "./checker/type-names.ts";
import { buildIdentifiers } from "./checker/type-names.ts";
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
import { list, map, opaque, typeParameters } from "./types.ts";

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

/** A function with the overloads that a version has. */
export interface EnvironmentFunction {
  readonly name: string;
  readonly declaration: FunctionDeclaration;
  readonly overloads: readonly EnvironmentOverload[];
  /** The implementation for all overloads, if there is one. */
  readonly evaluate?: Evaluate;
}

/** An overload as the checker needs it. */
export interface EnvironmentOverload extends Overload {
  /** Names of the type parameters, in the order of their first occurrence. */
  readonly typeParameters: readonly string[];
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

/** An optional of a value, under the name that the version gives the type. */
export function optionalOf(environment: Environment, value: CelType): CelType {
  return opaque(environment.optionalName, value);
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
