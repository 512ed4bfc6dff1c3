import { findMasks } from "../secrets/secret-mask.ts";
import type { Workspace } from "./workspace.ts";

/** A place in a text that came back with a mask in place of a secret. */
export interface RestoredMask {
  readonly document:
    | "configuration"
    | "bindings"
    | "running configuration"
    | "running bindings"
    | "tests";
  /** From 1. */
  readonly line: number;
}

/** Where masks are in the documents of a workspace that was read from the store. */
export function findRestoredMasks({
  configuration,
  bindings,
  running,
  tests = "",
}: Workspace): RestoredMask[] {
  const documents = [
    ["configuration", configuration],
    ["bindings", bindings],
    ["running configuration", running.configuration ?? ""],
    ["running bindings", running.bindings ?? ""],
    ["tests", tests],
  ] as const;
  return documents.flatMap(([document, text]) =>
    findMasks(text).map(({ line }) => ({ document, line })),
  );
}
