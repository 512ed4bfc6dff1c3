"use client";

import { Button } from "../ui/button.tsx";
import { type AskingFiles, useIsCurrent } from "./use-bundle.ts";

export interface DownloadButtonProps {
  readonly asking: AskingFiles;
  /** Errors or secrets are in the way. */
  readonly blocked: boolean;
  readonly look: "soft" | "primary";
  readonly children: string;
  /** What is downloaded, if the words on the button do not say it. */
  readonly name?: string;
  /** A name for commands that lead here. */
  readonly place?: string;
  readonly onPress: () => void;
}

/** Downloads files that are of everything as it is now. It waits alone for them: the list of files is not drawn for that. */
export function DownloadButton(props: DownloadButtonProps) {
  const { asking, blocked, look, children, name, place, onPress } = props;
  const current = useIsCurrent(asking);
  return (
    <Button
      look={look}
      icon="download"
      disabled={blocked || !current}
      {...(name !== undefined && { "aria-label": name })}
      {...(place !== undefined && { "data-place": place })}
      onClick={onPress}
    >
      {children}
    </Button>
  );
}
