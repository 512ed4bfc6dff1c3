import { describe, expect, test } from "vitest";
import { exportAttack, findHarm } from "./testing/attack-export.ts";
import { fields, payloads } from "./testing/payloads.ts";

// Every field with three payloads and every payload in two fields; `npm run soak` does all of them for all targets.

describe("nothing in a document runs, becomes a flag, a key or markup in an export", () => {
  fields.forEach((field, index) => {
    test(field.id, async () => {
      const seen = new Set<string>();
      const harm: string[] = [];
      const first = payloads[0];
      const chosen = [
        first,
        ...[0, 1].map((step) => payloads[(index * 2 + step) % payloads.length]),
      ];
      for (const payload of chosen) {
        if (payload === undefined) continue;
        const bundles = await exportAttack(field.put(payload.text), ["kubeadm", "gardener"]);
        for (const [target, bundle] of bundles)
          for (const line of findHarm(bundle, seen)) harm.push(`${payload.id}, ${target}: ${line}`);
      }
      expect(harm).toEqual([]);
    });
  });
});
