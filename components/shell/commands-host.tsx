"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";
import { readShortcut } from "./shortcuts.ts";

/** Opened by a key or a press: loaded then. */
const CommandPalette = dynamic(
  () => import("./command-palette.tsx").then((loaded) => loaded.CommandPalette),
  { ssr: false },
);
const ShortcutHelp = dynamic(
  () => import("./shortcut-help.tsx").then((loaded) => loaded.ShortcutHelp),
  { ssr: false },
);

const opening = "claimcheck:commands";

/** Opens the command palette. */
function openPalette(): void {
  document.dispatchEvent(new Event(opening));
}

/** The button that opens the palette. */
export function CommandsButton() {
  return (
    <Button
      icon="search"
      label="Commands (F1)"
      aria-haspopup="dialog"
      aria-keyshortcuts="F1 Control+K Meta+K"
      onClick={openPalette}
    />
  );
}

/** Hears the keys of the palette and of the help, also in the editor, and shows what they ask for. */
export function CommandsHost() {
  const [shown, setShown] = useState<"palette" | "help" | undefined>();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const asked = readShortcut(event, isField(event.target));
      if (asked === undefined || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      setShown(asked);
    };
    const open = () => setShown("palette");
    // Before the editor hears them: it has another use for Ctrl+K.
    document.addEventListener("keydown", press, { capture: true });
    document.addEventListener(opening, open);
    return () => {
      document.removeEventListener("keydown", press, { capture: true });
      document.removeEventListener(opening, open);
    };
  }, []);
  const close = () => setShown(undefined);
  if (shown === "help") return <ShortcutHelp onClose={close} />;
  if (shown === "palette")
    return <CommandPalette onClose={close} onHelp={() => setShown("help")} />;
  return null;
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select, [role='textbox']");
}
