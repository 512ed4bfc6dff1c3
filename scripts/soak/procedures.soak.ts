import { expect, test } from "vitest";
import { targets } from "../../lib/export/targets.ts";
import { minors } from "../../lib/kube/minor.ts";
import { guides } from "../../lib/testing/bundles.ts";
import { followGuide } from "../../lib/testing/follow-guide.ts";

test("every README can be followed, and gone back from", async () => {
  const wrong: string[] = [];
  let followed = 0;
  for (const guide of guides) {
    console.log(`${guide.id}: ${followed} followed before, ${wrong.length} faults`);
    for (const { id: target } of targets)
      for (const minor of minors)
        for (const legacy of [false, true]) {
          // A configuration that the server refuses cannot be in force.
          if (guide.id === "kanidm" || (target === "kubespray" && minor < 34)) continue;
          if (target === "talos" && minor < 32) continue;
          const faults = await followGuide({ guide, target, minor, legacy });
          if (faults === undefined) continue;
          followed += 1;
          for (const fault of faults)
            wrong.push(`${guide.id} ${target} 1.${minor}${legacy ? " legacy" : ""}: ${fault}`);
        }
  }
  console.log(`${followed} procedures followed, ${wrong.length} faults`);
  expect(wrong).toEqual([]);
});
