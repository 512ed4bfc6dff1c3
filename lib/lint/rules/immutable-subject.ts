import type { Expr } from "@bufbuild/cel-spec/cel/expr/syntax_pb.js";
import type { FieldNames } from "../../authn/names/names.ts";
import { textOf, walk } from "../../cel/ast.ts";
import { callOf, elementsOf } from "../../cel/shape.ts";
import type { TextEdit } from "../../yaml/edit.ts";
import type { LintContext, LintExpression, LintIssuer, LintRole } from "../context.ts";
import { rewriteRule } from "../edits.ts";
import {
  hasImmutableSubjects,
  immutableSince,
  type OldSubject,
  pinsOldSubject,
  readOldSubject,
} from "../immutable-subject.ts";
import type { LintFinding, LintFix, LintRule } from "../rule.ts";

/** Rules and mappings that only GitHub's old subjects fit. */
export const immutableSubject: LintRule = {
  id: "immutable-subject",
  title: "A GitHub subject without ids",
  explanation:
    "A repository that was created, renamed or transferred after 15 July 2026 has the ids of owner and repository in " +
    "its subject: `repo:acme@123/app@456:…`. Others can opt in. A rule for `repo:acme/app:…` refuses those. " +
    "`repository_id` stays the same in both forms, and through a change of the name.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

/** A place that compares with an old subject. */
interface Site {
  readonly path: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly texts: readonly string[];
  /** What shall be there instead; undefined if it cannot be written anew. */
  edits(
    condition: (texts: readonly string[], read: string, whole: boolean) => string | undefined,
  ): readonly TextEdit[] | undefined;
  readonly user: boolean;
}

function checkIssuer(context: LintContext, issuer: LintIssuer): LintFinding[] {
  if (!hasImmutableSubjects(issuer.jwt.issuer.url)) return [];
  const { admits, username, groups } = issuer.names;
  const hint = "Compare repository_id, which both forms have, or take both forms of the subject.";
  if (admits.length > 0 && admits.every(pinsOldSubject)) {
    const sites = [
      ...findRules(context, issuer),
      ...findSites(issuer, ["claim-rule", "user-rule", "username"]),
    ];
    const [first] = sites;
    if (first === undefined) return [];
    const message = `This refuses every repository created, renamed or transferred after ${immutableSince}: its subject has ids, as in repo:OWNER@123/REPOSITORY@456.`;
    return [makeFinding(first, message, hint, makeFixes(context, issuer, sites))];
  }
  return [
    ...checkNames(context, issuer, "username", username, hint),
    ...checkNames(context, issuer, "groups", groups, hint),
  ];
}

// Names that come out for old subjects only.
function checkNames(
  context: LintContext,
  issuer: LintIssuer,
  role: "username" | "groups",
  { patterns }: FieldNames,
  hint: string,
): LintFinding[] {
  const byName = new Map<string, boolean>();
  for (const { parts, when } of patterns) {
    const key = JSON.stringify(parts);
    byName.set(key, (byName.get(key) ?? true) && pinsOldSubject(when));
  }
  const [first, ...more] = findSites(issuer, [role]);
  if (first === undefined || ![...byName.values()].includes(true)) return [];
  const what = role === "username" ? "user name" : "group";
  const message = `No repository created, renamed or transferred after ${immutableSince} gets this ${what}: its subject has ids, as in repo:OWNER@123/REPOSITORY@456.`;
  return [makeFinding(first, message, hint, makeFixes(context, issuer, [first, ...more]))];
}

function makeFinding(
  { path, span }: Site,
  message: string,
  hint: string,
  fixes: readonly LintFix[],
): LintFinding {
  return { severity: "warning", path, span, message, hint, ...(fixes.length > 0 && { fixes }) };
}

function makeFixes(
  context: LintContext,
  issuer: LintIssuer,
  sites: readonly Site[],
): readonly LintFix[] {
  const make = (title: string, condition: Parameters<Site["edits"]>[0]): LintFix[] => {
    const edits = sites.map((site) => site.edits(condition));
    if (edits.some((each) => each === undefined)) return [];
    const { document } = context;
    return [
      { title, edits: edits.flatMap((each) => each ?? []).map((edit) => ({ document, ...edit })) },
    ];
  };
  const { repository, issuer: from } = context.token;
  const known = from === issuer.jwt.issuer.url ? repository : undefined;
  const byId =
    known === undefined || sites.some(({ user }) => user)
      ? []
      : make(`Compare repository_id, which is ${known.id} in the token`, (texts, read, whole) => {
          const all = texts.map(readOldSubject);
          const same = all.every(
            (each) => each?.owner === known.owner && each.name === known.name && each.after !== "",
          );
          if (!same) return undefined;
          const rests = all.map((each) => escapePattern(each?.after ?? ""));
          const pattern = joinPatterns(rests, whole, "repo:[^:]+");
          if (rests.includes(undefined) || pattern === undefined) return undefined;
          return `claims.repository_id == "${known.id}" && ${read}.matches(${pattern})`;
        });
  return [
    ...byId,
    ...make("Take subjects with ids as well", (texts, read, whole) => {
      const all = texts.map((text) => joinPatterns([patternOf(text, known)], whole, ""));
      if (all.includes(undefined)) return undefined;
      return all.map((pattern) => `${read}.matches(${pattern})`).join(" || ");
    }),
  ];
}

function patternOf(text: string, known: LintContext["token"]["repository"]): string | undefined {
  const subject = readOldSubject(text);
  if (subject === undefined) return escapePattern(text);
  const { owner, name, before, after } = subject;
  const isOwner = owner === known?.owner;
  const id = (of: string | undefined) => (of === undefined ? "(@[0-9]+)?" : `(@${of})?`);
  const ownerId = id(isOwner ? known?.ownerId : undefined);
  const repositoryId =
    after === "" ? "" : id(isOwner && name === known?.name ? known.id : undefined);
  const pieces = [before, `repo:${owner}`, name, after].map(escapePattern);
  if (pieces.includes(undefined)) return undefined;
  const [start, head, tail, rest] = pieces;
  return `${start}${head}${ownerId}/${tail}${repositoryId}${rest}`;
}

function joinPatterns(
  patterns: readonly (string | undefined)[],
  whole: boolean,
  before: string,
): string | undefined {
  if (patterns.includes(undefined)) return undefined;
  const [only = "", ...more] = patterns;
  const all = more.length === 0 ? only : `(?:${patterns.join("|")})`;
  return `"^${before}${all}${whole ? "$" : ""}"`;
}

// For a pattern inside of a CEL literal: what would need a backslash is put into brackets.
function escapePattern(text: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(text) || /["'\\^[\]]/.test(text)) return undefined;
  return text.replace(/[.*+?(){}|$]/g, "[$&]");
}

function findRules(context: LintContext, { path, jwt }: LintIssuer): readonly Site[] {
  return jwt.claimValidationRules.flatMap(({ claim, requiredValue }, i): Site[] => {
    if (claim !== "sub" || readOldSubject(requiredValue)?.before !== "") return [];
    const rule = `${path}.claimValidationRules[${i}]`;
    return [
      {
        path: `${rule}.requiredValue`,
        span: context.locate(`${rule}.requiredValue`).span,
        texts: [requiredValue],
        user: false,
        edits: (condition) => {
          const expression = condition([requiredValue], "claims.sub", true);
          const message = "the subject is of another repository";
          return expression === undefined
            ? undefined
            : rewriteRule(context, rule, expression, message);
        },
      },
    ];
  });
}

function findSites(issuer: LintIssuer, roles: readonly LintRole[]): readonly Site[] {
  const { expressions } = issuer;
  return expressions
    .filter(({ role }) => roles.includes(role))
    .flatMap((expression) => {
      const found: Site[] = [];
      walk(expression.expr, (node) => {
        const site = siteOf(expression, node);
        if (site !== undefined) found.push(site);
      });
      return found;
    });
}

function siteOf(expression: LintExpression, node: Expr): Site | undefined {
  const compared = comparisonOf(node);
  const range = expression.rangeOf(node);
  if (compared === undefined || range === undefined) return undefined;
  const { subject, texts, whole, pattern } = compared;
  const user = expression.role === "user-rule";
  const fits = (old: OldSubject | undefined) => old !== undefined && (user || old.before === "");
  if (!texts.some((text) => fits(readOldSubject(text)))) return undefined;
  const read = expression.rangeOf(subject);
  return {
    path: expression.path,
    span: expression.place.spanOf(range),
    texts,
    user,
    edits: (condition) => {
      if (pattern || read === undefined) return undefined;
      const next = condition(texts, expression.source.slice(read.start, read.end), whole);
      // These bind less tightly than what may be around.
      const text = next !== undefined && / && | [|]{2} /.test(next) ? `(${next})` : next;
      return text === undefined ? undefined : expression.place.edit([{ ...range, text }]);
    },
  };
}

interface Comparison {
  readonly subject: Expr;
  readonly texts: readonly string[];
  readonly whole: boolean;
  readonly pattern?: true;
}

function comparisonOf(node: Expr): Comparison | undefined {
  const call = callOf(node);
  const [first, second] = call?.args ?? [];
  const text = textOf(first);
  switch (call?.name) {
    case "_==_": {
      const right = textOf(second);
      if (right !== undefined && first) return { subject: first, texts: [right], whole: true };
      return text === undefined || !second
        ? undefined
        : { subject: second, texts: [text], whole: true };
    }
    case "@in": {
      const texts = elementsOf(second)?.map(textOf) ?? [];
      const known = texts.filter((each) => each !== undefined);
      return first === undefined || known.length < texts.length
        ? undefined
        : { subject: first, texts: known, whole: true };
    }
    case "startsWith":
      return call.target === undefined || text === undefined
        ? undefined
        : { subject: call.target, texts: [text], whole: false };
    case "matches":
      return call.target === undefined || text === undefined
        ? undefined
        : {
            subject: call.target,
            texts: [text.slice(text.startsWith("^") ? 1 : 0)],
            whole: false,
            pattern: true,
          };
    default:
      return undefined;
  }
}
