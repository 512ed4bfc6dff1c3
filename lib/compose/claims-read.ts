import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { JwtAuthenticator } from "../authn/types.ts";
import { nameOf, textOf, walk } from "../cel/ast.ts";
import { parseExpression } from "../cel/parser/parse.ts";
import type { Minor } from "../kube/minor.ts";

/** The claims that an entry reads, each with the texts that the same expression or rule compares. */
export type ClaimsRead = ReadonlyMap<string, ReadonlySet<string>>;

/** What an entry reads of a token, beside iss, aud and the times. */
export function readsOf(entry: JwtAuthenticator, minor: Minor): ClaimsRead {
  const found = new Map<string, Set<string>>();
  const add = (claims: Iterable<string>, texts: Iterable<string>) => {
    for (const claim of claims) {
      if (standard.has(claim)) continue;
      const known = found.get(claim) ?? new Set<string>();
      for (const text of texts) known.add(text);
      found.set(claim, known);
    }
  };
  const { username, groups, uid, extra } = entry.claimMappings;
  for (const { claim } of [username, groups, uid]) if (claim !== "") add([claim], []);
  if (username.claim === "email") add(["email_verified"], []);
  for (const { claim, requiredValue } of entry.claimValidationRules) {
    if (claim !== "") add([claim], [requiredValue]);
  }
  const sources = [
    ...[username, groups, uid, ...entry.claimValidationRules].map(({ expression }) => expression),
    ...extra.map(({ valueExpression }) => valueExpression),
  ];
  for (const source of sources) {
    const { claims, texts } = readExpression(source, minor);
    for (const claim of claims) texts.delete(claim);
    add(claims, texts);
  }
  return found;
}

/** The claims that an expression reads, and the texts in it. */
export function readExpression(source: string, minor: Minor) {
  const claims = new Set<string>();
  const texts = new Set<string>();
  const parsed = parseExpression(source, { minor });
  if (parsed.kind !== "parsed") return { claims, texts };
  walk(parsed.expr, (expr) => {
    const text = textOf(expr);
    if (text !== undefined) texts.add(text);
    const claim = claimOf(expr);
    if (claim !== undefined) claims.add(claim);
  });
  return { claims, texts };
}

// claims.x, has(claims.x), claims.?x, claims["x"], claims[?"x"]
function claimOf({ exprKind }: Expr): string | undefined {
  if (exprKind.case === "selectExpr") {
    return nameOf(exprKind.value.operand) === "claims" ? exprKind.value.field : undefined;
  }
  if (exprKind.case !== "callExpr" || !selects.has(exprKind.value.function)) return undefined;
  const [operand, field] = exprKind.value.args;
  return nameOf(operand) === "claims" ? textOf(field) : undefined;
}

const selects = new Set(["_?._", "_[_]", "_[?_]"]);
const standard = new Set(["iss", "aud", "exp", "iat", "nbf"]);
