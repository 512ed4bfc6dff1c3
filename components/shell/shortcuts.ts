/** A key or several that do something, and where. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
}

/** The keys of the page; "Ctrl" is Command on a Mac. */
export const shortcuts = {
  palette: { keys: "F1 or Ctrl+K", does: "All commands" },
  help: { keys: "?", does: "This list, outside of a field" },
  undo: { keys: "Ctrl+Z", does: "Undo: typing, fixes, files, examples, in one order" },
  redo: { keys: "Ctrl+Shift+Z or Ctrl+Y", does: "Redo" },
} as const satisfies Record<string, Shortcut>;

/** Keys that act while a part of the page has the focus. */
export const partShortcuts: readonly {
  readonly part: string;
  readonly keys: readonly Shortcut[];
}[] = [
  {
    part: "Editor",
    keys: [
      { keys: "Ctrl+Space", does: "Offer fields, functions and claims" },
      { keys: "Ctrl+.", does: "Offer the fixes of a finding" },
      { keys: "F8", does: "Go to the next finding" },
      { keys: "Ctrl+F", does: "Find in the text" },
      { keys: "Esc Tab", does: "Leave the editor; before typing, Tab alone does" },
    ],
  },
  {
    part: "Tabs and kept tokens",
    keys: [
      { keys: "← → Home End", does: "Go to another one" },
      { keys: "F2", does: "Rename a kept token" },
      { keys: "Delete", does: "Remove a kept token" },
    ],
  },
  {
    part: "Permissions",
    keys: [
      { keys: "↑ ↓ ← → Page Up Page Down", does: "Go to another cell" },
      { keys: "Ctrl+Home Ctrl+End", does: "Go to the first or the last cell" },
      { keys: "Enter", does: "Show the rules of a cell, or fold a group" },
    ],
  },
  {
    part: "Steps",
    keys: [
      { keys: "n p", does: "Go to the next or the previous step" },
      { keys: "i o", does: "Go into an expression and back out" },
      { keys: "f", does: "Go to the failing step and its failing part" },
    ],
  },
];

/** What a key press asks for: the palette from everywhere, the help only outside of fields. */
export function readShortcut(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
  inField: boolean,
): "palette" | "help" | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  const plain = !ctrlKey && !metaKey && !altKey;
  if (key === "F1" && plain && !shiftKey) return "palette";
  if (key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey && !shiftKey) return "palette";
  return key === "?" && plain && !inField ? "help" : undefined;
}
