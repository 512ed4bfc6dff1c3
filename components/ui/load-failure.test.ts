import { expect, test } from "vitest";
import { describeLoadFailure } from "./load-failure.ts";

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

const newer =
  "A part of the page could not be loaded: the connection failed, or a newer version was installed. Reload the page; your documents are stored, tokens and keys are not.";
const offline =
  "A part of the page could not be loaded: this browser was offline. What is loaded already goes on working. Reload the page when the browser is online; your documents are stored, tokens and keys are not.";

test.each([
  { name: "a chunk", error: named("ChunkLoadError", "x"), online: true, want: newer },
  { name: "a chunk, offline", error: named("ChunkLoadError", "x"), online: false, want: offline },
  {
    name: "Turbopack's words",
    error: new Error("Failed to load chunk /_next/static/chunks/a.js from module 1"),
    online: true,
    want: newer,
  },
  {
    name: "a module, in Chromium",
    error: new TypeError("Failed to fetch dynamically imported module: https://a.test/a.js"),
    online: true,
    want: newer,
  },
  { name: "another error", error: new TypeError("x is undefined"), online: true, want: undefined },
  { name: "a thrown text", error: "ChunkLoadError", online: true, want: undefined },
])(
  "describeLoadFailure says why a part of the page did not load: $name",
  ({ error, online, want }) => {
    expect(describeLoadFailure(error, online)).toBe(want);
  },
);

test("describeLoadFailure keeps the cause of an error that comes again", () => {
  const error = named("ChunkLoadError", "x");
  expect([describeLoadFailure(error, false), describeLoadFailure(error, true)]).toEqual([
    offline,
    offline,
  ]);
});
