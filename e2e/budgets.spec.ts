import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

// What the browser loads, read from the production build: no page is opened and nothing is timed. If a budget is exceeded,
// the chunks are named with a text of each; `lib/architecture.test.ts` names the files that are loaded too early.

const build = fileURLToPath(new URL("../.next", import.meta.url));

/** Kilobytes of 1000 bytes, compressed with gzip. */
const budgets = [
  { name: "the first paint", limit: 230, list: listFirstPaint },
  { name: "the engine's worker", limit: 260, list: listEngineWorker },
] as const;

for (const { name, limit, list } of budgets) {
  test(`${name} loads ${limit} kB at the most`, () => {
    const chunks = list().map((file) => ({ file, bytes: gzipSync(read(file)).length }));
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
    const largest = chunks
      .toSorted((a, b) => b.bytes - a.bytes)
      .map((chunk) => `${kilobytes(chunk.bytes)} kB ${describeChunk(chunk.file)}`)
      .join("\n");
    expect(bytes, `${kilobytes(bytes)} kB of ${limit} kB:\n${largest}`).toBeLessThanOrEqual(
      limit * 1000,
    );
  });
}

/** The scripts and styles that the document of "/" names. A script for browsers without modules is never loaded. */
function listFirstPaint(): string[] {
  const { rootMainFiles }: { rootMainFiles: string[] } = JSON.parse(text("build-manifest.json"));
  const manifest = text("server/app/page_client-reference-manifest.js");
  const { entryJSFiles, entryCSSFiles } = JSON.parse(
    /\["\/page"\] = (\{.*\});?\s*$/s.exec(manifest)?.[1] ?? "{}",
  );
  const page = "[project]/app/page";
  const styles: { path: string }[] = entryCSSFiles[page];
  return [
    ...new Set<string>([
      ...rootMainFiles,
      ...entryJSFiles[page],
      ...styles.map(({ path }) => path),
    ]),
  ];
}

/** The scripts that the engine's worker loads before it can be asked. */
function listEngineWorker(): string[] {
  const chunks = readdirSync(path.join(build, "static/chunks")).filter((name) =>
    name.endsWith(".js"),
  );
  const workers = chunks.flatMap((name) =>
    [
      ...text(`static/chunks/${name}`).matchAll(
        /\.f\("(static\/chunks\/turbopack-worker-[^"]+)",(\["[^\]]+\])/g,
      ),
    ].map(([, entry = "", list = "[]"]): string[] => [entry, ...JSON.parse(list)]),
  );
  // `engine.worker.ts` says that it has begun; no other worker does.
  const engines = workers.filter((files) => files.some((file) => /kind:"begun"/.test(text(file))));
  expect(engines, "one worker of the build is the engine's").toHaveLength(1);
  return engines.flat();
}

/** A chunk by its name and the longest text in it, which says what it is of. */
function describeChunk(file: string): string {
  const texts = text(file).match(/"[A-Za-z][^"\\]{20,90}"/g) ?? [];
  return `${path.basename(file)} ${texts.toSorted((a, b) => b.length - a.length)[0] ?? ""}`;
}

function read(file: string): Buffer {
  return readFileSync(path.join(build, file));
}

function text(file: string): string {
  return read(file).toString("utf8");
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
