"use client";

import type { LogLineView } from "@/lib/engine/log-line-view.ts";
import { Button } from "../ui/button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch } from "../workspace/context.ts";
import { useShowPart } from "../workspace/use-show-part.ts";

/**
 * Takes the user that a text names as the asker of the access part, with its question if there is one. A question of which
 * the text does not say who asks it stays with the one who asks now.
 */
export function TakeQuestion({
  user,
  question,
}: {
  readonly user: LogLineView["user"] | undefined;
  readonly question: LogLineView["question"] | undefined;
}) {
  const dispatch = useDispatch();
  const show = useShowPart();
  if (user === undefined && question === undefined) return null;
  const groups = user?.groups?.join("\n") ?? "";
  return (
    <Button
      look="soft"
      onClick={() => {
        dispatch({
          kind: "set-access",
          access: {
            ...(user !== undefined && {
              asker: { kind: "manual", username: user.username, groups },
            }),
            ...(question !== undefined && { question }),
          },
        });
        show("access");
      }}
    >
      {user !== undefined && (
        <>
          {question === undefined ? "Show what " : "Ask for "}
          <UntrustedText text={user.username} limit={100} />
        </>
      )}
      {question === undefined ? (
        " may do"
      ) : (
        <>
          {user === undefined ? "Ask: can-i " : ": can-i "}
          <UntrustedText text={question} limit={200} />
        </>
      )}
    </Button>
  );
}
