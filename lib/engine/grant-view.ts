import type { OfferedName } from "../authn/names/offer.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { ApiResource } from "../rbac/api-resources.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import { formatQuestion } from "../rbac/format-question.ts";
import { type GrantProposal, proposeGrants } from "../rbac/grant.ts";
import { groupSubject, userSubject } from "../rbac/manifest/write-manifest.ts";
import { parseQuestion } from "../rbac/parse-question.ts";
import type { AccessRequest, Subject, User } from "../rbac/types.ts";

/** Ways to give somebody a permission. */
export interface GrantView {
  /** Who can be given something: the user, each of its own groups, then the fixed names that an issuer can give. */
  readonly grantees: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
  }[];
  /** Of `grantees`, by `id`. */
  readonly grantee: string;
  /** Each wish as it was understood. */
  readonly wanted: readonly string[];
  /** Lines that cannot be read, and why. */
  readonly problems: readonly { readonly line: string; readonly message: string }[];
  readonly proposals: readonly ProposalView[];
  /** Proposals beyond the limit. */
  readonly more: number;
}

/** One way to grant what is asked for. */
export interface ProposalView {
  readonly title: string;
  /** "new": a role with just the rules. */
  readonly kind: "new" | "existing";
  /** Combinations of resource and verb that nobody asked for. */
  readonly excess: number;
  readonly manifest: string;
  /** Adds the manifest to the bindings document. */
  readonly fix: Fix;
}

const proposalLimit = 8;

/** What proposals are made from. */
export interface GrantContext {
  /** Permissions, a question each line. */
  readonly wanted: string;
  /**
   * Of `GrantView.grantees`, by `id`; the user if there is none of that id. Without a user, any name that a subject may
   * have, as `User/jane` or `Group/dev`.
   */
  readonly grantee: string;
  readonly authorizer: Authorizer;
  /** Undefined if there is no token that makes one. */
  readonly user: User | undefined;
  readonly resources: readonly ApiResource[];
  /** "" is cluster-wide. */
  readonly namespace: string;
  /** The bindings document. */
  readonly bindings: string;
  /** Names that the issuers of the configuration can give. */
  readonly offers: readonly OfferedName[];
}

/** What to write so that the user or one of its groups gets what is wanted. */
export function viewGrant({
  wanted,
  grantee,
  authorizer,
  user,
  resources,
  namespace,
  bindings,
  offers,
}: GrantContext): GrantView {
  const subjects = listSubjects(user, offers);
  const chosen =
    subjects.find(({ id }) => id === grantee) ??
    (user === undefined ? readTyped(grantee) : undefined) ??
    subjects[0];
  const requests: AccessRequest[] = [];
  const problems: { line: string; message: string }[] = [];
  for (const line of wanted.split("\n").map((text) => text.trim())) {
    if (line === "") continue;
    const read = parseQuestion(line, resources, namespace);
    if (read.kind === "unreadable") problems.push({ line, message: read.message });
    else requests.push(read.request);
  }
  const proposals =
    chosen === undefined
      ? []
      : proposeGrants(authorizer, chosen.subject, requests, resources).filter(isWorthShowing);
  return {
    grantees: subjects.map(({ id, subject: { kind, name } }) => ({ id, kind, name })),
    grantee: chosen?.id ?? "",
    wanted: requests.map(formatQuestion),
    problems,
    proposals: proposals.slice(0, proposalLimit).map((proposal, index) => ({
      title: proposal.title,
      kind: proposal.kind,
      excess: proposal.excess,
      manifest: proposal.manifest,
      fix: {
        id: `grant/${index}`,
        title: `${proposal.title} in the role bindings`,
        edits: [appendTo(bindings, proposal.manifest)],
      },
    })),
    more: Math.max(proposals.length - proposalLimit, 0),
  };
}

function isWorthShowing(proposal: GrantProposal): boolean {
  // Controllers' own roles are nothing to bind people to.
  return proposal.kind === "new" || !proposal.role.name.startsWith("system:controller:");
}

interface Grantee {
  readonly id: string;
  readonly subject: Subject;
}

function readTyped(grantee: string): Grantee | undefined {
  const slash = grantee.indexOf("/");
  const [kind, name] = [grantee.slice(0, slash), grantee.slice(slash + 1)];
  if (name === "") return undefined;
  if (kind === "User") return { id: grantee, subject: userSubject(name) };
  return kind === "Group" ? { id: grantee, subject: groupSubject(name) } : undefined;
}

function listSubjects(user: User | undefined, offers: readonly OfferedName[]): readonly Grantee[] {
  const others = offers
    .filter(({ whole }) => whole)
    .map(({ kind, text }) => (kind === "User" ? userSubject(text) : groupSubject(text)));
  const groups = user?.groups.filter((group) => !everybody.has(group)) ?? [];
  const own = user === undefined ? [] : [userSubject(user.username), ...groups.map(groupSubject)];
  const subjects = [...own, ...others];
  const byId = new Map<string, Subject>();
  for (const subject of subjects) {
    const id = `${subject.kind}/${subject.name}`;
    if (!byId.has(id)) byId.set(id, subject);
  }
  return [...byId].map(([id, subject]) => ({ id, subject }));
}

/** Groups that a user cannot be told apart by. */
const everybody = new Set([
  "system:authenticated",
  "system:unauthenticated",
  "system:serviceaccounts",
]);

function appendTo(bindings: string, manifest: string): Fix["edits"][number] {
  const end = bindings.length;
  const before = bindings.trim() === "" ? "" : `${bindings.endsWith("\n") ? "" : "\n"}---\n`;
  return { document: "bindings", span: { start: end, end }, newText: before + manifest };
}
