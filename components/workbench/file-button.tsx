"use client";

import { type ReactNode, useRef } from "react";
import { Button, type ButtonProps } from "../ui/button.tsx";

export interface FileButtonProps
  extends Pick<ButtonProps, "look" | "icon" | "label" | "className"> {
  readonly onOpen: (file: File) => void;
  readonly children?: ReactNode;
}

/** A button that asks for a file. */
export function FileButton({ onOpen, children, ...button }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...button} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file may be opened again.
          event.target.value = "";
          if (file !== undefined) onOpen(file);
        }}
      />
    </>
  );
}
