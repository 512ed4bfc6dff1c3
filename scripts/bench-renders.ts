// Counts the components that React draws for a key press in the configuration: when the key arrives, and when its answers
// arrive.
import type { Page } from "playwright";
import type { Open } from "./bench-page.ts";

const keys = 12;

interface Counts {
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

/** Types a comment into the first guide's configuration, key by key, and counts what each key draws. */
export async function benchRenders(open: Open): Promise<void> {
  const { page } = await open((opened) => opened.addInitScript(countRenders));
  await page.getByRole("textbox", { name: /^Configuration\./ }).focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("\n# ");
  await settle(page);
  const counts: Counts[] = [];
  for (let key = 0; key < keys; key += 1) {
    await page.evaluate(() => (globalThis as unknown as Counting).renders.restart());
    await page.keyboard.press("x");
    await settle(page);
    counts.push(await page.evaluate(() => (globalThis as unknown as Counting).renders.count()));
  }
  console.log("\nComponents drawn for a key press in a comment of the first guide");
  for (const part of ["first commit", "in all", "commits"] as const) {
    const sorted = counts.map((count) => count[part]).toSorted((a, b) => a - b);
    console.log(`  ${part.padEnd(14)} median ${sorted[keys / 2]}, most ${sorted.at(-1)}`);
  }
}

/** Waits for the answers of every worker; those with the files to download come last. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => performance.now() - (globalThis as unknown as Counting).renders.last() > 1200,
  );
}

/**
 * Runs in the page before React, which calls a hook of its developer tools at each commit. A component was drawn if its
 * fiber has the flag `PerformedWork` and is another one than in the commit before.
 */
function countRenders(): void {
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
