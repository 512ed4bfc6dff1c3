"use client";

import { type ReactNode, useId, useState } from "react";
import styles from "./disclosure.module.css";
import { Icon } from "./icon.tsx";

export interface DisclosureProps {
  readonly title: ReactNode;
  readonly open?: boolean;
  /** If it is given, the caller decides: `open` is then the current state, not only the first one. */
  readonly onToggle?: (open: boolean) => void;
  /** A name for commands that lead here. */
  readonly place?: string;
  readonly children: ReactNode;
}

/** A line that opens. Its content is only made while it is open. */
export function Disclosure({
  title,
  open: given = false,
  onToggle,
  place,
  children,
}: DisclosureProps) {
  const [own, setOwn] = useState(given);
  const open = onToggle === undefined ? own : given;
  const setOpen = onToggle ?? setOwn;
  const id = useId();
  return (
    <div>
      <button
        type="button"
        className={styles.title}
        aria-expanded={open}
        aria-controls={id}
        data-place={place}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.chevron}>
          <Icon name="chevron" size={12} />
        </span>
        {title}
      </button>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </div>
  );
}
