import { expect, test } from "vitest";
import { checkGeneratedFailures } from "./soak/check-fixes.ts";

// The long run is `npm run soak -- fixes`, with the server's own code if KUBE_ORACLE names it.
test("no fix for a fixed sample of generated failures promises what the server does not do", async () => {
  const { logins, fixes, wrong } = await checkGeneratedFailures(60, 1);
  expect(wrong).toEqual([]);
  expect(logins).toBeGreaterThan(30);
  expect(fixes).toBeGreaterThan(20);
}, 60_000);
