import { expect, test } from "vitest";
import { createCompile } from "../authn/load.ts";
import { generateClaims } from "../form/convert/generate-claims.ts";
import { createJudge } from "../form/convert/prove.ts";
import { readClaimOfExpression } from "./claim-of-expression.ts";

// The engine's own authenticator judges both sides here: what the reader says of a token is what it does with it.

const compile = createCompile(37);

const cases = [
  { field: "username", expression: "'idp:' + claims.sub", claim: "sub", prefix: "idp:" },
  { field: "username", expression: "claims.name", claim: "name", prefix: "" },
  {
    field: "username",
    expression: 'claims.?email_verified.orValue(true) == true ? "x:" + claims.email : ""',
    claim: "email",
    prefix: "x:",
  },
  { field: "groups", expression: "claims.groups", claim: "groups", prefix: "" },
  {
    field: "groups",
    expression: "dyn(claims.?groups.orValue([])).map(g, 'x:' + g)",
    claim: "groups",
    prefix: "x:",
  },
] as const;

test.each(cases)(
  "claimOfExpression finds the one claim that $expression reads",
  async ({ field, expression, claim, prefix }) => {
    const result = compile(expression, "claims");
    if (result.kind !== "compiled") throw new Error("does not compile");
    const found = readClaimOfExpression(field, result.checked, 37);
    expect(found).toMatchObject({ claim, prefix });
    const [one, other] = [{ expression }, { claim, prefix }].map((mapping) =>
      createJudge({ field, mapping }, { minor: 37, compile }),
    );
    if (!one || !other || "errors" in one || "errors" in other) throw new Error("does not load");
    const differing: unknown[] = [];
    for (const claims of generateClaims(claim)) {
      const [before, after] = [await one.judge(claims), await other.judge(claims)];
      const list = (made: typeof before) => (typeof made === "string" ? [made] : made);
      if (JSON.stringify(before) !== JSON.stringify(after))
        differing.push({ claims, before: list(before), after: list(after) });
    }
    // A token without the claim sub is judged with one there.
    const own = found?.differences.filter(({ claims }) => claim !== "sub" || "sub" in claims);
    expect(own).toEqual(differing);
  },
);

test.each(["claims.iss + claims.sub", "claims.sub == 'a' ? 'b' : claims.sub", "'fixed'"])(
  "no claim stands for %s",
  (expression) => {
    const result = compile(expression, "claims");
    expect(
      result.kind === "compiled" && readClaimOfExpression("username", result.checked, 37),
    ).toBeUndefined();
  },
);
