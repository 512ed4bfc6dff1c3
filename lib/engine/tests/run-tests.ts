import { createCompile, type LoadedConfiguration, loadConfiguration } from "../../authn/load.ts";
import { explainRefusedConfiguration } from "../../explain/causes/refused-configuration.ts";
import { explainRefusal } from "../../explain/causes/verdict.ts";
import { formatMinor, type Minor } from "../../kube/minor.ts";
import { loadApiResources, withNamedResources } from "../../rbac/api-resources.ts";
import { createAuthorizer } from "../../rbac/authorize.ts";
import { loadDefaultPolicy } from "../../rbac/default-policy/load.ts";
import { decodePolicy, mergePolicies } from "../../rbac/manifest/decode.ts";
import { readAnonymousAccess } from "../../token/anonymous.ts";
import { authenticate, type SignatureMemory } from "../../token/authenticate.ts";
import { decodeToken } from "../../token/decode-token.ts";
import { describeToken } from "../../token/describe.ts";
import type { LoadedTest, LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { gatherExternalData } from "../external-data.ts";
import { type AccessWorld, answerQuestions } from "./answer-questions.ts";
import { compareUser } from "./compare-user.ts";
import type { Mismatch, Outcome, TestResult } from "./test-result.ts";
import { userOfAsker } from "./user-of-asker.ts";

/** Runs the tests of a workspace with each of its versions, or with those that are named. Never throws for its texts. */
export async function runTests(
  workspace: LoadedWorkspace,
  versions: readonly Minor[] = workspace.versions,
): Promise<readonly TestResult[]> {
  const { policy, diagnostics } = decodePolicy(workspace.bindings);
  const broken = diagnostics.find(({ severity }) => severity === "error")?.message;
  const served = await loadApiResources();
  const results: TestResult[] = [];
  for (const minor of versions) {
    const merged = workspace.defaultPolicy
      ? mergePolicies(await loadDefaultPolicy(minor), policy)
      : policy;
    const world: AccessWorld = {
      authorizer: createAuthorizer(merged),
      resources: withNamedResources(served, merged),
      namespaces: namespacesOf(merged),
      modes: workspace.authorizationModes,
      ...(broken !== undefined && { broken }),
    };
    const server = startServer(workspace, minor);
    for (const test of workspace.tests) {
      const outcome = await askServer(test, server);
      const mismatches = compare(test, outcome, world);
      const { name, span, asker } = test;
      results.push({
        ...{ name, span, version: formatMinor(minor), passed: mismatches.length === 0, mismatches },
        ...(asker.kind === "claims" && { claims: asker.claims }),
      });
    }
  }
  return results;
}

interface Server {
  readonly workspace: LoadedWorkspace;
  readonly minor: Minor;
  readonly loaded: LoadedConfiguration;
  readonly signatures: SignatureMemory;
}

function startServer(workspace: LoadedWorkspace, minor: Minor): Server {
  const loaded = loadConfiguration(workspace.configuration, {
    minor,
    disallowedIssuers: workspace.serviceAccountIssuers,
    compile: createCompile(minor),
  });
  return { workspace, minor, loaded, signatures: new Map() };
}

async function askServer({ asker }: LoadedTest, server: Server): Promise<Outcome> {
  const { workspace, minor, loaded, signatures } = server;
  const { compiled } = loaded;
  if (compiled === undefined) {
    const cause = explainRefusedConfiguration(loaded);
    const line = loaded.serverLine?.start;
    return { verdict: "refused", ...(cause && { cause }), ...(line !== undefined && { line }) };
  }
  if (asker.kind === "none") return { verdict: "loads" };
  if (asker.kind === "anonymous") {
    const anonymous = readAnonymousAccess(compiled, minor);
    if (anonymous.kind === "refused") return { verdict: "unauthorized" };
    return { verdict: "authenticated", user: userOfAsker(asker), anonymous };
  }
  if (asker.kind !== "claims" && asker.kind !== "token") {
    return { verdict: "authenticated", user: userOfAsker(asker) };
  }
  const decoded = asker.kind === "claims" ? decodeToken(asker.claims) : decodeToken(asker.token);
  const { credential } = decoded;
  if (credential === undefined)
    return { verdict: "unknown", unknowns: ["The token is unreadable."] };
  const pasted = gatherExternalData(Object.fromEntries(workspace.keys), {}, minor).external;
  const external =
    asker.kind === "claims"
      ? { ...pasted, keysOf: () => ({ kind: "missing", reason: countsAsSigned }) as const }
      : pasted;
  const authentication = await authenticate({
    ...{ configuration: compiled, minor, credential, now: workspace.now, external, signatures },
  });
  const { verdict, user, log, unknowns = [] } = authentication;
  const line = log === undefined ? {} : { line: `Unable to authenticate the request: ${log}` };
  if (verdict === "refused") {
    const cause = explainRefusal(authentication, describeToken(decoded));
    return { verdict: "unauthorized", ...(cause && { cause }), ...line };
  }
  // Claims count as signed: the signature is then the one thing that was not checked.
  const sure = verdict === "accepted" || (asker.kind === "claims" && user !== undefined);
  if (!sure || user === undefined) return { verdict: "unknown", unknowns };
  return { verdict: "authenticated", user };
}

const countsAsSigned = "the token counts as signed";

function compare(test: LoadedTest, outcome: Outcome, world: AccessWorld): readonly Mismatch[] {
  const { expect } = test;
  const { verdict, cause, line, user } = outcome;
  if (expect.verdict !== verdict) {
    return [
      {
        field: "verdict",
        expected: expect.verdict,
        actual: describeOutcome(outcome),
        span: expect.verdictSpan,
      },
    ];
  }
  const found: Mismatch[] = [];
  if (expect.cause !== undefined && expect.cause.value !== cause?.code) {
    const { value: expected, span } = expect.cause;
    const actual = cause === undefined ? "no cause" : `${cause.code}: ${cause.cause}`;
    found.push({ field: "cause", expected, actual, span });
  }
  if (expect.line !== undefined && !(line ?? "").includes(expect.line.value)) {
    const { value: expected, span } = expect.line;
    found.push({ field: "line", expected, actual: line ?? "no line", span });
  }
  if (expect.user !== undefined && user !== undefined) {
    found.push(...compareUser(expect.user, user));
  }
  return [...found, ...answerQuestions(expect, outcome, world)];
}

/** An outcome in words: the verdict, and why. */
function describeOutcome({ verdict, cause, user, unknowns = [] }: Outcome): string {
  if (cause !== undefined) return `${verdict} (${cause.code}: ${cause.cause})`;
  if (user !== undefined) return `${verdict} as ${user.username}`;
  return unknowns.length > 0 ? `${verdict} (${unknowns.join("; ")})` : verdict;
}

function namespacesOf({ roles, bindings }: ReturnType<typeof mergePolicies>): readonly string[] {
  const all = [...roles, ...bindings].map(({ namespace }) => namespace);
  return ["", ...new Set(all.filter((name) => name !== ""))];
}
