import { expect, test } from "vitest";
import { sortSlice } from "./sort.ts";

// Which of two equal elements comes first is Go's own choice beyond twelve of them: these orders come from Go.
test.each([
  {
    name: "up to twelve it is stable",
    size: 12,
    key: (i: number) => i % 3,
    want: "0 3 6 9 1 4 7 10 2 5 8 11",
  },
  {
    name: "beyond it is not",
    size: 20,
    key: (i: number) => i % 3,
    want: "9 18 15 3 12 0 6 10 7 4 13 16 1 19 8 5 11 14 2 17",
  },
  {
    name: "one key",
    size: 60,
    key: () => 0,
    want: "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59",
  },
  {
    name: "falling",
    size: 55,
    key: (i: number) => -Math.trunc(i / 2),
    want: "54 53 52 51 50 49 48 47 46 44 45 43 42 41 40 38 39 37 36 35 34 33 32 31 30 28 29 27 26 25 24 23 22 21 20 19 18 16 17 15 14 13 12 10 11 9 8 7 6 5 4 3 2 0 1",
  },
])("sortSlice gives Go's order: $name", ({ size, key, want }) => {
  const order = Array.from({ length: size }, (_, i) => i);
  sortSlice(order, (a, b) => key(a) < key(b));
  expect(order.join(" ")).toBe(want);
});
