import { expect, test } from "vitest";
import { checkNames } from "./testing/names-of-users.ts";
import { createRandom } from "./testing/random.ts";

test("each user that the engine gives has a name and groups that the analysis of the mappings allows", async () => {
  const { problems, users, groups } = await checkNames(createRandom(15), 150, 10, 37);
  expect(problems).toEqual([]);
  // The sample says something only if tokens get in.
  expect(users).toBeGreaterThan(80);
  expect(groups).toBeGreaterThan(80);
}, 120_000);

test("the same for Kubernetes 1.33, where names in claims are not unescaped", async () => {
  const { problems, users } = await checkNames(createRandom(33), 40, 10, 33);
  expect(problems).toEqual([]);
  expect(users).toBeGreaterThan(20);
}, 120_000);
