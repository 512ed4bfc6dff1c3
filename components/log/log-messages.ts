import type { LogSummary } from "@/lib/explain/whole-log/read-log.ts";

/** From the worker that reads a log. It is sent the file. */
export type LogReply =
  /** `read` is in bytes of the file. */
  | { readonly kind: "reading" | "done"; readonly read: number; readonly summary: LogSummary }
  | { readonly kind: "failed"; readonly reason: string };
