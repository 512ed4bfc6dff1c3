"use client";

import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useDispatch, useInputs } from "../workspace/context.ts";
import type { EditedDocument } from "../workspace/inputs.ts";
import { placeOfText } from "../workspace/place-file.ts";

type Place = EditedDocument | "token";

export interface MisplacedNoticeProps {
  readonly place: Place;
  /** Shown if the text is not known to belong elsewhere. */
  readonly children?: ReactNode;
}

/** Says that a text is in the wrong place, with a button that moves it. */
export function MisplacedNotice({ place, children }: MisplacedNoticeProps) {
  const to = useInputs(({ documents, token }) => {
    const found = placeOfText(place === "token" ? token : documents[place]);
    // Role bindings in the place of the configuration are a finding with a fix already.
    return found === place || (place === "configuration" && found !== "token") ? undefined : found;
  });
  const dispatch = useDispatch();
  if (to === undefined) return children;
  return (
    <Notice
      kind="unsure"
      actions={
        <Button look="soft" onClick={() => dispatch({ kind: "move-text", from: place, to })}>
          {`Move to ${places[to]}`}
        </Button>
      }
    >
      {`This is ${texts[to]}. It belongs in ${places[to]}.`}
    </Notice>
  );
}

const texts: Readonly<Record<Place, string>> = {
  configuration: "an authentication configuration",
  bindings: "a role or a role binding",
  token: "a token, claims or a kubeconfig",
};

const places: Readonly<Record<Place, string>> = {
  configuration: "Configuration",
  bindings: "Role bindings",
  token: "Token",
};
