import { describe, expect, test } from "vitest";
import { targets } from "./export/targets.ts";
import { findGuide } from "./testing/bundles.ts";
import { followGuide } from "./testing/follow-guide.ts";

// One guide for each target, with and without --oidc-* flags before; `npm run soak` follows all of them.

describe("a README is followed: applied, checked, and gone back from", () => {
  for (const { id } of targets)
    for (const legacy of [false, true])
      test(`${id}${legacy ? ", from --oidc-* flags" : ""}`, async () => {
        const guide = findGuide("emk-basic-corrected");
        expect(await followGuide({ guide, target: id, minor: 37, legacy })).toEqual([]);
      });
});
