"use client";

import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { home } from "./home.ts";
import styles from "./popover.module.css";

export interface PopoverProps {
  readonly button: Pick<ButtonProps, "icon" | "label" | "look" | "className" | "title">;
  readonly title: ReactNode;
  /** What opens: its accessible name. */
  readonly label: string;
  readonly align?: "start" | "end";
  /** A name for commands that lead here. */
  readonly place?: string;
  readonly children: (close: () => void) => ReactNode;
}

/** A button and a panel under it that closes on Escape, on a press outside, and when focus leaves it. */
export function Popover({ button, title, label, align = "start", place, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  function close() {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  }

  useEffect(() => {
    if (!open) return;
    const leave = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
    };
  }, [open]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard from whatever has focus inside.
    <div
      ref={root}
      className={styles.root}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <Button
        {...button}
        aria-expanded={open}
        aria-controls={id}
        aria-haspopup="dialog"
        data-place={place}
        onClick={() => setOpen(!open)}
      >
        {title}
      </Button>
      {open && (
        <div
          id={id}
          role="dialog"
          aria-label={label}
          {...home}
          className={`${styles.panel} ${styles[align]}`}
        >
          {children(close)}
        </div>
      )}
    </div>
  );
}
