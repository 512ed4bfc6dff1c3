import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ServerProcess } from "../../e2e/server-process.ts";

/** Arguments of Node with which a server answers `measureMemory`. */
export const measuredNode: readonly string[] = [
  process.execPath,
  "--expose-gc",
  "--import",
  fileURLToPath(new URL("report-memory.mjs", import.meta.url)),
];

/** Memory of a process in MiB. */
export interface Memory {
  /** What is in use after a collection of garbage: the heap and the buffers beside it. A leak shows here. */
  readonly live: number;
  /** Resident memory, as Linux says it: with what V8 and the allocator keep for the next request. */
  readonly resident: number;
}

/** Memory of a server that was started with `measuredNode`, after a collection of garbage. */
export async function measureMemory(server: ServerProcess): Promise<Memory> {
  const before = countReports(server);
  server.process.kill("SIGUSR2");
  while (countReports(server) === before) await wait(20);
  const reports = [...server.said().matchAll(report)];
  const { heapUsed, external } = JSON.parse(reports.at(-1)?.[1] ?? "{}");
  return {
    live: (heapUsed + external) / 1024 / 1024,
    resident: residentMemory(server.process.pid ?? 0),
  };
}

const report = /^memory (\{.*\})\n/gm;

function countReports(server: ServerProcess): number {
  return [...server.said().matchAll(report)].length;
}

/** Resident memory of a process in MiB, as Linux says it. */
export function residentMemory(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

/** "live 81.2 MiB, resident 210 MiB" */
export function describeMemory({ live, resident }: Memory): string {
  return `live ${live.toFixed(1)} MiB, resident ${resident.toFixed(0)} MiB`;
}

/** Resolves after this many milliseconds. */
export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The middle and the largest of some durations, in milliseconds. */
export function summarize(durations: readonly number[]): string {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (part: number): number =>
    Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
  return `median ${at(0.5)} ms, slowest ${at(1)} ms`;
}
