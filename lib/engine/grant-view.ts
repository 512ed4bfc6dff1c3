import { fieldOfSubject, findGivers } from "../authn/names/match.ts";
import type { NamesByIssuer } from "../authn/names/names.ts";
import { type NameForm, type OfferedName, offerForms, offerNames } from "../authn/names/offer.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { ApiResource } from "../rbac/api-resources.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import { formatQuestion } from "../rbac/format-question.ts";
import { type GrantProposal, proposeGrants, proposeIntent } from "../rbac/grant.ts";
import { cautionGrant, everything } from "../rbac/grant-caution.ts";
import { proveGrant, userOfSubject } from "../rbac/grant-proof.ts";
import { findIntent, type Intent, intents } from "../rbac/intents.ts";
import { groupSubject, userSubject, writeManifest } from "../rbac/manifest/write-manifest.ts";
import { parseQuestion } from "../rbac/parse-question.ts";
import type { AccessRequest, PolicyRule, Subject, User } from "../rbac/types.ts";
import { formatWish, widenWish } from "../rbac/wish.ts";

/** Ways to give a permission. Names are untrusted text. */
export interface GrantView {
  /** Who can be given something: the user, each of its own groups, then the fixed names that an issuer can give. */
  readonly grantees: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
    /** Whether it is the user, or one of its groups. */
    readonly own: boolean;
  }[];
  /** The forms of names that an issuer can give, with the parts that are open. */
  readonly forms: readonly NameForm[];
  /** Who gets it, as `User/jane`, `Group/dev` or `ServiceAccount/app/bot`; "" if no name is known. */
  readonly grantee: string;
  /** URLs of the issuers that can give the name; undefined if it is no name of an issuer's. */
  readonly givers: readonly string[] | undefined;
  readonly intents: readonly Pick<Intent, "id" | "title">[];
  /** The chosen one; without one the permissions that were typed count. */
  readonly intent?: Pick<Intent, "id" | "gives" | "notes" | "scope">;
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
  /** Combinations of resource and verb beyond the wanted ones; undefined if an intent was chosen. */
  readonly excess?: number;
  readonly manifest: string;
  /** Rules of an existing role as YAML; undefined if it was not supplied. */
  readonly role?: string;
  /** What turns from no to yes for the one who gets it; undefined if the policy is too large or the role unknown. */
  readonly proof?: {
    /** Questions as after `kubectl auth can-i`. */
    readonly gained: readonly string[];
    /** How many questions were allowed before. */
    readonly had: number;
    /** Roles that were not supplied may allow some of it already. */
    readonly perhaps: boolean;
  };
  /** Why it needs a second press. */
  readonly caution?: string;
  /** Adds the manifest to the bindings document. */
  readonly fix: Fix;
}

const proposalLimit = 8;

/** With more objects only the first proposal is proved: each proof makes an authorizer. */
const proofLimit = 2_000;

/** What proposals are made from. */
export interface GrantContext {
  /** The name of an intent, or "" for permissions that are typed. */
  readonly intent: string;
  /** Permissions, a question each line. */
  readonly wanted: string;
  /**
   * Any name that a subject may have, as `User/jane`, `Group/dev` or `ServiceAccount/app/bot`; the first of
   * `GrantView.grantees` if it is empty.
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
  readonly names: NamesByIssuer;
}

/** What to write so that the user, one of its groups or any name gets what is wanted. */
export function viewGrant(context: GrantContext): GrantView {
  const { wanted, authorizer, user, resources, namespace, names } = context;
  const grantees = listSubjects(user, offerNames(names));
  // A name that is being typed and is no name yet is not replaced by another one.
  const chosen =
    context.grantee === ""
      ? grantees[0]
      : (grantees.find(({ id }) => id === context.grantee) ?? readTyped(context.grantee));
  const intent = findIntent(context.intent);
  const requests: AccessRequest[] = [];
  const problems: { line: string; message: string }[] = [];
  const lines = intent === undefined ? wanted.split("\n").map((text) => text.trim()) : [];
  for (const line of lines) {
    if (line === "") continue;
    const read = parseQuestion(line, resources, namespace);
    if (read.kind === "unreadable") problems.push({ line, message: read.message });
    else requests.push(widenWish(read.request));
  }
  const proposals =
    chosen === undefined
      ? []
      : intent !== undefined
        ? [proposeIntent(authorizer, chosen.subject, intent, namespace)]
        : proposeGrants(authorizer, chosen.subject, requests, resources).filter(isWorthShowing);
  const { roles, bindings } = authorizer.policy;
  const proved = roles.length + bindings.length > proofLimit ? 1 : proposalLimit;
  return {
    grantees: grantees.map(({ id, own, subject }) => ({
      ...{ id, own, kind: subject.kind, name: nameOf(subject) },
    })),
    forms: offerForms(names),
    grantee: chosen?.id ?? "",
    givers: chosen && listGivers(chosen, names),
    intents: intents.map(({ id, title }) => ({ id, title })),
    ...(intent && {
      intent: { id: intent.id, gives: intent.gives, notes: intent.notes, scope: intent.scope },
    }),
    wanted: requests.map(formatWish),
    problems,
    proposals:
      chosen === undefined
        ? []
        : proposals.slice(0, proposalLimit).map((proposal, index) =>
            viewProposal(proposal, context, {
              ...{ index, intent, grantee: chosen },
              proves: index < proved,
            }),
          ),
    more: Math.max(proposals.length - proposalLimit, 0),
  };
}

interface Proposed {
  readonly index: number;
  readonly intent: Intent | undefined;
  readonly grantee: Grantee;
  readonly proves: boolean;
}

function viewProposal(
  proposal: GrantProposal,
  { authorizer, user, resources, bindings }: GrantContext,
  { index, intent, grantee: { subject, own }, proves }: Proposed,
): ProposalView {
  const { objects, title, kind, excess, manifest } = proposal;
  const binding = objects.find((object) => "roleRef" in object);
  const rules = rulesOf(proposal, authorizer);
  const given = rules ?? (binding?.roleRef.name === "cluster-admin" ? [everything] : []);
  const caution = cautionGrant(subject, given, binding?.namespace ?? "");
  const asker = own && user !== undefined ? user : userOfSubject(subject);
  const proof =
    proves && rules !== undefined ? proveGrant(authorizer, objects, asker, resources) : undefined;
  return {
    title,
    kind,
    ...(intent === undefined && { excess }),
    manifest,
    ...(proposal.kind === "existing" &&
      rules !== undefined && {
        role: writeManifest([
          { ...proposal.role, namespace: binding?.namespace ?? "", labels: {}, rules },
        ]),
      }),
    ...(proof && {
      proof: {
        gained: proof.gained.map(formatQuestion),
        had: proof.had,
        perhaps: proof.perhaps,
      },
    }),
    ...(caution !== undefined && { caution }),
    fix: {
      id: `grant/${index}`,
      title: `${title} in the role bindings`,
      edits: [appendTo(bindings, manifest)],
    },
  };
}

function rulesOf(
  { objects }: GrantProposal,
  authorizer: Authorizer,
): readonly PolicyRule[] | undefined {
  for (const object of objects) {
    if ("rules" in object) return object.rules;
    if (!("roleRef" in object)) continue;
    const { roleRef, namespace } = object;
    return authorizer.roleRules(roleRef.kind, namespace, roleRef.name)?.map(({ rule }) => rule);
  }
  return undefined;
}

function isWorthShowing(proposal: GrantProposal): boolean {
  // Controllers' own roles are nothing to bind people to.
  return proposal.kind === "new" || !proposal.role.name.startsWith("system:controller:");
}

interface Grantee {
  readonly id: string;
  readonly own: boolean;
  readonly subject: Subject;
}

function readTyped(grantee: string): Grantee | undefined {
  const slash = grantee.indexOf("/");
  const [kind, name] = [grantee.slice(0, slash), grantee.slice(slash + 1)];
  if (name === "") return undefined;
  if (kind === "User") return makeGrantee(userSubject(name), false);
  if (kind === "Group") return makeGrantee(groupSubject(name), false);
  const account = /^([^/]+)\/([^/]+)$/.exec(name);
  if (kind !== "ServiceAccount" || account === null) return undefined;
  const [, namespace = "", own = ""] = account;
  return makeGrantee({ kind, apiGroup: "", name: own, namespace }, false);
}

function makeGrantee(subject: Subject, own: boolean): Grantee {
  return { id: `${subject.kind}/${nameOf(subject)}`, own, subject };
}

function nameOf({ kind, name, namespace }: Subject): string {
  return kind === "ServiceAccount" ? `${namespace}/${name}` : name;
}

function listSubjects(user: User | undefined, offers: readonly OfferedName[]): readonly Grantee[] {
  const others = offers
    .filter(({ whole }) => whole)
    .map(({ kind, text }) => (kind === "User" ? userSubject(text) : groupSubject(text)));
  const groups = user?.groups.filter((group) => !everybody.has(group)) ?? [];
  const own = user === undefined ? [] : [userSubject(user.username), ...groups.map(groupSubject)];
  const grantees = [
    ...own.map((subject) => makeGrantee(subject, true)),
    ...others.map((subject) => makeGrantee(subject, false)),
  ];
  const byId = new Map<string, Grantee>();
  for (const grantee of grantees) if (!byId.has(grantee.id)) byId.set(grantee.id, grantee);
  return [...byId.values()];
}

function listGivers(
  { subject: { kind, name } }: Grantee,
  names: NamesByIssuer,
): readonly string[] | undefined {
  const field = fieldOfSubject(kind);
  if (field === undefined || name.startsWith("system:")) return undefined;
  return [...new Set(findGivers(names, field, name).map(({ issuer }) => issuer.url))];
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
