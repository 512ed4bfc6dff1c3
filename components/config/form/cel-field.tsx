"use client";

import { useMemo } from "react";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import { findData } from "@/lib/yaml/data.ts";
import { CodeEditor } from "../../editor/code-editor.tsx";
import { useExpressionContext } from "../../editor/use-cel-context.ts";
import { useAnalysis, useDispatch } from "../../workspace/context.ts";
import { FieldFrame } from "./field-frame.tsx";
import { findingsInside } from "./findings-inside.ts";
import { useForm } from "./form-context.ts";
import { nameInWords } from "./names.ts";
import { type FieldProps, Misfit, scalarText, textChange } from "./text-fields.tsx";

/** An expression, in an editor that knows its variable. */
export function CelField({ field, path, title = nameInWords(field.name) }: FieldProps) {
  const { data, text, readOnly, type, findings } = useForm();
  const dispatch = useDispatch();
  const found = findData(data, path);
  const written = scalarText(found);
  // The line break at the end of a block scalar is no line to type in.
  const ending = written?.endsWith("\n") ? "\n" : "";
  const value = written?.slice(0, written.length - ending.length) ?? "";
  const cel = useExpressionContext(path, field.expression ?? "claims", value);
  const places = useAnalysis((analysis) => analysis.places);
  const place =
    places?.text === text ? places.expressions.find((one) => one.path === path) : undefined;
  const own = findings.get(path);
  const inside = useMemo(() => findingsInside(own ?? none, place), [own, place]);
  if (written === undefined) return <Misfit field={field} path={path} title={title} />;
  return (
    <FieldFrame field={field} path={path} title={title} unlabelled>
      {() => (
        <CodeEditor
          key={path}
          shape="expression"
          document={`form/${path}`}
          label={title}
          placeholder={field.example.replace(/^(['"])(.*)\1$/s, "$2").replaceAll('\\"', '"')}
          readOnly={readOnly}
          value={value}
          onChange={(next) => type(textChange(field, path, next === "" ? "" : `${next}${ending}`))}
          onTravel={(direction) => dispatch({ kind: direction })}
          diagnostics={inside}
          onFix={(fix: Fix) => dispatch({ kind: "apply-fix", fix })}
          cel={cel}
        />
      )}
    </FieldFrame>
  );
}

const none: readonly Diagnostic[] = [];
