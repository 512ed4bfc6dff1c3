"use client";

import { type KeyboardEvent, type PointerEvent, useEffect, useState } from "react";
import { readLayout, writeLayout } from "../workspace/layout-memory.ts";
import styles from "./divider.module.css";

const smallest = 20;
const largest = 75;
const usual = 42;

/** The line between the two halves: drawn with a pointer, moved with arrows, set back by a double press. */
export function Divider() {
  const [split, setSplit] = useState(usual);
  const [dragging, setDragging] = useState(false);

  useEffect(() => setSplit(readLayout().split ?? usual), []);

  function place(percent: number) {
    const next = Math.round(Math.min(largest, Math.max(smallest, percent)) * 10) / 10;
    document.documentElement.style.setProperty("--split", `${next}%`);
    setSplit(next);
    return next;
  }

  function drag(event: PointerEvent) {
    if (!dragging) return;
    place((event.clientX / document.documentElement.clientWidth) * 100);
  }

  function key(event: KeyboardEvent) {
    const next = {
      ArrowLeft: split - 2,
      ArrowRight: split + 2,
      Home: smallest,
      End: largest,
      Enter: usual,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    writeLayout({ split: place(next) });
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Divider between configuration and result"
      aria-valuenow={Math.round(split)}
      aria-valuemin={smallest}
      aria-valuemax={largest}
      tabIndex={0}
      className={styles.divider}
      data-dragging={dragging}
      onKeyDown={key}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        setDragging(false);
        writeLayout({ split });
      }}
      onPointerCancel={() => setDragging(false)}
      onDoubleClick={() => writeLayout({ split: place(usual) })}
    />
  );
}
