/** Which way a key press leads in the history: Control or Command with Z, Y, or Shift and Z. */
export function directionOfKey({
  key,
  ctrlKey,
  metaKey,
  shiftKey,
  altKey,
}: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">):
  | "undo"
  | "redo"
  | undefined {
  if (altKey || ctrlKey === metaKey) return undefined;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey && !shiftKey ? "redo" : undefined;
}

/** Whether an element has an undo of its own that the page leaves alone: a field that is not one of the documents. */
export function hasOwnHistory(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("[data-history]") !== null) return false;
  return target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName);
}
