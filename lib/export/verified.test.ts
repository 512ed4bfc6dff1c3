import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clusterTargets } from "../kube/targets.ts";
import { verifiedBy } from "./verified.ts";

const notes = readFileSync(new URL("../../docs/verified.md", import.meta.url), "utf8");

test.each(clusterTargets.map(({ id }) => id))(
  "docs/verified.md has the versions and days that /targets names for %s",
  (id) => {
    const said = verifiedBy(id).match(/v?\d+\.\d+\.\d+|\b[0-9a-f]{7}\b|\d{4}-\d{2}-\d{2}/g) ?? [];
    expect(said.filter((version) => !notes.includes(version))).toEqual([]);
  },
);
