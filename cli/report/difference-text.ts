import type {
  AskerDifference,
  KeyDifference,
  NameDifference,
  WorkspaceDifference,
} from "../../lib/engine/tests/compare-workspaces.ts";
import type { Outcome } from "../../lib/engine/tests/test-result.ts";
import type { UnknownRole } from "../../lib/rbac/authorize.ts";
import type { ScopeDifference } from "../../lib/rbac/compare-access.ts";
import type { PolicyRule } from "../../lib/rbac/types.ts";
import { showSafely } from "./report.ts";

/** What `diff` found, as it is written. Claim values are masked already unless that was turned off. */
export interface DiffReport extends WorkspaceDifference {
  readonly before: { readonly file: string; readonly version: string };
  readonly after: { readonly file: string; readonly version: string };
  /** Whether anybody gains or loses anything. */
  readonly changed: boolean;
}

/** A difference for people: as plain text, or as Markdown for a pull request. */
export function writeDifferenceText(report: DiffReport, form: "text" | "markdown"): string {
  const { before, after, askers, names, keys, notes } = report;
  const head = `${before.file} on ${before.version} → ${after.file} on ${after.version}`;
  return writeSections(
    head,
    [
      { title: "Notes", lines: notes.map((note) => `  ${note}`) },
      { title: "Who asks", lines: askers.flatMap(describeAsker) },
      { title: "Names that can come out", lines: names.flatMap(describeName) },
      { title: "Keys", lines: keys.flatMap(describeKey) },
    ],
    report.changed
      ? `Access changes: ${count(askers.length, "user")}, ${count(names.length, "name")}, ${count(keys.length, "key")}.`
      : "Nobody gains or loses access.",
    form,
  );
}

/** Sections of lines under titles, those without lines left out; the lines are untrusted. */
export function writeSections(
  head: string,
  all: readonly { readonly title: string; readonly lines: readonly string[] }[],
  last: string,
  form: "text" | "markdown",
): string {
  const sections = all.filter(({ lines }) => lines.length > 0);
  const safe = (lines: readonly string[]) => lines.map(showSafely);
  if (form === "text") {
    const body = sections.flatMap(({ title, lines }) => [title, ...safe(lines)]);
    return `${[showSafely(head), ...body, last].join("\n")}\n`;
  }
  // In a code block names and claims make no link, no mention and no HTML.
  const blocks = sections.map(({ title, lines }) => {
    const text = safe(lines);
    const fence = "`".repeat(Math.max(3, longestRun(text.join("\n")) + 1));
    return `#### ${title}\n\n${fence}diff\n${text.map(atStart).join("\n")}\n${fence}\n`;
  });
  const fence = "`".repeat(longestRun(head) + 1);
  return [`### ${fence} ${showSafely(head)} ${fence}\n`, ...blocks, `${last}\n`].join("\n");
}

// A diff block colours the lines that begin with a sign.
function atStart(line: string): string {
  const trimmed = line.trimStart();
  return /^[+-] /.test(trimmed) ? trimmed : line;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** What changes for an asker, a line each. */
export function describeAsker({
  name,
  before,
  after,
  scopes,
  unknownRoles,
}: AskerDifference): readonly string[] {
  const [was, is] = [describeOutcome(before), describeOutcome(after)];
  return [
    `  ${name}`,
    ...(was === is ? [`    ${is}`] : [`    - ${was}`, `    + ${is}`]),
    ...scopes.flatMap(describeScope),
    ...unknownRoles.map((role) => `    the rules of ${describeRole(role)} are not known`),
  ];
}

function describeOutcome(outcome: Outcome): string {
  const { verdict, user, anonymous, cause, unknowns = [] } = outcome;
  if (user !== undefined) {
    const groups = user.groups.filter((group) => group !== "system:authenticated");
    const paths = anonymous?.kind === "paths" ? `, on ${anonymous.paths.join(", ")} only` : "";
    const uid = user.uid === "" ? "" : `, uid ${user.uid}`;
    const extra = Object.entries(user.extra).map(([key, values]) => `, ${key}=${values.join(",")}`);
    const member = groups.length === 0 ? "" : `, groups ${groups.join(", ")}`;
    return `${verdict} as ${user.username}${member}${uid}${extra.join("")}${paths}`;
  }
  if (cause !== undefined) return `${verdict} (${cause.code}: ${cause.cause})`;
  return unknowns.length === 0 ? verdict : `${verdict} (${unknowns.join("; ")})`;
}

function describeScope(scope: ScopeDifference): readonly string[] {
  const place = scope.namespace === "" ? "in the whole cluster" : `in ${scope.namespace}`;
  return [
    ...scope.lost.map((rule) => `    - ${place}: ${describeRule(rule)}`),
    ...scope.lostRoles.map((role) => `    - ${place}: what ${describeRole(role)} gives`),
    ...scope.gained.map((rule) => `    + ${place}: ${describeRule(rule)}`),
    ...scope.gainedRoles.map((role) => `    + ${place}: what ${describeRole(role)} gives`),
    ...list("    of what is lost, some stays in", scope.keptIn),
    ...list("    of what is gained, some was allowed in", scope.hadIn),
  ];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${title} ${items.join(", ")}`];
}

function describeRule(rule: PolicyRule): string {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const groups = apiGroups.map((group) => (group === "" ? "core" : group)).join(", ");
  const of = resources.length === 0 ? "" : ` of ${groups}`;
  const only = resourceNames.length === 0 ? "" : `, only ${resourceNames.join(", ")}`;
  return `${verbs.join(", ")} ${[...resources, ...nonResourceURLs].join(", ")}${of}${only}`;
}

function describeRole({ kind, namespace, name }: UnknownRole): string {
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

function describeName(difference: NameDifference): readonly string[] {
  const { change, kind, name, url, unknown, bound } = difference;
  const sign = { gained: "+", lost: "-", conditions: "!" }[change];
  const from = url === undefined ? "without a token" : `from ${url}`;
  const why = unknown === undefined ? "" : ` (any name: ${unknown})`;
  return [
    `  ${sign} ${kind} ${JSON.stringify(name)} ${from}${why}`,
    ...conditionsOf(difference),
    ...bound.map((grant) => `      has ${grant}`),
  ];
}

function conditionsOf({ conditions, formerly }: NameDifference): readonly string[] {
  const say = (alternatives: readonly string[]) =>
    alternatives.map((condition) => (condition === "" ? "always" : condition)).join("; or ");
  if (formerly === undefined) {
    return conditions.every((condition) => condition === "") ? [] : [`      if ${say(conditions)}`];
  }
  return [`      - if ${say(formerly)}`, `      + if ${say(conditions)}`];
}

function describeKey({ issuer, id, before, after }: KeyDifference): readonly string[] {
  const reason = after.reason === "" ? "" : `: ${after.reason}`;
  return [`  ! ${id} of ${issuer}: ${before.kind} → ${after.kind}${reason}`];
}
