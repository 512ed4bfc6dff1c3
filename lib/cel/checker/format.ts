import type { CelType } from "../types.ts";
import { typeName, typeParameters } from "../types.ts";

/**
 * A type as the checker's messages print it: "any", "timestamp", "null", "map(string, any)".
 * Follows cel-go checker/format.go FormatCELType, which differs from `formatType` for well-known types.
 */
export function formatCheckedType(type: CelType): string {
  switch (type.kind) {
    case "any":
    case "duration":
    case "timestamp":
    case "null":
      return type.kind;
    case "error":
      return "!error!";
    default: {
      const parameters = typeParameters(type);
      if (parameters.length === 0) return declaredTypeName(type);
      return `${typeName(type)}(${parameters.map(formatCheckedType).join(", ")})`;
    }
  }
}

/** The name of a type without its parameters, as it was declared. */
export function declaredTypeName(type: CelType): string {
  return type.kind === "wrapper" ? `wrapper(${typeName(type)})` : typeName(type);
}

/** The arguments of a call as messages print them: "(int, string)", or "string.(int)" for a receiver call. */
export function formatArguments(types: readonly CelType[], receiver: boolean): string {
  const printed = types.map(formatCheckedType);
  const target = receiver ? `${printed.shift() ?? ""}.` : "";
  return `${target}(${printed.join(", ")})`;
}
