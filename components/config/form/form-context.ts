"use client";

import { createContext, use } from "react";
import type { Diagnostic } from "@/lib/diagnostics/diagnostic.ts";
import type { FormChange } from "@/lib/form/change.ts";
import type { Span } from "@/lib/source/span.ts";
import type { Step } from "@/lib/token/trace.ts";
import type { DataNode } from "@/lib/yaml/data.ts";

/** What the fields of the form read, and how they change the text. */
export interface FormState {
  /** The text that the values and findings are of. */
  readonly text: string;
  readonly data: DataNode;
  readonly readOnly: boolean;
  /** Findings by the field that shows them. */
  readonly findings: ReadonlyMap<string, readonly Diagnostic[]>;
  /** The steps of the token that is looked at, by the field behind them. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Why the last change of a field was not made, and which field it was. */
  readonly refused: { readonly path: string; readonly reason: string } | undefined;
  /** A change while one types: without a pause, changes of one field are one step of undo. */
  readonly type: (change: FormChange) => void;
  /** Changes by a press of a button, as one step of undo; `focus` is the field that has the focus then. */
  readonly press: (
    title: string,
    changes: readonly FormChange[],
    focus?: string,
    refusedAt?: string,
  ) => void;
  /** Shows a place in the text. */
  readonly showText: (span: Span) => void;
}

export const FormContext = createContext<FormState | undefined>(undefined);

/** For the parts of the form. */
export function useForm(): FormState {
  const form = use(FormContext);
  if (form === undefined) throw new Error("outside of the form");
  return form;
}
