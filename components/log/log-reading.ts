"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { LogSummary } from "@/lib/explain/whole-log/read-log.ts";
import type { LogReply } from "./log-messages.ts";

/** A log that is read, or was. Its groups stay in memory until another log is read or the page is closed. */
export interface LogReading {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly read: number;
  readonly state: "reading" | "stopped" | "done" | "failed";
  /** Why it failed. */
  readonly reason?: string;
  readonly summary?: LogSummary;
}

const reading = createStore<{ readonly log: LogReading | undefined }>(() => ({ log: undefined }));
let worker: Worker | undefined;

/** Reads a log in a worker of its own. A log that is being read is given up. */
export function readLog(file: File): void {
  worker?.terminate();
  const { name, size } = file;
  reading.setState({ log: { name, size, read: 0, state: "reading" } });
  worker = new Worker(new URL("./log.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<LogReply>) => {
    if (data.kind === "failed") return end({ state: "failed", reason: data.reason });
    const { read, summary } = data;
    if (data.kind === "done") return end({ read, summary, state: "done" });
    change({ read, summary });
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end({ state: "failed", reason: "The code that reads a log could not be loaded." });
  };
  worker.postMessage(file);
}

/** Stops the reading; what was counted so far stays. */
export function stopLog(): void {
  end({ state: "stopped" });
}

/** The log that is read, or was read last. */
export function useLogReading(): LogReading | undefined {
  return useStore(reading, ({ log }) => log);
}

function end(last: Partial<LogReading>): void {
  worker?.terminate();
  worker = undefined;
  change(last);
}

function change(next: Partial<LogReading>): void {
  const { log } = reading.getState();
  if (log !== undefined) reading.setState({ log: { ...log, ...next } });
}
