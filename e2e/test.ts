import { type BrowserContext, test as base, type Page } from "@playwright/test";

interface Warm {
  context?: BrowserContext;
  keeper?: Page;
}

/** The events of a context that tests listen to. */
const watched = ["console", "dialog", "page", "request", "response", "weberror"];

/** Everything that a page can store, but neither the HTTP cache nor the compiled code. */
const storageTypes = "cookies,indexeddb,local_storage,cache_storage,service_workers,websql";

/**
 * The tests of a worker share a browser context, so that scripts are loaded and compiled once; each test begins with no
 * page of the workbench, no permission and an empty storage (e2e/isolation.spec.ts). A page without scripts stays open:
 * Chromium ends a site's process with its last page, and starting another one and compiling all scripts anew takes
 * longer than many a test. A test that sets what a context cannot forget
 * (options, `context.addInitScript`, `exposeBinding`) makes one of its own with `browser.newContext`.
 */
export const test = base.extend<object, { warm: Warm }>({
  warm: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const warm: Warm = {};
      await use(warm);
      await warm.context?.close();
    },
    { scope: "worker" },
  ],
  context: async ({ browser, warm, baseURL }, use) => {
    const context = warm.context ?? (await browser.newContext());
    warm.context = context;
    if (warm.keeper === undefined) {
      warm.keeper = await context.newPage();
      await warm.keeper.goto(`${baseURL}/healthz`);
    }
    await use(context);
    await clear(context, warm.keeper, baseURL ?? "");
  },
});

/** Closes the pages of the test and empties the storage. A test that failed ends its worker, and the context with it. */
async function clear(context: BrowserContext, keeper: Page, origin: string): Promise<void> {
  for (const event of watched) context.removeAllListeners(event);
  await context.unrouteAll({ behavior: "ignoreErrors" });
  const left = context.pages().filter((page) => page !== keeper);
  await Promise.all(left.map((page) => page.close()));
  await context.clearPermissions();
  // A page that is left writes to local storage. The keeper is of the same process, so it comes after that write; the
  // command of the browser may come before it.
  await keeper.evaluate(() => localStorage.clear());
  // The pages are gone: none of them can write once more.
  const session = await context.newCDPSession(keeper);
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes });
  await session.detach();
}
