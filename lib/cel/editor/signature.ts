import type { Span } from "../../source/span.ts";
import { environmentFor } from "../environment.ts";
import { lex } from "../parser/lexer.ts";
import { type Token, tokenTypes as t } from "../parser/token.ts";
import type { CelEnvironment } from "../program.ts";
import { formatSignature } from "../reference.ts";
import { formatType } from "../types.ts";

/** The call whose arguments are being typed. All of it is plain text. */
export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  /** The first signature that has an argument at the cursor. */
  readonly active: number;
  /** From 0; may be beyond the last parameter. */
  readonly argument: number;
}

/** One way to call a function. */
export interface Signature {
  /** "string.split(string, int) -> list(string)" */
  readonly label: string;
  /** Where in the label the parameters are, without the receiver. */
  readonly parameters: readonly Span[];
  readonly doc: string;
}

/** What is called around an offset (UTF-16) of an expression that is being typed, with its overloads and macros. */
export function findSignatures(
  source: string,
  offset: number,
  environment: CelEnvironment,
): SignatureHelp | undefined {
  const { tokens } = lex(source, true);
  const call = findCall(
    tokens.filter(({ start, type }) => start < offset && type !== t.EOF),
    offset,
  );
  if (call === undefined) return undefined;
  const { at, argument } = call;
  const signatures = signaturesOf(source, tokens, at, environment);
  if (signatures.length === 0) return undefined;
  const active = signatures.findIndex(({ parameters }) => parameters.length > argument);
  return { signatures, active: Math.max(active, 0), argument };
}

// The name in front of the innermost parenthesis that is open, and how many commas are behind that.
function findCall(
  tokens: readonly Token[],
  offset: number,
): { readonly at: number; readonly argument: number } | undefined {
  let depth = 0;
  let argument = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const { type, end } = tokens[at] as Token;
    // Inside of a token at the cursor nothing is closed yet.
    if (end > offset) continue;
    if (type === t.RPAREN || type === t.RBRACKET || type === t.RBRACE) depth += 1;
    else if (type === t.LPAREN || type === t.LBRACKET || type === t.LBRACE) {
      if (depth > 0) depth -= 1;
      else if (type !== t.LPAREN) argument = 0;
      else if (tokens[at - 1]?.type === t.IDENTIFIER) return { at: at - 1, argument };
      else argument = 0;
    } else if (type === t.COMMA && depth === 0) argument += 1;
  }
  return undefined;
}

function signaturesOf(
  source: string,
  tokens: readonly Token[],
  at: number,
  environment: CelEnvironment,
): readonly Signature[] {
  const { functions, macros } = environmentFor(environment);
  const token = tokens[at] as Token;
  const name = source.slice(token.start, token.end);
  const isReceiver = tokens[at - 1]?.type === t.DOT;
  const owner = tokens[at - 2];
  const qualified =
    isReceiver && owner?.type === t.IDENTIFIER
      ? functions.get(`${source.slice(owner.start, owner.end)}.${name}`)
      : undefined;
  const found = qualified ?? functions.get(name);
  const style = isReceiver && qualified === undefined ? "receiver" : "global";
  const overloads = found?.overloads.filter((overload) => overload.style === style) ?? [];
  return [
    ...macros
      .filter((macro) => macro.name === name && (macro.style === "receiver") === isReceiver)
      .flatMap(({ usage, doc }) =>
        usage.split(" or ").map((label) => ({ label, parameters: findParameters(label), doc })),
      ),
    ...overloads.map((overload) => {
      const label = formatSignature(found?.name ?? name, overload);
      const types = overload.parameters.slice(style === "receiver" ? 1 : 0).map(formatType);
      const called = `${found?.name ?? name}(`;
      const from = label.lastIndexOf(called) + called.length;
      return { label, parameters: locate(label, types, from), doc: found?.declaration.doc ?? "" };
    }),
  ];
}

// "list.map(x, transform)": the names between the parentheses.
function findParameters(usage: string): readonly Span[] {
  const open = usage.indexOf("(") + 1;
  const close = usage.lastIndexOf(")");
  const names = usage.slice(open, close).split(", ");
  return locate(usage, names, open);
}

// The parts one after the other, from an offset of the label.
function locate(label: string, parts: readonly string[], from: number): readonly Span[] {
  let at = from;
  return parts.map((part) => {
    const start = label.indexOf(part, at);
    at = start + part.length;
    return { start, end: at };
  });
}
