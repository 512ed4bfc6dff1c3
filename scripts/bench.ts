// `npm run bench [engine|queries|access|command|lsp|browser|renders|matrix|cluster]`: measures how long answers take, how much the
// browser loads, and what a dump of a large cluster costs. If KUBE_ORACLE names a program that answers the same requests
// with the real Go code, its figures of the same run are printed beside ours.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright";
import { parse } from "yaml";
import { benchCluster } from "./bench-cluster.ts";
import { benchCommand } from "./bench-command.ts";
import { benchLsp } from "./bench-lsp.ts";
import { benchMatrix } from "./bench-matrix.ts";
import { type Open, withBrowser } from "./bench-page.ts";
import { benchRenders } from "./bench-renders.ts";
import { bin, ensurePackages, fail, root } from "./prepare.mjs";

const oracle = process.env.KUBE_ORACLE;
const only = process.argv[2];
/** How often each case is measured on each side. */
const rounds = 5;

interface Measured {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** A line of a recorded file about a configuration or a token. */
interface Recorded {
  readonly id: string;
  readonly request: { readonly config: string; readonly token: string };
  readonly answer: { readonly valid?: boolean };
}

/** A program that answers a line with a line. */
interface Answerer {
  ask(line: string): Promise<{ readonly nanoseconds?: number }>;
  end(): void;
}

ensurePackages();
if (!only || only === "engine") await benchEngine();
if (!only || only === "queries") benchQueries();
if (!only || only === "access") benchAccess();
if (!only || only === "command") await benchCommand();
if (!only || only === "lsp") await benchLsp();
if (!only || only === "browser") await withBrowser(benchBrowser);
if (!only || only === "renders") await withBrowser(benchRenders);
if (!only || only === "matrix") await withBrowser(benchMatrix);
if (!only || only === "cluster") await withBrowser(benchCluster);

/**
 * Asks about the expressions, configurations and tokens of the guides, with one process for all on each side. There is no
 * warm-up: each is asked so often that the rounds before the code is compiled do not count for much.
 */
async function benchEngine(): Promise<void> {
  const tokens = readRecorded("authenticate.jsonl").filter(({ id }) => id.startsWith("guide/"));
  const configurations = readRecorded("validate.jsonl").filter(
    ({ id, answer }) => id.startsWith("guide/") && answer.valid,
  );
  const expressions = tokens.flatMap(({ id, request }) =>
    expressionsOf(request.config).map((expression) => ({
      id: `${id} ${expression.slice(0, 40)}`,
      request: { op: "cel", expression, variable: "claims", value: claimsOf(request.token) },
    })),
  );
  const many = { id: "64 issuers", request: { op: "validate", config: manyIssuers(64) } };
  await report("Evaluating the guides' expressions, traced", expressions, 10_000);
  await report(
    "Decoding, validating and compiling the guides' configurations",
    configurations,
    200,
  );
  await report("The same for 64 issuers", [many], 50);
  await report("A whole answer for the guides' tokens, signature included", tokens, 1000);
}

/**
 * Asks both sides in turn, case by case, several times, and keeps the fastest answer of each. Other work of the machine
 * then slows both sides down alike.
 */
async function report(title: string, cases: readonly Measured[], repeat: number): Promise<void> {
  const ours = start(process.execPath, [bin("tsx", "dist/cli.mjs"), "scripts/answer.ts"]);
  const theirs = oracle ? start(oracle, []) : undefined;
  console.log(`\n${title}`);
  const ratios: number[] = [];
  for (const { id, request } of cases) {
    const line = `${JSON.stringify({ ...request, repeat })}\n`;
    const fastest = { us: Number.POSITIVE_INFINITY, go: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round += 1) {
      fastest.us = Math.min(fastest.us, (await ours.ask(line)).nanoseconds ?? fastest.us);
      if (theirs)
        fastest.go = Math.min(fastest.go, (await theirs.ask(line)).nanoseconds ?? fastest.go);
    }
    const { us, go } = fastest;
    if (!Number.isFinite(us)) continue;
    if (Number.isFinite(go)) ratios.push(us / go);
    const beside = Number.isFinite(go) ? `   Go ${time(go)}   ${(us / go).toFixed(2)} ×` : "";
    console.log(`  ${time(us).padStart(10)}${beside}   ${id}`);
  }
  ours.end();
  theirs?.end();
  if (ratios.length > 1) {
    const sorted = ratios.toSorted((a, b) => a - b);
    console.log(`  median ${middle(sorted).toFixed(2)} × Go, worst ${sorted.at(-1)?.toFixed(2)} ×`);
  }
}

function start(command: string, args: readonly string[]): Answerer {
  const child = spawn(command, args, { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line: string) {
      child.stdin.write(line);
      const { value, done } = await lines.next();
      if (done) fail(`${command} ended before it had answered.`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

function benchQueries(): void {
  console.log("\nWhat a key press makes the engines do");
  run("tsx", "dist/cli.mjs", ["scripts/bench-queries.ts"]);
}

function benchAccess(): void {
  console.log("\nAccess on a generated cluster");
  run("tsx", "dist/cli.mjs", ["scripts/bench-access.ts", ...(oracle ? [oracle] : [])]);
}

function run(packageName: string, file: string, args: readonly string[]): void {
  spawnSync(process.execPath, [bin(packageName, file), ...args], { cwd: root, stdio: "inherit" });
}

/** Measures what the browser loads before and after the first paint, and how soon a key press has its verdict. */
async function benchBrowser(open: Open): Promise<void> {
  const sizes = new Map<string, number>();
  const { page, answer } = await open((opened) => {
    opened.on("response", async (response) => {
      if (!/\.(?:js|css)(?:\?|$)/.test(response.url())) return;
      sizes.set(response.url(), gzipSync(await response.body().catch(() => "")).length);
    });
  });
  // The files that the document names; scripts load later chunks.
  const firstPaint = [
    ...((await answer?.text()) ?? "").matchAll(/(?:src|href)="(\/_next\/[^"]+\.(?:js|css)[^"]*)"/g),
  ].map(([, file = ""]) => new URL(file, page.url()).href);
  const engine = page.workers().find((worker) => !worker.url().includes("editor"));
  const parts = engine
    ? [
        engine.url(),
        ...(await engine.evaluate(() =>
          performance.getEntriesByType("resource").map(({ name }) => name),
        )),
      ]
    : [];
  console.log("\nWhat the browser loads, compressed with gzip");
  console.log(`  first paint      ${size(firstPaint, sizes)}`);
  console.log(`  engine's worker  ${size(parts, sizes)}`);
  console.log(`  all              ${size([...sizes.keys()], sizes)}`);
  await benchTyping(page);
}

/** What the page measures about itself, kept in its global object. */
interface Marks {
  times: number[];
}

/** Measures from a key press in a configuration of 20 kB to its verdict. */
async function benchTyping(page: Page): Promise<void> {
  const claims = JSON.stringify({
    iss: "https://0.example.com",
    sub: "jane",
    aud: "kubernetes",
    exp: 4_000_000_000,
  });
  await page.getByRole("region", { name: "Token" }).getByRole("button", { name: "Edit" }).click();
  await page.getByRole("textbox", { name: "Token", exact: true }).fill(claims);
  const editor = page.getByRole("textbox", { name: /^Configuration\./ });
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("Delete");
  const text = `${manyIssuers(40)}# ${"x".repeat(80)}\n`.padEnd(20_000, "# filling\n");
  await editor.evaluate((element, pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    element.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);
  await page.keyboard.press("ControlOrMeta+Home");
  // To the end of the first issuer's prefix, so that each key changes the user's name.
  for (let line = 0; line < 8; line += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  for (let left = 0; left < `" + claims.sub'`.length; left += 1)
    await page.keyboard.press("ArrowLeft");
  await page.evaluate(() => {
    const marks = globalThis as unknown as Marks;
    marks.times = [];
    let pressed = 0;
    document.addEventListener(
      "keydown",
      () => {
        pressed = performance.now();
      },
      true,
    );
    const user = document.querySelector("[aria-labelledby]")?.closest("main") ?? document.body;
    let last = "";
    new MutationObserver(() => {
      const name = /user (\S*?)jane/.exec(document.body.textContent ?? "")?.[1];
      if (name === undefined || name === last || pressed === 0) return;
      last = name;
      marks.times.push(performance.now() - pressed);
      pressed = 0;
    }).observe(user, { subtree: true, childList: true, characterData: true });
  });
  for (let key = 0; key < 60; key += 1) {
    await page.keyboard.press(String(key % 10));
    await page.waitForTimeout(120);
  }
  const times = (await page.evaluate(() => (globalThis as unknown as Marks).times)).toSorted(
    (a, b) => a - b,
  );
  console.log("\nFrom a key press to its verdict, configuration of 20 kB");
  if (times.length === 0) console.log("  no verdict changed");
  else
    console.log(
      `  median ${middle(times).toFixed(0)} ms, 95th percentile ${times[Math.floor(times.length * 0.95)]?.toFixed(0)} ms, ${times.length} of 60 keys`,
    );
}

function readRecorded(file: string): readonly Recorded[] {
  return readFileSync(path.join(root, "lib/testing/recorded", file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Recorded);
}

interface WithExpression {
  readonly expression?: string;
}

interface Issuer {
  readonly claimMappings?: Readonly<Record<string, WithExpression>>;
  readonly claimValidationRules?: readonly WithExpression[];
}

function expressionsOf(config: string): readonly string[] {
  const found: string[] = [];
  const { jwt = [] } = parse(config) as { readonly jwt?: readonly Issuer[] };
  for (const { claimMappings = {}, claimValidationRules = [] } of jwt) {
    for (const mapping of Object.values(claimMappings)) {
      if (mapping.expression) found.push(mapping.expression);
    }
    for (const { expression } of claimValidationRules) if (expression) found.push(expression);
  }
  return found;
}

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

function manyIssuers(count: number): string {
  const issuer = (index: number) => `- issuer:
    url: https://${index}.example.com
    audiences: [kubernetes]
  claimMappings:
    username:
      expression: '"user-${index}:" + claims.sub'
    groups:
      expression: 'dyn(claims.?groups.orValue([])).map(g, "group-${index}:" + g)'
  claimValidationRules:
  - expression: 'claims.?email_verified.orValue(true) == true'
    message: email must be verified
`;
  const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n";
  return head + Array.from({ length: count }, (_, index) => issuer(index)).join("");
}

function size(urls: readonly string[], sizes: ReadonlyMap<string, number>): string {
  const bytes = [...new Set(urls)].reduce((sum, url) => sum + (sizes.get(url) ?? 0), 0);
  return `${(bytes / 1000).toFixed(0)} kB`;
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function time(nanoseconds: number): string {
  if (nanoseconds < 1e4) return `${nanoseconds.toFixed(0)} ns`;
  return nanoseconds < 1e7
    ? `${(nanoseconds / 1e3).toFixed(0)} µs`
    : `${(nanoseconds / 1e6).toFixed(1)} ms`;
}
