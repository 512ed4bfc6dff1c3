import { trimEndOf } from "../../source/trim-end.ts";
import { fixString } from "../edits.ts";
import type { LintFinding, LintRule } from "../rule.ts";

/** The slash at the end of an issuer's URL. */
export const issuerSlash: LintRule = {
  id: "issuer-slash",
  title: "An issuer URL with or without its last slash",
  explanation:
    "The server compares the URL with the token's iss character by character. Authentik, Auth0, JumpCloud and Entra's v1 " +
    "tokens write a slash at the end; most others do not. With the wrong one no token of the issuer ever matches.",
  check: (context) =>
    context.issuers.flatMap(({ path, jwt, provider }): LintFinding[] => {
      const { url } = jwt.issuer;
      const has = url.endsWith("/");
      const bare = trimEndOf(url, "/");
      const { issuer: claimed } = context.token;
      const seen = claimed !== undefined && claimed !== url && trimEndOf(claimed, "/") === bare;
      const known = provider?.slash !== undefined && provider.slash !== has;
      // The token at hand knows better than a table.
      if (claimed === url || !(seen || known)) return [];
      // Another entry has it right.
      const meant = seen && claimed !== undefined ? claimed : has ? bare : `${url}/`;
      if (context.issuers.some((other) => other.jwt.issuer.url === meant)) return [];
      const field = `${path}.issuer.url`;
      const who = seen ? "The token at hand writes" : `${provider?.title} writes`;
      const how = meant.endsWith("/")
        ? "a slash at the end of iss"
        : "iss without a slash at the end";
      return [
        {
          severity: seen || provider?.certain ? "error" : "warning",
          path: field,
          span: context.locate(field).span,
          message: `${who} ${how}, and the server compares every character.`,
          fixes: [
            fixString(
              context,
              field,
              meant.endsWith("/") ? "Add the slash" : "Remove the slash",
              url,
              meant,
            ),
          ],
        },
      ];
    }),
};
