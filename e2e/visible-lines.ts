import type { Page } from "@playwright/test";

/** Height of a line of the editor, and the room above the first one, in CSS pixels. */
const line = 20;
const above = 8;

/**
 * How many whole lines of the first editor are in sight, counted from its upper edge: a line counts if nothing covers its
 * begin, its middle and its end, and it is inside of the window.
 */
export async function countVisibleLines(page: Page): Promise<number> {
  return page.evaluate(
    ({ height, top }) => {
      const editor = document.querySelector(".monaco-editor");
      if (editor === null) return 0;
      const box = editor.getBoundingClientRect();
      const isSeen = (x: number, y: number) => editor.contains(document.elementFromPoint(x, y));
      for (let count = 0; ; count += 1) {
        const upper = box.top + top + count * height;
        const seen =
          upper + height <= box.bottom + 1 &&
          [upper + 2, upper + height - 2].every((y) =>
            [box.left + 60, (box.left + box.right) / 2, box.right - 20].every((x) => isSeen(x, y)),
          );
        if (!seen) return count;
      }
    },
    { height: line, top: above },
  );
}
