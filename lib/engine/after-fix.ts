import { type Compile, loadConfiguration } from "../authn/load.ts";
import { applyEdits } from "../diagnostics/apply-edits.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { Minor } from "../kube/minor.ts";
import { authenticate, type Credential } from "../token/authenticate.ts";
import type { Authentication, UserInfo } from "../token/trace.ts";
import type { Gathered } from "./external-data.ts";
import { splitLines } from "./lines.ts";
import { createMemo } from "./memo.ts";

/** Who a token would become once a proposed change of the configuration is made. */
export interface FixedUser {
  /** Of the change. */
  readonly title: string;
  readonly fix: Fix;
  readonly user: UserInfo;
}

/** What the changes are tried with. */
export interface FixContext {
  readonly configuration: string;
  readonly minor: Minor;
  readonly disallowedIssuers: readonly string[];
  readonly credential: Credential;
  /** Unix seconds. */
  readonly now: number;
  readonly gathered: Pick<Gathered, "outside" | "signatures">;
  /** Remembers what the configuration itself was compiled to. */
  readonly compile: Compile;
  /** As the configuration stands; undefined where no server runs it. */
  readonly authentication: Authentication | undefined;
}

/** Each change is a whole configuration to compile. */
const triedFixes = 3;
/** In UTF-16 units: of a larger file the verdict alone takes as long as anybody waits. */
const longestTried = 200_000;

/** Of the changes those that make another user of the token than it is now, in their order. */
export async function tryFixes(
  fixes: readonly Fix[],
  context: FixContext,
): Promise<readonly FixedUser[]> {
  const { configuration, minor, disallowedIssuers, compile, authentication } = context;
  const { credential, now, gathered } = context;
  const { outside, signatures } = gathered;
  if (configuration.length > longestTried) return [];
  const tried = fixes
    .filter(({ edits }) => edits.every(({ document }) => document === "configuration"))
    .slice(0, triedFixes);
  const texts = tried.map(({ edits }) => applyEdits(configuration, "configuration", edits));
  const loaded = loadStage(JSON.stringify(texts), minor, disallowedIssuers.join("\n"), compile);
  const found: FixedUser[] = [];
  for (const [index, fix] of tried.entries()) {
    const compiled = loaded[index]?.compiled;
    if (compiled === undefined) continue;
    const { user } = await authenticate({
      ...{ configuration: compiled, minor, credential, now, outside, signatures },
    });
    if (user === undefined || isSame(user, authentication?.user)) continue;
    found.push({ title: fix.title, fix, user });
  }
  return found;
}

/**
 * The changes that are worth trying: those beside a refusal; of a token that gets in, what is proposed for the names
 * that its issuer maps.
 */
export function fixesToTry(
  headline: readonly Fix[],
  authentication: Authentication | undefined,
  findings: readonly Diagnostic[],
): readonly Fix[] {
  if (authentication?.user === undefined) return headline;
  const issuer = authentication.issuers.find(({ verdict }) =>
    ["passed", "unknown"].includes(verdict),
  );
  const fields = ["username", "groups"].map(
    (field) => `jwt[${issuer?.index}].claimMappings.${field}`,
  );
  return findings
    .filter(({ path }) => fields.some((field) => path.startsWith(field)))
    .flatMap(({ fixes = [] }) => fixes.slice(0, 1));
}

/** Compiled again only where the text or a change is another: keys, clock and token are not part of it. */
const loadStage = createMemo((texts: string, minor: Minor, disallowed: string, compile: Compile) =>
  (JSON.parse(texts) as string[]).map((text) =>
    loadConfiguration(text, {
      minor,
      disallowedIssuers: splitLines(disallowed),
      compile,
    }),
  ),
);

function isSame(user: UserInfo, other: UserInfo | undefined): boolean {
  return (
    user.username === other?.username &&
    JSON.stringify(user.groups) === JSON.stringify(other.groups)
  );
}
