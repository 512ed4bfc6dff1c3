import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import type { FoundConfiguration, FoundSettings } from "./found.ts";
import type { Control } from "./template.ts";

/** What a text is that was recognised, and why nothing of it is offered. */
export interface Refused {
  readonly kind: "configuration" | "settings";
  readonly format: string;
  readonly title: string;
  readonly span: Span;
  readonly refused: string;
}

/** Refuses bindings with a condition or a loop inside: they are not what is rendered. */
export function refuseBranches(x: Exploration, text: string): void {
  if (x.control.length === 0) return;
  x.found.forEach((one, i) => {
    const { kind, format, title, span, notes } = one;
    const branches = x.control.some((control) => belongsTo(control, span, text));
    if (kind !== "bindings" || !branches) return;
    const reason = `${templateOf(x)} with a condition or a loop inside of the object: render it first and open the result.`;
    x.found[i] = { kind: "refused", format, title, span, notes, reason, about: "bindings" };
  });
}

// Inside of the object, or lines that are printed at its end or before its beginning.
function belongsTo({ start, end, prints }: Control, span: Span, text: string): boolean {
  if (start < span.end && span.start < end) return true;
  if (!prints) return false;
  const [from, to] = start >= span.end ? [span.end, start] : [end, span.start];
  return to - from < 200 && between.test(text.slice(from, to));
}

// Blanks, the dash of an item, and actions that open or close a condition around what is printed.
const between = /^(?:\s|-(?=[ \t])|\{\{[^{}\n]{0,200}\}\})*$/;

function templateOf({ template }: Exploration): string {
  return template === "Go" ? "This is a Go template" : "This is a Jinja template";
}

/** Why nothing is offered of a template whose actions are inside of what was found; undefined if they are not. */
export function refuseTemplate(
  x: Exploration,
  text: string,
  offers: readonly Pick<FoundConfiguration | FoundSettings, "kind" | "span">[],
): Refused | undefined {
  if (x.control.length === 0) return undefined;
  const touched = offers.find(({ span }) =>
    x.control.some((control) => belongsTo(control, span, text)),
  );
  const hidden =
    offers.length === 0 && /AuthenticationConfiguration|oidc-issuer-url|claimMappings/.test(text);
  if (touched === undefined && !hidden) return undefined;
  const go = x.template === "Go";
  return {
    kind: touched?.kind ?? "configuration",
    format: go ? "go-template" : "jinja-template",
    title: go ? "a Go template" : "a Jinja template",
    span: touched?.span ?? { start: 0, end: text.length },
    refused: go
      ? "This is a Go template that branches on values that are not here: render the template first (helm template) and open the result."
      : "This is a Jinja template that branches on values that are not here: render the template first (ansible with --check --diff shows the result) and open the result.",
  };
}
