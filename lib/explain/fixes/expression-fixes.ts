import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { findData } from "../../yaml/data.ts";
import { replaceScalar } from "../../yaml/edit.ts";
import { makeFix, showValue } from "./fix-context.ts";
import type { RepairContext, Repairs } from "./member-fixes.ts";

/** Repairs of an expression that does not compile: operators and variables of other languages. */
export function repairExpression(
  { path, message }: Diagnostic,
  { text, loaded, claims }: RepairContext,
): Repairs {
  const location = loaded.decoded?.locate(path);
  const source = sourceOf(loaded, path);
  if (location === undefined || source === undefined) return [];
  const write = (id: string, title: string, written: string) =>
    written === source
      ? undefined
      : makeFix(`${id}/${path}`, `${title}: ${showValue(written)}`, [
          replaceScalar(text, location.span, written),
        ]);
  const isRule = path.includes("ValidationRules[");
  return [
    write("operators", "Write the operators as CEL has them", rewriteOperators(source)),
    write("variable", "Use the variable that exists here", renameVariable(source, path)),
    write("claims", "Read the claim from claims", qualifyClaims(source, message)),
    write("list", "Convert the claims in the list to strings", convertInLists(source)),
    isRule && /must evaluate to bool/.test(message)
      ? write("bool", "Make it a condition", askBool(source, claims))
      : undefined,
  ];
}

// A rule that is only a claim: whether it is true, or there.
function askBool(source: string, claims: RepairContext["claims"]): string {
  const read = source.trim();
  const name = /^claims\.([A-Za-z_]\w*)$/.exec(read)?.[1];
  const value = name === undefined ? undefined : claims?.[name];
  return value === undefined || typeof value === "boolean" ? `${read} == true` : `has(${read})`;
}

// `sub` as `claims.sub`: names that the compiler does not know, and arguments of has().
function qualifyClaims(source: string, message: string): string {
  const unknown = [...message.matchAll(/undeclared reference to '([A-Za-z_]\w*)'/g)].map(
    ([, name = ""]) => name,
  );
  const asked = message.includes("invalid argument to has() macro")
    ? [...source.matchAll(/\bhas\(\s*([A-Za-z_]\w*)\s*\)/g)].map(([, name = ""]) => name)
    : [];
  const names = new Set(
    [...unknown, ...asked].filter((name) => name !== "claims" && name !== "user"),
  );
  if (names.size === 0) return source;
  return outsideStrings(source, (part) =>
    part.replace(/(?<![\w.])[A-Za-z_]\w*(?!\w|\s*\()/g, (name) =>
      names.has(name) ? `claims.${name}` : name,
    ),
  );
}

// `claim.x` and `token.x` as `claims.x`; `user.name` as `user.username`.
function renameVariable(source: string, path: string): string {
  return outsideStrings(source, (part) =>
    path.includes("userValidationRules[")
      ? part.replace(/\buser\.name\b/g, "user.username")
      : part.replace(/\b(?:claim|token|jwt)\b(?=[.[])/g, "claims"),
  );
}

// `["x", claims.a]`: a list holds one type, and a claim has the type any.
function convertInLists(source: string): string {
  return outsideStrings(source, (part) =>
    part.replace(/(?<=[[,]\s{0,20})claims\.[A-Za-z_]\w*(?=\s{0,20}[\],])/g, "string($&)"),
  );
}

/** `===` as `==`, `and` as `&&`, `not x` as `!x`, a lone `=` as `==`: outside of string literals. */
function rewriteOperators(source: string): string {
  return outsideStrings(source, (part) =>
    part
      .replaceAll("!==", "!=")
      .replaceAll("===", "==")
      .replaceAll("<>", "!=")
      .replace(/(?<![=!<>])=(?![=~])/g, "==")
      .replace(/\b(?:and|AND)\b/g, "&&")
      .replace(/\b(?:or|OR)\b/g, "||")
      .replace(/\b(?:not|NOT) (?! )/g, "!")
      .replace(/\bnil\b|\bNone\b/g, "null")
      .replace(/\bTrue\b/g, "true")
      .replace(/\bFalse\b/g, "false"),
  );
}

// Changes the parts of an expression that are no string literals. One that does not end goes to the end.
function outsideStrings(source: string, change: (part: string) => string): string {
  return source
    .split(/("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join("");
}

/** The text of the expression at a path. */
export function sourceOf(loaded: RepairContext["loaded"], path: string): string | undefined {
  const value = findData(loaded.decoded?.data, path);
  return value?.kind === "string" ? value.value : undefined;
}
