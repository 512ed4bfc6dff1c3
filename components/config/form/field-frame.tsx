"use client";

import { type ReactNode, useId, useState } from "react";
import type { DescribedField } from "@/lib/authn/field-docs.ts";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import { formatMinor } from "@/lib/kube/minor.ts";
import { FixPreview } from "../../fixes/fix-preview.tsx";
import { HiddenText } from "../../ui/hidden-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { UntrustedText } from "../../ui/untrusted-text.tsx";
import { useDispatch, useInputs } from "../../workspace/context.ts";
import { MessageText } from "../message-text.tsx";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { hintsOf, nameInWords } from "./names.ts";

/** What a control needs to belong to its label, hint and findings. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": boolean;
}

export interface FieldFrameProps {
  readonly field: DescribedField;
  /** With indices: "jwt[0].issuer.url". */
  readonly path: string;
  /** Instead of the field's name. */
  readonly title?: string;
  /** The control has a name of its own, as a group or an editor has. */
  readonly unlabelled?: boolean;
  readonly aside?: ReactNode;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A field with its label, what there is to say about it, what the token makes of it, and its findings. */
export function FieldFrame(props: FieldFrameProps) {
  const { field, path, title = nameInWords(field.name), unlabelled = false, aside } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const minor = useInputs((inputs) => inputs.minor);
  const { findings } = useForm();
  const own = findings.get(path) ?? none;
  const early = field.since !== undefined && field.since > minor;
  const control = {
    id,
    "aria-describedby": `${id}-hint ${id}-findings`,
    "aria-invalid": own.some(({ severity }) => severity === "error"),
  };
  return (
    <div className={styles.field} data-path={path}>
      <div className={styles.labels}>
        {unlabelled ? (
          <span className={styles.label}>{title}</span>
        ) : (
          <label htmlFor={id} className={styles.label}>
            {title}
          </label>
        )}
        <button
          type="button"
          className={styles.help}
          aria-expanded={open}
          aria-label={`About ${title}`}
          title={`About ${title}`}
          onClick={() => setOpen(!open)}
        >
          ?
        </button>
        {field.required === true && <span className={styles.required}>required</span>}
        {field.since !== undefined && (
          <span className={early ? styles.early : styles.since}>
            since {formatMinor(field.since)}
          </span>
        )}
      </div>
      <div className={styles.control}>
        {aside}
        <div id={`${id}-hint`} className={open ? styles.hint : styles.hidden}>
          <p>{field.text}</p>
          {hintsOf(field).map((hint) => (
            <p key={hint}>{hint}</p>
          ))}
        </div>
        {props.children(control)}
        <Live path={path} />
        <div id={`${id}-findings`}>
          <FieldFindings path={path} />
        </div>
      </div>
    </div>
  );
}

/** What the token at hand makes of a field. */
export function Live({ path }: { readonly path: string }) {
  const step = useForm().steps.get(path);
  if (step === undefined) return null;
  const { verdict, output, message } = step;
  if (verdict === "skipped") return <p className={styles.live}>– not reached by this token</p>;
  if (verdict === "failed")
    return (
      <p className={`${styles.live} ${styles.bad}`}>
        <Icon name="cross" size={12} /> <HiddenText>failed: </HiddenText>
        <UntrustedText text={message ?? step.summary} limit={300} />
      </p>
    );
  const isRule =
    step.kind === "claim-rule" || step.kind === "user-rule" || step.kind === "required-claim";
  if (isRule)
    return (
      <p className={`${styles.live} ${styles.good}`}>
        <Icon name="check" size={12} /> holds for this token
      </p>
    );
  if (output === undefined && verdict !== "unknown") return null;
  return (
    <p className={styles.live}>
      →{" "}
      {output === "" ? (
        "nothing"
      ) : (
        <b>
          <UntrustedText text={output ?? step.summary} limit={300} />
        </b>
      )}
    </p>
  );
}

/** The findings of a field, each with its fixes, and why its last change was not made. */
export function FieldFindings({ path }: { readonly path: string }) {
  const { findings, refused } = useForm();
  const own = findings.get(path) ?? none;
  return (
    <>
      {refused?.path === path && (
        <p role="alert" className={styles.refused}>
          Not changed. {refused.reason}
        </p>
      )}
      {own.map((diagnostic, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may be found twice at one place.
        <FieldFinding key={`${diagnostic.code}-${index}`} diagnostic={diagnostic} />
      ))}
    </>
  );
}

function FieldFinding({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const dispatch = useDispatch();
  const { showText } = useForm();
  const { severity, message, hint, source, fixes, span } = diagnostic;
  const apply = (fix: Fix) => dispatch({ kind: "apply-fix", fix });
  return (
    <div className={styles.finding}>
      <span className={styles[severity]}>
        <Icon name={icons[severity]} size={13} />
        <HiddenText>{severity}: </HiddenText>
      </span>
      <div>
        <button
          type="button"
          className={`${styles.message} ${source === "claimcheck" ? "" : styles.words}`}
          title="Show it in the text"
          onClick={() => showText(span)}
        >
          <MessageText text={message} />
        </button>
        {hint !== undefined && (
          <p className={styles.muted}>
            <UntrustedText text={hint} limit={1000} />
          </p>
        )}
        {fixes?.map((fix) => (
          <FixPreview key={fix.id} fix={fix} onApply={apply} />
        ))}
      </div>
    </div>
  );
}

const icons = { error: "cross", warning: "warning", info: "info" } as const;
const none: readonly Diagnostic[] = [];
