import { expect, test } from "vitest";
import { compareIssuers, type IssuerDifference } from "./compare-issuers.ts";

const cases: readonly {
  readonly name: string;
  readonly input: readonly [token: string, configuration: string];
  readonly want: IssuerDifference | undefined;
}[] = [
  { name: "equal", input: ["https://a.b", "https://a.b"], want: undefined },
  {
    name: "a slash at the token's end",
    input: ["https://a.b/", "https://a.b"],
    want: {
      before: "https://a.b",
      token: "/",
      configuration: "",
      after: "",
      hint: "The token has a slash at its end, the configuration has none.",
    },
  },
  {
    name: "upper case",
    input: ["https://Login.example.com", "https://login.example.com"],
    want: {
      before: "https://",
      token: "L",
      configuration: "l",
      after: "ogin.example.com",
      hint: "They differ in upper and lower case.",
    },
  },
  {
    name: "another realm",
    input: ["https://sso.example.com/realms/prod", "https://sso.example.com/realms/dev"],
    want: {
      before: "https://sso.example.com/realms/",
      token: "prod",
      configuration: "dev",
      after: "",
    },
  },
  {
    name: "http",
    input: ["http://a.example.com", "https://a.example.com"],
    want: {
      before: "http",
      token: "",
      configuration: "s",
      after: "://a.example.com",
      hint: "They differ in how the URL begins.",
    },
  },
  {
    name: "nothing in common",
    input: ["https://accounts.google.com", "https://gitlab.example.org/oauth"],
    want: undefined,
  },
];

test.each(cases)("compareIssuers names how two issuer URLs differ: $name", ({ input, want }) => {
  expect(compareIssuers(...input)).toEqual(want);
});
