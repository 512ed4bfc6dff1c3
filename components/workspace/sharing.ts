"use client";

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The dialog in which a link is made: the workspace's menu opens it. */
const sharing = createStore<{ readonly open: boolean }>(() => ({ open: false }));

/** Opens the dialog. */
export function openSharing(): void {
  sharing.setState({ open: true });
}

/** Closes it. */
export function closeSharing(): void {
  sharing.setState({ open: false });
}

/** Whether the dialog is open. */
export function useSharingOpen(): boolean {
  return useStore(sharing, ({ open }) => open);
}
