import { expect, test } from "vitest";
import { layRows, nextRows, rowsInSight } from "./row-window.ts";

test.each([
  { name: "a short list whole", input: [0, 460, 27, 60], want: { from: 0, to: 60 } },
  { name: "the begin of a long list", input: [0, 460, 27, 219], want: { from: 0, to: 32 } },
  { name: "its middle", input: [2700, 460, 27, 219], want: { from: 92, to: 132 } },
  { name: "its end", input: [5453, 460, 27, 219], want: { from: 192, to: 219 } },
  { name: "an area that has no size yet", input: [0, 0, 27, 219], want: { from: 0, to: 12 } },
] as const)("draws $name", ({ input: [top, height, row, count], want }) => {
  expect(rowsInSight(top, height, row, count)).toEqual(want);
});

test.each([
  {
    name: "a jump draws what is in sight",
    input: [{ from: 0, to: 32 }, 2700],
    want: { from: 100, to: 119 },
  },
  {
    name: "the frame after it draws some rows more at each edge",
    input: [{ from: 100, to: 119 }, 2700],
    want: { from: 96, to: 123 },
  },
  {
    name: "a frame of scrolling draws all that is wanted",
    input: [{ from: 88, to: 128 }, 2700],
    want: { from: 92, to: 132 },
  },
  {
    name: "scrolling by a page draws what is in sight and some rows more",
    input: [{ from: 76, to: 116 }, 2700],
    want: { from: 92, to: 123 },
  },
] as const)("$name", ({ input: [drawn, top], want }) => {
  expect(nextRows(drawn, rowsInSight(top, 460, 27, 219), top, 460, 27)).toEqual(want);
});

const row = (index: number) => ({ kind: "row", index });
const gap = (from: number, rows: number) => ({ kind: "gap", from, rows });

test.each([
  { name: "a whole list", input: [{ from: 0, to: 2 }, 0, 2], want: [row(0), row(1)] },
  {
    name: "a window with gaps around",
    input: [{ from: 3, to: 5 }, 3, 9],
    want: [gap(0, 3), row(3), row(4), gap(5, 4)],
  },
  {
    name: "the row with the focus above the window",
    input: [{ from: 3, to: 4 }, 1, 4],
    want: [gap(0, 1), row(1), gap(2, 1), row(3)],
  },
  {
    name: "the row with the focus below the window",
    input: [{ from: 0, to: 1 }, 3, 5],
    want: [row(0), gap(1, 2), row(3), gap(4, 1)],
  },
  { name: "no row with the focus", input: [{ from: 0, to: 1 }, -1, 1], want: [row(0)] },
] as const)("lays $name", ({ input: [range, one, count], want }) => {
  expect(layRows(range, one, count)).toEqual(want);
});
