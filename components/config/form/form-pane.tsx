"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { describedFields } from "@/lib/authn/field-docs.ts";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import { editForm, editFormAll } from "@/lib/form/edit.ts";
import { fieldAt } from "@/lib/form/field-at.ts";
import { type FormText, readFormText } from "@/lib/form/written.ts";
import { lineOf } from "@/lib/source/lines.ts";
import type { Span } from "@/lib/source/span.ts";
import { findData, findMember } from "@/lib/yaml/data.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { UntrustedText } from "../../ui/untrusted-text.tsx";
import {
  useAnalysis,
  useDispatch,
  useInputs,
  usePointing,
  useReadInputs,
} from "../../workspace/context.ts";
import { Findings } from "../findings.tsx";
import { FieldFindings } from "./field-frame.tsx";
import { FieldsBelow } from "./fields.tsx";
import styles from "./form.module.css";
import { FormContext, type FormState } from "./form-context.ts";
import { type Chosen, IssuerList } from "./issuer-list.tsx";
import { ListButtons } from "./list-buttons.tsx";
import { sortFindings, stepsByField } from "./sort-findings.ts";

export interface FormPaneProps {
  readonly diagnostics: readonly Diagnostic[];
  readonly onFix: (fix: Fix) => void;
  /** A place of the text that was asked for: its field gets the focus. A new object asks again. */
  readonly target: { readonly span: Span } | undefined;
}

/** In UTF-16 units. The text is read again with each key press; no configuration of 64 issuers is as long. */
const longest = 400_000;

type ReadText = Extract<FormText, { kind: "read" }>;

/** The configuration as fields: a view of the same text, which each change writes to. */
export function FormPane({ diagnostics, onFix, target }: FormPaneProps) {
  const text = useInputs(({ documents }) => documents.configuration);
  const form = useMemo(() => (text.length > longest ? undefined : readFormText(text)), [text]);
  // What cannot be read is shown as it was before, to look at only.
  const last = useRef<ReadText | undefined>(undefined);
  if (form?.kind === "read") last.current = form;
  const read = form?.kind === "read" ? form : form && last.current;
  const { goTo } = usePointing();
  const showText = useCallback((span: Span) => goTo("configuration", span, "text"), [goTo]);
  return (
    <div className={styles.pane} data-history data-form>
      {form === undefined && (
        <Notice kind="unsure">
          The text is too long for the form. Change it in the text view.
        </Notice>
      )}
      {form?.kind === "failed" && (
        <Notice
          kind="bad"
          urgent
          actions={
            <Button look="soft" onClick={() => showText(form.span)}>
              Go to line {lineOf(text, form.span.start)}
            </Button>
          }
        >
          The text cannot be read, so the form cannot change it. Line{" "}
          {lineOf(text, form.span.start)}: <UntrustedText text={form.message} limit={300} />
        </Notice>
      )}
      {read === undefined ? null : (
        <ReadForm
          form={read}
          readOnly={form?.kind === "failed"}
          diagnostics={diagnostics}
          onFix={onFix}
          showText={showText}
          target={target}
        />
      )}
      {read === undefined && (
        <Findings diagnostics={diagnostics} document="configuration" onFix={onFix} />
      )}
    </div>
  );
}

interface ReadFormProps extends FormPaneProps {
  readonly form: ReadText;
  readonly readOnly: boolean;
  readonly showText: (span: Span) => void;
}

function ReadForm({ form, readOnly, diagnostics, onFix, showText, target }: ReadFormProps) {
  const { data, text } = form;
  const dispatch = useDispatch();
  const readInputs = useReadInputs();
  const [wanted, setChosen] = useState<Chosen>(0);
  const [refused, setRefused] = useState<FormState["refused"]>();
  const host = useRef<HTMLDivElement>(null);
  const focus = useRef<string | undefined>(undefined);
  const foreign = foreignKind(form);
  const jwt = findData(data, "jwt");
  const count = jwt?.kind === "array" ? jwt.items.length : 0;
  const chosen = wanted === "file" || count === 0 ? "file" : Math.min(wanted, count - 1);
  const steps = useAnalysis(({ authentication }) =>
    chosen === "file"
      ? undefined
      : authentication?.issuers.find(({ index }) => index === chosen)?.steps,
  );
  const sorted = useMemo(() => sortFindings(diagnostics, data), [diagnostics, data]);
  const [wish, setWish] = useState<FormPaneProps["target"]>();

  // What the form has no field for is shown in the text.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a place belongs to the text of its moment.
  useEffect(() => {
    if (target === undefined) return;
    const path = foreign === undefined ? fieldAt(data, target.span.start) : undefined;
    if (path === undefined) return showText(target.span);
    const index = /^jwt\[(\d+)\]/.exec(path)?.[1];
    setChosen(index === undefined ? "file" : Number(index));
    focus.current = path;
    setWish(target);
  }, [target]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the field may be there only in the next text.
  useEffect(() => {
    if (focus.current === undefined || host.current === null) return;
    if (focusField(host.current, focus.current)) focus.current = undefined;
  }, [text, chosen, wish]);

  const state = useMemo<FormState>(() => {
    const refuse = (path: string, reason: string) => setRefused({ path, reason });
    return {
      text,
      data,
      readOnly,
      findings: sorted.shown,
      steps: stepsByField(steps ?? []),
      refused,
      type(change) {
        const edited = editForm(readInputs().documents.configuration, change);
        if (edited.kind === "refused") return refuse(change.path, edited.reason);
        setRefused(undefined);
        const { path } = change;
        dispatch({ kind: "edit", document: "configuration", text: edited.text, field: path });
      },
      press(title, changes, wantedFocus, refusedAt) {
        const edited = editFormAll(readInputs().documents.configuration, changes);
        if (edited.kind === "refused")
          return refuse(refusedAt ?? changes[0]?.path ?? "", edited.reason);
        setRefused(undefined);
        const index = /^jwt\[(\d+)\]/.exec(wantedFocus ?? "")?.[1];
        if (index !== undefined) setChosen(Number(index));
        focus.current = wantedFocus;
        const edits = edited.edits.map((edit) => ({ document: "configuration" as const, ...edit }));
        dispatch({ kind: "apply-fix", fix: { id: "form/change", title, edits } });
      },
      showText,
    };
  }, [text, data, readOnly, sorted, steps, refused, readInputs, dispatch, showText]);

  return (
    <FormContext value={state}>
      {foreign !== undefined && (
        <Notice
          kind="unsure"
          actions={
            <Button look="soft" onClick={() => showText({ start: 0, end: 0 })}>
              Show the text
            </Button>
          }
        >
          The form is for an AuthenticationConfiguration, and this is {foreign}. What can be done
          with it is listed below.
        </Notice>
      )}
      {foreign === undefined && (
        <div ref={host} className={styles.form}>
          <IssuerList chosen={chosen} onChoose={setChosen} />
          <div className={styles.fields}>
            {chosen === "file" ? (
              <FileFields form={form} />
            ) : (
              <IssuerFields index={chosen} count={count} />
            )}
          </div>
        </div>
      )}
      <Findings
        diagnostics={foreign === undefined ? sorted.others : diagnostics}
        document="configuration"
        onFix={onFix}
      />
    </FormContext>
  );
}

function FileFields({ form }: { readonly form: ReadText }) {
  const dispatch = useDispatch();
  const isObject = form.data.kind === "object" && form.data.members.length > 0;
  if (!isObject)
    return (
      <div className={styles.section}>
        <p className={styles.note}>There is no configuration yet.</p>
        <Button
          look="primary"
          icon="plus"
          onClick={() =>
            dispatch({ kind: "edit", document: "configuration", text: `${form.text}${skeleton}` })
          }
        >
          Begin a configuration
        </Button>
      </div>
    );
  return (
    <section className={styles.section} aria-label="The file">
      <h3 className={styles.sectionTitle}>The file</h3>
      <FieldsBelow path="" only={({ name }) => name !== "jwt"} />
      <FieldFindings path="jwt" />
    </section>
  );
}

function IssuerFields({ index, count }: { readonly index: number; readonly count: number }) {
  const path = `jwt[${index}]`;
  return (
    <>
      <div className={styles.issuerHead} data-path={path}>
        <h2 className={styles.issuerTitle}>
          Issuer {index + 1} of {count}
        </h2>
        <ListButtons
          path="jwt"
          name="issuers"
          index={index}
          count={count}
          optional={false}
          duplicates
        />
      </div>
      <FieldFindings path="jwt" />
      <FieldFindings path={path} />
      <FieldsBelow path={path} />
    </>
  );
}

// The kind of another file; a text without any field of a configuration is one as well.
function foreignKind({ data }: ReadText): string | undefined {
  if (data.kind === "null") return undefined;
  if (data.kind !== "object") return `a ${data.kind === "array" ? "list" : data.kind}`;
  const kind = findMember(data, "kind")?.value;
  if (kind?.kind === "string" && kind.value !== "" && kind.value !== "AuthenticationConfiguration")
    return findMember(data, "jwt") === undefined ? `a ${kind.value}` : undefined;
  const known = describedFields.some(
    ({ path }) => !path.includes(".") && findMember(data, path) !== undefined,
  );
  return known || data.members.length === 0 ? undefined : "something else";
}

// The first control of a field or an item; behind an "@" the button that moved it.
function focusField(host: HTMLElement, wanted: string): boolean {
  const [path, way] = wanted.split("@");
  const fields = [...host.querySelectorAll<HTMLElement>("[data-path]")].filter(
    ({ dataset }) => dataset.path === path,
  );
  const moved = way && fields.map((field) => field.querySelector(`[data-move="${way}"]`));
  const button = moved && moved.find((found) => found !== null);
  // An issuer in the list comes before its fields.
  const field = fields.find((one) => one.matches("button")) ?? fields.at(-1);
  const control =
    button ??
    (field?.matches("button") ? field : field?.querySelector(typedIn)) ??
    field?.querySelector("button:not([aria-expanded])");
  if (control instanceof HTMLElement) control.focus();
  return control instanceof HTMLElement;
}

const typedIn = "input, textarea, select, [role=textbox]";
const skeleton =
  "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\n";
