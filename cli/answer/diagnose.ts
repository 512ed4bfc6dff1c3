import { createCompile, loadConfiguration } from "../../lib/authn/load.ts";
import { applyEdits } from "../../lib/diagnostics/apply-edits.ts";
import { type Diagnosis, diagnose, type TriedFix } from "../../lib/engine/diagnose/diagnose.ts";
import type { TurnedTests } from "../../lib/engine/tests/turned-tests.ts";
import { openText } from "../../lib/import/open.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../../lib/kube/targets.ts";
import type { UserInfo } from "../../lib/kube/user-info.ts";
import { decodeToken } from "../../lib/token/decode-token.ts";
import { describeToken } from "../../lib/token/describe.ts";
import type { Job } from "./request.ts";
import { serve } from "./serve.ts";

/** A fix as it is answered. */
export type FixAnswer = {
  readonly id: string;
  readonly title: string;
  readonly config?: string | undefined;
  readonly bindings?: string;
  readonly after?: {
    readonly verdict: string;
    readonly user?: UserInfo | undefined;
    readonly allowed?: boolean | undefined;
  };
  /** Of the workspace, in `claimcheck explain`: what the change does to its tests. */
  readonly tests?: TurnedTests;
};

/** What `diagnose` answers. Its texts are untrusted. */
export type DiagnoseAnswer = {
  readonly verdict: string;
  readonly cause?: { readonly code: string; readonly message: string; readonly path?: string };
  readonly user?: UserInfo;
  readonly allowed?: boolean;
  readonly fixes: readonly FixAnswer[];
  readonly nearMisses: readonly {
    readonly kinds: readonly string[];
    readonly binding: string;
    readonly message: string;
    readonly fixes: readonly FixAnswer[];
  }[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly path: string;
    readonly message: string;
    readonly fixes?: readonly FixAnswer[];
  }[];
  readonly notes?: readonly string[];
  readonly placeholders?: readonly string[];
};

/** Why a login fails, and what to do about it. */
export async function answerDiagnose({ request, line, minor }: Job): Promise<DiagnoseAnswer> {
  const { config = "", bindings = "", question, disallowedIssuers } = request;
  const opened = openText(config, { version: minor, name: request.name ?? "" });
  const configuration = opened.configuration ?? (opened.kind === "none" ? config : undefined);
  if (configuration === undefined) {
    return {
      verdict: "unknown",
      cause: {
        code: opened.refused === undefined ? "config-decode" : "config-file-missing",
        message: opened.refused ?? `The text is ${opened.title}: it holds no configuration.`,
      },
      fixes: [],
      nearMisses: [],
      findings: [],
      notes: opened.notes,
    };
  }
  if (opened.unstartable !== undefined) {
    return {
      verdict: "refused",
      cause: { code: "config-flag-unknown", message: opened.unstartable },
      fixes: [],
      nearMisses: [],
      findings: [],
      notes: opened.notes,
    };
  }
  const target = findClusterTarget(request.target ?? opened.target ?? "static-pod");
  const decoded = decodeToken(request.token ?? JSON.stringify(request.claims ?? {}));
  const hasToken = request.token !== undefined || request.claims !== undefined;
  const issuers = disallowedIssuers ?? target.serviceAccountIssuers;
  const { compiled } = loadConfiguration(configuration, { minor, disallowedIssuers: issuers });
  const reachable = await serve(request.providers ?? {}, line, compiled?.issuers ?? [], minor);
  const everything = request.providers === undefined || request.claims !== undefined;
  const diagnosis = await diagnose({
    configuration,
    bindings,
    minor,
    target: target.id,
    disallowedIssuers: issuers,
    authorizationModes: defaultAuthorizationModes,
    credential: hasToken ? decoded.credential : undefined,
    external: {
      ...reachable,
      keysOf: (url) => {
        const keys = reachable.keysOf(url);
        const unknown = { kind: "missing", reason: "the token counts as signed" } as const;
        return everything && keys.kind === "unreachable" && !isUnreachable(request, url)
          ? unknown
          : keys;
      },
    },
    now: request.now || Math.floor(Date.now() / 1000),
    question,
    namespace: "default",
    compile: createCompile(minor),
    token: describeToken(decoded),
  });
  return showDiagnosis(diagnosis, configuration, opened);
}

// Providers say which issuers are reachable; none given means all.
function isUnreachable(request: Job["request"], url: string): boolean {
  return request.providers !== undefined && !Object.hasOwn(request.providers, url);
}

function showDiagnosis(
  { judgement, cause, fixes, nearMisses, findings }: Diagnosis,
  configuration: string,
  opened: ReturnType<typeof openText>,
): DiagnoseAnswer {
  const { user, allowed } = judgement;
  const verdict = verdictOf(judgement);
  const left = opened.placeholders.length > 0 && verdict !== "authenticated";
  return {
    verdict: left ? "unknown" : verdict,
    ...(cause && {
      cause: {
        code: cause.code,
        message: [cause.cause, cause.remedy, cause.atProvider].filter(Boolean).join(" "),
        ...(cause.path !== undefined && { path: cause.path }),
      },
    }),
    ...(user && { user }),
    ...(allowed !== undefined && { allowed }),
    fixes: fixes.map(showFix),
    nearMisses: nearMisses.map(({ miss, fixes: own }) => ({
      kinds: miss.kinds,
      binding: `${miss.binding.kind} ${miss.binding.name}`,
      message: miss.message,
      fixes: own.map(showFix),
    })),
    findings: findings.map(({ code, severity, path, message, fixes: own = [] }) => ({
      code,
      severity,
      path,
      message,
      ...(own.length > 0 && {
        fixes: own.map(({ id, title, edits }) => ({
          id,
          title,
          config: applyEdits(configuration, "configuration", edits),
        })),
      }),
    })),
    ...(opened.notes.length > 0 && { notes: opened.notes }),
    ...(opened.placeholders.length > 0 && { placeholders: opened.placeholders }),
  };
}

function showFix({ id, title, configuration, bindings, after }: TriedFix): FixAnswer {
  return {
    id,
    title,
    ...(configuration !== undefined && { config: configuration }),
    ...(bindings !== undefined && { bindings }),
    after: { ...after, verdict: verdictOf(after) },
  };
}

// A draft counts as signed: the signature is then the one thing that was not checked.
function verdictOf({ verdict, user }: TriedFix["after"]): string {
  return verdict === "unknown" && user !== undefined ? "authenticated" : verdict;
}
