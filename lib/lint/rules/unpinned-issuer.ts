import { isPinned } from "../pinning.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** Issuers that sign tokens for strangers too, without a rule that names whose tokens may enter. */
export const unpinnedIssuer: LintRule = {
  id: "unpinned-issuer",
  title: "A shared issuer without an owner",
  explanation:
    "Some issuers sign tokens for everyone: any repository on GitHub can ask for a token with your audience. Only a " +
    "rule on a claim that names the owner (an organization, a project, an account) keeps strangers out. A rule counts " +
    "if it must hold for every token: `==`, `in`, `startsWith` up to the end of the owner's name, an anchored " +
    "`matches`; under `||` both sides must name an owner.",
  check: ({ issuers, locate }) =>
    issuers.flatMap((issuer): LintFinding[] => {
      const { provider, path, names } = issuer;
      if (provider?.pins === undefined || isPinned(names.admits, provider.pins)) return [];
      const claims = provider.pins.map(({ claim }) => claim);
      const field = `${path}.issuer.url`;
      return [
        {
          severity: provider.audience === "chosen" ? "error" : "info",
          path: field,
          span: locate(field).span,
          message: `${provider.title} signs tokens for ${provider.openTo}, and no rule says whose may enter.`,
          hint: `Add a claimValidationRule on one of ${claims.join(", ")}, such as ${provider.example}.`,
        },
      ];
    }),
};
