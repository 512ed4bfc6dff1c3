"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** A file of the archive that another part of the page leads to. A new object asks for it again. */
export interface AskedFile {
  readonly path: string;
}

const asked = createStore<{ readonly file: AskedFile | undefined }>(() => ({ file: undefined }));

/** Asks the export to show a file. */
export function askForFile(path: string): void {
  asked.setState({ file: { path } });
}

/** The file that was asked for last. */
export function useAskedFile(): AskedFile | undefined {
  return useStore(asked, ({ file }) => file);
}
