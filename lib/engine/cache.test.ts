import { describe, expect, test } from "vitest";
import { createCache, Same, sameKey } from "./cache.ts";

const object = {};

describe("sameKey", () => {
  const cases: readonly { name: string; one: unknown; other: unknown; want: boolean }[] = [
    { name: "equal texts", one: "a", other: "a", want: true },
    { name: "a number and its text", one: 1, other: "1", want: false },
    { name: "an absent and an undefined member", one: {}, other: { a: undefined }, want: false },
    { name: "members in another order", one: { a: 1, b: 2 }, other: { b: 2, a: 1 }, want: true },
    { name: "another member", one: { a: 1 }, other: { a: 2 }, want: false },
    { name: "lists", one: ["a", ["b"]], other: ["a", ["b"]], want: true },
    { name: "a longer list", one: ["a"], other: ["a", "b"], want: false },
    { name: "a list and an object", one: [], other: {}, want: false },
    { name: "the same object", one: new Same(object), other: new Same(object), want: true },
    { name: "maps", one: new Map(), other: new Map(), want: false },
    { name: "an object and a map", one: {}, other: new Map(), want: false },
    { name: "equal objects", one: new Same({}), other: new Same({}), want: false },
  ];
  test.each(cases)("compares $name by their members", ({ one, other, want }) => {
    expect(sameKey(one, other)).toBe(want);
    expect(sameKey(other, one)).toBe(want);
  });
});

describe("query", () => {
  test("is made once for equal keys", () => {
    const cache = createCache();
    const length = cache.query("length", { limit: 2 }, ({ text }: { text: string }) => text.length);
    expect([length({ text: "ab" }), length({ text: "ab" }), length({ text: "abc" })]).toEqual([
      2, 2, 3,
    ]);
    expect(cache.counts()).toEqual({ length: 2 });
  });

  test("forgets what was not asked for longest", () => {
    const cache = createCache();
    const same = cache.query("same", { limit: 2 }, (key: string) => key);
    for (const key of ["a", "b", "a", "c", "a", "b"]) same(key);
    expect(cache.counts()).toEqual({ same: 4 });
    expect(cache.sizes()).toEqual({ same: 2 });
  });

  test("keeps no more than its capacity, but for the newest", () => {
    const cache = createCache();
    const options = { limit: 10, capacity: 5, weigh: (key: string) => key.length };
    const same = cache.query("same", options, (key: string) => key);
    for (const key of ["aaa", "bb", "c"]) same(key);
    expect(cache.sizes()).toEqual({ same: 2 });
    same("a text over the capacity");
    expect(cache.sizes()).toEqual({ same: 1 });
  });

  test("drops what runs do not ask for", () => {
    const cache = createCache();
    const secret = cache.query("secret", { limit: 10, idleRuns: 0 }, (key: string) => key);
    const user = cache.query("user", { limit: 10, idleRuns: 1 }, (key: string) => key);
    const text = cache.query("text", { limit: 10 }, (key: string) => key);
    secret("token");
    user("jane");
    text("yaml");
    cache.endRun();
    expect(cache.sizes()).toEqual({ secret: 1, user: 1, text: 1 });
    cache.endRun();
    expect(cache.sizes()).toEqual({ secret: 0, user: 1, text: 1 });
    cache.endRun();
    expect(cache.sizes()).toEqual({ secret: 0, user: 0, text: 1 });
  });

  test("drops them at once at the end of a strict run", () => {
    const cache = createCache();
    const user = cache.query("user", { limit: 10, idleRuns: 1 }, (key: string) => key);
    const text = cache.query("text", { limit: 10 }, (key: string) => key);
    user("jane");
    text("yaml");
    cache.endRun();
    user("john");
    cache.endRun(true);
    expect(cache.sizes()).toEqual({ user: 1, text: 1 });
  });

  test("does not keep a failure", async () => {
    const cache = createCache();
    let failing = true;
    const load = cache.query("load", { limit: 2 }, async (key: string) => {
      if (failing) throw new Error("offline");
      return key;
    });
    await expect(load("a")).rejects.toThrow("offline");
    failing = false;
    await expect(load("a")).resolves.toBe("a");
  });
});
