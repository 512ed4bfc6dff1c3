import path from "node:path";
import { openText } from "../lib/import/open.ts";
import { readAsServed } from "../lib/import/served-text.ts";
import { newestMinor } from "../lib/kube/minor.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../lib/kube/targets.ts";
import { followPaths, type LoadedWorkspace } from "../lib/workspace/tests/follow-paths.ts";
import { readTests } from "../lib/workspace/tests/read-tests.ts";
import type { FileFinding, TestWorkspace } from "../lib/workspace/tests/test-workspace.ts";
import { findFiles, isWorkspaceFile, readText } from "./files.ts";

/** What a command takes from its surroundings. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Unix seconds, for workspaces that name no moment. */
  readonly now: number;
}

/** Reads the files that a workspace names, relative to its own file. */
export function followFrom(
  file: string,
  workspace: TestWorkspace,
  { variables, now }: Surroundings,
) {
  const folder = path.dirname(file);
  return followPaths(
    workspace,
    {
      readFiles: async (pattern) =>
        findFiles(pattern, folder).flatMap((one) => readText(one) ?? []),
      readVariable: (name) => variables[name],
    },
    now,
  );
}

/** A file as a workspace: a workspace file, or a configuration in any form that can be opened. A text says what is wrong. */
export async function loadWorkspace(
  file: string,
  surroundings: Surroundings,
): Promise<LoadedWorkspace | string> {
  const text = readText(file);
  if (text === undefined) return `${file} cannot be read`;
  if (!isWorkspaceFile(file)) return wrapConfiguration(file, text, surroundings.now);
  const read = readTests(text);
  if (read.workspace === undefined) return describeFindings(file, read.findings);
  const { workspace, findings } = await followFrom(file, read.workspace, surroundings);
  return workspace ?? describeFindings(file, findings);
}

/** The role bindings of a workspace, with those of a file behind them. */
export function joinBindings(workspace: LoadedWorkspace, more: string): string {
  return [workspace.bindings, more].filter((text) => text.trim() !== "").join("\n---\n");
}

function wrapConfiguration(file: string, text: string, now: number): LoadedWorkspace | string {
  const opened = openText(text, { version: newestMinor, name: file });
  const problem = opened.refused ?? opened.unstartable;
  if (problem !== undefined) return `${file}: ${problem}`;
  if (opened.configuration === undefined && opened.kind !== "none") {
    return `${file} is ${opened.title}: it holds no configuration`;
  }
  const target = findClusterTarget(opened.target ?? "static-pod");
  return {
    name: "",
    versions: [newestMinor],
    target: target.id,
    authorizationModes: defaultAuthorizationModes,
    serviceAccountIssuers: target.serviceAccountIssuers,
    // What is no configuration in any form goes to the server as it is: it says why it refuses it.
    configuration: readAsServed(text, opened, file) ?? text,
    bindings: opened.bindings ?? "",
    keys: new Map(),
    now,
    defaultPolicy: true,
    tests: [],
    ...(opened.options !== undefined && { names: opened.options }),
  };
}

function describeFindings(file: string, findings: readonly FileFinding[]): string {
  return findings.map(({ message }) => `${file}: ${message}`).join("\n");
}
