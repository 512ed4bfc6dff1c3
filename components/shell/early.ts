import type { DroppedFile } from "../workspace/dropped-files.ts";

/** What a visitor dropped or pasted before the page was ready; the script of app/early-script.ts notes it. */
export type EarlyGift =
  | { readonly kind: "files"; readonly files: readonly DroppedFile[] }
  | { readonly kind: "text"; readonly text: string };

declare global {
  interface Window {
    /** Absent once the page is ready, and on pages that take nothing. */
    claimcheckEarly?: EarlyGift[] | undefined;
  }
}

/** What was noted, in its order. From now on the page takes everything itself. */
export function takeEarly(): readonly EarlyGift[] {
  const gifts = window.claimcheckEarly ?? [];
  window.claimcheckEarly = undefined;
  delete document.documentElement.dataset.waiting;
  return gifts;
}
