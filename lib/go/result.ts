/** The result of a Go function that returns `(T, error)`: a value, or the error's text. */
export type GoResult<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "error"; readonly message: string };

/** A result that succeeded. */
export function ok<T>(value: T): GoResult<T> {
  return { kind: "ok", value };
}

/** A result that failed, with the text of Go's `err.Error()`. */
export function fail(message: string): GoResult<never> {
  return { kind: "error", message };
}
