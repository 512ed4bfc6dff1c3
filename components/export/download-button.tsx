"use client";

import { Button } from "../ui/button.tsx";
import { useAsked } from "../workspace/use-engine-answer.ts";
import type { AskingFiles } from "./use-bundle.ts";

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
  // Files of older documents must not be taken for these. What is blocked anyway is not drawn for it.
  const disabled = useAsked(
    asking,
    ({ pending, failed }) => blocked || pending || failed !== undefined,
  );
  return (
    <Button
      look={look}
      icon="download"
      disabled={disabled}
      {...(name !== undefined && { "aria-label": name })}
      {...(place !== undefined && { "data-place": place })}
      onClick={onPress}
    >
      {children}
    </Button>
  );
}
