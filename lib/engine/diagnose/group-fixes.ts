import type { LoadedConfiguration } from "../../authn/load.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Claims } from "../../explain/causes/verdict.ts";
import { readExpression } from "../../explain/claim-paths.ts";
import { similarClaims } from "../../explain/fixes/claim-names.ts";
import { makeFix, objectAt } from "../../explain/fixes/fix-context.ts";
import { toExpression } from "../../explain/fixes/mapping-fixes.ts";
import { isListClaim } from "../../lint/list-claims.ts";
import type { Policy } from "../../rbac/types.ts";
import type { Authentication } from "../../token/trace.ts";
import { findMember } from "../../yaml/data.ts";
import { insertMember, replaceScalar } from "../../yaml/edit.ts";

/** The index of the issuer that takes the token, if one does. */
export function findIssuer({ decidedBy, issuers }: Authentication): number | undefined {
  return (
    decidedBy ?? issuers.find(({ verdict }) => verdict === "passed" || verdict === "unknown")?.index
  );
}

/** A configuration whose issuer, by index, takes a token, and the bindings that name who comes out. */
export interface MappingQuestion {
  readonly text: string;
  /** Of the text. */
  readonly loaded: LoadedConfiguration;
  readonly issuer: number;
  readonly claims: Claims;
  readonly policy: Policy;
}

/**
 * Fixes that give a user groups that the token holds and the configuration does not read: the mapped claim is absent and
 * a similar one is there, the claim is one text with commas, or no groups are mapped at all. Only if a binding names what
 * would come out.
 */
export function listGroupFixes({
  text,
  loaded,
  issuer,
  claims,
  policy,
}: MappingQuestion): readonly Fix[] {
  const root = loaded.decoded?.data;
  const mappings = objectAt(root, `jwt[${issuer}].claimMappings`);
  const jwt = loaded.decoded?.configuration.jwt[issuer];
  if (mappings === undefined || jwt === undefined) return [];
  const wanted = groupsOf(policy);
  if (wanted.length === 0) return [];
  const path = `jwt[${issuer}].claimMappings.groups`;
  const { claim, prefix = "", expression } = jwt.claimMappings.groups;
  const candidates = listCandidates(claims);
  const fixes: (Fix | undefined)[] = [];
  if (claim === "" && expression === "") {
    for (const { path: found, values } of candidates) {
      for (const added of prefixesFor(values, wanted)) {
        const name = found.join(".");
        const title = `Map groups from the claim ${name}${added === "" ? "" : ` with the prefix ${added}`}`;
        const [single] = found;
        const value =
          found.length === 1 && single !== undefined
            ? { claim: single, prefix: added }
            : { expression: withPrefix(`dyn(${readExpression(found)})`, added) };
        const edit = insertMember(text, mappings, "groups", value);
        fixes.push(makeFix(`groups/${name}/${added}`, title, [edit]));
      }
    }
  } else if (claim !== "") {
    const mapping = objectAt(root, path);
    const written = findMember(mapping, "claim")?.value;
    if (mapping === undefined || written?.kind !== "string") return [];
    const value = claims[claim];
    if (!Object.hasOwn(claims, claim)) {
      const similar = similarClaims(claims, claim).map(({ path: found }) => found.join("."));
      const chosen = candidates.filter(
        ({ path: found, values }) =>
          similar.includes(found.join(".")) || namesAny(values, prefix, wanted),
      );
      for (const { path: found } of chosen) {
        const single = found.at(-1);
        const name = found.join(".");
        const title =
          name === claim
            ? `Read ${single} inside of the claim ${found.slice(0, -1).join(".")} with an expression: the field claim does not look inside of a claim`
            : `Read groups from the claim ${name} instead of ${claim}, which this token does not have`;
        const edits =
          found.length === 1 && single !== undefined
            ? [replaceScalar(text, written.span, single)]
            : toExpression({ text, root }, path, mapping, readExpression(found));
        fixes.push(makeFix(`groups/${name}`, title, edits));
      }
    } else if (typeof value === "string" && /[,; ]/.test(value)) {
      const separator = /[,;]/.exec(value)?.[0] ?? " ";
      const read = readExpression([claim]);
      const literal = JSON.stringify(separator);
      const split = `${read}.split(${literal}).map(g, ${prefix === "" ? "g.trim()" : `${JSON.stringify(prefix)} + g.trim()`})`;
      const guarded = `has(${read}) ? ${split} : []`;
      const title = `Split the claim ${claim} at “${separator}”`;
      const edits = toExpression({ text, root }, path, mapping, guarded, "");
      fixes.push(makeFix(`groups/split/${claim}`, title, edits));
    }
  }
  return fixes.filter((fix) => fix !== undefined).slice(0, most);
}

const most = 6;

interface Candidate {
  readonly path: readonly string[];
  readonly values: readonly string[];
}

// Claims that hold lists of texts, or one text where a list of groups is expected; nested ones too.
function listCandidates(claims: Claims, prefix: readonly string[] = []): readonly Candidate[] {
  return Object.entries(claims).flatMap(([name, value]): readonly Candidate[] => {
    const path = [...prefix, name];
    if (prefix.length === 0 && ["iss", "aud", "sub", "amr", "acr"].includes(name)) return [];
    if (Array.isArray(value)) {
      const values = value.filter((each) => typeof each === "string");
      return values.length > 0 && values.length === value.length ? [{ path, values }] : [];
    }
    if (typeof value === "string") {
      return prefix.length === 0 && isListClaim(name) && value !== ""
        ? [{ path, values: [value] }]
        : [];
    }
    return typeof value === "object" && value !== null && path.length < 4
      ? listCandidates(value as Claims, path)
      : [];
  });
}

function groupsOf(policy: Policy): readonly string[] {
  const names = policy.bindings
    .filter(({ origin }) => origin.kind !== "default")
    .flatMap(({ subjects }) => subjects)
    .filter(({ kind }) => kind === "Group")
    .map(({ name }) => name);
  return [...new Set(names)];
}

// Prefixes with which some value is a name that a binding has, the shortest first.
function prefixesFor(values: readonly string[], wanted: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const value of values) {
    for (const name of wanted) {
      if (!name.endsWith(value)) continue;
      const prefix = name.slice(0, name.length - value.length);
      // A prefix ends with a separator: otherwise the value is only the end of another word.
      if (prefix === "" || /[^A-Za-z0-9]$/.test(prefix)) found.add(prefix);
    }
  }
  return [...found]
    .filter((prefix) => !prefix.startsWith("system:"))
    .sort((a, b) => a.length - b.length);
}

function namesAny(values: readonly string[], prefix: string, wanted: readonly string[]): boolean {
  return values.some((value) => wanted.includes(prefix + value));
}

function withPrefix(list: string, prefix: string): string {
  return prefix === "" ? `${list}.map(g, g)` : `${list}.map(g, ${JSON.stringify(prefix)} + g)`;
}
