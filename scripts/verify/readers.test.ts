import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { targets } from "../../lib/export/targets.ts";
import { verifiedBy } from "../../lib/export/verified.ts";
import { checks } from "./checks.ts";

// The page with all targets says who read the files of each: these are the checks of `npm run verify`.

test("a target is said to be read by other software if a check reads it, and only then", () => {
  const wrong = targets.flatMap(({ id }) => {
    const read = checks.some((check) => check.targets.includes(id));
    const said = !verifiedBy(id).startsWith("not read by other software");
    return read === said ? [] : [`${id}: read ${read}, said ${said}`];
  });
  expect(wrong).toEqual([]);
});

const notes = readFileSync(new URL("../../docs/verified.md", import.meta.url), "utf8");

test.each(targets.map(({ id }) => id))(
  "docs/verified.md has the versions and days that the page names for %s",
  (id) => {
    const said = verifiedBy(id).match(/v?\d+\.\d+\.\d+|\b[0-9a-f]{7}\b|\d{4}-\d{2}-\d{2}/g) ?? [];
    expect(said.filter((version) => !notes.includes(version))).toEqual([]);
  },
);
