import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Conversion } from "../form/convert/conversion.ts";
import { convertMapping } from "../form/convert/convert-mapping.ts";
import type { Claims } from "../form/convert/generate-claims.ts";
import type { Difference } from "../form/convert/prove.ts";
import type { Authentication } from "../token/trace.ts";
import type { AnalysisInput } from "./input.ts";
import { externalSourceOf, type Queries, sourceOf } from "./queries.ts";

/** Which mapping is to be written the other way. */
export interface ConversionAsked {
  /** "jwt[0].claimMappings.groups" */
  readonly path: string;
  readonly to: "claim" | "expression";
}

/** A mapping written the other way, with what it does not keep; or why it cannot be. Outcomes can hold claims: untrusted text. */
export type ConversionView =
  | {
      readonly kind: "converted";
      readonly fix: Fix;
      /** How many tokens were tried. */
      readonly tokens: number;
      /** None: the meaning is kept. */
      readonly differences: readonly Difference[];
      readonly notes: readonly string[];
      readonly shorter?: Extract<Conversion, { kind: "converted" }>["shorter"];
    }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Writes a mapping the other way, and compares on generated tokens, on the claims of the token at hand, and on that token in
 * the whole file.
 */
export async function viewConversion(
  input: AnalysisInput,
  { path, to }: ConversionAsked,
  queries: Queries,
): Promise<ConversionView> {
  const { configuration: text, minor } = input;
  const { claims } = queries.token(input.token);
  const known = claims === undefined ? undefined : readClaims(queries, input);
  const compile = queries.compile(minor);
  const converted = await convertMapping({ text, path, to, minor, compile, known });
  if (converted.kind === "refused") return converted;
  const source = sourceOf(input);
  const after = { ...source, text: converted.text };
  const [errors, more] = [queries.load(source).errors, queries.load(after).errors];
  const added = more.find(({ error }) => !errors.some((own) => own.error === error));
  if (added !== undefined && more.length > errors.length)
    return { kind: "refused", reason: `kube-apiserver would refuse the file: ${added.error}` };
  const question = { token: input.token, now: input.now, external: externalSourceOf(input) };
  const [one, other] = [
    await queries.authentication({ ...question, source }),
    await queries.authentication({ ...question, source: after }),
  ];
  if (converted.differences.length === 0 && !isSame(one, other))
    return { kind: "refused", reason: "The token at hand would be another user, or be refused." };
  const { title, edits, tokens, differences, notes, shorter } = converted;
  const document = "configuration" as const;
  return {
    kind: "converted",
    fix: { id: "form/convert", title, edits: edits.map((edit) => ({ document, ...edit })) },
    ...{ tokens, differences, notes },
    ...(shorter && { shorter }),
  };
}

function readClaims(queries: Queries, { token, minor }: AnalysisInput): Claims | undefined {
  const { claimsText } = queries.describe({ text: token, minor });
  try {
    const claims: unknown = JSON.parse(claimsText ?? "");
    return typeof claims === "object" && claims !== null ? (claims as Claims) : undefined;
  } catch {
    // Go reads some texts that JavaScript does not.
    return undefined;
  }
}

function isSame(one: Authentication | undefined, other: Authentication | undefined): boolean {
  return (
    one?.verdict === other?.verdict && JSON.stringify(one?.user) === JSON.stringify(other?.user)
  );
}
