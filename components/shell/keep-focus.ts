import { focusHome } from "../ui/home.ts";
import { goToDocument } from "../workspace/use-show-part.ts";

/**
 * If what has the focus disappears, such as a fix that was applied, the focus goes to the home of the part that it was in.
 * Else the browser gives it to the whole page: keys do nothing there, and a screen reader says nothing. If the page has one
 * column, and a key press in it brings a document, the focus goes there. Returns the end of it.
 */
export function keepFocus(page: HTMLElement): () => void {
  /** The element that has the focus, and what it is in, from the inside out. */
  let path: readonly Element[] = [];
  /** It came by a key. A touch should not bring up the keyboard of the screen. */
  let byKey = false;
  let frame = 0;
  const enter = ({ target }: FocusEvent) => {
    byKey = target instanceof Element && target.matches(":focus-visible");
    path = target instanceof Element ? pathOf(target, page) : [];
  };
  const leave = ({ target }: FocusEvent) => {
    // It may be on its way out: then it is not in sight any more once the change is complete.
    queueMicrotask(() => {
      if (target === path[0] && isShown(path[0])) path = [];
    });
  };
  const restore = () => {
    frame = 0;
    const [last] = path;
    const { activeElement, body } = document;
    if (last === undefined || isShown(last)) return;
    // What closed may have given the focus back by itself.
    if (activeElement !== body && activeElement !== last) return;
    const left = path;
    path = [];
    if (last.isConnected) {
      if (byKey && page.dataset.view === "configuration") goToDocument();
      return;
    }
    left.some((element) => {
      const there = element.isConnected ? element : document.getElementById(element.id);
      return there !== null && focusHome(there, true);
    });
  };
  const observer = new MutationObserver((changes) => {
    const turned = changes.some(({ type }) => type === "attributes");
    if (turned || path[0]?.isConnected === false) frame ||= requestAnimationFrame(restore);
  });
  page.addEventListener("focusin", enter);
  page.addEventListener("focusout", leave);
  observer.observe(page, {
    ...{ childList: true, subtree: true },
    ...{ attributes: true, attributeFilter: ["data-view"] },
  });
  return () => {
    page.removeEventListener("focusin", enter);
    page.removeEventListener("focusout", leave);
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

function isShown(element: Element | undefined): boolean {
  return element?.isConnected === true && element.checkVisibility();
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
