"use client";

import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useKeeping } from "../workspace/context.ts";

/** What is to be said about storing: a failed write with another try, and what did not come back as it was. */
export function KeepingNotices() {
  const { problem, retry, restored, dismissRestored } = useKeeping((keeping) => keeping);
  return (
    <>
      {problem !== undefined && (
        <Notice
          kind="bad"
          urgent
          actions={
            <Button look="soft" onClick={retry}>
              Store again
            </Button>
          }
        >
          {problem}
        </Notice>
      )}
      {restored.length > 0 && (
        <Notice
          kind="unsure"
          actions={
            <Button look="soft" onClick={dismissRestored}>
              Dismiss
            </Button>
          }
        >
          {restored.join(" ")}
        </Notice>
      )}
    </>
  );
}
