"use client";

import { useEffect, useId, useRef } from "react";
import type { GrantView, ProposalView } from "@/lib/engine/grant-view.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch } from "../workspace/context.ts";
import styles from "./give-access.module.css";
import { useAccess } from "./use-access.ts";

export interface GiveAccessProps {
  readonly grant: GrantView | undefined;
  /** Without a user any name can be typed. */
  readonly typed?: boolean;
}

/** From a wanted permission to what must be written, for the names as the server sees them. */
export function GiveAccess({ grant, typed = false }: GiveAccessProps) {
  const [access, setAccess] = useAccess();
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  // Whoever comes from a question above shall see the answer.
  useEffect(() => {
    // What it returns is no clean-up.
    void root.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={root} className={styles.grant}>
      <div className={styles.form}>
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
        <label htmlFor={`${id}-grantee`} className={styles.label}>
          For
        </label>
        {typed ? (
          <TypedGrantee id={`${id}-grantee`} grant={grant} />
        ) : (
          <select
            id={`${id}-grantee`}
            className={styles.grantee}
            value={grant?.grantee ?? ""}
            onChange={(event) => setAccess({ grantee: event.target.value })}
          >
            {grant?.grantees.map((grantee) => (
              <option key={grantee.id} value={grantee.id}>
                {grantee.kind} {grantee.name}
              </option>
            ))}
          </select>
        )}
      </div>
      {grant?.problems.map(({ line, message }) => (
        <p key={line} className={styles.problem} role="status">
          <code>
            <UntrustedText text={line} limit={100} />
          </code>
          : <UntrustedText text={message} limit={300} />
        </p>
      ))}
      {grant && grant.wanted.length > 0 && (
        <>
          <p className={styles.faint}>
            Understood as{" "}
            <code>
              <UntrustedText text={grant.wanted.join("; ")} limit={500} />
            </code>
          </p>
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

/** A kind and a name, with the names that the issuers can give as offers. */
function TypedGrantee({
  id,
  grant,
}: {
  readonly id: string;
  readonly grant: GrantView | undefined;
}) {
  const [access, setAccess] = useAccess();
  const given = /^(User|Group)\//.test(access.grantee) ? access.grantee : (grant?.grantee ?? "");
  const kind = given.startsWith("User/") ? "User" : "Group";
  const name = given.slice(kind.length + 1);
  const offers = grant?.grantees.filter((grantee) => grantee.kind === kind) ?? [];
  return (
    <div className={styles.typed}>
      <select
        aria-label="Kind of subject"
        className={styles.grantee}
        value={kind}
        onChange={(event) => setAccess({ grantee: `${event.target.value}/${name}` })}
      >
        <option value="User">User</option>
        <option value="Group">Group</option>
      </select>
      <input
        id={id}
        className={styles.grantee}
        value={name}
        list={`${id}-offers`}
        placeholder="a name that an issuer gives"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => setAccess({ grantee: `${kind}/${event.target.value}` })}
      />
      <datalist id={`${id}-offers`}>
        {offers.map((offer) => (
          <option key={offer.id} value={offer.name} />
        ))}
      </datalist>
    </div>
  );
}

interface ProposalProps {
  readonly proposal: ProposalView;
  readonly first: boolean;
}

function Proposal({ proposal, first }: ProposalProps) {
  const dispatch = useDispatch();
  const { title, kind, excess, manifest, fix } = proposal;
  return (
    <li className={styles.proposal}>
      <div className={styles.head}>
        <span className={styles.title}>
          <strong>
            <UntrustedText text={title} limit={200} />
          </strong>
          <span className={styles.faint}>
            {kind === "new"
              ? "gives just that"
              : excess === 0
                ? "gives no more than that"
                : `gives ${excess.toLocaleString("en")} more ${excess === 1 ? "permission" : "permissions"}`}
          </span>
        </span>
        <Button
          look="soft"
          icon="plus"
          onClick={() => {
            dispatch({ kind: "apply-fix", fix });
            dispatch({ kind: "show-document", document: "bindings" });
          }}
        >
          Add to role bindings
        </Button>
      </div>
      <Disclosure title="YAML" open={first}>
        <CodeBlock text={manifest} label={title} />
      </Disclosure>
    </li>
  );
}
