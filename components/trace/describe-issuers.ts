import type { IssuerTrace, Verdict } from "@/lib/token/trace.ts";

const did: Partial<Record<Verdict, string>> = {
  passed: "accepts",
  failed: "refuses",
  unknown: "would accept",
};

/** What the issuers of the configuration make of the token: "issuer 2 of 3 refuses the token · 1 has no opinion". */
export function describeIssuers(
  issuers: readonly Pick<IssuerTrace, "index" | "verdict">[],
): string {
  const decided = issuers.flatMap(({ index, verdict }) =>
    did[verdict] === undefined
      ? []
      : [`issuer ${index + 1} of ${issuers.length} ${did[verdict]} the token`],
  );
  const aside = issuers.filter(({ verdict }) => verdict === "no-opinion").length;
  if (decided.length === 0)
    return issuers.length === 1
      ? "the issuer has no opinion on the token"
      : `none of the ${issuers.length} issuers has an opinion on the token`;
  const others = aside === 0 ? [] : [`${aside} ${aside === 1 ? "has" : "have"} no opinion`];
  return [...decided, ...others].join(" · ");
}
