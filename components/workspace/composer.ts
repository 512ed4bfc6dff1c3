"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The dialog in which an issuer is added: anything of the page can open it. */
const composer = createStore<{ readonly open: boolean }>(() => ({ open: false }));

/** Opens the dialog to add an issuer. Whatever has focus gets it back. */
export function openComposer(): void {
  composer.setState({ open: true });
}

/** Closes it. */
export function closeComposer(): void {
  composer.setState({ open: false });
}

/** Whether the dialog is open. */
export function useComposerOpen(): boolean {
  return useStore(composer, ({ open }) => open);
}
