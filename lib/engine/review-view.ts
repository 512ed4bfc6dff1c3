import type { LoadedConfiguration } from "../authn/load.ts";
import { describePattern } from "../authn/names/describe.ts";
import { fieldOfSubject, findGivers, literalOf, readPattern } from "../authn/names/match.ts";
import {
  type IssuerNames,
  type NamePattern,
  type NamesByIssuer,
  namesOf,
} from "../authn/names/names.ts";
import { unknownReasonOf } from "../authn/names/text.ts";
import type { Minor } from "../kube/minor.ts";
import type { ApiResource } from "../rbac/api-resources.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import type { Binding, Policy } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";
import { readAnonymousAccess } from "../token/anonymous.ts";
import { answerWho, type WhoAnswerView, type WhoView } from "./answer-view.ts";
import type { GrantView } from "./grant-view.ts";
import { joinWays, loginWaysOf } from "./login-conditions.ts";
import { type RisksView, viewRisks } from "./risks-view.ts";

/** Who could get in and who may do what, without a token. Texts are untrusted: they hold names. */
export interface ReviewView {
  /** Why something of the rest may be missing or wrong: sentences. */
  readonly notes: readonly string[];
  /** The names that come out, by issuer in the order of the file, users before groups; requests without a token last. */
  readonly entries: readonly EntryView[];
  /** Entries beyond the limit. */
  readonly moreEntries: number;
  /** Who may do what is asked, in any namespace if the question names none. */
  readonly answer?: ReviewAnswer;
  /** Who could get the bound names; without escalations, which are a user's. */
  readonly risks: RisksView;
  /** Ways to give access to a name; only if they are asked for. */
  readonly grant?: GrantView;
}

/** A name, or names of one form, that one issuer can give. */
export interface EntryView {
  /** The issuer's URL; undefined for requests without a token. */
  readonly url?: string;
  readonly kind: "User" | "Group";
  /** `gha:{repository_id}`: a claim's value in braces. */
  readonly name: string;
  /** Why the analysis does not follow how the name is made: any name could come out. */
  readonly unknown?: string;
  /** What a token with the name must have, all of it, besides what `always` of the risks says. */
  readonly conditions: readonly string[];
  /** What the bindings of the visitor's documents give to such names: `ClusterRole "view" to User "gha:1"`. */
  readonly bound: readonly string[];
  /** The mapping in the configuration. */
  readonly place?: { readonly path: string; readonly span: Span };
}

/** Who may do something, with the issuers that can give each name. */
export type ReviewAnswer =
  | Extract<WhoAnswerView, { kind: "unreadable" }>
  | (Omit<Extract<WhoAnswerView, { kind: "who" }>, "who"> & {
      readonly who: Omit<WhoView, "subjects"> & { readonly subjects: readonly ReviewSubject[] };
    });

/** A subject that may do something. */
export type ReviewSubject = WhoView["subjects"][number] & {
  /**
   * URLs of the issuers that can give the name, "perhaps" before one that is not followed; empty if none can, undefined
   * if the configuration cannot be read.
   */
  readonly from: readonly string[] | undefined;
};

/** What a review is made from. */
export interface ReviewContext {
  readonly authorizer: Authorizer;
  readonly resources: readonly ApiResource[];
  /** The visitor's documents, without the defaults. */
  readonly own: Policy;
  /** The bindings document. */
  readonly bindings: string;
  /** The configuration, and what came of it. */
  readonly text: string;
  readonly loaded: LoadedConfiguration;
  readonly question: string;
  readonly minor: Minor;
}

const entryLimit = 400;
const boundLimit = 5;

/** Answers what needs no user. What the analysis of names does not know is said as unknown. */
export function viewReview(context: ReviewContext): ReviewView {
  const { loaded, question } = context;
  const names = namesOf(loaded);
  const entries = listEntries(context);
  const answer = answerWho(question, context);
  return {
    notes: listNotes(context, names),
    entries: entries.slice(0, entryLimit),
    moreEntries: Math.max(entries.length - entryLimit, 0),
    ...(answer && { answer: addIssuers(answer, loaded.decoded && names) }),
    risks: viewRisks({ ...context, user: undefined }),
  };
}

function listNotes({ loaded, text }: ReviewContext, names: NamesByIssuer): string[] {
  const { decoded, compiled } = loaded;
  if (text.trim() === "") {
    return ["There is no configuration yet, so who could get in is unknown."];
  }
  if (decoded === undefined) {
    return ["The configuration cannot be read, so who could get in is unknown."];
  }
  const shut = names.filter(({ admits }) => admits.length === 0);
  return [
    ...(compiled === undefined
      ? [
          "kube-apiserver does not load this configuration. The names are those of its mappings as written.",
        ]
      : []),
    ...shut.map(
      ({ url }) => `No token of ${url} gets in: its rules or its user name cannot be fulfilled.`,
    ),
  ];
}

/** The names that come out of a configuration, without a limit; none of one that cannot be read. */
export function listEntries(
  context: Pick<ReviewContext, "loaded" | "own" | "minor">,
): readonly EntryView[] {
  const { loaded, own } = context;
  return [
    ...namesOf(loaded).flatMap((issuer) => listIssuerEntries(issuer, own, loaded)),
    ...anonymousEntries(context),
  ];
}

function listIssuerEntries(
  issuer: IssuerNames,
  own: Policy,
  { decoded }: LoadedConfiguration,
): readonly EntryView[] {
  if (issuer.admits.length === 0) return [];
  return (["username", "groups"] as const).flatMap((field) => {
    const { path, patterns } = issuer[field];
    const span = decoded?.locate(path).span ?? { start: 0, end: 0 };
    const entries = new Map<string, EntryView>();
    for (const pattern of patterns) {
      const name = describePattern(pattern);
      const conditions = joinWays(loginWaysOf(issuer, pattern));
      const key = JSON.stringify([name, conditions]);
      if (entries.has(key)) continue;
      const unknown = pattern.parts.map(unknownReasonOf).find((reason) => reason !== undefined);
      entries.set(key, {
        url: issuer.url,
        kind: field === "username" ? "User" : "Group",
        name,
        ...(unknown !== undefined && { unknown }),
        conditions,
        bound: listBound(own, field, (text) => readPattern(pattern, text).length > 0),
        place: { path, span },
      });
    }
    return [...entries.values()];
  });
}

function listBound(
  { bindings }: Policy,
  field: "username" | "groups",
  isGiven: (name: string) => boolean,
): readonly string[] {
  const found = bindings.flatMap((binding) =>
    binding.subjects
      .filter(({ kind, name }) => fieldOfSubject(kind) === field && isGiven(name))
      .map(({ kind, name }) => `${describeRole(binding)} to ${kind} ${JSON.stringify(name)}`),
  );
  const once = [...new Set(found)];
  const more = once.length - boundLimit;
  return [...once.slice(0, boundLimit), ...(more > 0 ? [`${more} more`] : [])];
}

function describeRole({ roleRef, namespace }: Binding): string {
  const place = namespace === "" ? "" : ` in the namespace ${JSON.stringify(namespace)}`;
  return `${roleRef.kind} ${JSON.stringify(roleRef.name)}${place}`;
}

function anonymousEntries({
  loaded,
  own,
  minor,
}: Pick<ReviewContext, "loaded" | "own" | "minor">): readonly EntryView[] {
  if (loaded.compiled === undefined) return [];
  const access = readAnonymousAccess(loaded.compiled, minor);
  if (access.kind === "refused") return [];
  const conditions =
    access.kind === "flag"
      ? ["the server runs without --anonymous-auth=false"]
      : access.kind === "paths"
        ? [`the path is ${access.paths.map((path) => JSON.stringify(path)).join(" or ")}`]
        : [];
  const entry = (kind: "User" | "Group", name: string): EntryView => ({
    ...{ kind, name, conditions },
    bound: listBound(own, kind === "User" ? "username" : "groups", (text) => text === name),
  });
  return [entry("User", "system:anonymous"), entry("Group", "system:unauthenticated")];
}

function addIssuers(answer: WhoAnswerView, names: NamesByIssuer | undefined): ReviewAnswer {
  if (answer.kind === "unreadable") return answer;
  const subjects = answer.who.subjects.map((subject) => ({
    ...subject,
    from: names && issuersOf(names, subject.kind, subject.name),
  }));
  return { ...answer, who: { ...answer.who, subjects } };
}

function issuersOf(names: NamesByIssuer, kind: string, name: string): readonly string[] {
  const field = fieldOfSubject(kind);
  if (field === undefined) return [];
  if (kind === "Group" && name === "system:authenticated") {
    return names.filter(({ admits }) => admits.length > 0).map(({ url }) => url);
  }
  const byUrl = new Map<string, readonly NamePattern[]>();
  for (const { issuer, pattern } of findGivers(names, field, name)) {
    byUrl.set(issuer.url, [...(byUrl.get(issuer.url) ?? []), pattern]);
  }
  return [...byUrl].map(([url, patterns]) =>
    patterns.every((pattern) => isUnknown(pattern)) ? `perhaps ${url}` : url,
  );
}

function isUnknown(pattern: NamePattern): boolean {
  return (
    literalOf(pattern) === undefined &&
    pattern.parts.some((part) => unknownReasonOf(part) !== undefined)
  );
}
