import { expect, test } from "vitest";
import { targets } from "../../lib/export/targets.ts";
import { exportAttack, findHarm } from "../../lib/testing/attack-export.ts";
import { fields, payloads } from "../../lib/testing/payloads.ts";

// 51,480 bundles take half an hour of one core: PART=2/4 runs the second quarter of the fields.
const [part = 1, parts = 1] = (process.env.PART ?? "1/1").split("/").map(Number);
const from = Math.floor((fields.length * (part - 1)) / parts);
const some = fields.slice(from, Math.floor((fields.length * part) / parts));

test("no payload does anything, in any field of any export", async () => {
  const ids = targets.map(({ id }) => id);
  const harm: string[] = [];
  // Targets share most files: the same text is run once.
  const seen = new Set<string>();
  let bundles = 0;
  for (const field of some) {
    console.log(`${field.id}: ${bundles} bundles before, ${harm.length} faults`);
    for (const payload of payloads)
      for (const comments of ["kept", "canonical"] as const) {
        const attack = { ...field.put(payload.text), comments };
        for (const [target, bundle] of await exportAttack(attack, ids)) {
          bundles += 1;
          for (const line of findHarm(bundle, seen))
            harm.push(`${field.id}, ${payload.id}, ${target}, ${comments}: ${line}`);
        }
      }
  }
  console.log(
    `${some.length} fields, ${payloads.length} payloads, ${ids.length} targets: ${bundles} bundles, ${seen.size} different files, ${harm.length} faults`,
  );
  expect(harm).toEqual([]);
});
