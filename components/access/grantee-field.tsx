"use client";

import { useId, useState } from "react";
import type { GrantView } from "@/lib/engine/grant-view.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./give-access.module.css";
import { useAccess } from "./use-access.ts";

type Form = GrantView["forms"][number];
type Kind = keyof typeof typedKinds;

const typedKinds = {
  User: { title: "a user, typed by hand", label: "User name" },
  Group: { title: "a group, typed by hand", label: "Group name" },
  ServiceAccount: { title: "a service account", label: "Namespace/name of the service account" },
} as const;

/** Who gets it: a name that is known, a name of a form that an issuer gives, or any name typed by hand. */
export function GranteeField({ grant }: { readonly grant: GrantView | undefined }) {
  const [access, setAccess] = useAccess();
  const [form, setForm] = useState<{ readonly key: string; readonly values: readonly string[] }>();
  const id = useId();
  const { grantees = [], forms = [] } = grant ?? {};
  const given = access.grantee === "" ? (grantees[0]?.id ?? "") : access.grantee;
  const kind = given.slice(0, Math.max(given.indexOf("/"), 0));
  const name = given.slice(kind.length + 1);
  const shape = forms.find((one) => keyOf(one) === form?.key);
  const known = grantees.some((grantee) => grantee.id === given);
  const chosen =
    shape !== undefined && form !== undefined
      ? form.key
      : known
        ? `name ${given}`
        : kind in typedKinds
          ? `typed ${kind}`
          : "";

  function choose(value: string) {
    const found = forms.find((one) => keyOf(one) === value);
    setForm(found && { key: value, values: found.parts.map(() => "") });
    if (found) setAccess({ grantee: `${found.kind}/` });
    else if (value.startsWith("name ")) setAccess({ grantee: value.slice("name ".length) });
    else if (value.startsWith("typed ")) setAccess({ grantee: `${value.slice("typed ".length)}/` });
  }

  function fill(shape: Form, values: readonly string[]) {
    setForm({ key: keyOf(shape), values });
    setAccess({ grantee: `${shape.kind}/${joinName(shape, values)}` });
  }

  return (
    <>
      <label htmlFor={`${id}-who`} className={styles.label}>
        For
      </label>
      <select
        id={`${id}-who`}
        className={styles.grantee}
        value={chosen}
        onChange={(event) => choose(event.target.value)}
      >
        {chosen === "" && <option value="">choose …</option>}
        <Names title="This user" grantees={grantees.filter(({ own }) => own)} />
        <Names title="Names that an issuer gives" grantees={grantees.filter(({ own }) => !own)} />
        {forms.length > 0 && (
          <optgroup label="Names of a form that an issuer gives">
            {forms.map((one) => (
              <option key={keyOf(one)} value={keyOf(one)}>
                {one.kind === "Group" ? "any member of group" : "user"} {one.pattern}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label="Another name">
          {(Object.keys(typedKinds) as Kind[]).map((one) => (
            <option key={one} value={`typed ${one}`}>
              {typedKinds[one].title}
            </option>
          ))}
        </optgroup>
      </select>
      {shape !== undefined && form !== undefined ? (
        <FormFields
          id={id}
          shape={shape}
          values={form.values}
          onChange={(values) => fill(shape, values)}
        />
      ) : (
        !known &&
        kind in typedKinds && (
          <>
            <label htmlFor={`${id}-name`} className={styles.label}>
              {typedKinds[kind as Kind].label}
            </label>
            <input
              id={`${id}-name`}
              className={styles.grantee}
              value={name}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              onChange={(event) => {
                // A name that happens to be known stays typed.
                setForm({ key: "", values: [] });
                setAccess({ grantee: `${kind}/${event.target.value}` });
              }}
            />
          </>
        )
      )}
      {grant && <Givers grant={grant} />}
    </>
  );
}

function Names({
  title,
  grantees,
}: {
  readonly title: string;
  readonly grantees: GrantView["grantees"];
}) {
  if (grantees.length === 0) return null;
  return (
    <optgroup label={title}>
      {grantees.map(({ id, kind, name }) => (
        <option key={id} value={`name ${id}`}>
          {kind} {name}
        </option>
      ))}
    </optgroup>
  );
}

interface FormFieldsProps {
  readonly id: string;
  readonly shape: Form;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

/** One field for each claim in the name. */
function FormFields({ id, shape, values, onChange }: FormFieldsProps) {
  return (
    <>
      {shape.parts.map((part, at) =>
        part.kind === "text" ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the name.
          <div key={at} className={styles.field}>
            <label htmlFor={`${id}-part-${at}`} className={styles.label}>
              Value of <UntrustedText text={part.text} limit={100} />
            </label>
            <input
              id={`${id}-part-${at}`}
              className={styles.grantee}
              value={values[at] ?? ""}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              onChange={(event) =>
                onChange(
                  shape.parts.map((_, i) => (i === at ? event.target.value : (values[i] ?? ""))),
                )
              }
            />
          </div>
        ),
      )}
      {shape.conditions.length > 0 && (
        <p className={styles.faint}>
          Possible only if <UntrustedText text={shape.conditions.join(" and ")} limit={300} />.
        </p>
      )}
    </>
  );
}

function Givers({ grant: { grantee, givers } }: { readonly grant: GrantView }) {
  if (grantee === "") return <p className={styles.faint}>No name yet.</p>;
  const slash = grantee.indexOf("/");
  return (
    <p className={styles.faint}>
      <code>
        <UntrustedText
          text={`${grantee.slice(0, slash)} ${grantee.slice(slash + 1)}`}
          limit={300}
        />
      </code>
      {givers !== undefined &&
        (givers.length === 0 ? (
          ": no issuer of the configuration gives this name."
        ) : (
          <>
            : given by <UntrustedText text={givers.join(", ")} limit={300} />
          </>
        ))}
    </p>
  );
}

function keyOf({ kind, url, pattern }: Form): string {
  return `form ${kind} ${url} ${pattern}`;
}

/** The whole name; empty as long as a part is open. */
function joinName({ parts }: Form, values: readonly string[]): string {
  const texts = parts.map((part, at) => (part.kind === "text" ? part.text : (values[at] ?? "")));
  return texts.some((text, at) => parts[at]?.kind === "claim" && text === "") ? "" : texts.join("");
}
