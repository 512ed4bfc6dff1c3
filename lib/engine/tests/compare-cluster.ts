import { type Minor, parseMinor } from "../../kube/minor.ts";
import { aggregateClusterRoles } from "../../rbac/aggregate.ts";
import { decideAccess } from "../../rbac/authorization-modes.ts";
import { loadDefaultPolicy } from "../../rbac/default-policy/load.ts";
import { decodePolicy, mergePolicies } from "../../rbac/manifest/decode.ts";
import { parseQuestion } from "../../rbac/parse-question.ts";
import type { AccessRequest, Binding, Policy, PolicyRule, Role } from "../../rbac/types.ts";
import { decodeToken } from "../../token/decode-token.ts";
import { describeToken } from "../../token/describe.ts";
import type { LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { compareAnswer } from "../compare-answer.ts";
import { createWorld } from "./access-world.ts";
import { askServer, startServer } from "./ask-server.ts";
import { type AskerDifference, compareWorkspaces } from "./compare-workspaces.ts";
import type { Outcome } from "./test-result.ts";

/** A role or binding that only one side has, or that says something else there. */
export interface ObjectDifference {
  readonly change: "only-cluster" | "only-workspace" | "differs";
  readonly kind: Role["kind"] | Binding["kind"];
  readonly namespace: string;
  readonly name: string;
  /** Of a binding: its role and its subjects, of the side that has it or of the cluster. */
  readonly text?: string;
}

/** What the roles and bindings of a cluster do otherwise than those of a workspace. Its texts are untrusted. */
export interface PolicyDifference {
  readonly objects: readonly ObjectDifference[];
  /** The askers of the tests: `before` is the workspace, `after` the cluster. */
  readonly askers: readonly AskerDifference[];
  readonly notes: readonly string[];
}

/** Compares the roles and bindings of a cluster, `live` as a JSON list of objects, with those of a workspace. */
export async function comparePolicies(
  workspace: LoadedWorkspace,
  live: string,
  minor: Minor,
): Promise<PolicyDifference> {
  const own = decodePolicy(workspace.bindings).policy;
  const expected = workspace.defaultPolicy
    ? mergePolicies(await loadDefaultPolicy(minor), own)
    : own;
  const running = decodePolicy(live);
  const { askers, notes } = await compareWorkspaces(
    { workspace, minor },
    { workspace: { ...workspace, bindings: live, defaultPolicy: false }, minor },
  );
  const broken = running.diagnostics.find(({ severity }) => severity === "error")?.message;
  return {
    objects: compareObjects(expected, running.policy),
    askers,
    notes: [
      ...notes,
      ...(broken === undefined ? [] : [`The cluster's roles cannot all be read: ${broken}`]),
    ],
  };
}

function compareObjects(expected: Policy, running: Policy): readonly ObjectDifference[] {
  const here = describeObjects(expected);
  const there = describeObjects(running);
  const keys = [...new Set([...there.keys(), ...here.keys()])];
  return keys.flatMap((key): ObjectDifference[] => {
    const [own, live] = [here.get(key), there.get(key)];
    const shown = live ?? own;
    if (shown === undefined || own?.content === live?.content) return [];
    const change =
      own === undefined ? "only-cluster" : live === undefined ? "only-workspace" : "differs";
    const { kind, namespace, name, text } = shown;
    return [{ change, kind, namespace, name, ...(text !== undefined && { text }) }];
  });
}

interface Described extends Omit<ObjectDifference, "change"> {
  readonly content: string;
}

// By kind and name; the content is equal if the authorizer reads both the same way.
function describeObjects({ roles, bindings }: Policy): ReadonlyMap<string, Described> {
  const resolved = aggregateClusterRoles(roles);
  const found = new Map<string, Described>();
  const put = (object: Described) => {
    const key = JSON.stringify([object.kind, object.namespace, object.name]);
    if (!found.has(key)) found.set(key, object);
  };
  for (const { kind, namespace, name, subjects, roleRef } of bindings) {
    const who = subjects.map(
      (one) => `${one.kind} ${one.namespace === "" ? one.name : `${one.namespace}/${one.name}`}`,
    );
    const text = `${roleRef.kind} ${roleRef.name} for ${who.length === 0 ? "no one" : who.join(", ")}`;
    const content = JSON.stringify([roleRef.kind, roleRef.name, ...[...new Set(who)].sort()]);
    put({ kind, namespace, name, text, content });
  }
  for (const { kind, namespace, name, rules } of roles) {
    const all =
      kind === "ClusterRole" ? (resolved.get(name)?.map(({ rule }) => rule) ?? []) : rules;
    const content = JSON.stringify([...new Set(all.map(contentOf))].sort());
    put({ kind, namespace, name, content });
  }
  return found;
}

function contentOf(rule: PolicyRule): string {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  return JSON.stringify(
    [verbs, apiGroups, resources, resourceNames, nonResourceURLs].map((list) =>
      [...new Set(list)].sort(),
    ),
  );
}

/** A question that is put to both. */
export interface TokenQuestion {
  readonly text: string;
  readonly request: AccessRequest;
}

/** What is expected of a token before the cluster is asked. Its texts are untrusted. */
export interface TokenSimulation {
  readonly outcome: Outcome;
  /** The claims as JSON, for masking. */
  readonly claims: string;
  readonly questions: readonly TokenQuestion[];
  /** "allowed", "denied" or "unknown", for each question in its order. */
  readonly answers: readonly ReturnType<typeof decideAccess>["verdict"][];
  /** What could not be checked, and questions that cannot be read: sentences. */
  readonly notes: readonly string[];
}

/** More are not asked: each is a request. */
const mostQuestions = 50;

/** Works out what becomes of a token, and of the questions: those given and those of the tests. `now` in Unix seconds. */
export async function simulateToken(
  workspace: LoadedWorkspace,
  token: string,
  { minor, now, questions }: { minor: Minor; now: number; questions: readonly string[] },
): Promise<TokenSimulation> {
  const server = startServer({ ...workspace, now }, minor);
  const claims = describeToken(decodeToken(token)).claimsText ?? "{}";
  const signed = await askServer({ kind: "token", token }, server);
  // Without the issuer's keys the signature is what the cluster alone can check.
  const unsigned = signed.verdict === "unknown";
  const outcome = unsigned ? await askServer({ kind: "claims", claims }, server) : signed;
  const world = await createWorld(workspace, minor);
  const texts = [
    ...new Set([
      ...questions,
      ...workspace.tests.flatMap(({ expect }) =>
        [...expect.can, ...expect.cannot].map(({ value }) => value),
      ),
    ]),
  ];
  const notes: string[] = [];
  const asked: TokenQuestion[] = [];
  for (const text of texts.slice(0, mostQuestions)) {
    const read = parseQuestion(text, world.resources, "default");
    if (read.kind === "unreadable") notes.push(`${text}: ${read.message}`);
    else if (read.as !== undefined) notes.push(`${text}: --as names another user.`);
    else asked.push({ text, request: read.request });
  }
  const left = texts.length - mostQuestions;
  if (left > 0) notes.push(`${left} more questions of the tests are not asked.`);
  if (unsigned && outcome.verdict !== "unknown") {
    notes.push(
      "The signature is not checked here, because the workspace has no keys of the issuer.",
    );
  }
  const { user } = outcome;
  return {
    outcome,
    claims,
    questions: asked,
    answers: asked.map(({ request }) =>
      user === undefined
        ? outcome.verdict === "unknown"
          ? "unknown"
          : "denied"
        : decideAccess(world.modes, world.authorizer, user, request).verdict,
    ),
    notes,
  };
}

/** What a cluster said about a token. */
export interface TokenAnswer {
  /** The SelfSubjectReview as JSON; absent if the request was refused with 401. */
  readonly review?: string;
  /** For each question in its order; undefined if it could not be asked. */
  readonly allowed: readonly (boolean | undefined)[];
}

/** How a cluster and the simulation differ about a token. */
export interface TokenDifference {
  readonly kind: "same" | "differs" | "unknown";
  /** Sentences. */
  readonly lines: readonly string[];
  readonly questions: readonly {
    readonly text: string;
    readonly kind: "same" | "differs" | "unknown";
    readonly simulated: string;
    readonly cluster: string;
  }[];
}

/** Compares what a cluster said about a token with what was worked out. */
export function compareToken(simulation: TokenSimulation, answer: TokenAnswer): TokenDifference {
  const { outcome, answers } = simulation;
  // For a user who is not let in there is nothing to ask.
  const questions = answer.review === undefined ? [] : simulation.questions;
  return {
    ...compareOutcome(outcome, answer.review),
    questions: questions.map(({ text }, index) => {
      const simulated = answers[index] ?? "unknown";
      const allowed = answer.allowed[index];
      const cluster = allowed === undefined ? "not asked" : allowed ? "allowed" : "denied";
      const known = allowed !== undefined && simulated !== "unknown";
      const kind = !known ? "unknown" : cluster === simulated ? "same" : "differs";
      return { text, kind, simulated, cluster };
    }),
  };
}

function compareOutcome(
  { verdict, user, cause, unknowns = [] }: Outcome,
  review: string | undefined,
): Pick<TokenDifference, "kind" | "lines"> {
  const why = cause === undefined ? "" : ` (${cause.code}: ${cause.cause})`;
  if (verdict === "unknown") {
    const cluster = review === undefined ? "refuses" : "accepts";
    return { kind: "unknown", lines: [`The cluster ${cluster} the token.`, ...unknowns] };
  }
  if (review === undefined) {
    return verdict === "authenticated"
      ? {
          kind: "differs",
          lines: [
            `The cluster refuses the token; here it is accepted as ${user?.username ?? ""}.`,
            "Its log names the reason: claimcheck explain FILE --log.",
          ],
        }
      : { kind: "same", lines: [`Both refuse the token${why}.`] };
  }
  if (user === undefined || verdict !== "authenticated") {
    return { kind: "differs", lines: [`The cluster accepts the token; here it is refused${why}.`] };
  }
  const compared = compareAnswer(review, user);
  if (compared?.kind === "differs") return { kind: "differs", lines: compared.lines };
  if (compared?.kind === "equal") {
    return { kind: "same", lines: [`Both accept the token as ${user.username}.`] };
  }
  return { kind: "unknown", lines: ["The cluster's answer cannot be read."] };
}

/** The version of a cluster from `/version`, and a note if it is not one of the workspace's or not known here. */
export function readClusterVersion(
  text: string,
  workspace: Pick<LoadedWorkspace, "versions">,
  newest: Minor,
): { readonly minor: Minor; readonly git: string; readonly notes: readonly string[] } {
  const { major, minor, gitVersion } = parseObject(text);
  const git = typeof gitVersion === "string" ? gitVersion : "";
  // Some distributions write "37+".
  const found = parseMinor(`${String(major)}.${/^\d{1,6}/.exec(String(minor))?.[0] ?? ""}`);
  if (found === undefined) {
    return {
      ...{ minor: newest, git },
      notes: [`The cluster's version ${git || "(none)"} is not known here: the newest is used.`],
    };
  }
  const named = workspace.versions.includes(found);
  return {
    ...{ minor: found, git },
    notes: named ? [] : [`The cluster runs ${git}, which is none of the workspace's versions.`],
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
