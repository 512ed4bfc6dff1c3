"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The dialog that reads a whole log, and the log that it reads first. A log is never stored. */
interface WholeLogState {
  readonly open: boolean;
  readonly file: File | undefined;
}

const wholeLog = createStore<WholeLogState>(() => ({ open: false, file: undefined }));

/** Opens the dialog, with a log to be read. */
export function openWholeLog(file?: File): void {
  wholeLog.setState({ open: true, file });
}

/** Closes it. */
export function closeWholeLog(): void {
  wholeLog.setState({ open: false, file: undefined });
}

/** The state of the dialog. */
export function useWholeLog(): WholeLogState {
  return useStore(wholeLog);
}
