/**
 * Marks where the focus goes in a part of the page: when something leads to the part, and when what had the focus in it is
 * gone. It is no stop of Tab.
 */
export const home = { "data-home": "", tabIndex: -1 } as const;

/**
 * Gives the focus to the first home in an element, which the caller brings into sight, or the browser if `scroll` is true;
 * false if there is none that is shown.
 */
export function focusHome(within: Element, scroll = false): boolean {
  const found = within.querySelector<HTMLElement>("[data-home]");
  found?.focus({ preventScroll: !scroll });
  return found !== null && document.activeElement === found;
}
