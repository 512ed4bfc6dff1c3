import type { FieldHover } from "../authn/editor/field-hover.ts";
import type { Hover } from "../cel/editor/hover.ts";
import type { Span } from "../source/span.ts";
import { type BindingHelp, loadBindingContext } from "./binding-context.ts";
import { type CelContext, type CelPosition, claimsOf, sampleOf, toTextSpan } from "./cel-places.ts";

/** What an editor says about a place of its text: paragraphs of Markdown in which untrusted texts are escaped. */
export interface Said {
  readonly span: Span;
  readonly paragraphs: readonly string[];
}

/** What is said of a word of an expression: signatures, documentation, the claim's value. */
export async function sayOfExpression(
  context: CelContext,
  { place, offset }: CelPosition,
): Promise<Said | undefined> {
  const { hoverExpression } = await import("../cel/editor/hover.ts");
  const environment = { minor: context.minor, variable: place.variable };
  const hover = hoverExpression(place.source, offset, environment, sampleOf(context, place));
  const span = hover && toTextSpan(place, hover.span);
  return hover && span && { span, paragraphs: describeWord(hover) };
}

/** What is said of a key or a value of a configuration; `cel` as far as the engine has answered. */
export async function sayOfConfiguration(
  text: string,
  offset: number,
  cel: CelContext | undefined,
): Promise<Said | undefined> {
  const { hoverConfiguration } = await import("../authn/editor/hover-configuration.ts");
  const claims = cel && claimsOf(cel);
  return sayOfField(
    hoverConfiguration(text, offset, {
      ...(claims !== undefined && { claims }),
      ...(cel?.outputs !== undefined && { outputs: cel.outputs }),
    }),
  );
}

/** What is said of a key or a value of roles and bindings. */
export async function sayOfBindings(
  text: string,
  offset: number,
  help: BindingHelp | undefined,
): Promise<Said | undefined> {
  const [{ hoverBindings }, context] = await Promise.all([
    import("../rbac/editor/hover-bindings.ts"),
    loadBindingContext(help),
  ]);
  return sayOfField(hoverBindings(text, offset, context));
}

function sayOfField(found: FieldHover | undefined): Said | undefined {
  if (found === undefined) return undefined;
  const { field, span, facts } = found;
  return { span, paragraphs: [`**${escapeMarkdown(field.name)}**`, ...facts.map(escapeMarkdown)] };
}

function describeWord({ title, signatures, doc, examples, type, value }: Hover): string[] {
  return [
    signatures.length > 0 ? fence(signatures.join("\n")) : `**${escapeMarkdown(title)}**`,
    type === undefined ? "" : `Type: ${escapeMarkdown(type)}`,
    value === undefined ? "" : `Here: ${escapeMarkdown(value)}`,
    doc === undefined ? "" : escapeMarkdown(doc),
    examples.length === 0
      ? ""
      : fence(
          examples
            .slice(0, 3)
            .map(({ expression, result }) => `${expression}  →  ${result}`)
            .join("\n"),
        ),
  ].filter((part) => part !== "");
}

function fence(text: string): string {
  return `\`\`\`\n${text.replaceAll("```", "")}\n\`\`\``;
}

/** Claims are untrusted: nothing in them may become a link, an image or a heading. */
function escapeMarkdown(text: string): string {
  return text.replace(/[^\p{L}\p{N}\s]/gu, (found) => (found.length === 1 ? `\\${found}` : found));
}
