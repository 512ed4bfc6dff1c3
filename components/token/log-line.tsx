"use client";

import type { LogLineView } from "@/lib/engine/log-line-view.ts";
import { Button } from "../ui/button.tsx";
import { HostileText } from "../ui/hostile-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { useDispatch, usePointing } from "../workspace/context.tsx";
import styles from "./log-line.module.css";

/** What a pasted line of kube-apiserver's log means, and where in the configuration it comes from. */
export function LogLine({ line }: { readonly line: LogLineView }) {
  const { goTo } = usePointing();
  const { by, error, cause, remedy, places, denied } = line;
  return (
    <Notice kind="plain">
      <strong>
        {by === "kubectl" ? "A message of kubectl" : "A line of kube-apiserver’s log"}.
      </strong>{" "}
      <HostileText text={cause} limit={1000} />
      <samp className={styles.error}>
        <HostileText text={error} limit={4000} />
      </samp>
      <p>
        <HostileText text={remedy} limit={1000} />
      </p>
      <div className={styles.ways}>
        {places.map(({ path, span }) => (
          <Button key={path} look="soft" onClick={() => goTo("configuration", span)}>
            Show {path}
          </Button>
        ))}
        {denied !== undefined && <AskAgain denied={denied} />}
      </div>
    </Notice>
  );
}

/** Asks the access part for whom the server refused. */
function AskAgain({ denied }: { readonly denied: NonNullable<LogLineView["denied"]> }) {
  const dispatch = useDispatch();
  const { question, username } = denied;
  return (
    <Button
      look="soft"
      onClick={() => {
        const asker = { kind: "manual", username, groups: "" } as const;
        dispatch({ kind: "set-access", access: { question, asker } });
        dispatch({ kind: "show", view: "access" });
      }}
    >
      Ask for <HostileText text={username} limit={100} />: can-i{" "}
      <HostileText text={question} limit={200} />
    </Button>
  );
}
