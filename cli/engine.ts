/**
 * `claimcheck/engine`: the simulator as functions. All of it runs on this machine; nothing is fetched. Texts of answers can
 * hold claim values: untrusted text. The types here are the whole of what is promised.
 */
import { loadConfiguration } from "../lib/authn/load.ts";
import { askServer, startServer } from "../lib/engine/tests/ask-server.ts";
import { runTests } from "../lib/engine/tests/run-tests.ts";
import { openText } from "../lib/import/open.ts";
import { readAsServed } from "../lib/import/served-text.ts";
import { formatMinor, type Minor, minors, newestMinor, parseMinor } from "../lib/kube/minor.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../lib/kube/targets.ts";
import { followPaths } from "../lib/workspace/tests/follow-paths.ts";
import { readTests } from "../lib/workspace/tests/read-tests.ts";
import { answerRequest } from "./answer/answer.ts";

/** A finding in a text. Offsets are UTF-16 units from 0. */
export interface Finding {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  /** kube-apiserver's own words for what is its finding. */
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A user as kube-apiserver knows it. */
export interface User {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What becomes of a credential. */
export interface Verdict {
  /** "refused": the server does not start with the configuration. "unknown": `unknowns` says what is missing. */
  readonly verdict: "authenticated" | "unauthorized" | "refused" | "unknown";
  readonly user?: User;
  /** Why not: a stable code, and a sentence. */
  readonly cause?: { readonly code: string; readonly message: string };
  /** The line of the server's log. */
  readonly line?: string;
  readonly unknowns?: readonly string[];
}

/** What is asked of `authenticate`. */
export interface AuthenticateRequest {
  /** In any form that claimcheck opens. */
  readonly configuration: string;
  /** A JSON Web Token, or claims as JSON, which count as signed. */
  readonly credential: string;
  /** "1.37"; the newest if absent. */
  readonly version?: string;
  /** Unix seconds. */
  readonly now: number;
  /** Key sets as JSON by issuer URL, for a signed token. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** One expectation of a test that was not met. */
export interface Mismatch {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

/** A test with one version. */
export interface TestResult {
  readonly name: string;
  readonly version: string;
  readonly passed: boolean;
  readonly mismatches: readonly Mismatch[];
}

/** How the files and variables that a workspace names are read. A path with * gives several texts. */
export interface TestOptions {
  /** Instead of those of the file: "1.37". */
  readonly versions?: readonly string[];
  /** Unix seconds, for a file that names no moment. */
  readonly now: number;
  readonly readFiles?: (path: string) => Promise<readonly string[]>;
  readonly readVariable?: (name: string) => string | undefined;
}

/** The versions of Kubernetes that are known, oldest first: "1.30". */
export const versions: readonly string[] = minors.map(formatMinor);

/** What kube-apiserver says about a configuration. Throws for a version that is not known. */
export function validate(configuration: string, version?: string): readonly Finding[] {
  const minor = readVersion(version);
  const opened = openText(configuration, { version: minor });
  const target = findClusterTarget(opened.target ?? "static-pod");
  const served = readAsServed(configuration, opened) ?? configuration;
  const { diagnostics } = loadConfiguration(served, {
    minor,
    disallowedIssuers: target.serviceAccountIssuers,
  });
  return diagnostics.map(({ code, severity, message, span }) => {
    const { start, end } = served === configuration ? span : (opened.place?.(span) ?? span);
    return { code, severity, message, start, end };
  });
}

/** What becomes of a token or of claims. Throws for a version that is not known. */
export async function authenticate(request: AuthenticateRequest): Promise<Verdict> {
  const minor = readVersion(request.version);
  const opened = openText(request.configuration, { version: minor });
  const target = findClusterTarget(opened.target ?? "static-pod");
  const server = startServer(
    {
      name: "",
      versions: [minor],
      target: target.id,
      authorizationModes: defaultAuthorizationModes,
      serviceAccountIssuers: target.serviceAccountIssuers,
      configuration: readAsServed(request.configuration, opened) ?? request.configuration,
      bindings: "",
      keys: new Map(Object.entries(request.keys ?? {})),
      now: request.now,
      defaultPolicy: true,
      tests: [],
    },
    minor,
  );
  const text = request.credential.trim();
  const outcome = await askServer(
    text.startsWith("{") ? { kind: "claims", claims: text } : { kind: "token", token: text },
    server,
  );
  const { user, cause, line, unknowns, verdict } = outcome;
  return {
    verdict: verdict === "loads" ? "unknown" : verdict,
    ...(user && { user }),
    ...(cause && { cause: { code: cause.code, message: cause.cause } }),
    ...(line !== undefined && { line }),
    ...(unknowns && { unknowns }),
  };
}

/** Runs the tests of a workspace file. Findings are what is wrong in the file; there are then no results. */
export async function test(
  workspaceFile: string,
  options: TestOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly results: readonly TestResult[] }> {
  const read = readTests(workspaceFile);
  const show = (findings: typeof read.findings): readonly Finding[] =>
    findings.map(({ code, severity, message, span: { start, end } }) => {
      return { code, severity, message, start, end };
    });
  if (read.workspace === undefined) return { findings: show(read.findings), results: [] };
  const { workspace, findings } = await followPaths(
    read.workspace,
    {
      readFiles: options.readFiles ?? (async () => []),
      readVariable: options.readVariable ?? (() => undefined),
    },
    options.now,
  );
  if (workspace === undefined) return { findings: show(findings), results: [] };
  const results = await runTests(workspace, options.versions?.map(readVersion));
  return {
    findings: show(findings),
    results: results.map(({ name, version, passed, mismatches }) => ({
      ...{ name, version, passed },
      mismatches: mismatches.map(({ field, expected, actual }) => ({ field, expected, actual })),
    })),
  };
}

/** One request of `claimcheck answer`, as it is documented there. Never throws. */
export async function answer(
  request: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  return answerRequest(request as Parameters<typeof answerRequest>[0]);
}

function readVersion(text: string | undefined): Minor {
  if (text === undefined) return newestMinor;
  const minor = parseMinor(text);
  if (minor === undefined) throw new RangeError(`Kubernetes ${text} is not a known version`);
  return minor;
}
