import { expect, test } from "vitest";
import type { Verdict } from "@/lib/token/trace.ts";
import { describeIssuers } from "./describe-issuers.ts";

const cases: readonly {
  readonly name: string;
  readonly input: readonly Verdict[];
  readonly want: string;
}[] = [
  { name: "one accepts", input: ["passed"], want: "issuer 1 of 1 accepts the token" },
  { name: "one refuses", input: ["failed"], want: "issuer 1 of 1 refuses the token" },
  { name: "no keys", input: ["unknown"], want: "issuer 1 of 1 would accept the token" },
  {
    name: "the second refuses, the others step aside",
    input: ["no-opinion", "failed", "no-opinion"],
    want: "issuer 2 of 3 refuses the token · 2 have no opinion",
  },
  {
    name: "the first accepts, the second is not asked",
    input: ["passed", "skipped"],
    want: "issuer 1 of 2 accepts the token",
  },
  {
    name: "one, which steps aside",
    input: ["no-opinion"],
    want: "the issuer has no opinion on the token",
  },
  {
    name: "two, which step aside",
    input: ["no-opinion", "no-opinion"],
    want: "none of the 2 issuers has an opinion on the token",
  },
];

for (const { name, input, want } of cases)
  test(`says what the issuers make of a token: ${name}`, () => {
    expect(describeIssuers(input.map((verdict, index) => ({ index, verdict })))).toBe(want);
  });
