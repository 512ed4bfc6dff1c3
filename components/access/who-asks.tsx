"use client";

import { useId } from "react";
import type { Asker } from "@/lib/engine/access-input.ts";
import type { AskerView } from "@/lib/engine/asker-view.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { PasteBox } from "../ui/paste-box.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { emptyAgent } from "../workspace/inputs.ts";
import { AgentForm } from "./agent-form.tsx";
import { answerMarks } from "./answer-marks.ts";
import { Field, TextField } from "./field.tsx";
import { IdentityTabs } from "./identity-panel.tsx";
import { useAccess } from "./use-access.ts";
import styles from "./who-asks.module.css";

const ways: readonly { readonly kind: Asker["kind"]; readonly title: string }[] = [
  { kind: "token", title: "the token’s user" },
  { kind: "certificate", title: "a client certificate" },
  { kind: "service-account", title: "a service account" },
  { kind: "gitlab-agent", title: "the GitLab agent" },
  { kind: "static-token", title: "a static token" },
  { kind: "manual", title: "a user typed by hand" },
  { kind: "anonymous", title: "without credentials (anonymous)" },
];

/** The switch that says who asks: everything below it answers for them. */
export function WhoAsks({ view }: { readonly view: AskerView | undefined }) {
  const [{ asker }, setAccess] = useAccess();
  const id = useId();
  return (
    <div className={styles.who}>
      <div className={styles.line}>
        <label htmlFor={id} className={styles.label}>
          Who asks
        </label>
        <select
          id={id}
          className={styles.select}
          data-place="who-asks"
          value={asker.kind}
          onChange={(event) =>
            setAccess({ asker: emptyAsker(event.target.value as Asker["kind"]), grantee: "" })
          }
        >
          {ways.map(({ kind, title }) => (
            <option key={kind} value={kind}>
              {title}
            </option>
          ))}
        </select>
        {view?.identity && (
          <strong className={styles.name}>
            <UntrustedText text={view.identity.user.username} limit={200} />
          </strong>
        )}
      </div>
      <Form
        asker={asker}
        view={view}
        onChange={(changed) => setAccess({ asker: changed, grantee: "" })}
      />
      {view?.problem !== undefined && (
        <p className={styles.problem} role="status">
          <UntrustedText text={view.problem} limit={500} />
        </p>
      )}
      {view && view.notes.length > 0 && (
        <ul className={styles.notes}>
          {view.notes.map((note) => (
            <li key={note}>
              <UntrustedText text={note} limit={500} />
            </li>
          ))}
        </ul>
      )}
      {view?.identity && (
        <Disclosure title="Name and groups">
          <IdentityTabs identity={view.identity} />
        </Disclosure>
      )}
      {view?.impersonation && <Impersonation impersonation={view.impersonation} />}
    </div>
  );
}

interface FormProps {
  readonly asker: Asker;
  readonly view: AskerView | undefined;
  readonly onChange: (asker: Asker) => void;
}

function Form({ asker, view, onChange }: FormProps) {
  switch (asker.kind) {
    case "token":
    case "anonymous":
      return null;
    case "certificate":
      return (
        <Field title="Certificate or request (PEM); stays in this tab">
          {(id) => (
            <PasteBox
              id={id}
              label="Certificate"
              rows={4}
              placeholder="-----BEGIN CERTIFICATE----- or client-certificate-data of a kubeconfig"
              value={asker.text}
              // A private key must not stay in the page for a moment longer than it takes to see it.
              onChange={(text) =>
                onChange({ ...asker, text: /PRIVATE KEY-----/.test(text) ? privateKeyMark : text })
              }
            />
          )}
        </Field>
      );
    case "service-account":
      return (
        <TextField
          title="Service account"
          placeholder="namespace/name"
          value={asker.name}
          onChange={(name) => onChange({ ...asker, name })}
        />
      );
    case "static-token":
      return (
        <TextField
          title="A line of --token-auth-file; stays in this tab"
          placeholder={'token,user,uid,"group1,group2"'}
          value={asker.line}
          onChange={(line) => onChange({ ...asker, line })}
        />
      );
    case "manual":
      return (
        <div className={styles.fields}>
          <TextField
            title="User name"
            value={asker.username}
            onChange={(username) => onChange({ ...asker, username })}
          />
          <TextField
            title="Groups, with commas between"
            value={asker.groups}
            onChange={(groups) => onChange({ ...asker, groups })}
          />
        </div>
      );
    case "gitlab-agent":
      return (
        <AgentForm
          agent={asker.agent}
          view={view?.agent}
          onChange={(agent) => onChange({ ...asker, agent })}
        />
      );
  }
}

function Impersonation({
  impersonation,
}: {
  readonly impersonation: NonNullable<AskerView["impersonation"]>;
}) {
  const { account, checks } = impersonation;
  const refused = checks.filter(({ verdict }) => verdict !== "allowed").length;
  const word =
    refused === 0
      ? "allowed"
      : checks.some(({ verdict }) => verdict === "denied")
        ? "denied"
        : "unknown";
  return (
    <Disclosure
      open={refused > 0}
      title={
        <>
          <VerdictMark {...answerMarks[word]} />
          {refused === 0
            ? "The agent may act as this user"
            : `The agent may not act as this user: ${refused} of ${checks.length} refused`}
        </>
      }
    >
      <p className={styles.notes}>
        Each of these the service account <code>{account}</code> must be allowed.
      </p>
      <ul className={styles.checks}>
        {checks.map(({ question, verdict }) => (
          <li key={question}>
            <VerdictMark {...answerMarks[verdict]} />{" "}
            <code>
              <UntrustedText text={question} limit={300} />
            </code>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

/** What is in the field instead of a private key: enough for the reader to say what it was. */
const privateKeyMark = "-----BEGIN PRIVATE KEY-----";

function emptyAsker(kind: Asker["kind"]): Asker {
  switch (kind) {
    case "certificate":
      return { kind, text: "" };
    case "service-account":
      return { kind, name: "" };
    case "static-token":
      return { kind, line: "" };
    case "manual":
      return { kind, username: "", groups: "" };
    case "gitlab-agent":
      return { kind, agent: emptyAgent };
    default:
      return { kind };
  }
}
