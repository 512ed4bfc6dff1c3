import type { Span } from "../source/span.ts";
import type { Holes } from "./holes.ts";

/** A text whose template actions are hidden, as long as it was. */
export interface Masked {
  readonly text: string;
  /** Actions that branch, repeat, define or print something of more than one line: only the rendering has their result. */
  readonly control: readonly Span[];
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
  const control: Span[] = [];
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
    else if (close === "%}" || isControl(body) || action.includes("\n")) {
      control.push({ start, end });
      masked += blank(action);
    } else masked += holes.hide(action);
    done = end;
    at = end;
  }
  masked += text.slice(done);
  const isTemplate = masked !== text || control.length > 0;
  const usesDot = /\{\{-?\s*(?:\.|\$|include|template|if|range|with|define)/.test(text);
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

function isControl(body: string): boolean {
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
