import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { readLayout, writeLayout } from "../workspace/layout-memory.ts";

export type Theme = "system" | "light" | "dark";

interface Looks {
  readonly theme: Theme;
  /** Claim values, names and tokens are covered. Never remembered: a reload shows them again. */
  readonly presenting: boolean;
}

const looks = createStore<Looks>(() => ({ theme: "system", presenting: false }));

/** A part of how the page looks. */
export function useLooks<T>(select: (looks: Looks) => T): T {
  return useStore(looks, select);
}

/** Takes over what was remembered, once the page is in a browser. */
export function restoreTheme(): void {
  looks.setState({ theme: readLayout().theme ?? "system" });
}

/** Shows the page in a theme and remembers that. */
export function chooseTheme(theme: Theme): void {
  looks.setState({ theme });
  writeLayout({ theme: theme === "system" ? undefined : theme });
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Covers claim values, names and tokens, or shows them again. */
export function present(on: boolean): void {
  looks.setState({ presenting: on });
  if (on) document.documentElement.dataset.presenting = "";
  else delete document.documentElement.dataset.presenting;
}
