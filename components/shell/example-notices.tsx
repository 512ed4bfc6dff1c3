"use client";

import { useState } from "react";
import { catalogue } from "@/lib/examples/catalogue.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useDispatch, useInputs, useWorkspaceState } from "../workspace/context.ts";

/** Says that an input of the visitor has closed the example. */
export function LeftExampleNotice() {
  const left = useWorkspaceState((state) => state.leftExample && !state.inputs.example);
  const dispatch = useDispatch();
  if (!left) return null;
  return (
    <Notice
      kind="plain"
      urgent
      actions={
        <>
          <Button look="soft" icon="undo" onClick={() => dispatch({ kind: "return-to-example" })}>
            Undo
          </Button>
          <Button
            icon="cross"
            label="Dismiss"
            onClick={() => dispatch({ kind: "dismiss-left-example" })}
          />
        </>
      }
    >
      The example is closed: its documents, token, keys and clock are gone. You see your own input,
      judged now.
    </Notice>
  );
}

/** Says that what is shown is an example, and which part of it is not. */
export function ExampleBanner() {
  const id = useInputs(({ example }) => example?.id);
  const ownToken = useInputs(({ example, token }) => example?.token === undefined && token !== "");
  const dispatch = useDispatch();
  const [dismissed, setDismissed] = useState<string | undefined>();
  const entry = catalogue.find((one) => one.id === id);
  const key = `${id} ${ownToken}`;
  if (entry === undefined || dismissed === key) return null;
  return (
    <Notice
      kind={ownToken ? "unsure" : "plain"}
      icon="book"
      actions={
        <>
          <Button look="soft" onClick={() => dispatch({ kind: "leave-example" })}>
            Use my own
          </Button>
          <Button icon="cross" label="Hide this notice" onClick={() => setDismissed(key)} />
        </>
      }
    >
      {ownToken ? "Example configuration, your token." : `An example: ${entry.problem}`}
    </Notice>
  );
}
