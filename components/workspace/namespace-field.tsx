"use client";

import { useDispatch, useInputs } from "./context.ts";

export interface NamespaceFieldProps {
  readonly id: string;
  readonly className: string | undefined;
  /** What is given is for the whole cluster, whatever the namespace. */
  readonly wholeCluster: boolean;
}

/** The namespace that the page asks about, as a line of text. */
export function NamespaceField({ id, className, wholeCluster }: NamespaceFieldProps) {
  const namespace = useInputs((inputs) => inputs.namespace) ?? "";
  const dispatch = useDispatch();
  return (
    <input
      id={id}
      className={className}
      value={wholeCluster ? "" : namespace}
      disabled={wholeCluster}
      placeholder="the whole cluster"
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      onChange={(event) => {
        const text = event.target.value.trim();
        dispatch({ kind: "set-namespace", namespace: text === "" ? undefined : text });
      }}
    />
  );
}
