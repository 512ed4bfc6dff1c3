import { loadConfiguration } from "../lib/authn/load.ts";
import { createEngine } from "../lib/engine/engine.ts";
import { type LogLineView, readLogLine } from "../lib/engine/log-line-view.ts";
import { findTurnedTests } from "../lib/engine/tests/turned-tests.ts";
import { viewLogGroups } from "../lib/engine/whole-log/log-groups-view.ts";
import type { LogSummary } from "../lib/explain/whole-log/read-log.ts";
import { formatMinor, type Minor, newestMinor } from "../lib/kube/minor.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../lib/kube/targets.ts";
import { decodeToken } from "../lib/token/decode-token.ts";
import { describeToken } from "../lib/token/describe.ts";
import type { LoadedWorkspace } from "../lib/workspace/tests/follow-paths.ts";
import { answerDiagnose, type DiagnoseAnswer, type FixAnswer } from "./answer/diagnose.ts";
import type { Options } from "./arguments.ts";
import { readText } from "./files.ts";
import { joinBindings, loadWorkspace, type Surroundings } from "./load-workspace.ts";
import { maskDiagnosis } from "./mask-diagnosis.ts";
import { packageVersion } from "./package-version.ts";
import { type ReadLog, readLogFile } from "./read-log-file.ts";
import { describeLog } from "./report/log-text.ts";
import { describeTurned, showSafely } from "./report/report.ts";

/** What `explain` prints, and whether what it explains is a failure; or what is wrong with how it was called. */
export type ExplainResult =
  | { readonly usage: string }
  | { readonly text: string; readonly failed: boolean };

/** Explains a line of a log, or what becomes of claims or of a token with a configuration. */
export async function runExplainCommand(
  options: Options,
  surroundings: Surroundings,
): Promise<ExplainResult> {
  const { positionals, claims, token } = options;
  const note = options.output === "markdown";
  const credentials = [claims, token].filter((one) => one !== undefined);
  const given = credentials.length + (options.log === undefined ? 0 : 1);
  if (given === 0 || credentials.length > 1 || (given > 1 && !note)) {
    return {
      usage: note
        ? "explain -o markdown needs --log, --claims or --token, or --log and one of the others"
        : "explain needs one of --log, --claims and --token",
    };
  }
  if (options.questions.length > 1) return { usage: "explain takes one --question" };
  const [file, ...more] = positionals;
  if (more.length > 0) return { usage: "explain needs one configuration" };
  if (file === undefined && (options.log === undefined || credentials.length > 0)) {
    return { usage: "explain needs a configuration" };
  }
  const [credential] = credentials;
  const pasted = credential === undefined ? "" : readText(credential);
  if (pasted === undefined) return { usage: `${credential} cannot be read` };
  const log = options.log === undefined ? undefined : await readLogFile(options.log, !options.mask);
  const lines = log === undefined ? "" : textOfLog(log);
  if (lines === undefined) return { usage: `${options.log} cannot be read` };
  const workspace = file === undefined ? undefined : await loadWorkspace(file, surroundings);
  if (typeof workspace === "string") return { usage: workspace };
  if (note) {
    // Of a whole log a ticket takes what it comes to.
    const shown =
      log?.kind === "log"
        ? explainWholeLog(log.summary, workspace, { ...options, output: "text" })
        : undefined;
    return writeNote(shown?.text ?? lines, pasted, workspace, options, surroundings);
  }
  if (log?.kind === "log") return explainWholeLog(log.summary, workspace, options);
  if (log !== undefined) return explainLog(lines, workspace, options);
  if (workspace === undefined) return { usage: "explain needs a configuration" };
  return explainLogin(pasted, workspace, options);
}

/** A note for a ticket. Claim values are never in it. */
async function writeNote(
  log: string,
  pasted: string,
  workspace: LoadedWorkspace | undefined,
  { versions }: Options,
  { now }: Surroundings,
): Promise<ExplainResult> {
  const target = findClusterTarget(workspace?.target ?? "static-pod");
  const text = await createEngine().describeIncident(
    {
      minor: versions?.[0] ?? workspace?.versions.at(-1) ?? newestMinor,
      configuration: workspace?.configuration ?? "",
      bindings: "",
      token: pasted.trim(),
      keys: Object.fromEntries(workspace?.keys ?? []),
      now: workspace?.now ?? now,
      target: target.id,
      authorizationModes: workspace?.authorizationModes ?? defaultAuthorizationModes,
      disallowedIssuers: workspace?.serviceAccountIssuers ?? target.serviceAccountIssuers,
      defaultPolicy: true,
    },
    { log, claimcheck: packageVersion },
  );
  return { text, failed: false };
}

function textOfLog(log: ReadLog): string | undefined {
  if (log.kind === "unreadable") return undefined;
  return log.kind === "lines" ? log.text : "";
}

function explainWholeLog(
  summary: LogSummary,
  workspace: LoadedWorkspace | undefined,
  options: Options,
): { readonly text: string; readonly failed: boolean } {
  const groups = viewLogGroups(summary.groups, loadFor(workspace, options));
  const failed = summary.failures > 0;
  if (options.output === "json") {
    const shown = groups.map(({ places, ...group }) => ({
      ...group,
      paths: places.map(({ path }) => path),
    }));
    return { text: `${JSON.stringify({ ...summary, groups: shown }, null, 2)}\n`, failed };
  }
  return { text: write(describeLog(summary, groups)), failed };
}

function loadFor(workspace: LoadedWorkspace | undefined, { versions }: Options) {
  return loadConfiguration(workspace?.configuration ?? "", {
    minor: versions?.[0] ?? workspace?.versions.at(-1) ?? newestMinor,
    disallowedIssuers: workspace?.serviceAccountIssuers ?? [],
  });
}

async function explainLog(
  pasted: string,
  workspace: LoadedWorkspace | undefined,
  options: Options,
): Promise<ExplainResult> {
  const { output, mask } = options;
  const loaded = loadFor(workspace, options);
  const found = await readLogLine(pasted, loaded);
  const failed = found !== undefined && found.code !== "none";
  if (output === "json") {
    const answer = found === undefined ? { code: "none" } : showExplanation(found, mask);
    return { text: `${JSON.stringify(answer, null, 2)}\n`, failed };
  }
  if (found === undefined) {
    return { text: "Nothing in this text is about authentication or access.\n", failed };
  }
  const lines = [
    `${found.by}: ${found.code}`,
    ...paragraph(found.cause),
    ...paragraph(found.remedy),
    ...found.places.map(({ path }) => `  see ${path}`),
  ];
  return { text: write(lines), failed };
}

function showExplanation({ places, claims, ...found }: LogLineView, masks: boolean) {
  return {
    ...found,
    ...(places.length > 0 && { paths: places.map(({ path }) => path) }),
    ...(claims && !masks && { claims }),
  };
}

async function explainLogin(
  pasted: string,
  workspace: LoadedWorkspace,
  options: Options,
): Promise<ExplainResult> {
  const { versions, output } = options;
  const [question] = options.questions;
  const decoded = decodeToken(pasted.trim());
  if (decoded.credential === undefined) return { usage: "the file holds no token and no claims" };
  const bindings = options.bindings === undefined ? "" : readText(options.bindings);
  if (bindings === undefined) return { usage: `${options.bindings} cannot be read` };
  const minor = versions?.[0] ?? workspace.versions.at(-1) ?? newestMinor;
  const request = {
    op: "diagnose",
    config: workspace.configuration,
    bindings: joinBindings(workspace, bindings),
    token: pasted.trim(),
    target: workspace.target,
    disallowedIssuers: workspace.serviceAccountIssuers,
    now: workspace.now,
    ...(question !== undefined && { question }),
  };
  const line = JSON.stringify(request);
  const found = await answerDiagnose({ request, line, minor });
  const answer = await withTests(found, { ...workspace, bindings: request.bindings }, minor);
  const { claimsText = "{}" } = describeToken(decoded, minor);
  const shown = options.mask ? maskDiagnosis(answer, claimsText) : answer;
  const failed = answer.verdict !== "authenticated" || answer.allowed === false;
  const text =
    output === "json"
      ? `${JSON.stringify({ version: formatMinor(minor), ...shown }, null, 2)}\n`
      : write(describeDiagnosis(shown, question));
  return { text, failed };
}

// What each change does to the tests of the workspace.
async function withTests(
  answer: DiagnoseAnswer,
  workspace: LoadedWorkspace,
  minor: Minor,
): Promise<DiagnoseAnswer> {
  if (workspace.tests.length === 0) return answer;
  const fixes: FixAnswer[] = [];
  for (const fix of answer.fixes) {
    const change = { configuration: fix.config, bindings: fix.bindings };
    fixes.push({ ...fix, tests: await findTurnedTests(workspace, change, minor) });
  }
  return { ...answer, fixes };
}

function describeDiagnosis(answer: DiagnoseAnswer, question: string | undefined): string[] {
  const { verdict, user, cause, allowed, fixes, nearMisses, findings } = answer;
  const shown = findings.filter(({ severity }) => severity !== "info");
  return [
    user === undefined ? verdict : `${verdict} as ${user.username}`,
    ...(user === undefined || user.groups.length === 0
      ? []
      : [`  groups ${user.groups.join(", ")}`]),
    ...(allowed === undefined ? [] : [`${allowed ? "allowed" : "denied"}: ${question ?? ""}`]),
    ...(cause === undefined
      ? []
      : [
          `cause: ${cause.code}${cause.path === undefined ? "" : ` at ${cause.path}`}`,
          ...paragraph(cause.message),
        ]),
    ...fixes.map(describeFix),
    ...nearMisses.flatMap((miss) => [
      `almost: ${miss.binding}`,
      ...paragraph(miss.message),
      ...miss.fixes.map(describeFix),
    ]),
    ...shown.map(
      ({ severity, path, message, code }) => `${severity}: ${path}: ${message} [${code}]`,
    ),
    ...(answer.notes ?? []).map((note) => `note: ${note}`),
  ];
}

function describeFix({ title, after, tests }: FixAnswer): string {
  const turned = tests === undefined ? "" : `; ${describeTurned(tests)}`;
  if (after === undefined) return `fix: ${title}${turned}`;
  const who = after.user === undefined ? "" : ` as ${after.user.username}`;
  const may = after.allowed === undefined ? "" : after.allowed ? ", allowed" : ", denied";
  return `fix: ${title} → ${after.verdict}${who}${may}${turned}`;
}

function paragraph(text: string | undefined): string[] {
  return text === undefined || text === "" ? [] : text.split("\n").map((line) => `  ${line}`);
}

function write(lines: readonly string[]): string {
  return `${lines.map(showSafely).join("\n")}\n`;
}
