"use client";

import { useEffect, useId, useMemo, useRef, useState } from "react";
import {
  addBinding,
  type BindingChange,
  editBinding,
  type FormBindings,
  readBindings,
} from "@/lib/form/bindings.ts";
import type { FormEdit } from "@/lib/form/edit.ts";
import type { Binding } from "@/lib/rbac/types.ts";
import { useBindingHelp } from "../editor/use-binding-help.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch, useInputs, usePointing } from "../workspace/context.ts";
import { BindingFields, type BindingOffers } from "./binding-fields.tsx";
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
  const { bindings, roles, unread } = useMemo(() => readBindings(long ? "" : text), [text, long]);
  const offers = useOffers(roles);
  const { goTo } = usePointing();
  const host = useRef<HTMLDivElement>(null);
  const focus = useRef<string | undefined>(undefined);
  // What had the focus may be gone, or be another binding's now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the control is there with the next text.
  useEffect(() => {
    if (focus.current === undefined) return;
    host.current?.querySelector<HTMLElement>(focus.current)?.focus();
    focus.current = undefined;
  }, [text]);
  if (long) return <p>The text is too long for the form. Change it in the text.</p>;

  function apply(index: number, edit: FormEdit, press?: { title: string; focus: string }) {
    if (edit.kind === "refused") {
      setRefused({ index, reason: edit.reason });
      return;
    }
    setRefused(undefined);
    if (press === undefined) {
      dispatch({ kind: "edit", document: "bindings", text: edit.text, field: String(index) });
      return;
    }
    focus.current = press.focus;
    const edits = edit.edits.map((one) => ({ document: "bindings" as const, ...one }));
    dispatch({ kind: "apply-fix", fix: { id: "form/binding", title: press.title, edits } });
  }

  function change(index: number, wanted: BindingChange) {
    const edit = editBinding(text, index, wanted);
    const focused = focusAfter(wanted, index, bindings);
    const title = titles[wanted.kind];
    apply(
      index,
      edit,
      focused === undefined || title === undefined ? undefined : { title, focus: focused },
    );
    if (wanted.kind === "duplicate" || wanted.kind === "move") setCount(Math.max(count, index + 2));
  }

  return (
    <div ref={host} className={styles.form} data-history>
      {unread !== undefined && (
        <Notice
          kind="bad"
          urgent
          actions={
            <Button look="soft" onClick={() => goTo("bindings", unread.span)}>
              Show it in the text
            </Button>
          }
        >
          A part of the text cannot be read, and is not in the form.{" "}
          <UntrustedText text={unread.message} limit={300} />
        </Notice>
      )}
      {bindings.length === 0 && <p>There is no binding yet that can be read.</p>}
      {bindings.slice(0, count).map((binding, index) => (
        <BindingFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a binding is its place in the text; its name changes while it is typed.
          key={index}
          binding={binding}
          index={index}
          count={bindings.length}
          offers={offers}
          onChange={(wanted) => change(index, wanted)}
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
          const focused = `[data-binding="${bindings.length}"] input`;
          apply(-1, edit, { title: "Add a binding", focus: focused });
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

/** The roles of the text and of opened files, and the names that the configuration gives. */
function useOffers(own: FormBindings["roles"]): BindingOffers {
  const { roles, subjects, defaultPolicy } = useBindingHelp();
  return useMemo(() => {
    const known = [...own, ...roles];
    const defaults = defaultPolicy ? ["view", "edit", "admin", "cluster-admin"] : [];
    return {
      roles: (kind, namespace) => [
        ...new Set([
          ...known
            .filter((role) => role.kind === kind)
            .filter((role) => role.kind === "ClusterRole" || role.namespace === namespace)
            .map(({ name }) => name),
          ...(kind === "ClusterRole" ? defaults : []),
        ]),
      ],
      subjects: (kind) => [
        ...new Set(
          subjects.filter((one) => one.kind === kind && one.text !== "").map(({ text }) => text),
        ),
      ],
    };
  }, [own, roles, subjects, defaultPolicy]);
}

/** What a press did, for undo; typing and choosing have none. */
const titles: Partial<Readonly<Record<BindingChange["kind"], string>>> = {
  duplicate: "Duplicate a binding",
  move: "Move a binding",
  remove: "Remove a binding",
  "add-subject": "Add a subject",
  "remove-subject": "Remove a subject",
};

/** The control that has the focus once a press has changed the text. */
function focusAfter(
  change: BindingChange,
  index: number,
  bindings: readonly Binding[],
): string | undefined {
  const own = `[data-binding="${index}"]`;
  switch (change.kind) {
    case "duplicate":
      return `[data-binding="${index + 1}"] input`;
    case "move":
      return `[data-binding="${index + change.by}"] [data-press="${change.by < 0 ? "up" : "down"}"]`;
    case "remove":
      return bindings.length === 1
        ? '[data-press="add"]'
        : `[data-binding="${Math.min(index, bindings.length - 2)}"] [data-press="remove"]`;
    case "add-subject":
      return `${own} [data-subject="${bindings[index]?.subjects.length ?? 0}"] select`;
    case "remove-subject":
      return `${own} [data-press="add-subject"]`;
    default:
      return undefined;
  }
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
      <Button look="soft" icon="plus" data-press="add" onClick={() => add("RoleBinding")}>
        Role binding
      </Button>
      <Button look="soft" icon="plus" onClick={() => add("ClusterRoleBinding")}>
        Cluster role binding
      </Button>
    </div>
  );
}
