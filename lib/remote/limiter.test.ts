import { expect, test } from "vitest";
import { createLimiter, type Entry } from "./limiter.ts";

const limits = { atOnce: 3, atOncePerClient: 2, perMinute: 6, perMinutePerClient: 4 };

const wordsOf = (entry: Entry): string => (entry.kind === "refused" ? entry.message : entry.kind);

test("bounds what runs at once, for a client and in all", () => {
  const limiter = createLimiter(limits, () => 0);
  const entries = ["a", "a", "a", "b", "b"].map((client) => limiter.enter(client));
  expect(entries.map(wordsOf)).toEqual([
    "entered",
    "entered",
    "You have 2 requests to issuers under way, and no more are made at once. Try again in a moment.",
    "entered",
    "This server is asking as many issuers as it may. Try again in a moment.",
  ]);
  const [first] = entries;
  if (first?.kind === "entered") {
    first.leave();
    first.leave();
  }
  expect(["b", "b"].map((client) => wordsOf(limiter.enter(client)))).toEqual([
    "entered",
    "You have 2 requests to issuers under way, and no more are made at once. Try again in a moment.",
  ]);
});

test("bounds what starts in a minute, for a client and in all", () => {
  let time = 0;
  const limiter = createLimiter(limits, () => time);
  const ask = (client: string): string => {
    const entry = limiter.enter(client);
    if (entry.kind === "entered") entry.leave();
    return wordsOf(entry);
  };
  time = 15_500;
  expect(["a", "a", "a", "a", "a", "b", "b", "b"].map(ask)).toEqual([
    ...Array(4).fill("entered"),
    "You asked 4 times within a minute. Try again in 45 s.",
    "entered",
    "entered",
    "This server was asked 6 times within a minute. Try again in 45 s.",
  ]);
  time = 60_000;
  expect(ask("a")).toBe("entered");
});
