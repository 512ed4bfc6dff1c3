import { RE2JS, RE2JSException, RE2JSSyntaxException } from "@bufbuild/re2";
import type { CelResult, CelValue } from "../values.ts";
import { CelError, noSuchOverload } from "../values.ts";
import { withoutTrait } from "./arithmetic.ts";

/** How many compiled expressions are kept: enough for a configuration, little enough for a hostile one. */
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
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      if (error.error === "duplicate capture group name") return compileRenamed(pattern);
      // The package leaves an empty excerpt out, Go does not.
      return new CelError(`error parsing regexp: ${error.error}: \`${error.input ?? ""}\``);
    }
    if (error instanceof RE2JSException || error instanceof RangeError) {
      return new CelError(error.message);
    }
    throw error;
  }
}

/** Go takes groups of one name, which the package refuses: each gets a name of its own, as nothing here asks for names. */
function compileRenamed(pattern: string): RE2JS | CelError {
  let count = 0;
  const compiled = compile(
    pattern.replace(groupNames, (text, start?: string) =>
      start === undefined ? text : `${start}${madeUp}${count++}_`,
    ),
  );
  if (!(compiled instanceof CelError)) return compiled;
  return new CelError(compiled.message.replace(madeUpNames, ""));
}

const madeUp = "_another_";
const madeUpNames = new RegExp(`${madeUp}[0-9]+_`, "g");

/** The head of a named group, or what may hold one as plain text: a quotation, an escape, a class. */
const groupNames = /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]])*\]|(\(\?P?<)(?=\w+>)/gs;
