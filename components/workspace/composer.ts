"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The dialog in which an issuer is added: anything of the page can open it. */
const composer = createStore<{ readonly open: boolean; readonly at?: string | undefined }>(() => ({
  open: false,
}));

/** Opens the dialog to add an issuer. What has focus gets it back. */
export function openComposer(): void {
  composer.setState({ open: true, at: undefined });
}

/** Opens it with the questions of an issuer of the catalogue, or of a way in that needs none, by its id. */
export function openComposerAt(id: string): void {
  composer.setState({ open: true, at: id });
}

/** What it was opened at. */
export function readOpenedAt(): string | undefined {
  return composer.getState().at;
}

/** Closes it. */
export function closeComposer(): void {
  composer.setState({ open: false });
}

/** Whether the dialog is open. */
export function useComposerOpen(): boolean {
  return useStore(composer, ({ open }) => open);
}
