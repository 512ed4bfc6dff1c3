import {
  comparePolicies,
  compareToken,
  readClusterVersion,
  simulateToken,
  type TokenDifference,
  type TokenQuestion,
} from "../lib/engine/tests/compare-cluster.ts";
import { type Minor, newestMinor } from "../lib/kube/minor.ts";
import { maskClaims } from "../lib/secrets/mask-claims.ts";
import type { LoadedWorkspace } from "../lib/workspace/tests/follow-paths.ts";
import type { Options } from "./arguments.ts";
import { type KubeClient, openCluster } from "./cluster/kube-client.ts";
import { describeStatus, readPolicy } from "./cluster/read-policy.ts";
import { readText } from "./files.ts";
import { loadWorkspace, type Surroundings } from "./load-workspace.ts";
import { maskAsker } from "./mask-outcome.ts";
import { type ClusterReport, writeClusterText } from "./report/cluster-text.ts";
import { showSafely } from "./report/report.ts";

/** What `cluster` prints, and whether the cluster differs; or why there is nothing to print. */
export type ClusterResult =
  | { readonly usage: string }
  | { readonly text: string; readonly differs: boolean };

/**
 * Compares a running cluster with a workspace: its roles and bindings, and what it says about a token that the caller
 * names. It only reads. `announce` is told of each request before it is made.
 */
export async function runClusterCommand(
  options: Options,
  surroundings: Surroundings,
  announce: (line: string) => void,
): Promise<ClusterResult> {
  const [file, ...more] = options.positionals;
  if (file === undefined || more.length > 0) return { usage: "cluster needs one file" };
  const token = readToken(options, surroundings);
  if (token?.kind === "missing") return { usage: token.message };
  if (token === undefined && options.questions.length > 0) {
    return { usage: "--question needs --token or --token-env" };
  }
  const workspace = await loadWorkspace(file, surroundings);
  if (typeof workspace === "string") return { usage: workspace };
  const client = openCluster({
    ...(options.kubeconfig !== undefined && { kubeconfig: options.kubeconfig }),
    ...(options.context !== undefined && { context: options.context }),
    environment: surroundings.variables,
    announce: (line) => announce(showSafely(line)),
  });
  if (typeof client === "string") return { usage: client };
  announce(
    showSafely(
      `Context ${client.context}, server ${client.server}. Nothing is changed by these requests:`,
    ),
  );
  const version = await client.get("/version");
  if (version.kind === "failed") return { usage: `${client.server}: ${version.message}` };
  if (version.status !== 200) return { usage: `${client.server}: ${describeStatus(version)}` };
  const { minor, git, notes } = readClusterVersion(version.body, workspace, newestMinor);
  const policy = await readPolicy(client);
  if ("problem" in policy) return { usage: `${client.server}: ${policy.problem}` };
  const difference = await comparePolicies(workspace, policy.list, minor);
  const judged =
    token === undefined
      ? undefined
      : await askAboutToken(workspace, client, token.text, minor, options, surroundings.now);
  if (judged !== undefined && "problem" in judged) return { usage: judged.problem };
  const report: ClusterReport = {
    cluster: { context: client.context, server: client.server, version: git },
    objects: difference.objects,
    askers: options.mask ? difference.askers.map(maskAsker) : difference.askers,
    ...(judged !== undefined && { token: judged.difference }),
    notes: [...notes, ...difference.notes, ...(judged?.notes ?? [])],
  };
  const differs = countDifferences(report) > 0;
  if (options.output === "json") {
    return { text: `${JSON.stringify({ ...report, differs }, null, 2)}\n`, differs };
  }
  const form = options.output === "markdown" ? "markdown" : "text";
  return { text: writeClusterText(report, countDifferences(report), form), differs };
}

function readToken(
  { token: file, tokenEnv: name }: Options,
  { variables }: Surroundings,
):
  | { readonly kind: "token"; readonly text: string }
  | { readonly kind: "missing"; readonly message: string }
  | undefined {
  if (file !== undefined && name !== undefined) {
    return { kind: "missing", message: "only one of --token and --token-env" };
  }
  if (name !== undefined) {
    const text = variables[name]?.trim() ?? "";
    if (text !== "") return { kind: "token", text };
    return { kind: "missing", message: `the environment variable ${name} is not set` };
  }
  if (file === undefined) return undefined;
  const text = readText(file)?.trim() ?? "";
  if (text === "") return { kind: "missing", message: `${file} holds no token` };
  return { kind: "token", text };
}

interface Judged {
  readonly difference: TokenDifference;
  readonly notes: readonly string[];
}

async function askAboutToken(
  workspace: LoadedWorkspace,
  client: KubeClient,
  token: string,
  minor: Minor,
  { questions, mask }: Options,
  now: number,
): Promise<Judged | { readonly problem: string }> {
  // Anything else would break the header that it goes into.
  if (!/^[\x21-\x7e]+$/.test(token)) return { problem: "the token has characters that none has" };
  const simulation = await simulateToken(workspace, token, { minor, now, questions });
  const reply = await client.review("authentication.k8s.io", "SelfSubjectReview", undefined, token);
  if (reply.kind === "failed") return { problem: `${client.server}: ${reply.message}` };
  if (reply.status !== 201 && reply.status !== 200 && reply.status !== 401) {
    return { problem: `${client.server}: SelfSubjectReview: ${describeStatus(reply)}` };
  }
  const accepted = reply.status !== 401;
  const allowed: (boolean | undefined)[] = [];
  for (const question of accepted ? simulation.questions : []) {
    allowed.push(await ask(client, question, token));
  }
  const answer = { allowed, ...(accepted && { review: reply.body }) };
  const difference = compareToken(simulation, answer);
  const kept = namesIn(simulation.outcome.user, reply.body);
  const hide = (text: string) => (mask ? maskClaims(text, simulation.claims, kept) : text);
  return {
    difference: { ...difference, lines: difference.lines.map(hide) },
    notes: simulation.notes,
  };
}

async function ask(
  client: KubeClient,
  { text, request }: TokenQuestion,
  token: string,
): Promise<boolean | undefined> {
  const spec =
    request.kind === "path"
      ? { nonResourceAttributes: { verb: request.verb, path: request.path } }
      : {
          resourceAttributes: {
            verb: request.verb,
            group: request.apiGroup,
            resource: request.resource,
            subresource: request.subresource,
            name: request.name,
            namespace: request.namespace,
          },
        };
  const reply = await client.review(
    "authorization.k8s.io",
    "SelfSubjectAccessReview",
    spec,
    token,
    text,
  );
  if (reply.kind === "failed" || (reply.status !== 201 && reply.status !== 200)) return undefined;
  try {
    const { status } = JSON.parse(reply.body) as { status?: { allowed?: unknown } };
    return typeof status?.allowed === "boolean" ? status.allowed : undefined;
  } catch {
    return undefined;
  }
}

// Names of users and groups stay readable: the difference is about them.
function namesIn(
  user: { readonly username: string; readonly groups: readonly string[] } | undefined,
  review: string,
): readonly string[] {
  const names = [user?.username ?? "", ...(user?.groups ?? [])];
  try {
    const { status } = JSON.parse(review) as {
      status?: { userInfo?: { username?: unknown; groups?: unknown } };
    };
    const { username, groups } = status?.userInfo ?? {};
    const found = [username, ...(Array.isArray(groups) ? groups : [])];
    return [...names, ...found.filter((name): name is string => typeof name === "string")];
  } catch {
    return names;
  }
}

function countDifferences({ objects, askers, token }: ClusterReport): number {
  const questions = token?.questions.filter(({ kind }) => kind === "differs").length ?? 0;
  return objects.length + askers.length + questions + (token?.kind === "differs" ? 1 : 0);
}
