"use client";

import Link from "next/link";
import type { LogLineView } from "@/lib/engine/log-line-view.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { usePointing } from "../workspace/context.ts";
import { openWholeLog } from "../workspace/whole-log.ts";
import styles from "./log-line.module.css";
import { TakeQuestion } from "./take-question.tsx";

/** What a pasted line of kube-apiserver's log means, and where in the configuration it comes from. */
export function LogLine({ line }: { readonly line: LogLineView }) {
  const { goTo } = usePointing();
  const { by, code, error, cause, remedy, places, user, question } = line;
  return (
    <Notice kind="plain">
      <strong>{writers[by]}.</strong> <UntrustedText text={cause} limit={1000} />
      {error !== undefined && (
        <samp className={styles.error}>
          <UntrustedText text={error} limit={4000} />
        </samp>
      )}
      {remedy !== undefined && (
        <p>
          <UntrustedText text={remedy} limit={1000} />
        </p>
      )}
      {code !== "none" && (
        <p>
          <Link href={`/errors/${code}`}>More about {code}</Link>
        </p>
      )}
      <div className={styles.ways}>
        {places.map(({ path, span }) => (
          <Button key={path} look="soft" onClick={() => goTo("configuration", span)}>
            Show {path}
          </Button>
        ))}
        <TakeQuestion user={user} question={question} />
        <Button look="soft" onClick={() => openWholeLog()}>
          Read the whole log
        </Button>
      </div>
    </Notice>
  );
}

const writers: Readonly<Record<LogLineView["by"], string>> = {
  "kube-apiserver": "A line of kube-apiserver’s log",
  kubectl: "Output of kubectl",
  kubelogin: "Output of kubelogin",
  client: "A message of a client",
  issuer: "A line of the issuer’s log",
  audit: "An audit event",
  command: "A command or request",
};
