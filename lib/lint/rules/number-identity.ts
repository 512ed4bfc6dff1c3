import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import { textOf, walk } from "../../cel/ast.ts";
import { callOf, elementsOf } from "../../cel/shape.ts";
import { findData, findMember } from "../../yaml/data.ts";
import { quoteScalar } from "../../yaml/quote.ts";
import type { LintContext, LintExpression, LintIssuer } from "../context.ts";
import { fixExpression, toFix } from "../edits.ts";
import type { LintFinding, LintFix, LintRule } from "../rule.ts";
import { readOf } from "../tree.ts";

/** Ids that a token has as JSON numbers, where a mapping needs a text. */
export const numberIdentity: LintRule = {
  id: "number-identity",
  title: "An id that is a number",
  explanation:
    "A mapping takes texts. By claim, a number is refused; a sum with a text fails; and `string(claims.uid)` writes a long " +
    "number as `3.14e+15` from 1.34 on. `string(int(claims.uid))` writes all digits on every version. Numbers above 2^53 " +
    "are rounded, so that two ids can become one: prefer an id that is a text.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

function checkIssuer(context: LintContext, issuer: LintIssuer): LintFinding[] {
  const { url } = issuer.jwt.issuer;
  const { token } = context;
  const shown = new Set(token.issuer === url ? token.numbers : []);
  const known = knownNumbers.find(({ issuer: pattern }) => pattern.test(url));
  const whyOf = (claim: string): string | undefined => {
    if (shown.has(claim)) return `${claim} is a number in the token`;
    return known?.claims.includes(claim)
      ? `${claim} ${known.always ? "is" : "can be"} a number in tokens of ${known.title}`
      : undefined;
  };
  return [
    ...checkClaims(context, issuer, whyOf),
    ...issuer.expressions
      .filter(({ role }) => role !== "user-rule")
      .flatMap((expression) => checkExpression(context, expression, whyOf)),
  ];
}

function checkClaims(
  context: LintContext,
  { path, jwt }: LintIssuer,
  whyOf: (claim: string) => string | undefined,
): LintFinding[] {
  const { username, groups, uid } = jwt.claimMappings;
  const fields: [string, string, string][] = [
    ["username", username.claim, username.prefix ?? ""],
    ["groups", groups.claim, groups.prefix ?? ""],
    ["uid", uid.claim, ""],
  ];
  return fields.flatMap(([field, claim, prefix]): LintFinding[] => {
    const why = claim === "" ? undefined : whyOf(claim);
    if (why === undefined) return [];
    const mapping = `${path}.claimMappings.${field}`;
    const fix = toExpression(context, mapping, claim, prefix);
    return [
      {
        severity: "warning",
        path: `${mapping}.claim`,
        span: context.locate(`${mapping}.claim`).span,
        message: `${why}, and ${field}.claim takes a text: the server refuses the token.`,
        ...(fix && { fixes: [fix] }),
      },
    ];
  });
}

// The fields `claim` and `prefix` of a mapping as one expression, if nothing else is between them.
function toExpression(
  context: LintContext,
  path: string,
  claim: string,
  prefix: string,
): LintFix | undefined {
  const mapping = findData(context.data, path);
  if (mapping?.kind !== "object") return undefined;
  const members = mapping.members
    .filter(({ key }) => key === "claim" || key === "prefix")
    .sort((a, b) => a.keySpan.start - b.keySpan.start);
  const [first, last] = [members[0], members.at(-1)];
  if (members.length !== mapping.members.length || first === undefined || last === undefined) {
    return undefined;
  }
  if (findMember(mapping, "claim") === undefined || first.keySpan.start >= last.value.span.end) {
    return undefined;
  }
  if (first !== last) {
    const between = context.text.slice(first.value.span.end, last.keySpan.start);
    if (!/^[\s,]*$/.test(between)) return undefined;
  }
  const isName = /^[A-Za-z_]\w*$/.test(claim);
  const read = isName ? `claims.${claim}` : `claims[${JSON.stringify(claim)}]`;
  const start = prefix === "" ? "" : `${JSON.stringify(prefix)} + `;
  const text = `${start}string(int(${read}))`;
  const has = isName ? `has(${read})` : `claims[?${JSON.stringify(claim)}].hasValue()`;
  // Only groups may be missing.
  const expression = path.endsWith(".groups") ? `${has} ? [${text}] : []` : text;
  const flow = context.text[mapping.span.start] === "{";
  const newText = flow
    ? `"expression": ${JSON.stringify(expression)}`
    : `expression: ${quoteScalar(expression)}`;
  const span = { start: first.keySpan.start, end: last.value.span.end };
  return toFix(context, `Map string(int(${read}))`, [{ span, newText }]);
}

function checkExpression(
  context: LintContext,
  expression: LintExpression,
  whyOf: (claim: string) => string | undefined,
): LintFinding[] {
  const found = new Map<bigint, LintFinding>();
  const report = (
    node: Expr | undefined,
    end: string,
    write: (text: string) => string = (text) => `string(int(${text}))`,
  ) => {
    const read = readOf(node);
    const range = node && expression.rangeOf(node);
    if (node === undefined || read?.kind !== "plain" || range === undefined) return;
    const why = whyOf(read.claim);
    if (why === undefined || found.has(node.id)) return;
    const written = expression.source.slice(range.start, range.end);
    const text = write(written);
    found.set(node.id, {
      severity: "warning",
      path: expression.path,
      span: expression.place.spanOf(range),
      message: `${why}: ${end}.`,
      fixes: [
        fixExpression(context, expression, `Write string(int(${written}))`, [{ ...range, text }]),
      ],
    });
  };
  const isText = (node: Expr | undefined) =>
    textOf(node) !== undefined ||
    (node !== undefined && expression.types.get(node.id)?.kind === "string");
  walk(expression.expr, (node) => {
    const call = callOf(node);
    const [first, second] = call?.args ?? [];
    if (call?.name === "string" && call.target === undefined) {
      report(
        first,
        "from 1.34 on string() writes a long one with an exponent",
        (text) => `int(${text})`,
      );
    }
    if (call?.name === "_+_") {
      const end = 'a sum with a text fails with "no such overload"';
      if (isText(second)) report(first, end);
      if (isText(first)) report(second, end);
    }
  });
  if (expression.role !== "claim-rule") {
    for (const way of waysOf(expression.expr)) report(way, "the mapping needs a text");
  }
  return [...found.values()];
}

// What comes out of an expression, also as an element of a list.
function waysOf(expr: Expr | undefined): readonly (Expr | undefined)[] {
  const call = callOf(expr);
  if (call?.name === "_?_:_") return call.args.slice(1).flatMap(waysOf);
  return elementsOf(expr) ?? [expr];
}

/** Whose tokens have numbers, without a token at hand. */
const knownNumbers: readonly {
  readonly issuer: RegExp;
  readonly title: string;
  readonly claims: readonly string[];
  /** Otherwise some tokens have a text. */
  readonly always: boolean;
}[] = [
  {
    issuer: /^https:\/\/idp(?:-\d+)?\.[^./]+\.ts\.net\/?$/,
    title: "tsidp",
    claims: ["uid", "nid"],
    always: true,
  },
  {
    issuer: /^https:\/\/oidc\.fly\.io\/[^/]+$/,
    title: "Fly.io",
    claims: ["app_id"],
    always: false,
  },
  {
    issuer: /^https:\/\/gitlab\.com$/,
    title: "GitLab",
    claims: ["runner_id"],
    always: true,
  },
  {
    issuer: /^https:\/\/agent\.buildkite\.com$/,
    title: "Buildkite",
    claims: ["build_number"],
    always: true,
  },
];
