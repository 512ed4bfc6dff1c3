import type { JwtAuthenticator } from "../authn/types.ts";
import type { IssuerItem, Population, Rule } from "../catalogue/entry.ts";
import { isOneOf } from "../catalogue/expressions.ts";
import { guards } from "../catalogue/write-item.ts";
import { compileExpression } from "../cel/compile.ts";
import { quoteText } from "../cel/quote-text.ts";
import type { Minor } from "../kube/minor.ts";
import { isSameExpression, writeConditional } from "./conditional.ts";
import { convertGroups, convertRule, convertUid, convertUsername } from "./convert-mapping.ts";

/** An entry for two populations of tokens, and what it is made of. */
export type Merged =
  | {
      readonly kind: "merged";
      readonly entry: JwtAuthenticator;
      /** For each claim rule that was there its index in the entry; undefined if the condition says the same. */
      readonly kept: readonly (number | undefined)[];
      /** For which tokens of the population that was there it is not the same, a sentence each. */
      readonly differences: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** What is merged into an entry. */
export interface MergeInput {
  /** The entry that is there. */
  readonly old: JwtAuthenticator;
  readonly item: IssuerItem;
  readonly population: Population;
  /** Markers of the other populations: rules that say no more than that are left out. */
  readonly otherMarkers: readonly string[];
  /** What every name of the item begins with. */
  readonly prefix: string;
  readonly minor: Minor;
}

/**
 * One entry for the tokens of an entry that is there and those of an item with the same URL: each rule and mapping holds
 * for its own population, told apart by the marker. Audiences are joined, and each population keeps to its own.
 */
export function mergeItem(input: MergeInput): Merged {
  const { old, item, population, minor } = input;
  const { marker } = population;
  const problem = findProblem(input);
  if (problem !== undefined) return { kind: "refused", reason: problem };
  const differences: string[] = [];
  const unwritable: string[] = [];
  const choose: Choose = (yes, no) => {
    const found = writeConditional(marker, yes, no, minor);
    if (found === undefined) unwritable.push(no);
    return found ?? "";
  };
  // Both sides of a condition need one type, and a list and a text have none in common.
  const chooseList: Choose = (yes, no) => {
    const plain = choose(yes, no);
    const { kind } = compileExpression(plain, { minor, variable: "claims" });
    return kind === "compiled" ? plain : choose(`dyn(${yes})`, `dyn(${no})`);
  };
  const username = convertUsername(old.claimMappings.username);
  const groups = convertGroups(old.claimMappings.groups);
  const uid = convertUid(old.claimMappings.uid);
  for (const each of [username, groups, uid]) differences.push(...(each?.differences ?? []));
  const { username: newName, groups: newGroups, uid: newUid, extra = [] } = item.claimMappings;
  const hasGroups = groups.expression !== "[]" || newGroups !== undefined;
  const hasUid = uid !== undefined || newUid !== undefined;
  const audience = audienceRules(old.issuer.audiences, item.issuer.audiences);
  const converted = old.claimValidationRules.map((rule) => toExpression(rule, input));
  const written = converted.filter((rule) => rule !== undefined);
  const oldRules: readonly Rule[] = [
    ...written,
    ...username.rules,
    ...groups.rules,
    ...audience.old,
  ];
  const newRules = [
    ...audience.added,
    ...item.claimValidationRules.filter(
      ({ expression }) => !isSameExpression(expression, marker, minor),
    ),
  ];
  const audiences = [...new Set([...old.issuer.audiences, ...item.issuer.audiences])];
  const entry: JwtAuthenticator = {
    issuer: {
      ...old.issuer,
      audiences,
      audienceMatchPolicy: audiences.length > 1 ? "MatchAny" : old.issuer.audienceMatchPolicy,
    },
    claimValidationRules: [
      ...oldRules.map(({ expression, message }) => ruleOf(choose("true", expression), message)),
      ...newRules.map(({ expression, message }) => ruleOf(choose(expression, "true"), message)),
    ],
    claimMappings: {
      username: mapping(choose(newName.expression, username.expression)),
      groups: hasGroups
        ? mapping(chooseList(newGroups?.expression ?? "[]", groups.expression))
        : old.claimMappings.groups,
      uid: hasUid
        ? {
            claim: "",
            expression: choose(newUid?.expression ?? '""', uid?.expression ?? '""'),
          }
        : old.claimMappings.uid,
      extra: mergeExtra(old.claimMappings.extra, extra, chooseList),
    },
    userValidationRules: mergeUserRules(input, unwritable),
  };
  const [failed] = unwritable;
  if (failed === undefined) {
    const kept = converted.map((rule) => (rule === undefined ? undefined : written.indexOf(rule)));
    return { kind: "merged", entry, kept, differences };
  }
  return {
    kind: "refused",
    reason: `The expression ${JSON.stringify(failed)} of the entry cannot be put into a condition.`,
  };
}

/** A condition: for the tokens of the new population, and for all others. */
type Choose = (yes: string, no: string) => string;

function mapping(expression: string) {
  return { claim: "", prefix: undefined, expression };
}

function ruleOf(expression: string, message: string) {
  return { claim: "", requiredValue: "", expression, message };
}

function findProblem({ old, population, prefix, item, minor }: MergeInput): string | undefined {
  if (old.issuer.url !== item.issuer.url) return "The entry has another URL.";
  const { userValidationRules } = item;
  if (userValidationRules.some((rule) => !isGuard(rule, minor))) {
    return "The new entry has rules about the user, which cannot be told apart by claims.";
  }
  for (const rule of old.claimValidationRules) {
    if (rule.expression !== "" || convertRule(rule.claim, rule.requiredValue) !== undefined)
      continue;
    return `The rule that ${rule.claim} must be empty has no expression with the same meaning.`;
  }
  if (prefix === "") return "The new names have no beginning of their own.";
  return population.marker === "" ? "Nothing tells the two kinds of tokens apart." : undefined;
}

function toExpression(
  { claim, requiredValue, expression, message }: JwtAuthenticator["claimValidationRules"][number],
  { otherMarkers, minor }: MergeInput,
): Rule | undefined {
  if (expression === "") {
    const converted = convertRule(claim, requiredValue) ?? "false";
    return { expression: converted, message: `${claim} must be ${requiredValue}` };
  }
  // What it says is what the condition asks.
  const isMarker = otherMarkers.some((marker) => isSameExpression(marker, expression, minor));
  return isMarker ? undefined : { expression, message };
}

// The client chooses the audience of its token, so each population gets an audience of its own.
function audienceRules(old: readonly string[], added: readonly string[]) {
  const same = old.length === added.length && old.every((each) => added.includes(each));
  const rule = (audiences: readonly string[]) => ({
    expression: `dyn(type(claims.aud) == string ? [claims.aud] : claims.aud).exists(a, ${isOneOf("a", audiences)})`,
    message: "the token is for another audience",
  });
  return same ? { old: [], added: [] } : { old: [rule(old)], added: [rule(added)] };
}

function mergeExtra(
  old: JwtAuthenticator["claimMappings"]["extra"],
  added: readonly { readonly key: string; readonly valueExpression: string }[],
  choose: Choose,
) {
  const keys = [...new Set([...old, ...added].map(({ key }) => key))];
  return keys.map((key) => {
    const [no, yes] = [old, added].map(
      (all) => all.find((each) => each.key === key)?.valueExpression,
    );
    return { key, valueExpression: choose(yes ?? "[]", no ?? "[]") };
  });
}

// Names of the new population begin with its prefix, and the guards hold for all of them. A rule of the entry that is
// no guard is about its own names.
function mergeUserRules({ old, prefix, minor }: MergeInput, unwritable: string[]) {
  return old.userValidationRules.map((rule) => {
    if (isGuard(rule, minor)) return rule;
    const isNew = `user.username.startsWith(${quoteText(prefix)})`;
    const expression = writeConditional(isNew, "true", rule.expression, minor);
    if (expression === undefined) unwritable.push(rule.expression);
    return { ...rule, expression: expression ?? "" };
  });
}

/** Whether a rule about the user keeps names of Kubernetes itself out, and no more. */
export function isGuard({ expression }: { readonly expression: string }, minor: Minor): boolean {
  return guards.some((guard) => isSameExpression(guard.expression, expression, minor));
}
