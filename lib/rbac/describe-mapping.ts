import type { DecodedConfiguration, PrefixedClaimOrExpression } from "../authn/types.ts";
import type { Edit } from "../diagnostics/diagnostic.ts";
import { replaceScalar, type TextEdit } from "../yaml/edit.ts";
import { quoteDouble, writeLine } from "../yaml/quote.ts";
import type { MappedName, MappingDescription } from "./near-miss-fixes.ts";

/**
 * How an authenticator of a configuration makes names and groups, and how that can be rewritten in its text, for the
 * repairs of near misses.
 */
export function describeMapping(
  text: string,
  decoded: Pick<DecodedConfiguration, "configuration" | "locate">,
  index: number,
): MappingDescription {
  const mappings = decoded.configuration.jwt[index]?.claimMappings;
  if (mappings === undefined) return {};
  const path = `jwt[${index}].claimMappings`;
  const username = describeName(text, decoded, mappings.username, `${path}.username`, "username");
  const groups = describeName(text, decoded, mappings.groups, `${path}.groups`, "groups");
  return { ...(username && { username }), ...(groups && { groups }) };
}

function describeName(
  text: string,
  { locate }: Pick<DecodedConfiguration, "locate">,
  mapping: PrefixedClaimOrExpression,
  path: string,
  field: "username" | "groups",
): MappedName | undefined {
  const whole = locate(path);
  if (!whole.exact) return undefined;
  if (mapping.claim === "") {
    if (mapping.expression === "") return undefined;
    return {
      expression: mapping.expression.trim(),
      editExpression: (expression) => [
        inConfiguration(replaceScalar(text, locate(`${path}.expression`).span, expression)),
      ],
    };
  }
  return {
    expression: selectClaim(mapping.claim, field),
    prefix: mapping.prefix ?? "",
    editExpression(expression) {
      const { start, end } = whole.span;
      const flow = text[start] === "{";
      const json = flow && /^\{\s*"/.test(text.slice(start, end));
      const member = json
        ? `"expression": ${quoteDouble(expression)}`
        : `expression: ${writeLine(expression)}`;
      const written = text.slice(start, end);
      const trailing = written.length - written.trimEnd().length;
      const newText = flow ? `{${member}}` : member;
      return [edit(start, end - (flow ? 0 : trailing), newText)];
    },
    editPrefix(prefix) {
      const written = locate(`${path}.prefix`);
      if (written.exact) return [inConfiguration(replaceScalar(text, written.span, prefix))];
      const { keySpan } = locate(`${path}.claim`);
      if (keySpan === undefined) return [];
      const column = keySpan.start - (text.lastIndexOf("\n", keySpan.start - 1) + 1);
      const flow = /[{,]/.test(text.slice(keySpan.start - column, keySpan.start));
      const newText = flow
        ? `prefix: ${writeLine(prefix)}, `
        : `prefix: ${writeLine(prefix)}\n${" ".repeat(column)}`;
      return [edit(keySpan.start, keySpan.start, newText)];
    },
  };
}

/** A claim in CEL that does not fail where the claim mapping would not. */
function selectClaim(claim: string, field: "username" | "groups"): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(claim);
  if (field === "username") return plain ? `claims.${claim}` : `claims[${JSON.stringify(claim)}]`;
  const optional = plain ? `claims.?${claim}` : `claims[?${JSON.stringify(claim)}]`;
  return `${optional}.orValue([])`;
}

function edit(start: number, end: number, newText: string): Edit {
  return inConfiguration({ span: { start, end }, newText });
}

function inConfiguration(change: TextEdit): Edit {
  return { document: "configuration", ...change };
}
