// A made-up log of 200 MB in every form: all its failures in their groups, in time and memory that are bounded.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LogGroup } from "../../lib/explain/whole-log/log-group.ts";
import {
  madeUpAuditCauses,
  madeUpCauses,
  madeUpForms,
  writeMadeUpLog,
} from "../../lib/testing/made-up-log.ts";
import { bundleCommand } from "../bundle-command.ts";
import { wait } from "./memory.ts";

const megabytes = 200;
const secondsLimit = 60;
const memoryLimit = 300;

const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-log-"));
const command = path.join(folder, "claimcheck.mjs");

beforeAll(async () => {
  await bundleCommand(command);
});
afterAll(() => rmSync(folder, { recursive: true }));

test(`a log of ${megabytes} MB`, async () => {
  const file = path.join(folder, "kube-apiserver.log");
  const { counts, auditCounts } = writeLog(file);
  const begin = performance.now();
  const { output, memory } = await run(process.execPath, [
    ...[command, "explain", "--log", file, "-o", "json"],
  ]);
  const seconds = (performance.now() - begin) / 1000;
  console.log(`whole log: ${megabytes} MB in ${seconds.toFixed(1)} s, at most ${memory} MiB`);
  const { groups } = JSON.parse(output) as { groups: readonly LogGroup[] };
  const found = groups.map((group) => [group.code, group.by, group.request ?? "", group.count]);
  const wanted = [
    ...madeUpCauses.map(({ want }, i) => [want.code, want.by, want.request ?? "", counts[i]]),
    ...madeUpAuditCauses.map(({ want }, i) => [
      ...[want.code, want.by, want.request ?? "", auditCounts[i]],
    ]),
  ];
  expect(found.map((row) => row.join(" ")).sort()).toEqual(
    wanted.map((row) => row.join(" ")).sort(),
  );
  expect(seconds).toBeLessThan(secondsLimit);
  expect(memory).toBeLessThan(memoryLimit);
});

function writeLog(file: string): { counts: number[]; auditCounts: number[] } {
  const counts: number[] = [];
  const auditCounts: number[] = [];
  const handle = openSync(file, "w");
  for (const form of madeUpForms) {
    let size = 0;
    let pending = "";
    const own: number[] = [];
    // Each entry is written whole, so that the counts are those of the file.
    for (const lines of writeMadeUpLog(form, Number.POSITIVE_INFINITY, own)) {
      pending += lines;
      if (pending.length < 1 << 20) continue;
      size += writeSync(handle, pending);
      pending = "";
      if (size > (megabytes * 1_000_000) / madeUpForms.length) break;
    }
    const all = form === "audit" ? auditCounts : counts;
    for (const [index, count] of own.entries()) all[index] = (all[index] ?? 0) + count;
  }
  closeSync(handle);
  return { counts, auditCounts };
}

// The output of a command, and the most memory that it had, in MiB (VmHWM of Linux).
async function run(
  program: string,
  args: readonly string[],
): Promise<{ output: string; memory: number }> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  let memory = 0;
  let ended = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.on("close", () => {
    ended = true;
  });
  while (!ended) {
    memory = Math.max(memory, peakMemory(child.pid ?? 0));
    await wait(50);
  }
  return { output, memory: Math.round(memory) };
}

function peakMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
