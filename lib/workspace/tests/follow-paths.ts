import { parseDuration } from "../../go/time.ts";
import { openText } from "../../import/open.ts";
import { readAsServed } from "../../import/served-text.ts";
import { newestMinor } from "../../kube/minor.ts";
import type { Span } from "../../source/span.ts";
import type {
  Asker,
  FileFinding,
  TestWorkspace,
  TextSource,
  WorkspaceTest,
} from "./test-workspace.ts";

/** How files and variables are read. A path with * gives several texts; none means that there is no such file. */
export interface Surroundings {
  readonly readFiles: (path: string) => Promise<readonly string[]>;
  readonly readVariable: (name: string) => string | undefined;
}

/** A workspace whose texts are all at hand. */
export interface LoadedWorkspace
  extends Omit<TestWorkspace, "configuration" | "bindings" | "keys" | "tests" | "now"> {
  /** The AuthenticationConfiguration alone, taken out of whatever held it. */
  readonly configuration: string;
  readonly bindings: string;
  readonly keys: ReadonlyMap<string, string>;
  readonly now: number;
  readonly tests: readonly LoadedTest[];
  /** What the text that held the configuration says of its cluster, for the export: `Opened.options`. */
  readonly names?: Readonly<Record<string, string>>;
}

/** A test with its credential as text. */
export interface LoadedTest extends Omit<WorkspaceTest, "asker"> {
  readonly asker:
    | Exclude<Asker, { readonly kind: "claims" | "token" }>
    | { readonly kind: "claims"; readonly claims: string }
    | { readonly kind: "token"; readonly token: string };
}

/** Reads what the paths of a workspace name. `now` (Unix seconds) counts if the file does not name a moment. */
export async function followPaths(
  workspace: TestWorkspace,
  surroundings: Surroundings,
  now: number,
): Promise<{ readonly workspace?: LoadedWorkspace; readonly findings: readonly FileFinding[] }> {
  const findings: FileFinding[] = [];
  const fail = (span: Span, message: string) => {
    findings.push({ code: "workspace/file", severity: "error", path: "", span, message });
  };
  const textsOf = async (source: TextSource): Promise<readonly string[]> => {
    if (source.kind === "inline") return [source.text];
    const texts = await surroundings.readFiles(source.path);
    if (texts.length === 0) fail(source.span, `There is no file ${source.path}.`);
    return texts;
  };
  const textOf = async (source: TextSource) => (await textsOf(source))[0] ?? "";

  const moment = workspace.now ?? now;
  const raw = await textOf(workspace.configuration);
  const span = workspace.configuration.kind === "path" ? workspace.configuration.span : nowhere;
  const configuration = openConfiguration(raw, (message) => fail(span, message));
  const bindings: string[] = [];
  for (const source of workspace.bindings) bindings.push(...(await textsOf(source)));
  const keys = new Map<string, string>();
  for (const [issuer, source] of workspace.keys) keys.set(issuer, await textOf(source));
  const tests: LoadedTest[] = [];
  for (const test of workspace.tests) {
    const { asker } = test;
    if (asker.kind === "claims") {
      const claims = placeTimes(await textOf(asker.claims), moment);
      if (claims === undefined) fail(test.span, "The claims are no JSON object.");
      tests.push({ ...test, asker: { kind: "claims", claims: claims ?? "{}" } });
    } else if (asker.kind === "token") {
      const { from } = asker;
      const token = from.kind === "env" ? surroundings.readVariable(from.name) : await textOf(from);
      if (from.kind === "env" && token === undefined) {
        fail(from.span, `The environment variable ${from.name} is not set.`);
      }
      tests.push({ ...test, asker: { kind: "token", token: (token ?? "").trim() } });
    } else {
      tests.push({ ...test, asker });
    }
  }
  if (findings.length > 0) return { findings };
  const loaded = {
    ...workspace,
    configuration,
    bindings: bindings.join("\n---\n"),
    keys,
    now: moment,
  };
  return { workspace: { ...loaded, tests }, findings };
}

const nowhere: Span = { start: 0, end: 0 };

// What is no configuration in any form goes to the server as it is: it says why it refuses it.
function openConfiguration(text: string, fail: (message: string) => void): string {
  const opened = openText(text, { version: newestMinor });
  if (opened.refused !== undefined) fail(opened.refused);
  else if (opened.unstartable !== undefined) fail(opened.unstartable);
  return readAsServed(text, opened) ?? text;
}

const times = ["exp", "nbf", "iat"];
const relative = /^now(?:([+-])([0-9][0-9a-z.]{0,20}))?$/;

/** Claims with `now+10m` in exp, nbf and iat as seconds; undefined if the text is no JSON object. */
export function placeTimes(claims: string, now: number): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(claims);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as Record<string, unknown>);
  const placed = entries.flatMap(([name, text]) => {
    if (!times.includes(name) || typeof text !== "string") return [];
    const found = relative.exec(text);
    if (found === null) return [];
    const duration = parseDuration(found[2] ?? "0s");
    if (duration.kind === "error") return [];
    const seconds = Number(duration.value / 1_000_000_000n);
    return [[name, now + (found[1] === "-" ? -seconds : seconds)] as const];
  });
  // Untouched text keeps numbers that JavaScript cannot hold.
  return placed.length === 0
    ? claims
    : JSON.stringify({ ...(value as object), ...Object.fromEntries(placed) });
}
