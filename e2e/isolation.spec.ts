import { expect, type Page } from "@playwright/test";
import { test } from "./test.ts";

/** Tests share a browser context (test.ts): each one begins as in a new browser, whatever the one before left. */

test.describe.configure({ mode: "serial" });

for (const turn of ["first", "second"]) {
  test(`a test finds nothing of the one before: ${turn} turn`, async ({ page, context }) => {
    // The other one is of no test: it keeps the site's process.
    const others = context.pages().filter((one) => one !== page);
    expect(others.map((one) => new URL(one.url()).pathname)).toEqual(["/healthz"]);
    await page.goto("/icon.svg");
    expect(await readTraces(page)).toEqual({
      cookies: "",
      stored: {},
      databases: [],
      caches: [],
      mayReadClipboard: false,
    });
    // A page that is left open, a right that is granted, and something in each kind of storage.
    await context.newPage();
    await context.grantPermissions(["clipboard-read"]);
    await context.route("**/icon.svg", (route) => route.fulfill({ status: 404, body: "" }));
    await leaveTraces(page);
  });
}

async function leaveTraces(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store has no synchronous way, and this is a test of it.
    document.cookie = "left=1; max-age=1000";
    localStorage.setItem("left", "1");
    await (await caches.open("left")).put("/left", new Response("1"));
    await new Promise((resolve, reject) => {
      // The connection stays open, as a page's does that ends in the middle of a write.
      const request = indexedDB.open("left", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("left").put(1, "left");
      request.onsuccess = resolve;
      request.onerror = reject;
    });
  });
}

async function readTraces(page: Page) {
  return await page.evaluate(async () => ({
    cookies: document.cookie,
    stored: { ...localStorage, ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    mayReadClipboard:
      (await navigator.permissions.query({ name: "clipboard-read" as PermissionName })).state ===
      "granted",
  }));
}
