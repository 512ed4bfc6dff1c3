import type { LoadedConfiguration } from "../authn/load.ts";
import { describePattern } from "../authn/names/describe.ts";
import { type IssuerNames, type NamePattern, namesOf } from "../authn/names/names.ts";
import { code, type Markdown, markdown, prose } from "../export/markdown.ts";
import type { ReviewDifference } from "../export/review-facts.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import type { Policy } from "../rbac/types.ts";
import { conditionWords } from "./condition-words.ts";
import { leastWays, loginWaysOf } from "./login-conditions.ts";
import { findNameRisks } from "./name-risks.ts";

/** One of the two versions of the documents that are compared. */
export interface ReviewSide {
  readonly loaded: LoadedConfiguration;
  /** The visitor's documents, without the defaults. */
  readonly own: Policy;
  readonly authorizer: Authorizer;
}

/**
 * What the edited documents give and take against those that run: names that can come out, bindings, and who can get the
 * bound names. A line that both have is in neither list.
 */
export function compareReviews(running: ReviewSide, edited: ReviewSide): ReviewDifference {
  const before = listLines(running);
  const after = listLines(edited);
  const unreadable =
    running.loaded.compiled === undefined
      ? markdown`The API server does not load the configuration that is said to run, so what it gives is not known.`
      : edited.loaded.compiled === undefined
        ? markdown`The API server does not load the edited configuration: a running server keeps the old one, and none starts with it.`
        : undefined;
  return {
    ...(unreadable !== undefined && { unknown: unreadable }),
    gives: after.filter((line) => !before.includes(line)),
    takes: before.filter((line) => !after.includes(line)),
  };
}

function listLines({ loaded, own, authorizer }: ReviewSide): Markdown[] {
  const { risks } = findNameRisks(loaded, own, authorizer);
  const obtained = risks.map(
    ({ severity, subject, binding, who, conditions }) =>
      markdown`**${prose(severity)}** ${code(who)}${conditionWords(conditions)} can get ${code(subject.kind)} ${code(subject.name)}, which has ${code(binding.roleRef.kind)} ${code(binding.roleRef.name)} by ${code(binding.kind)} ${code(binding.name)}`,
  );
  return [...new Set([...obtained, ...listBindings(own), ...listNames(loaded)])];
}

function listBindings({ bindings }: Policy): Markdown[] {
  return bindings
    .filter(({ origin }) => origin.kind !== "default")
    .flatMap(({ kind, name, namespace, roleRef, subjects }) => {
      const place =
        namespace === "" ? markdown`in the whole cluster` : markdown`in ${code(namespace)}`;
      return subjects.map(
        (subject) =>
          markdown`${code(kind)} ${code(name)}: ${code(roleRef.kind)} ${code(roleRef.name)} ${place} to ${code(subject.kind)} ${code(subject.name)}`,
      );
    });
}

function listNames(loaded: LoadedConfiguration): Markdown[] {
  return namesOf(loaded).flatMap((issuer) =>
    issuer.admits.length === 0
      ? []
      : [
          ...issuer.username.patterns.map((one) => nameLine(markdown`user names`, one, issuer)),
          ...issuer.groups.patterns.map((one) => nameLine(markdown`groups`, one, issuer)),
        ],
  );
}

function nameLine(what: Markdown, pattern: NamePattern, issuer: IssuerNames): Markdown {
  const ways = leastWays(loginWaysOf(issuer, pattern));
  return markdown`${what} ${code(describePattern(pattern))} from ${code(issuer.url)}${conditionWords(ways)}`;
}
