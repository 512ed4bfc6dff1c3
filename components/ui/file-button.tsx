"use client";

import { type ReactNode, useRef } from "react";
import { Button, type ButtonProps } from "./button.tsx";

export interface FileButtonProps
  extends Pick<ButtonProps, "look" | "icon" | "label" | "className"> {
  readonly onOpen?: (file: File) => void;
  /** Gets all files of one choice. */
  readonly onOpenAll?: (files: readonly File[]) => void;
  /** Several at once; `onOpen` is called for each. */
  readonly multiple?: boolean;
  /** A folder with everything below it. */
  readonly folder?: boolean;
  readonly children?: ReactNode;
}

/** A button that asks for a file. */
export function FileButton({
  onOpen,
  onOpenAll,
  multiple = false,
  folder = false,
  children,
  ...button
}: FileButtonProps) {
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
        multiple={multiple}
        {...(folder && { webkitdirectory: "" })}
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file may be opened again.
          event.target.value = "";
          if (files.length > 0) onOpenAll?.(files);
          for (const file of files) onOpen?.(file);
        }}
      />
    </>
  );
}
