"use client";

import { useEffect, useState } from "react";
import { catalogue } from "@/lib/examples/catalogue.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import {
  useDispatch,
  useInputs,
  useOpeningState,
  useWorkspaceState,
} from "../workspace/context.ts";
import { isEmpty } from "../workspace/inputs.ts";
import { readLayout, writeLayout } from "../workspace/layout-memory.ts";

/** What is said when an input of the visitor has closed the example. */
export const leftExampleWords =
  "The example is closed, with its token, keys and clock. Your input is judged now.";

/** Whether an input of the visitor has closed the example, and whether that is the last step of undo. */
export function useLeftExample(): { readonly left: boolean; readonly isLast: boolean } {
  const left = useWorkspaceState(
    ({ leftExample, inputs }) => leftExample === true && !inputs.example && !isEmpty(inputs),
  );
  // Later steps would be taken back as well: that is no undo of the last one.
  const isLast = useWorkspaceState(({ past }) => past.at(-1)?.inputs.example !== undefined);
  return { left, isLast };
}

/** The notice that an input of the visitor has closed the example. That of opened files says so in its place. */
export function LeftExampleNotice() {
  const { left, isLast } = useLeftExample();
  // It would be said again after each thing that is opened.
  const opening = useOpeningState(
    ({ busy, report, offer }) => busy || report !== undefined || offer !== undefined,
  );
  const dispatch = useDispatch();
  if (!left || opening) return null;
  return (
    <Notice
      kind="plain"
      urgent
      actions={
        <>
          <Button look="soft" icon="undo" onClick={() => dispatch({ kind: "return-to-example" })}>
            {isLast ? "Undo" : "Back to the example"}
          </Button>
          <Button
            icon="cross"
            label="Dismiss"
            onClick={() => dispatch({ kind: "dismiss-left-example" })}
          />
        </>
      }
    >
      {leftExampleWords}
    </Notice>
  );
}

/** The notice that the page shows an example, with the parts that are the visitor's. */
export function ExampleBanner() {
  const id = useInputs(({ example }) => example?.id);
  const ownToken = useInputs(({ example, token }) => example?.token === undefined && token !== "");
  const dispatch = useDispatch();
  const [dismissed, setDismissed] = useState<string | undefined>();
  const firstVisit = useFirstVisit();
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
      {firstVisit && !ownToken && (
        <p>
          Claimcheck shows why a kube-apiserver accepts or refuses a token. Paste yours over this
          example.
        </p>
      )}
      {ownToken ? "Example configuration, your token." : `Example: ${entry.problem}`}
    </Notice>
  );
}

/** Whether this browser shows the page for the first time. */
function useFirstVisit(): boolean {
  const [first, setFirst] = useState(false);
  useEffect(() => {
    setFirst(readLayout().visited !== true);
    writeLayout({ visited: true });
  }, []);
  return first;
}
