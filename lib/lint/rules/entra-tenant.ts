import type { LintFinding, LintRule } from "../rule.ts";

/** Entra's addresses for all tenants, which no token has as its issuer. */
export const entraTenant: LintRule = {
  id: "entra-tenant",
  title: "Entra's common address as the issuer",
  explanation:
    "common, organizations and consumers are addresses to log in at. A token's iss always has the id of one tenant, so no " +
    "token matches. If one did, people of every tenant would get in.",
  check: ({ issuers, locate }) =>
    issuers.flatMap(({ path, jwt }): LintFinding[] => {
      const word = pattern.exec(jwt.issuer.url)?.[1];
      if (word === undefined) return [];
      const field = `${path}.issuer.url`;
      return [
        {
          severity: "error",
          path: field,
          span: locate(field).span,
          message: `No token has ${word} in its iss: Entra writes the id of the tenant there.`,
          hint: "Write https://login.microsoftonline.com/ with the tenant's id and /v2.0.",
        },
      ];
    }),
};

const pattern =
  /^https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\/(common|organizations|consumers)(?:\/|$)/i;
