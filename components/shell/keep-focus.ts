import { focusHome } from "../ui/home.ts";

/**
 * If what has the focus disappears, such as a fix that was applied, the focus goes to the home of the part that it was in.
 * Else the browser gives it to the whole page: keys do nothing there, and a screen reader says nothing. Returns the end
 * of it.
 */
export function keepFocus(page: HTMLElement): () => void {
  /** The element that has the focus, and what it is in, from the inside out. */
  let path: readonly Element[] = [];
  let frame = 0;
  const enter = ({ target }: FocusEvent) => {
    path = target instanceof Element ? pathOf(target, page) : [];
  };
  const leave = ({ target }: FocusEvent) => {
    // It may be on its way out: then it is not in the page any more once the change is complete.
    queueMicrotask(() => {
      if (target === path[0] && path[0]?.isConnected) path = [];
    });
  };
  const restore = () => {
    frame = 0;
    // What closed may have given the focus back by itself.
    if (document.activeElement !== document.body || path[0]?.isConnected !== false) return;
    const left = path;
    path = [];
    left.some((element) => {
      const there = element.isConnected ? element : document.getElementById(element.id);
      return there !== null && focusHome(there, true);
    });
  };
  const observer = new MutationObserver(() => {
    if (path[0]?.isConnected === false) frame ||= requestAnimationFrame(restore);
  });
  page.addEventListener("focusin", enter);
  page.addEventListener("focusout", leave);
  observer.observe(page, { childList: true, subtree: true });
  return () => {
    page.removeEventListener("focusin", enter);
    page.removeEventListener("focusout", leave);
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** An element and what it is in, up to the columns of the page: the home of another part would be a jump. */
function pathOf(element: Element, page: HTMLElement): readonly Element[] {
  const path: Element[] = [];
  for (let at: Element | null = element; at !== null && at !== page; at = at.parentElement) {
    if (at.matches("main, main > *")) break;
    path.push(at);
  }
  return path;
}
