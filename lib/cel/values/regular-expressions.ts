import { RE2JS, RE2JSException, RE2JSSyntaxException } from "@bufbuild/re2";
import type { CelResult, CelValue } from "../values.ts";
import { CelError, noSuchOverload } from "../values.ts";
import { translatePattern } from "./go-pattern.ts";
import { withoutTrait } from "./operands.ts";

/** How many compiled expressions are kept: enough for a configuration, little enough for one made to use memory. */
const cacheSize = 64;
const cache = new Map<string, RE2JS | CelError>();

/** `text.matches(pattern)`: whether the pattern matches some part of the text. */
export function regularExpressionMatches(text: CelValue, pattern: CelValue): CelResult {
  if (typeof text !== "string") {
    return withoutTrait("matches", text);
  }
  if (typeof pattern !== "string") {
    return noSuchOverload;
  }
  const compiled = compileRegularExpression(pattern);
  return compiled instanceof CelError ? compiled : compiled.test(text);
}

/** A pattern ready to run, or Go's words why it is none. */
export function compileRegularExpression(pattern: string): RE2JS | CelError {
  const known = cache.get(pattern);
  if (known !== undefined) {
    return known;
  }
  const compiled = compile(pattern);
  if (cache.size >= cacheSize) {
    cache.clear();
  }
  cache.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): RE2JS | CelError {
  const { text, originalOf } = translatePattern(pattern);
  try {
    return RE2JS.compile(text);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      // The package leaves an empty excerpt out, Go does not.
      const excerpt = originalOf(error.input ?? "");
      return new CelError(`error parsing regexp: ${error.error}: \`${excerpt}\``);
    }
    if (error instanceof RE2JSException || error instanceof RangeError) {
      return new CelError(error.message);
    }
    throw error;
  }
}
