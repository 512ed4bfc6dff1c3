import type { LintContext, LintIssuer } from "./context.ts";

/**
 * A prefix to offer for an issuer's names, after the first telling word of its host: "https://kanidm.example.com" to
 * "kanidm:". No other issuer has it.
 */
export function choosePrefix({ issuers }: LintContext, issuer: LintIssuer): string {
  const host = /^https?:\/\/([^/:?#]+)/i.exec(issuer.jwt.issuer.url)?.[1] ?? "";
  const words = host
    .toLowerCase()
    .split(".")
    .slice(0, -1)
    .filter((word) => /^[a-z][a-z0-9-]*$/.test(word) && !common.has(word));
  const wordOf = words[0] ?? "oidc";
  const taken = issuers
    .filter((other) => other !== issuer)
    .flatMap(({ jwt: { claimMappings } }) => [
      claimMappings.username.prefix,
      claimMappings.groups.prefix,
      claimMappings.username.expression.slice(1),
      claimMappings.groups.expression,
    ]);
  const candidates = [`${wordOf}:`, `${wordOf}-${issuer.index + 1}:`];
  const free = candidates.find((word) => !taken.some((text) => text?.includes(word)));
  return free ?? `issuer-${issuer.index + 1}:`;
}

/** Words that say nothing of whose the host is, and the one that Kubernetes keeps for itself. */
const common = new Set([
  "www",
  "login",
  "auth",
  "accounts",
  "id",
  "sso",
  "token",
  "oidc",
  "system",
]);
