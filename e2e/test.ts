import { type BrowserContext, test as base } from "@playwright/test";

/** The events of a context that tests listen to. */
const watched = ["console", "dialog", "page", "request", "response", "weberror"];

/** Everything that a page can store, but neither the HTTP cache nor the compiled code. */
const storageTypes = "cookies,indexeddb,local_storage,cache_storage,service_workers,websql";

/**
 * The tests of a worker share a browser context, so that scripts are loaded and compiled once; each test begins with no
 * page, no permission and an empty storage (e2e/isolation.spec.ts). A test that sets what a context cannot forget
 * (options, `context.addInitScript`, `exposeBinding`) makes one of its own with `browser.newContext`.
 */
export const test = base.extend<object, { warm: { context?: BrowserContext } }>({
  warm: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const warm: { context?: BrowserContext } = {};
      await use(warm);
      await warm.context?.close();
    },
    { scope: "worker" },
  ],
  context: async ({ browser, warm, baseURL }, use) => {
    const context = warm.context ?? (await browser.newContext());
    warm.context = context;
    await use(context);
    await clear(context, baseURL ?? "");
  },
});

/** Closes the pages and empties the storage. A test that failed ends its worker, and the context with it. */
async function clear(context: BrowserContext, origin: string): Promise<void> {
  const [first, ...others] = context.pages();
  await Promise.all(others.map((page) => page.close()));
  for (const event of watched) context.removeAllListeners(event);
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.clearPermissions();
  const page = first ?? (await context.newPage());
  // A page that is there could write once more.
  await page.goto("about:blank");
  const session = await context.newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes });
  await page.close();
}
