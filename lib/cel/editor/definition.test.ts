import { expect, test } from "vitest";
import { findClaim } from "./definition.ts";

test.each([
  { at: "claims.s|ub", want: "sub" },
  { at: '"a:" + claims.sub| + "b"', want: "sub" },
  { at: "has(claims.em|ail)", want: "email" },
  { at: "claims.?gro|ups.orValue([])", want: "groups" },
  { at: 'claims["urn|:x"]', want: "urn:x" },
  { at: 'claims[?"urn|:x"].orValue("")', want: "urn:x" },
  { at: "claims.realm_access.ro|les", want: "realm_access" },
  { at: "dyn(claims.groups).map(g, g + clai|ms.sub)", want: "sub" },
  { at: "claims.team__dash__id|", want: "team-id" },
  { at: "cla|ims", want: undefined },
  { at: "user.user|name", want: undefined },
  { at: '"claims.s|ub"', want: undefined },
  { at: "", want: undefined },
])("the claim at the cursor of $at", ({ at, want }) => {
  const offset = at.indexOf("|");
  expect(findClaim(at.replace("|", ""), offset, { minor: 37, variable: "claims" })).toBe(want);
});
