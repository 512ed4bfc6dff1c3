import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

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

/** In CSS pixels, until they are measured. */
const usualRow = 27;
const usualHeight = 460;

/** Whether only a part of so many rows is drawn. */
export function isWindowed(count: number): boolean {
  return count > wholeLimit;
}

/** The rows in sight of a scrolled area, in CSS pixels, with some beyond its edges. */
export function rowsInSight(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): RowRange {
  if (!isWindowed(count)) return { from: 0, to: count };
  const first = Math.floor(scrollTop / rowHeight / stride) * stride;
  const shown = Math.ceil(height / rowHeight / stride + 1) * stride;
  return {
    from: Math.max(0, Math.min(first - overscan, count - 1)),
    to: Math.min(count, first + shown + overscan),
  };
}

/**
 * What one frame draws on the way from the rows that are drawn to those that are wanted: what is in sight, and a few rows
 * more at each edge. After a jump every row is new, and all of them are too much for a frame.
 */
export function nextRows(
  drawn: RowRange,
  wanted: RowRange,
  scrollTop: number,
  height: number,
  rowHeight: number,
): RowRange {
  const first = Math.floor(scrollTop / rowHeight);
  const seen = {
    from: Math.max(wanted.from, Math.min(first, wanted.to - 1)),
    to: Math.min(wanted.to, first + Math.ceil(height / rowHeight) + 1),
  };
  if (wanted.from >= drawn.to || wanted.to <= drawn.from) return seen;
  return {
    from: Math.max(wanted.from, Math.min(drawn.from, seen.from) - stride),
    to: Math.min(wanted.to, Math.max(drawn.to, seen.to) + stride),
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
  const [rowHeight, setRowHeight] = useState(usualRow);
  const [range, setRange] = useState(() => rowsInSight(0, usualHeight, usualRow, count));
  const drawn = useRef(range);
  const looking = useRef(() => {});
  const waiting = useRef(false);
  const look = useCallback(() => {
    const area = scroll.current;
    if (area === null) return;
    const { scrollTop, clientHeight } = area;
    const wanted = rowsInSight(scrollTop, clientHeight, rowHeight, count);
    const next = isWindowed(count)
      ? nextRows(drawn.current, wanted, scrollTop, clientHeight, rowHeight)
      : wanted;
    if (!isSame(next, drawn.current)) {
      drawn.current = next;
      setRange(next);
    }
    // The first callback may still be of this frame.
    if (!isSame(next, wanted) && !waiting.current) {
      waiting.current = true;
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          waiting.current = false;
          looking.current();
        }),
      );
    }
  }, [scroll, count, rowHeight]);
  // Sizes are read if rows have come or gone, or the area has another size, and not after each drawing: the browser would
  // have to lay out the rows at once.
  useLayoutEffect(() => {
    looking.current = look;
    const area = scroll.current;
    if (area === null) return;
    const measure = () => {
      const row = area.querySelector("[data-row]")?.getBoundingClientRect().height ?? 0;
      if (row > 0) setRowHeight(row);
      look();
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(area);
    return () => observer.disconnect();
  }, [scroll, look]);
  return { range, rowHeight, follow: look };
}

function isSame(a: RowRange, b: RowRange): boolean {
  return a.from === b.from && a.to === b.to;
}
