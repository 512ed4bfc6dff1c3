"use client";

import { useId, useMemo, useState } from "react";
import { addBinding, editBinding, listBindings } from "@/lib/form/bindings.ts";
import type { FormEdit } from "@/lib/form/edit.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Notice } from "../ui/notice.tsx";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { BindingFields } from "./binding-fields.tsx";
import styles from "./bindings-panel.module.css";
import panels from "./configuration-panels.module.css";

/** A longer text is not read again at each key. */
const textLimit = 200_000;
const shownAtFirst = 10;

/** The role bindings as a form below their text: a second view of it, without a state of its own. */
export function BindingsPanel() {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <section className={panels.panels} aria-label="Role bindings as a form" data-open={open}>
      <h2 className={panels.heading}>
        <button
          type="button"
          className={panels.head}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          <span className={panels.chevron}>
            <Icon name="chevron" size={12} />
          </span>
          <span className={panels.title}>Form</span>
          <span className={panels.summary}>subjects, role and namespace of each binding</span>
        </button>
      </h2>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        <section id={id} className={panels.body} tabIndex={0} aria-label="Form of the bindings">
          <Form />
        </section>
      )}
    </section>
  );
}

function Form() {
  const text = useInputs(({ documents }) => documents.bindings);
  const dispatch = useDispatch();
  const [count, setCount] = useState(shownAtFirst);
  const [refused, setRefused] = useState<{ readonly index: number; readonly reason: string }>();
  const long = text.length > textLimit;
  const bindings = useMemo(() => (long ? [] : listBindings(text)), [text, long]);
  if (long) return <p>The text is too long for the form. Change it in the text.</p>;

  function apply(index: number, edit: FormEdit) {
    if (edit.kind === "refused") {
      setRefused({ index, reason: edit.reason });
      return;
    }
    setRefused(undefined);
    dispatch({ kind: "edit", document: "bindings", text: edit.text });
  }

  return (
    <div className={styles.form}>
      {bindings.length === 0 && <p>There is no binding yet that can be read.</p>}
      {bindings.slice(0, count).map((binding, index) => (
        <BindingFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a binding is its place in the text; its name changes while it is typed.
          key={index}
          binding={binding}
          onChange={(change) => apply(index, editBinding(text, index, change))}
          problem={refused?.index === index ? refused.reason : undefined}
        />
      ))}
      {bindings.length > count && (
        <Button look="soft" onClick={() => setCount(count + 50)}>
          {bindings.length - count} more
        </Button>
      )}
      <NewBinding
        taken={bindings.map(({ name }) => name)}
        onAdd={(edit) => {
          apply(-1, edit);
          setCount(Math.max(count, bindings.length + 1));
        }}
        text={text}
      />
      <Notice kind="plain">
        The role of a binding that is on a cluster already cannot be changed by kubectl apply:
        delete the binding first, or use kubectl auth reconcile.
      </Notice>
    </div>
  );
}

interface NewBindingProps {
  readonly text: string;
  readonly taken: readonly string[];
  readonly onAdd: (edit: FormEdit) => void;
}

/** Buttons that put a binding behind the text, to be filled in above. */
function NewBinding({ text, taken, onAdd }: NewBindingProps) {
  const add = (kind: "RoleBinding" | "ClusterRoleBinding") => {
    let name = "new-binding";
    for (let count = 2; taken.includes(name); count++) name = `new-binding-${count}`;
    const group = "rbac.authorization.k8s.io";
    onAdd(
      addBinding(text, {
        ...{ kind, name, namespace: kind === "RoleBinding" ? "default" : "" },
        roleRef: { apiGroup: group, kind: "ClusterRole", name: "view" },
        subjects: [{ kind: "Group", apiGroup: group, name: "", namespace: "" }],
      }),
    );
  };
  return (
    <div className={styles.actions}>
      <Button look="soft" icon="plus" onClick={() => add("RoleBinding")}>
        Role binding
      </Button>
      <Button look="soft" icon="plus" onClick={() => add("ClusterRoleBinding")}>
        Cluster role binding
      </Button>
    </div>
  );
}
