"use client";

import { useEffect, useId, useRef } from "react";
import type { GrantView } from "@/lib/engine/grant-view.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { NamespaceField } from "../workspace/namespace-field.tsx";
import styles from "./give-access.module.css";
import { GranteeField } from "./grantee-field.tsx";
import { Proposal } from "./proposal.tsx";
import { useAccess } from "./use-access.ts";

/** Leads from a wanted permission to the roles and bindings for it, with the names as the server sees them. */
export function GiveAccess({ grant }: { readonly grant: GrantView | undefined }) {
  const [access, setAccess] = useAccess();
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  // After a question above, the answer must be in sight. Behind a dialog, which asks too, the page stays as it is.
  useEffect(() => {
    // What it returns is no clean-up.
    if (document.querySelector(":modal") === null)
      void root.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const { intent = "" } = access;
  const wholeCluster = grant?.intent?.scope === "cluster" && grant.intent.id === intent;
  return (
    <div ref={root} className={styles.grant}>
      <div className={styles.form}>
        <fieldset className={styles.intents}>
          <legend className={styles.label}>Access to give</legend>
          {[{ id: "", title: "Permissions by hand" }, ...(grant?.intents ?? [])].map((one) => (
            <label key={one.id} className={styles.intent}>
              <input
                type="radio"
                name={`${id}-intent`}
                checked={intent === one.id}
                onChange={() => setAccess({ intent: one.id })}
              />
              {one.title}
            </label>
          ))}
        </fieldset>
        {intent === "" && (
          <>
            <label htmlFor={`${id}-wanted`} className={styles.label}>
              Permissions, one a line
            </label>
            <textarea
              id={`${id}-wanted`}
              className={styles.wanted}
              rows={2}
              spellCheck={false}
              placeholder={"get pods/log -n app\nlist pods -n app"}
              value={access.wanted}
              onChange={(event) => setAccess({ wanted: event.target.value })}
            />
          </>
        )}
        <GranteeField grant={grant} />
        <label htmlFor={`${id}-namespace`} className={styles.label}>
          {intent === "" ? "In the namespace, if a line names none" : "In the namespace"}
        </label>
        <NamespaceField
          id={`${id}-namespace`}
          className={styles.grantee}
          wholeCluster={wholeCluster}
        />
      </div>
      {grant?.problems.map(({ line, message }) => (
        <p key={line} className={styles.problem} role="status">
          <code>
            <UntrustedText text={line} limit={100} />
          </code>
          : <UntrustedText text={message} limit={300} />
        </p>
      ))}
      {grant?.intent && (
        <div className={styles.faint}>
          <p>{grant.intent.gives}</p>
          {grant.intent.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
      {grant && grant.wanted.length > 0 && (
        <p className={styles.faint}>
          Understood as{" "}
          <code>
            <UntrustedText text={grant.wanted.join("; ")} limit={500} />
          </code>
        </p>
      )}
      {grant && grant.proposals.length > 0 && (
        <>
          <ul className={styles.list}>
            {grant.proposals.map((proposal, index) => (
              <Proposal key={proposal.title} proposal={proposal} first={index === 0} />
            ))}
          </ul>
          {grant.more > 0 && (
            <p className={styles.faint}>… and {grant.more} roles that give more than these.</p>
          )}
        </>
      )}
    </div>
  );
}
