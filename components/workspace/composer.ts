"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The dialog in which an issuer is added: anything of the page can open it. */
const composer = createStore<{ readonly open: boolean; readonly way?: string | undefined }>(() => ({
  open: false,
}));

/** Opens the dialog to add an issuer. Whatever has focus gets it back. */
export function openComposer(): void {
  composer.setState({ open: true, way: undefined });
}

/** Opens it with the questions of a way in that needs no issuer. */
export function openWay(id: string): void {
  composer.setState({ open: true, way: id });
}

/** The way with whose questions it was opened. */
export function readOpenedWay(): string | undefined {
  return composer.getState().way;
}

/** Closes it. */
export function closeComposer(): void {
  composer.setState({ open: false });
}

/** Whether the dialog is open. */
export function useComposerOpen(): boolean {
  return useStore(composer, ({ open }) => open);
}
