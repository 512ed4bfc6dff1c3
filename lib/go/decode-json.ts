import { fromByteString } from "./byte-string.ts";
import { goValue } from "./json-messages.ts";
import { type GoJson, type GoJsonText, rawText, stringValue } from "./parse-json.ts";
import { quote, quoteBytes } from "./quote.ts";
import { fail, type GoResult, ok } from "./result.ts";

/**
 * encoding/json's decoding of a value into the few Go types that the authenticator uses, with the texts of
 * decode.go. `into` is what a type error names after "into": a Go value or a field.
 */

/** Into `string`. null leaves it as it is, which is "". */
export function decodeString(
  text: GoJsonText,
  node: GoJson,
  into = goValue("string"),
): GoResult<string> {
  if (node.kind === "string") return ok(stringValue(text, node));
  return node.kind === "null" ? ok("") : mismatch(node, into);
}

/** Into `bool`. */
export function decodeBool(text: GoJsonText, node: GoJson): GoResult<boolean> {
  if (node.kind === "bool") return ok(rawText(text, node) === "true");
  return node.kind === "null" ? ok(false) : mismatch(node, goValue("bool"));
}

/** Into `[]string`; the first wrong element is the error. null is no list. */
export function decodeStrings(
  text: GoJsonText,
  node: GoJson,
  into = goValue("[]string"),
  intoElement: (index: number) => string = () => goValue("string"),
): GoResult<string[]> {
  if (node.kind === "null") return ok([]);
  if (node.kind !== "array") return mismatch(node, into);
  const strings: string[] = [];
  for (const [index, item] of node.items.entries()) {
    const decoded = decodeString(text, item, intoElement(index));
    if (decoded.kind === "error") return decoded;
    strings.push(decoded.value);
  }
  return ok(strings);
}

/** Into `map[string]string`; of duplicate keys the last one counts. */
export function decodeStringMap(
  text: GoJsonText,
  node: GoJson,
  intoElement: (key: string) => string = () => goValue("string"),
): GoResult<Map<string, string>> {
  const map = new Map<string, string>();
  if (node.kind === "null") return ok(map);
  if (node.kind !== "object") return mismatch(node, goValue("map[string]string"));
  let failure: GoResult<never> | undefined;
  node.keys.forEach((key, i) => {
    const decoded = decodeString(text, node.values[i] ?? node, intoElement(key));
    if (decoded.kind === "error") failure ??= decoded;
    else map.set(key, decoded.value);
  });
  return failure ?? ok(map);
}

/**
 * json.Number and from it Unix seconds, as go-oidc's jsonTime: integers, fractions, exponents and any of these in a
 * string. Seconds are those of an int64, which wrap as amd64 wraps them. `v2`: encoding/json of Go 1.27.
 */
export function decodeUnixTime(
  text: GoJsonText,
  node: GoJson,
  into: string,
  v2 = false,
): GoResult<bigint> {
  const number = readNumber(text, node, into, v2);
  if (number.kind === "error") return number;
  const written = number.value;
  if (/^-?[0-9]+$/.test(written)) {
    const seconds = BigInt(written);
    if (seconds === BigInt.asIntN(64, seconds)) return ok(seconds);
  }
  if (written === "") return fail(`strconv.ParseFloat: parsing "": invalid syntax`);
  const value = Number(written);
  if (!Number.isFinite(value)) {
    return fail(`strconv.ParseFloat: parsing ${quote(written)}: value out of range`);
  }
  const whole = BigInt(Math.trunc(value));
  return ok(whole === BigInt.asIntN(64, whole) ? whole : -(2n ** 63n));
}

/** UnmarshalTypeError: "json: cannot unmarshal number into Go value of type string". */
export function mismatch(node: GoJson, into: string): GoResult<never> {
  return fail(`json: cannot unmarshal ${node.kind} into ${into}`);
}

/** The field's name under which Go finds a key: exact, or folded as bytes.EqualFold does (fold.go). */
export function foldKey(key: string): string {
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit >= 0x80 || (unit >= 0x41 && unit <= 0x5a)) return foldSlowly(key);
  }
  return key;
}

// U+017F folds with s and U+212A with k.
function foldSlowly(key: string): string {
  return key
    .replace(/[\u017f\u212a]/g, (letter) => (letter === "\u017f" ? "s" : "k"))
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function readNumber(text: GoJsonText, node: GoJson, into: string, v2: boolean): GoResult<string> {
  switch (node.kind) {
    case "number":
      return ok(rawText(text, node));
    case "null":
      return ok("");
    case "string": {
      const value = stringValue(text, node);
      if (jsonNumber.test(value)) return ok(value);
      if (v2) {
        return fail(
          `json: cannot unmarshal string ${fromByteString(rawText(text, node))} into ${into}: invalid syntax`,
        );
      }
      const literal = quoteBytes(rawText(text, node));
      return fail(`json: invalid number literal, trying to unmarshal ${literal} into Number`);
    }
    default:
      return mismatch(node, into);
  }
}

const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
