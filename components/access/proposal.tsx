"use client";

import { useState } from "react";
import type { ProposalView } from "@/lib/engine/grant-view.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch } from "../workspace/context.ts";
import styles from "./give-access.module.css";

export interface ProposalProps {
  readonly proposal: ProposalView;
  readonly first: boolean;
}

/** One way to give it: what it makes, what it changes, and a button that adds it. */
export function Proposal({ proposal, first }: ProposalProps) {
  const dispatch = useDispatch();
  const [asked, setAsked] = useState<string>();
  const { title, manifest, role, proof, caution, fix } = proposal;
  // Another text is another question.
  const confirming = caution !== undefined && asked === manifest;
  const add = () => {
    setAsked(undefined);
    dispatch({ kind: "apply-fix", fix });
    dispatch({ kind: "show-document", document: "bindings" });
  };
  return (
    <li className={styles.proposal}>
      <div className={styles.head}>
        <span className={styles.title}>
          <strong>
            <UntrustedText text={title} limit={200} />
          </strong>
          <span className={styles.faint}>{describeExcess(proposal)}</span>
        </span>
        {!confirming && (
          <Button
            look="soft"
            icon="plus"
            onClick={() => (caution === undefined ? add() : setAsked(manifest))}
          >
            Add to role bindings
          </Button>
        )}
      </div>
      {confirming && (
        <Notice
          kind="bad"
          urgent
          actions={
            <>
              <Button look="soft" onClick={add}>
                Add it anyway
              </Button>
              <Button onClick={() => setAsked(undefined)}>Cancel</Button>
            </>
          }
        >
          <UntrustedText text={caution} limit={600} />
        </Notice>
      )}
      <Disclosure title="YAML" open={first}>
        <CodeBlock text={manifest} label={title} />
      </Disclosure>
      {role !== undefined && (
        <Disclosure title="What the role gives">
          <CodeBlock text={role} label="the role" />
        </Disclosure>
      )}
      {proof && <Proof proof={proof} open={first} />}
    </li>
  );
}

function describeExcess({ kind, excess, proof }: ProposalView): string {
  if (kind === "new") return "gives exactly that";
  if (excess === undefined) return proof === undefined ? "a role that was not supplied" : "";
  if (excess === 0) return "gives no more than that";
  return `gives ${excess.toLocaleString("en")} more ${excess === 1 ? "permission" : "permissions"}`;
}

/** So many questions are shown at once. */
const shown = 12;

function Proof({
  proof: { gained, had, perhaps },
  open,
}: {
  readonly proof: NonNullable<ProposalView["proof"]>;
  readonly open: boolean;
}) {
  const [all, setAll] = useState(false);
  const words =
    gained.length === 0
      ? "Nothing changes: all of it is allowed already"
      : `Turns from no to yes: ${gained.length.toLocaleString("en")} can-i ${gained.length === 1 ? "question" : "questions"}`;
  return (
    <Disclosure title={words} open={open}>
      {gained.length > 0 && (
        <CodeBlock
          text={(all ? gained : gained.slice(0, shown)).join("\n")}
          label="can-i questions that turn from no to yes"
        />
      )}
      {gained.length > shown && !all && (
        <Button look="soft" onClick={() => setAll(true)}>
          {gained.length - shown} more
        </Button>
      )}
      {had > 0 && gained.length > 0 && (
        <p className={styles.faint}>{had.toLocaleString("en")} more are allowed already.</p>
      )}
      {perhaps && (
        <p className={styles.faint}>
          Some may be allowed already: roles of bindings for this name were not supplied.
        </p>
      )}
    </Disclosure>
  );
}
