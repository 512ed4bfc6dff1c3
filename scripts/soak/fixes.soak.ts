// COUNT=3000 SEED=1 KUBE_ORACLE=… npm run soak -- fixes
import { expect, test } from "vitest";
import { readFuzzSettings } from "../fuzz-settings.ts";
import { checkGeneratedFailures, checkRecordedFailures } from "./check-fixes.ts";

// A fixed sample is in `npm test`: scripts/fixes.test.ts.

test("no fix for a recorded failure promises what the server does not do", async () => {
  const { logins, fixes, wrong } = await checkRecordedFailures();
  console.log(`${logins} failures, ${fixes} fixes, ${wrong.length} false`);
  expect(wrong).toEqual([]);
});

test("no fix for a generated failure promises what the server does not do", async () => {
  const { count: runs, seed } = readFuzzSettings({ count: 3000 });
  const { logins, fixes, wrong } = await checkGeneratedFailures(runs, seed);
  console.log(`${runs} logins, ${logins} failures, ${fixes} fixes, ${wrong.length} false`);
  expect(wrong).toEqual([]);
});
