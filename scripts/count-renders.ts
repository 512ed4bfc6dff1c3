// Counts the components that React draws, for `npm run bench renders` and for the end-to-end test that holds a limit.
import type { Page } from "@playwright/test";

/** What a key press draws. */
export interface Counts {
  readonly "first commit": number;
  readonly "in all": number;
  readonly commits: number;
}

/** What `countRenders` puts into the page's global object. */
interface Counting {
  renders: {
    restart(): void;
    count(): Counts;
    /** Time of the last commit. */
    last(): number;
  };
  __REACT_DEVTOOLS_GLOBAL_HOOK__: unknown;
}

/** The part of React's fiber that is read here. */
interface Fiber {
  readonly flags: number;
  readonly tag: number;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
  readonly alternate: Fiber | null;
}

/** Brings the files to download into sight, so that they are made too, and begins a comment in the configuration. */
export async function beginComment(page: Page): Promise<void> {
  await page.locator("#export").scrollIntoViewIfNeeded();
  await page.getByRole("textbox", { name: /^Configuration\./ }).focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("\n# ");
  await settle(page);
}

/** Presses a key and counts what is drawn until every engine has answered. */
export async function countKeyPress(page: Page): Promise<Counts> {
  await page.evaluate(() => (globalThis as unknown as Counting).renders.restart());
  await page.keyboard.press("x");
  await settle(page);
  return await page.evaluate(() => (globalThis as unknown as Counting).renders.count());
}

/** Waits until the fixes were tried, the files are those of the text, and nothing was drawn for a while. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('[aria-label="Download rbac.yaml"]:enabled') !== null &&
      document.querySelector('[aria-label="Verdict"]')?.textContent.includes(" → ") &&
      performance.now() - (globalThis as unknown as Counting).renders.last() > 1000,
  );
}

/**
 * Runs in the page before React, which calls a hook of its developer tools at each commit. A component was drawn if its
 * fiber has the flag `PerformedWork` and is another one than in the commit before.
 */
export function countRenders(): void {
  const page = globalThis as unknown as Counting;
  const performedWork = 1;
  const components = new Set([0, 1, 11, 14, 15]);
  let commits: number[] = [];
  let last = performance.now();
  const drawn = (fiber: Fiber) => (fiber.flags & performedWork) !== 0 && components.has(fiber.tag);
  const countAll = (fiber: Fiber): number => {
    let count = components.has(fiber.tag) ? 1 : 0;
    for (let child = fiber.child; child; child = child.sibling) count += countAll(child);
    return count;
  };
  const countChanged = (fiber: Fiber, before: Fiber): number => {
    let count = drawn(fiber) ? 1 : 0;
    if (fiber.child === before.child) return count;
    for (let child = fiber.child; child; child = child.sibling)
      count += child.alternate ? countChanged(child, child.alternate) : countAll(child);
    return count;
  };
  page.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot(_: unknown, { current }: { readonly current: Fiber }) {
      last = performance.now();
      if (current.alternate) commits.push(countChanged(current, current.alternate));
    },
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
    checkDCE() {},
  };
  page.renders = {
    restart() {
      commits = [];
    },
    count: () => ({
      "first commit": commits[0] ?? 0,
      "in all": commits.reduce((sum, count) => sum + count, 0),
      commits: commits.length,
    }),
    last: () => last,
  };
}
