import { expect, test } from "vitest";
import { type ConfigMoment, explainConfigError } from "./config.ts";

test.each<{ name: string; error: string; moment: ConfigMoment; want: string }>([
  {
    name: "an expression that does not compile, at the start",
    error:
      "invalid authentication configuration: jwt[0].claimMappings.groups.expression: Invalid value: \"claims.g.map(x, x)\": compilation failed: ERROR: <input>:1:7: expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)",
    moment: "start",
    want: "The API server does not start. jwt[0].claimMappings.groups.expression: a claim has the type any, which map, filter, exists and all do not take.",
  },
  {
    name: "a value that is refused, at a reload",
    error:
      'invalid authentication configuration: jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https',
    moment: "reload",
    want: "The reload was refused; the old configuration stays in force until the next start. jwt[0].issuer.url is not an https URL.",
  },
])("the cause begins with what becomes of the server: $name", ({ error, moment, want }) => {
  expect(explainConfigError(error, moment)?.cause).toBe(want);
});
