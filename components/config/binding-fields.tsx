"use client";

import { useId } from "react";
import type { BindingChange, FormSubject } from "@/lib/form/bindings.ts";
import type { Binding } from "@/lib/rbac/types.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./bindings-panel.module.css";

export interface BindingFieldsProps {
  readonly binding: Binding;
  readonly onChange: (change: BindingChange) => void;
  /** Why the last change was not made. */
  readonly problem: string | undefined;
  /** Its place among the bindings, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  readonly offers: BindingOffers;
}

/** What is offered in the fields; whatever else may be typed. */
export interface BindingOffers {
  /** Names of roles by their kind; of Roles those of the binding's namespace. */
  readonly roles: (kind: string, namespace: string) => readonly string[];
  /** Names that the configuration gives, or what they begin with, by the kind of the subject. */
  readonly subjects: (kind: string) => readonly string[];
}

/** One binding: its namespace, its role, and its subjects. */
export function BindingFields({
  binding,
  onChange,
  problem,
  index,
  count,
  offers,
}: BindingFieldsProps) {
  const id = useId();
  const { kind, name, namespace, roleRef, subjects } = binding;
  const local = kind === "RoleBinding";
  return (
    <fieldset className={styles.binding} data-binding={index}>
      <legend className={styles.legend}>
        {kind} <UntrustedText text={name} limit={200} />
      </legend>
      {problem !== undefined && (
        <Notice kind="bad" urgent>
          <UntrustedText text={problem} limit={300} />
        </Notice>
      )}
      <div className={styles.row}>
        {local && (
          <TextField
            id={`${id}-namespace`}
            label="Namespace"
            value={namespace}
            onChange={(text) => onChange({ kind: "set-namespace", namespace: text })}
          />
        )}
        <div className={styles.field}>
          <label htmlFor={`${id}-role-kind`}>Role</label>
          <select
            id={`${id}-role-kind`}
            value={roleRef.kind}
            onChange={(event) =>
              onChange({
                kind: "set-role",
                role: { kind: event.target.value, name: roleRef.name },
              })
            }
          >
            {[...new Set(["ClusterRole", ...(local ? ["Role"] : []), roleRef.kind])].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
        <TextField
          id={`${id}-role`}
          label="Name of the role"
          value={roleRef.name}
          offers={offers.roles(roleRef.kind, namespace)}
          onChange={(text) =>
            onChange({ kind: "set-role", role: { kind: roleRef.kind, name: text } })
          }
        />
      </div>
      {subjects.map((subject, index) => (
        <SubjectFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a subject is its place in the list; its name changes while it is typed.
          key={index}
          number={index + 1}
          subject={subject}
          offers={offers.subjects(subject.kind)}
          onChange={(changed) => onChange({ kind: "set-subject", index, subject: changed })}
          onRemove={() => onChange({ kind: "remove-subject", index })}
        />
      ))}
      <div className={styles.actions}>
        <Button
          look="soft"
          icon="plus"
          data-press="add-subject"
          onClick={() =>
            onChange({ kind: "add-subject", subject: { kind: "Group", name: "", namespace: "" } })
          }
        >
          Subject
        </Button>
        <Button icon="copy" onClick={() => onChange({ kind: "duplicate" })}>
          Duplicate
        </Button>
        {count > 1 && (
          <>
            <Button
              label={`Move ${name} up`}
              icon="up"
              data-press="up"
              aria-disabled={index === 0}
              onClick={() => index > 0 && onChange({ kind: "move", by: -1 })}
            />
            <Button
              label={`Move ${name} down`}
              icon="down"
              data-press="down"
              aria-disabled={index === count - 1}
              onClick={() => index < count - 1 && onChange({ kind: "move", by: 1 })}
            />
          </>
        )}
        <Button icon="cross" data-press="remove" onClick={() => onChange({ kind: "remove" })}>
          Remove the binding
        </Button>
      </div>
    </fieldset>
  );
}

interface SubjectFieldsProps {
  readonly number: number;
  readonly subject: FormSubject;
  readonly offers: readonly string[];
  readonly onChange: (subject: FormSubject) => void;
  readonly onRemove: () => void;
}

function SubjectFields({ number, subject, offers, onChange, onRemove }: SubjectFieldsProps) {
  const id = useId();
  const { kind, name, namespace } = subject;
  return (
    <div className={styles.row} data-subject={number - 1}>
      <div className={styles.field}>
        <label htmlFor={`${id}-kind`}>Subject {number}</label>
        <select
          id={`${id}-kind`}
          value={kind}
          onChange={(event) => onChange({ kind: event.target.value, name, namespace })}
        >
          {[...new Set(["User", "Group", "ServiceAccount", kind])].map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <TextField
        id={`${id}-name`}
        label={`Name of subject ${number}`}
        value={name}
        offers={offers}
        onChange={(text) => onChange({ kind, name: text, namespace })}
      />
      {kind === "ServiceAccount" && (
        <TextField
          id={`${id}-namespace`}
          label={`Namespace of subject ${number}`}
          value={namespace}
          onChange={(text) => onChange({ kind, name, namespace: text })}
        />
      )}
      <Button icon="cross" label={`Remove subject ${number}`} onClick={onRemove} />
    </div>
  );
}

interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly offers?: readonly string[];
  readonly onChange: (text: string) => void;
}

function TextField({ id, label, value, offers = [], onChange }: TextFieldProps) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        list={offers.length > 0 ? `${id}-offers` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {offers.length > 0 && (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
    </div>
  );
}
