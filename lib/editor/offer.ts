import type { FieldCompletion } from "../authn/editor/field-completion.ts";
import type { Completion } from "../cel/editor/completion.ts";
import { newestMinor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import { type BindingHelp, loadBindingContext } from "./binding-context.ts";
import {
  type CelContext,
  type CelPosition,
  claimsOf,
  sampleOf,
  toTextSpan,
  writeInScalar,
} from "./cel-places.ts";
import { findIssuerClaims } from "./issuer-claims.ts";
import { escapeSnippet, toSnippet } from "./snippets.ts";

/** What an editor offers at its cursor, in the order in which it is shown. All of it but the snippet is plain text: it may hold claims. */
export interface Offer {
  readonly kind: Completion["kind"] | FieldCompletion["kind"];
  readonly label: string;
  /** Beside the label: "required", or the type and the value of a claim. */
  readonly description?: string;
  /** The text that is replaced. */
  readonly span: Span;
  /** With Monaco's and the language server protocol's stops; lines are indented already. */
  readonly snippet: string;
  /** What the typed text is compared with. */
  readonly filter: string;
  readonly detail?: string;
  readonly doc?: string;
}

/**
 * What can be typed in an expression of `text`. Who issues the tokens is read of `issuers`, the same text if absent; what it
 * does not say is what the engine has said. The tables of CEL are loaded with the first call.
 */
export async function offerInExpression(
  context: CelContext,
  { place, offset }: CelPosition,
  text: string,
  issuers = text,
): Promise<readonly Offer[]> {
  const { completeExpression } = await import("../cel/editor/complete.ts");
  const environment = { minor: context.minor, variable: place.variable };
  const { claims, known } =
    place.variable === "claims"
      ? await findIssuerClaims(context, place.path, issuers)
      : { claims: sampleOf(context, place), known: [] };
  return completeExpression(place.source, offset, environment, claims, known).flatMap(
    ({ kind, label, span: own, insert, caret = insert.length, detail, doc, filter = label }) => {
      const span = toTextSpan(place, own);
      if (span === undefined) return [];
      const write = (part: string) => escapeSnippet(writeInScalar(part, place, text));
      return [
        {
          ...{ kind, label, span, filter },
          snippet: `${write(insert.slice(0, caret))}$0${write(insert.slice(caret))}`,
          ...(detail !== undefined && { detail }),
          ...(detail !== undefined && kind === "field" && { description: detail }),
          ...(doc !== undefined && { doc }),
        },
      ];
    },
  );
}

/** What can be typed at the keys and values of a configuration; `cel` as far as the engine has answered. */
export async function offerInConfiguration(
  text: string,
  offset: number,
  cel: CelContext | undefined,
): Promise<readonly Offer[]> {
  const [{ completeConfiguration }, { findCursorPlace }] = await Promise.all([
    import("../authn/editor/complete-configuration.ts"),
    import("../yaml/cursor-path.ts"),
  ]);
  const place = findCursorPlace(text, offset);
  const path = place?.kind === "value" ? place.path : "";
  // Only names of claims ask for what is known of the issuer: an issuer's own fields are of the token.
  const { claims, known } = path.endsWith(".claim")
    ? await findIssuerClaims(cel, path, text)
    : { claims: cel && claimsOf(cel), known: [] };
  const found = completeConfiguration(text, offset, {
    minor: cel?.minor ?? newestMinor,
    known,
    ...(claims !== undefined && { claims }),
  });
  return found.map((one) => toOffer(one, text));
}

/** What can be typed at the keys and values of roles and bindings. */
export async function offerInBindings(
  text: string,
  offset: number,
  help: BindingHelp | undefined,
): Promise<readonly Offer[]> {
  const [{ completeBindings }, context] = await Promise.all([
    import("../rbac/editor/complete-bindings.ts"),
    loadBindingContext(help),
  ]);
  return completeBindings(text, offset, context).map((one) => toOffer(one, text));
}

function toOffer(
  { label, kind, insert, holes, span, detail, doc, required }: FieldCompletion,
  text: string,
): Offer {
  return {
    ...{ kind, label, span, detail, doc },
    ...(required === true && { description: "required" }),
    snippet: toSnippet(insert, holes),
    // What is there of the word decides about the order only.
    filter: text.slice(span.start, span.end) || label,
  };
}
