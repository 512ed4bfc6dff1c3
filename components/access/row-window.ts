import { type RefObject, useLayoutEffect, useState } from "react";

/** Rows `[from, to)` of a long list. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** A row to draw, or the room of rows that are not drawn. */
export type DrawnRow =
  | { readonly kind: "row"; readonly index: number }
  | { readonly kind: "gap"; readonly from: number; readonly rows: number };

/** Shorter lists are drawn whole. */
const wholeLimit = 60;
/** Rows beyond the edges, so that a frame of scrolling finds them drawn. */
const overscan = 8;
/** The window moves by so many rows at once, so that not every frame of scrolling draws. */
const stride = 4;

/** The rows in sight of a scrolled area, in CSS pixels, with some beyond its edges. */
export function rowsInSight(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): RowRange {
  if (count <= wholeLimit) return { from: 0, to: count };
  const first = Math.floor(scrollTop / rowHeight / stride) * stride;
  const shown = Math.ceil(height / rowHeight / stride + 1) * stride;
  return {
    from: Math.max(0, Math.min(first - overscan, count - 1)),
    to: Math.min(count, first + shown + overscan),
  };
}

/** The rows to draw, in order: those of a range and one more, with gaps for the others. */
export function layRows({ from, to }: RowRange, one: number, count: number): DrawnRow[] {
  const drawn: DrawnRow[] = [];
  let next = 0;
  const add = (index: number) => {
    if (index > next) drawn.push({ kind: "gap", from: next, rows: index - next });
    drawn.push({ kind: "row", index });
    next = index + 1;
  };
  if (one >= 0 && one < from) add(one);
  for (let index = from; index < to; index += 1) add(index);
  if (one >= to && one < count) add(one);
  if (next < count) drawn.push({ kind: "gap", from: next, rows: count - next });
  return drawn;
}

/**
 * The rows of a scrolled area that are to be drawn, and the height of one, which is the same for all: the first drawn row
 * with `data-row` is measured.
 */
export function useRowWindow(
  scroll: RefObject<HTMLElement | null>,
  count: number,
): { readonly range: RowRange; readonly rowHeight: number; readonly follow: () => void } {
  const [rowHeight, setRowHeight] = useState(27);
  const [range, setRange] = useState<RowRange>({ from: 0, to: Math.min(count, wholeLimit) });
  const look = () => {
    const area = scroll.current;
    if (area === null) return;
    const next = rowsInSight(area.scrollTop, area.clientHeight, rowHeight, count);
    setRange((last) => (last.from === next.from && last.to === next.to ? last : next));
  };
  useLayoutEffect(() => {
    const area = scroll.current;
    if (area === null) return;
    const measure = () => {
      const row = area.querySelector("[data-row]")?.getBoundingClientRect().height ?? 0;
      if (row > 0) setRowHeight(row);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(area);
    return () => observer.disconnect();
  }, [scroll]);
  // Rows may have come and gone since the last scrolling.
  useLayoutEffect(look);
  return { range, rowHeight, follow: look };
}
