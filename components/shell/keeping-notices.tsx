"use client";

import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useKeeper, useKeeping } from "../workspace/context.ts";

/**
 * What is to be said about storing: a failed write with another try, a change by another tab, a deleted workspace, and
 * what did not come back as it was.
 */
export function KeepingNotices() {
  const { problem, restored, removed } = useKeeping(({ problem, restored, removed }) => ({
    problem,
    restored,
    removed,
  }));
  const keeper = useKeeper();
  return (
    <>
      {problem !== undefined && (
        <Notice
          kind="bad"
          urgent
          actions={
            <Button look="soft" onClick={keeper.retry}>
              Store again
            </Button>
          }
        >
          {problem}
        </Notice>
      )}
      <ConflictNotice />
      {removed !== undefined && (
        <Notice
          kind="plain"
          urgent
          actions={
            <>
              <Button look="soft" onClick={() => void keeper.bringBack()}>
                Undo the deletion
              </Button>
              <Button icon="cross" label="Dismiss" onClick={keeper.dismissRemoved} />
            </>
          }
        >
          The workspace “<UntrustedText text={removed} limit={80} />” was deleted.
        </Notice>
      )}
      {restored.length > 0 && (
        <Notice
          kind="unsure"
          actions={<Button icon="cross" label="Dismiss" onClick={keeper.dismissRestored} />}
        >
          {restored.join(" ")}
        </Notice>
      )}
    </>
  );
}

function ConflictNotice() {
  const conflict = useKeeping((keeping) => keeping.conflict);
  const keeper = useKeeper();
  if (conflict === undefined) return null;
  const isDeleted = conflict.kind === "deleted";
  return (
    <Notice
      kind="unsure"
      urgent
      actions={
        <>
          <Button look="soft" onClick={() => void keeper.takeTheirs()}>
            {isDeleted ? "Open another" : "Take theirs"}
          </Button>
          <Button look="soft" onClick={() => void keeper.keepMine()}>
            Keep mine
          </Button>
          {!isDeleted && (
            <Button look="soft" onClick={() => void keeper.duplicate()}>
              Duplicate mine
            </Button>
          )}
        </>
      }
    >
      {isDeleted
        ? "Another tab deleted this workspace. Nothing is stored until you choose."
        : `Another tab changed this workspace${conflict.at === undefined ? "" : ` at ${new Date(conflict.at).toLocaleTimeString()}`}. Nothing of this tab is stored until you choose.`}
    </Notice>
  );
}
