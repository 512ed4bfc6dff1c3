// How many components React draws for a key press in the configuration: when the key arrives, and when its answers do.

const keys = 12;

/** Types a comment into the first guide's configuration, key by key, and counts what each key draws; `open` gives a page. */
export async function benchRenders(open) {
  const { page } = await open((opened) => opened.addInitScript(countRenders));
  await page.getByRole("textbox", { name: /^Configuration\./ }).focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("\n# ");
  await settle(page);
  const counts = [];
  for (let key = 0; key < keys; key += 1) {
    await page.evaluate(() => globalThis.renders.restart());
    await page.keyboard.press("x");
    await settle(page);
    counts.push(await page.evaluate(() => globalThis.renders.count()));
  }
  console.log("\nComponents drawn for a key press in a comment of the first guide");
  for (const part of ["first commit", "in all", "commits"]) {
    const sorted = counts.map((count) => count[part]).toSorted((a, b) => a - b);
    console.log(`  ${part.padEnd(14)} median ${sorted[keys / 2]}, most ${sorted.at(-1)}`);
  }
}

/** Until the answers of every worker are there: the files to download come last. */
async function settle(page) {
  await page.waitForFunction(() => performance.now() - globalThis.renders.last() > 1200);
}

/**
 * Runs in the page before React: React tells a hook of its developer tools about each commit. A component has been drawn
 * if its fiber says so (`PerformedWork`) and is not the one of the commit before.
 */
function countRenders() {
  const performedWork = 1;
  const components = new Set([0, 1, 11, 14, 15]);
  let commits = [];
  let last = performance.now();
  const drawn = (fiber) => (fiber.flags & performedWork) !== 0 && components.has(fiber.tag);
  const countAll = (fiber) => {
    let count = components.has(fiber.tag) ? 1 : 0;
    for (let child = fiber.child; child; child = child.sibling) count += countAll(child);
    return count;
  };
  const countChanged = (fiber, before) => {
    let count = drawn(fiber) ? 1 : 0;
    if (fiber.child === before.child) return count;
    for (let child = fiber.child; child; child = child.sibling)
      count += child.alternate ? countChanged(child, child.alternate) : countAll(child);
    return count;
  };
  globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot(_, { current }) {
      last = performance.now();
      if (current.alternate) commits.push(countChanged(current, current.alternate));
    },
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
    checkDCE() {},
  };
  globalThis.renders = {
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
