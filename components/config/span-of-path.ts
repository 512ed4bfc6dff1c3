import { readFormText } from "@/lib/form/written.ts";
import type { Span } from "@/lib/source/span.ts";
import { findData } from "@/lib/yaml/data.ts";

/** Where the value of a field of the configuration is; undefined if it is not there. */
export function spanOfPath(text: string, path: string): Span | undefined {
  const read = readFormText(text);
  return read.kind === "failed" ? undefined : findData(read.data, path)?.span;
}
