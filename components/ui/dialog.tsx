"use client";

import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { Button } from "./button.tsx";
import styles from "./dialog.module.css";

export interface DialogProps {
  readonly label: string;
  readonly onClose: () => void;
  /** Hears Escape instead: what was typed might be lost. */
  readonly onCancel?: () => void;
  /** A press beside it does not close it. */
  readonly stays?: boolean;
  /** Id of the element that gets the focus if what had it is gone. */
  readonly focusAfter?: string;
  readonly className?: string;
  readonly ref?: RefObject<HTMLDialogElement | null>;
  /** Hears a file that is dropped on it. */
  readonly onDropFile?: (file: File) => void;
  readonly children: ReactNode;
}

/** A dialog over the page that closes on Escape and on a press beside it, and gives the focus back. */
export function Dialog(props: DialogProps) {
  const { label, onClose, onCancel, stays, focusAfter, className, ref, onDropFile, children } =
    props;
  const own = useRef<HTMLDialogElement>(null);
  const dialog = ref ?? own;
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    return () => {
      const after = before?.isConnected && before !== document.body;
      const target = after ? before : document.getElementById(focusAfter ?? "");
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    };
  }, [dialog, focusAfter]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same.
    <dialog
      ref={dialog}
      aria-label={label}
      className={`${styles.dialog} ${className ?? ""}`}
      onClose={onClose}
      onClick={(event) => {
        if (!stays && event.target === event.currentTarget) onClose();
      }}
      {...(onCancel && {
        onCancel: (event) => {
          event.preventDefault();
          onCancel();
        },
      })}
      {...(onDropFile && {
        onDragOver: (event) => event.preventDefault(),
        onDrop: (event) => {
          const [dropped] = event.dataTransfer.files;
          if (dropped === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          onDropFile(dropped);
        },
      })}
    >
      {children}
    </dialog>
  );
}

export interface TitledDialogProps
  extends Pick<DialogProps, "onClose" | "onDropFile" | "children"> {
  readonly title: string;
}

/** A dialog that scrolls below its title. It stays until it is closed: work may be in it. */
export function TitledDialog({ title, onClose, onDropFile, children }: TitledDialogProps) {
  return (
    <Dialog
      label={title}
      onClose={onClose}
      stays
      className={styles.titled ?? ""}
      {...(onDropFile && { onDropFile })}
    >
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <Button icon="cross" label="Close" onClick={onClose} />
      </div>
      {children}
    </Dialog>
  );
}
