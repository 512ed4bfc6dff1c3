import type { Span } from "../source/span.ts";
import type { Holes } from "./holes.ts";

/** An action of which only the rendering has the result. */
export interface Control extends Span {
  /** It prints lines, which belong to what stands before them. */
  readonly prints: boolean;
}

/** A text whose template actions are hidden, as long as it was. */
export interface Masked {
  readonly text: string;
  /** Actions that branch, repeat, define or print something of more than one line: only the rendering has their result. */
  readonly control: readonly Control[];
  /** Whether there was an action at all. */
  readonly isTemplate: boolean;
  readonly language: "Go" | "Jinja";
}

/**
 * Hides the actions of Go templates (`{{ .x }}`) and Jinja (`{{ x }}`, `{% if %}`, `{# #}`): values become holes, control
 * actions blanks. Nothing is evaluated. Actions do not nest.
 */
export function maskTemplate(text: string, holes: Holes): Masked {
  if (!/\{[{%#]/.test(text)) return { text, control: [], isTemplate: false, language: "Go" };
  const control: Control[] = [];
  let masked = "";
  let done = 0;
  let jinja = false;
  for (let at = text.indexOf("{"); at !== -1; at = text.indexOf("{", at)) {
    const close = closers[text[at + 1] ?? ""];
    // `${{ … }}` is an expression of a pipeline, `{{{` of Mustache: both are values.
    if (close === undefined) {
      at++;
      continue;
    }
    const end = findEnd(text, at, close);
    if (end === -1) {
      at += 2;
      continue;
    }
    const start = text[at - 1] === "$" && close === "}}" ? at - 1 : at;
    const action = text.slice(start, end);
    const body = action
      .slice(at - start + 2, -2)
      .replaceAll(/^[-+~]|[-+~]$/g, "")
      .trim();
    masked += text.slice(done, start);
    if (close === "%}" || close === "#}") jinja = true;
    if (close === "#}" || /^\/\*/.test(body)) masked += blank(action);
    else if (close === "%}" || isControl(body, text, start) || action.includes("\n")) {
      // No configuration and no binding depends on labels that a helper prints.
      const prints = printing.test(body);
      if (!(prints && isDecoration(text, start))) control.push({ start, end, prints });
      masked += blank(action);
    } else masked += holes.hide(action);
    done = end;
    at = end;
  }
  masked += text.slice(done);
  const isTemplate = masked !== text || control.length > 0;
  const usesDot =
    /\{\{-?\s*(?:\.|\$|include|template|if|range|with|define)|\{\{[^{}\n]*(?:\s\.Values\b|\|\s*nindent\b)/.test(
      text,
    );
  return { text: masked, control, isTemplate, language: jinja || !usesDot ? "Jinja" : "Go" };
}

const closers: Readonly<Record<string, string>> = { "{": "}}", "%": "%}", "#": "#}" };

// Strings in an action may hold its closing mark. An action is short: what is longer is none.
function findEnd(text: string, at: number, close: string): number {
  const near = text.slice(at, at + 2000);
  const triple = close === "}}" && near.startsWith("{{{");
  for (let i = 2; i < near.length; i++) {
    const character = near[i] ?? "";
    if (close !== "#}" && (character === '"' || character === "`")) {
      const end = near.indexOf(character, i + 1);
      if (end !== -1 && !near.slice(i, end).includes("\n")) i = end;
    } else if (near.startsWith(close, i)) {
      return at + i + (triple && near[i + 2] === "}" ? 3 : 2);
    }
  }
  return -1;
}

// `labels: {{- include "x.labels" . | nindent 4 }}`, on the line of the key or the next.
function isDecoration(text: string, start: number): boolean {
  const before = text.slice(Math.max(start - 200, 0), start);
  const written = before.trimEnd();
  if (before.slice(written.length).split("\n").length > 2) return false;
  const line = written.slice(written.lastIndexOf("\n") + 1).trim();
  return line === "labels:" || line === "annotations:";
}

const printing =
  /^(?:include|template|tpl|toYaml|toToml|block)\b|\|\s*(?:n?indent|to_?nice_?yaml|to_?yaml)\b/i;

function isControl(body: string, text: string, start: number): boolean {
  // In a line a helper prints one value: `name: {{ include "x.fullname" . }}`.
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (/^(?:include|tpl)\s[^|]*$/.test(body) && /[^\s-]/.test(line.slice(-200))) return false;
  return (
    /^(?:if|else|end|range|with|define|block|template|include|tpl|toYaml|toToml|break|continue)\b/.test(
      body,
    ) ||
    /^\$\w+\s*:?=/.test(body) ||
    /\|\s*(?:n?indent|toYaml|to_nice_yaml|to_yaml|to_json|toJson|to_nice_json|fromYaml)\b/.test(
      body,
    )
  );
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}
