"use client";

import type { AgentInput } from "@/lib/engine/access-input.ts";
import type { AgentView } from "@/lib/engine/other-ways-view.ts";
import { PasteBox } from "../ui/paste-box.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { Field, TextField, type TextFieldProps } from "./field.tsx";
import styles from "./who-asks.module.css";

const roles = ["guest", "reporter", "developer", "maintainer", "owner"];
const tiers = ["production", "staging", "testing", "development", "other"];

export interface AgentFormProps {
  readonly agent: AgentInput;
  readonly view: AgentView | undefined;
  readonly onChange: (agent: AgentInput) => void;
}

/** The GitLab agent's file, and what is not in it: numbers, roles, the job. */
export function AgentForm({ agent, view, onChange }: AgentFormProps) {
  const set = (change: Partial<AgentInput>) => onChange({ ...agent, ...change });
  const entry = view?.entries[view.entry];
  return (
    <div className={styles.fields}>
      <Field title="config.yaml of the agent">
        {(id) => (
          <PasteBox
            id={id}
            label="config.yaml of the agent"
            rows={5}
            placeholder={
              "user_access:\n  access_as:\n    user: {}\n  projects:\n  - id: my-team/app"
            }
            value={agent.config}
            onChange={(config) => set({ config })}
          />
        )}
      </Field>
      {view?.findings.map(({ severity, message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may be wrong in several places.
        <p key={index} className={severity === "error" ? styles.problem : styles.notes}>
          <UntrustedText text={message} limit={300} />
        </p>
      ))}
      <TextField
        title="The agent’s service account"
        value={agent.account}
        onChange={(account) => set({ account })}
      />
      {view && view.entries.length > 0 && (
        <Field title="Comes in by">
          {(id) => (
            <select
              id={id}
              className={styles.input}
              value={view.entry}
              onChange={(event) => set({ entry: Number(event.target.value) })}
            >
              {view.entries.map(({ title }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the file.
                <option key={index} value={index}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {entry?.as === "user" && (
        <TextField
          title="GitLab user name"
          value={agent.username}
          onChange={(username) => set({ username })}
        />
      )}
      {view?.asked.map(({ kind, path }) => {
        const key = `${kind}/${path}`;
        return (
          <div key={key} className={styles.pair}>
            <TextField
              title={`Number of the ${kind} ${path}`}
              value={agent.ids[key] ?? ""}
              onChange={(number) => set({ ids: { ...agent.ids, [key]: number } })}
            />
            {entry?.as === "user" && (
              <Choice
                title={`Role in ${path}`}
                values={["none", ...roles]}
                value={agent.roles[key] === "" ? "none" : (agent.roles[key] ?? "developer")}
                onChange={(role) =>
                  set({ roles: { ...agent.roles, [key]: role === "none" ? "" : role } })
                }
              />
            )}
          </div>
        );
      })}
      {entry?.as === "ci_job" && (
        <>
          <div className={styles.pair}>
            <TextField
              title="Number of the job"
              value={agent.jobId}
              onChange={(jobId) => set({ jobId })}
            />
            <TextField
              title="Numbers of its groups, outermost first"
              value={agent.groupIds}
              onChange={(groupIds) => set({ groupIds })}
            />
          </div>
          <div className={styles.pair}>
            <TextField
              title="Environment, if any"
              value={agent.environment}
              onChange={(environment) => set({ environment })}
            />
            <Choice
              title="Its tier"
              values={tiers}
              value={agent.tier === "" ? "other" : agent.tier}
              onChange={(tier) => set({ tier })}
            />
          </div>
        </>
      )}
    </div>
  );
}

function Choice({
  title,
  values,
  value,
  onChange,
}: TextFieldProps & { readonly values: readonly string[] }) {
  return (
    <Field title={title}>
      {(id) => (
        <select
          id={id}
          className={styles.input}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {values.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
