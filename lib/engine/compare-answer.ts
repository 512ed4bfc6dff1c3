import { explainText } from "../explain/explain-text.ts";
import type { NamedUser } from "../explain/explanation.ts";
import type { UserInfo } from "../kube/user-info.ts";

/** How a user that a cluster named differs from the one that was worked out here. Its texts are untrusted. */
export type AnswerComparison =
  | { readonly kind: "equal" }
  /** A line for each part that differs. */
  | { readonly kind: "differs"; readonly lines: readonly string[] }
  | { readonly kind: "unreadable"; readonly message: string };

/**
 * Compares the output of `kubectl auth whoami` (a table, YAML or JSON), a SelfSubjectReview or a TokenReview with a user:
 * name, UID, groups and extra. Groups and values are compared as sets, as the server's order means nothing. Undefined
 * without a text.
 */
export function compareAnswer(text: string, user: UserInfo): AnswerComparison | undefined {
  if (text.trim() === "") return undefined;
  const named = explainText(text)?.user;
  if (named === undefined) {
    return {
      kind: "unreadable",
      message:
        "This is not the output of kubectl auth whoami, a SelfSubjectReview or a TokenReview.",
    };
  }
  const lines = [
    ...compareTexts("Username", named.username, user.username),
    ...compareTexts("UID", named.uid ?? "", user.uid),
    ...compareSets("Groups", named.groups ?? [], user.groups),
    ...compareExtra(named, user),
  ];
  return lines.length === 0 ? { kind: "equal" } : { kind: "differs", lines };
}

function compareTexts(name: string, theirs: string, ours: string): string[] {
  if (theirs === ours) return [];
  return [
    `${name}: the cluster says ${JSON.stringify(theirs)}, here it is ${JSON.stringify(ours)}.`,
  ];
}

function compareSets(name: string, theirs: readonly string[], ours: readonly string[]): string[] {
  const only = (a: readonly string[], b: readonly string[]) =>
    [...new Set(a)].filter((one) => !b.includes(one)).map((one) => JSON.stringify(one));
  const cluster = only(theirs, ours);
  const here = only(ours, theirs);
  return [
    ...(cluster.length === 0 ? [] : [`${name}: only the cluster has ${cluster.join(", ")}.`]),
    ...(here.length === 0 ? [] : [`${name}: only this user has ${here.join(", ")}.`]),
  ];
}

function compareExtra(named: NamedUser, user: UserInfo): string[] {
  const keys = new Set([...Object.keys(named.extra ?? {}), ...Object.keys(user.extra)]);
  return [...keys].flatMap((key) => {
    const own = (extra: UserInfo["extra"] | undefined) =>
      extra !== undefined && Object.hasOwn(extra, key) ? (extra[key] ?? []) : [];
    return compareSets(`Extra ${key}`, own(named.extra), own(user.extra));
  });
}
