import { quote } from "../go/quote.ts";

/**
 * A finding of Kubernetes' validation, k8s.io/apimachinery/pkg/util/validation/field.Error.
 */
export interface FieldError {
  readonly type: FieldErrorType;
  /** The path as the server writes it: "jwt[0].issuer.url". */
  readonly field: string;
  readonly detail: string;
  /** The whole text: `jwt[0].issuer.url: Invalid value: "http://x": URL scheme must be https`. */
  readonly error: string;
}

/** The kinds of field.Error that validation of the configuration uses. */
export type FieldErrorType =
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "FieldValueInvalid"
  | "FieldValueForbidden"
  | "FieldValueTooMany"
  | "InternalError";

/** A value that must be there is not. */
export function required(field: string, detail: string): FieldError {
  return make("FieldValueRequired", field, "Required value", detail);
}

/** A value that must be unique occurs twice. */
export function duplicate(field: string, value: string): FieldError {
  return make("FieldValueDuplicate", field, `Duplicate value: ${quote(value)}`, "");
}

/** A malformed value. */
export function invalid(field: string, value: string, detail: string): FieldError {
  return invalidPrinted(field, quote(value), detail);
}

/** A malformed value that Go does not print as a string: `printed` is what is after "Invalid value: ". */
export function invalidPrinted(field: string, printed: string, detail: string): FieldError {
  return make("FieldValueInvalid", field, `Invalid value: ${printed}`, detail);
}

/** A value that is not allowed under the conditions. */
export function forbidden(field: string, detail: string): FieldError {
  return make("FieldValueForbidden", field, "Forbidden", detail);
}

/** A list that is too long. */
export function tooMany(field: string, actual: number, most: number): FieldError {
  const items = most === 1 ? "item" : "items";
  return make(
    "FieldValueTooMany",
    field,
    `Too many: ${actual}`,
    `must have at most ${most} ${items}`,
  );
}

/** A failure that the server does not blame on the value. */
export function internalError(field: string, detail: string): FieldError {
  return make("InternalError", field, "Internal error", detail);
}

/**
 * The text of several errors as one, k8s.io/apimachinery/pkg/util/errors.Aggregate: alone as it is, several in
 * brackets; the same text is said once.
 */
export function formatAggregate(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map((error) => error.error))];
  return texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
}

function make(type: FieldErrorType, field: string, body: string, detail: string): FieldError {
  const error = detail === "" ? `${field}: ${body}` : `${field}: ${body}: ${detail}`;
  return { type, field, detail, error };
}
