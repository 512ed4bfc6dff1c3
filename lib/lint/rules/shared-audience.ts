import type { LintFinding, LintRule } from "../rule.ts";

/** One audience at two issuers. */
export const sharedAudience: LintRule = {
  id: "shared-audience",
  title: "One audience for two issuers",
  explanation:
    "An audience says for whom a token was made. If two issuers share one, a token cannot be told from the other's by " +
    "its audience: a mistake in one entry's rules opens the door that the other was meant to keep.",
  check: ({ issuers, locate }) => {
    const seen = new Map<string, string>();
    return issuers.flatMap(({ path, jwt }) =>
      jwt.issuer.audiences.flatMap((audience, i): LintFinding[] => {
        const { url } = jwt.issuer;
        const other = seen.get(audience);
        seen.set(audience, other ?? url);
        if (other === undefined || other === url) return [];
        const field = `${path}.issuer.audiences[${i}]`;
        return [
          {
            severity: "info",
            path: field,
            span: locate(field).span,
            message: `${other} has the same audience.`,
            hint: "An audience of its own for each issuer keeps their tokens apart.",
          },
        ];
      }),
    );
  },
};
