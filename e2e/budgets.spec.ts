import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

/** Kilobytes of 1000 bytes, compressed. */
const limits = { firstPaint: 230, foregroundWorker: 260 };

/** A part of the page by what it is known for, so that a failure names what came into a bundle. */
const landmarks: Readonly<Record<string, string>> = {
  "the editor (monaco-editor)": "monaco-editor",
  "the export panel": "Download all as zip",
  "the answers about access": "One binding almost names this user.",
  "the panels under the configuration": "Other versions and the reload",
  "the files of an export": "prove.sh",
  "readers of other forms (lib/import)": "a here-document ends with its line",
  "the causes of a refused configuration": "command failed",
};

interface Loaded {
  readonly url: string;
  readonly text: string;
  readonly bytes: number;
}

test("what is loaded for the first paint and by the worker stays within its budget", async ({
  page,
}) => {
  const files = new Map<string, Loaded>();
  page.on("response", async (response) => {
    const url = response.url();
    if (!/\.(?:js|css)$/.test(new URL(url).pathname)) return;
    const body = await response.body().catch(() => Buffer.alloc(0));
    files.set(url, { url, text: body.toString(), bytes: gzipSync(body).length });
  });
  const answer = await page.goto("/");
  const html = (await answer?.text()) ?? "";
  await expect(page.getByText("401 Unauthorized").filter({ visible: true }).first()).toBeVisible();

  // A script for browsers without modules is named and never loaded.
  const tags = (html.match(/<(?:script|link)\b[^>]*>/g) ?? []).filter(
    (tag) => !/nomodule/i.test(tag),
  );
  const first = tags
    .flatMap((tag) => /(?:src|href)="(\/_next\/[^"]+\.(?:js|css))"/.exec(tag)?.[1] ?? [])
    .map((path) => new URL(path, page.url()).href);
  await expect.poll(() => first.filter((url) => !files.has(url))).toEqual([]);
  expect(overBudget("first paint", first, files, limits.firstPaint)).toBeUndefined();

  const worker = page.workers()[0];
  const parts =
    (await worker?.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    )) ?? [];
  expect(parts.length).toBeGreaterThan(5);
  expect(overBudget("worker", parts, files, limits.foregroundWorker)).toBeUndefined();
});

/** What to say of a bundle that is too large: how large, and which parts are in it that need not be. */
function overBudget(
  name: string,
  urls: readonly string[],
  files: ReadonlyMap<string, Loaded>,
  limit: number,
): string | undefined {
  const loaded = [...new Set(urls)].flatMap((url) => files.get(url) ?? []);
  const kilobytes = Math.round(loaded.reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
  if (kilobytes <= limit) return undefined;
  const leaked = Object.entries(landmarks)
    .filter(([, words]) => loaded.some(({ text }) => text.includes(words)))
    .map(([part]) => part);
  const largest = loaded
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, 5)
    .map(({ url, bytes }) => `${url.split("/").at(-1)} ${Math.round(bytes / 1000)} kB`);
  return `${name}: ${kilobytes} kB of ${limit} kB. In it: ${leaked.join(", ") || "no landmark"}. Largest: ${largest.join(", ")}`;
}
