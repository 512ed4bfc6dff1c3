"use client";

import { useMemo } from "react";
import type { BindingHelp } from "@/lib/editor/binding-context.ts";
import { useAnalysis, useInputs } from "../workspace/context.ts";

/** What the editor of the bindings knows besides its text, as far as the engine has answered. */
export function useBindingHelp(): BindingHelp {
  const minor = useInputs((inputs) => inputs.minor);
  const defaultPolicy = useInputs((inputs) => inputs.defaultPolicy);
  const files = useAnalysis((analysis) => analysis.files);
  const subjects = useAnalysis((analysis) => analysis.subjects);
  const namespaces = useAnalysis(({ access }) => access?.namespaces);
  return useMemo(
    () => ({
      minor,
      defaultPolicy,
      roles: (files ?? []).flatMap(({ name: from, roleNames }) =>
        roleNames.map((role) => ({ ...role, from })),
      ),
      subjects: subjects ?? [],
      namespaces: namespaces ?? [],
    }),
    [minor, defaultPolicy, files, subjects, namespaces],
  );
}
