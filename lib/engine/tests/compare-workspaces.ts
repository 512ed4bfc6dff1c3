import type { Minor } from "../../kube/minor.ts";
import type { UnknownRole } from "../../rbac/authorize.ts";
import { compareAccess, type ScopeDifference } from "../../rbac/compare-access.ts";
import { decodePolicy } from "../../rbac/manifest/decode.ts";
import { judgeKeys, type KeyFate, type KeyJudgement } from "../../token/judge-keys.ts";
import type { LoadedTest, LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { type EntryView, listEntries } from "../review-view.ts";
import { createWorld } from "./access-world.ts";
import type { AccessWorld } from "./answer-questions.ts";
import { askServer, type Server, startServer } from "./ask-server.ts";
import type { Outcome } from "./test-result.ts";

/** One of the two that are compared: a workspace on one version. */
export interface ComparedSide {
  readonly workspace: LoadedWorkspace;
  readonly minor: Minor;
}

/** Who gains or loses what. Only differences are in it. Its texts are untrusted. */
export interface WorkspaceDifference {
  readonly askers: readonly AskerDifference[];
  readonly names: readonly NameDifference[];
  readonly keys: readonly KeyDifference[];
  /** Why a difference may be missing: sentences. */
  readonly notes: readonly string[];
}

/** What changes for the asker of a test. */
export interface AskerDifference {
  readonly name: string;
  /** Claim values of the test, which output masks. */
  readonly claims?: string;
  readonly before: Outcome;
  readonly after: Outcome;
  /** Permissions; empty if one side does not know its user. */
  readonly scopes: readonly ScopeDifference[];
  /** Roles without their rules on both sides: there may be less of a difference. */
  readonly unknownRoles: readonly UnknownRole[];
}

/** A name, or names of one form, that can come out on one side only, or under other conditions. */
export interface NameDifference extends Pick<EntryView, "url" | "kind" | "name" | "unknown"> {
  readonly change: "gained" | "lost" | "conditions";
  /** On the side that has it; of the later side if both have it. */
  readonly conditions: readonly string[];
  /** On the earlier side, if the conditions are what changed. */
  readonly formerly?: readonly string[];
  readonly bound: readonly string[];
}

/** A key of an issuer's set that verifies tokens on one side only. */
export interface KeyDifference {
  readonly issuer: string;
  readonly id: string;
  readonly before: KeyState;
  readonly after: KeyState;
}

/** What becomes of a key; "absent" if it is not in the set. */
export interface KeyState {
  readonly kind: KeyFate["kind"] | "absent";
  readonly reason: string;
}

/**
 * Compares two workspaces, or one on two versions: for the askers of the tests (those of the later side, then those that
 * only the earlier one has), the names that the mappings give, and the key sets. Every claim counts as signed.
 */
export async function compareWorkspaces(
  before: ComparedSide,
  after: ComparedSide,
): Promise<WorkspaceDifference> {
  const [old, next] = [await startSide(before), await startSide(after)];
  const askers: AskerDifference[] = [];
  const tests = new Map<string, LoadedTest>();
  for (const test of [...after.workspace.tests, ...before.workspace.tests]) {
    if (test.asker.kind !== "none" && !tests.has(test.name)) tests.set(test.name, test);
  }
  for (const test of tests.values()) {
    const difference = await compareAsker(test, old, next);
    if (difference !== undefined) askers.push(difference);
  }
  return {
    askers,
    names: compareNames(namesOf(old), namesOf(next)),
    keys: await compareKeys(before, after),
    notes: listNotes(old, next),
  };
}

interface Side {
  readonly server: Server;
  readonly world: AccessWorld;
}

async function startSide({ workspace, minor }: ComparedSide): Promise<Side> {
  return { server: startServer(workspace, minor), world: await createWorld(workspace, minor) };
}

async function compareAsker(
  test: LoadedTest,
  old: Side,
  next: Side,
): Promise<AskerDifference | undefined> {
  const before = await askServer(test.asker, old.server);
  const after = await askServer(test.asker, next.server);
  // Permissions of one whose user is not known are not known either.
  const known = before.verdict !== "unknown" && after.verdict !== "unknown";
  const { scopes, unknownRoles } = known
    ? compareAccess(
        { authorizer: old.world.authorizer, user: usersOf(before) },
        { authorizer: next.world.authorizer, user: usersOf(after) },
        next.world.resources,
      )
    : { scopes: [], unknownRoles: [] };
  if (scopes.length === 0 && identityOf(before) === identityOf(after)) return undefined;
  const { asker, name } = test;
  return {
    name,
    ...(asker.kind === "claims" && { claims: asker.claims }),
    ...{ before, after, scopes, unknownRoles },
  };
}

// Anonymous requests that are let in on some paths only have no permissions beyond those paths.
function usersOf({ user, anonymous }: Outcome) {
  return anonymous?.kind === "paths" ? undefined : user;
}

// A refusal with other words is the same refusal; another cause is shown, because it says what to mend.
function identityOf({ verdict, user, anonymous, cause }: Outcome): string {
  const { username, uid, groups = [], extra = {} } = user ?? {};
  const known = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    verdict,
    username,
    uid,
    [...groups].sort(),
    known,
    anonymous,
    cause?.code,
  ]);
}

function namesOf({ server }: Side): readonly EntryView[] {
  const { loaded, workspace, minor } = server;
  // A server does not start with a file that it refuses: it gives no name.
  if (loaded.compiled === undefined) return [];
  return listEntries({ loaded, minor, own: decodePolicy(workspace.bindings).policy });
}

function compareNames(
  old: readonly EntryView[],
  next: readonly EntryView[],
): readonly NameDifference[] {
  const before = groupByName(old);
  const after = groupByName(next);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key): NameDifference[] => {
    const was = before.get(key);
    const is = after.get(key);
    if (is === undefined) return was === undefined ? [] : [{ ...was, change: "lost" }];
    if (was === undefined) return [{ ...is, change: "gained" }];
    if (JSON.stringify(was.conditions) === JSON.stringify(is.conditions)) return [];
    return [{ ...is, change: "conditions", formerly: was.conditions }];
  });
}

type Name = Omit<NameDifference, "change" | "formerly">;

// The same name may come out in several ways: their conditions are alternatives.
function groupByName(entries: readonly EntryView[]): ReadonlyMap<string, Name> {
  const found = new Map<string, Name>();
  for (const { url, kind, name, unknown, conditions, bound } of entries) {
    const key = JSON.stringify([url ?? null, kind, name]);
    const other = found.get(key);
    const own = conditions.join(" and ");
    found.set(key, {
      ...(url !== undefined && { url }),
      ...{ kind, name, bound },
      ...(unknown !== undefined && { unknown }),
      conditions: [...(other?.conditions ?? []), own].sort(),
    });
  }
  return found;
}

async function compareKeys(
  before: ComparedSide,
  after: ComparedSide,
): Promise<readonly KeyDifference[]> {
  const issuers = new Set([...after.workspace.keys.keys(), ...before.workspace.keys.keys()]);
  const differences = [...issuers].map(async (issuer) => {
    const [old, next] = [await fatesOf(before, issuer), await fatesOf(after, issuer)];
    return [...new Set([...next.keys(), ...old.keys()])].flatMap((id): KeyDifference[] => {
      const [was, is] = [old.get(id) ?? absent, next.get(id) ?? absent];
      return was.kind === is.kind ? [] : [{ issuer, id, before: was, after: is }];
    });
  });
  return (await Promise.all(differences)).flat();
}

const absent: KeyState = { kind: "absent", reason: "" };

async function fatesOf({ workspace, minor }: ComparedSide, issuer: string) {
  const judged = await judgeKeys(workspace.keys.get(issuer) ?? "");
  const fates = (judged?.keys ?? []).map((key) => [nameOf(key), fateOn(key, minor)] as const);
  return new Map<string, KeyState>(fates);
}

// The thumbprint tells apart two keys with one id.
function nameOf({ id, thumbprint, type }: KeyJudgement): string {
  return [id === "" ? type : id, ...(thumbprint === undefined ? [] : [thumbprint])].join(" ");
}

function fateOn({ fates }: KeyJudgement, minor: Minor): KeyState {
  return fates.find(({ minors }) => minors.includes(minor))?.fate ?? absent;
}

function listNotes(old: Side, next: Side): readonly string[] {
  const notes = (["before", "after"] as const).flatMap((when) => {
    const { server, world } = when === "before" ? old : next;
    return [
      ...(server.loaded.compiled === undefined
        ? [`The configuration ${when} the change is not one that kube-apiserver starts with.`]
        : []),
      ...(world.broken === undefined
        ? []
        : [`The role bindings ${when} the change cannot all be read: ${world.broken}`]),
      ...(world.modes.includes("AlwaysAllow")
        ? [
            `AlwaysAllow is an authorization mode ${when} the change: permissions are those of RBAC.`,
          ]
        : []),
    ];
  });
  return [...new Set(notes)];
}
