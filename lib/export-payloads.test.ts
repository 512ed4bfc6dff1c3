import { describe, expect, test } from "vitest";
import { exportAttack, findHarm } from "./testing/attack-export.ts";
import { fields, payloads } from "./testing/payloads.ts";

// Every field with a payload for each of two targets, and every payload in two fields; `npm run soak -- exports` does all
// of them for all targets.

describe("nothing in a document runs, becomes a flag, a key or markup in an export", () => {
  fields.forEach((field, index) => {
    test(field.id, async () => {
      const seen = new Set<string>();
      const harm: string[] = [];
      for (const [step, target] of ["kubeadm", "gardener"].entries()) {
        // Half a turn apart, so that each target has every payload.
        const payload = payloads[(index + (step * payloads.length) / 2) % payloads.length];
        if (payload === undefined) continue;
        const bundles = await exportAttack(field.put(payload.text), [target]);
        for (const bundle of bundles.values())
          for (const line of findHarm(bundle, seen)) harm.push(`${payload.id}, ${target}: ${line}`);
      }
      expect(harm).toEqual([]);
    });
  });
});
