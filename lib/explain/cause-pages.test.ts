import { expect, test } from "vitest";
import { causeCodes } from "../diagnostics/cause-code.ts";
import { causePages } from "./cause-pages.ts";
import { explainText } from "./explain-text.ts";

test("every code has one page, in the order of the list", () => {
  expect(causePages.map(({ code }) => code)).toEqual([...causeCodes]);
});

test.each(causePages.filter(({ example }) => example.kind === "line"))(
  "the example of $code is explained as $code",
  ({ code, example }) => {
    expect(explainText(example.text)?.code).toBe(code);
  },
);

test.each(causePages.filter(({ code }) => code !== "none"))(
  "$code has a remedy",
  ({ remedies }) => {
    expect(remedies.length).toBeGreaterThan(0);
  },
);
