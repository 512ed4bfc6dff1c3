import { expect, test } from "vitest";
import { findWrongOpenings } from "../testing/find-wrong-openings.ts";

test("a configuration comes out of any wrapper as it went in", () => {
  const { wrong, opened } = findWrongOpenings({ runs: 150, seed: 19 });
  expect(wrong).toEqual([]);
  expect(opened).toBeGreaterThan(100);
});
