import { applyEdits } from "../diagnostics/apply-edits.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { UserInfo } from "../kube/user-info.ts";
import type { Authentication } from "../token/trace.ts";
import type { Queries, TokenQuestion } from "./queries.ts";

/** Who a token would become once a proposed change of the configuration is made. */
export interface FixedUser {
  /** Of the change. */
  readonly title: string;
  readonly fix: Fix;
  readonly user: UserInfo;
}

/** Each change is a whole configuration to compile. */
const triedFixes = 3;
/** In UTF-16 units: of a larger file the verdict alone takes as long as anybody waits. */
const longestTried = 200_000;

/**
 * Of the changes those that make another user of the token than it is now, in their order. `asked` is the token before
 * the configuration as it is, and `authentication` its answer.
 */
export async function tryFixes(
  { authentication: authenticate }: Pick<Queries, "authentication">,
  asked: TokenQuestion,
  fixes: readonly Fix[],
  authentication: Authentication | undefined,
): Promise<readonly FixedUser[]> {
  const { text } = asked.source;
  if (text.length > longestTried) return [];
  const tried = fixes
    .filter(({ edits }) => edits.every(({ document }) => document === "configuration"))
    .slice(0, triedFixes);
  const found: FixedUser[] = [];
  for (const fix of tried) {
    const edited = applyEdits(text, "configuration", fix.edits);
    if (edited === undefined) continue;
    const answer = await authenticate({ ...asked, source: { ...asked.source, text: edited } });
    const user = answer?.user;
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

function isSame(user: UserInfo, other: UserInfo | undefined): boolean {
  return (
    user.username === other?.username &&
    JSON.stringify(user.groups) === JSON.stringify(other.groups)
  );
}
