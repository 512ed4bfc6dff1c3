import { trimEndOf } from "../source/trim-end.ts";
import { indentLines } from "./embedded.ts";
import type { Place } from "./exploration.ts";
import { createHoles } from "./holes.ts";
import { get, type MapTree, type Tree, textOf } from "./tree.ts";
import { toJson, writeFlow } from "./write-flow.ts";
import { toWritten, type Written, writeText } from "./write-text.ts";

/** Fields of a provider as the export writes them. */
export type ProviderFields = Readonly<Record<string, unknown>>;

/**
 * The pasted text with other fields of an API server in the provider of OpenShift's Authentication: its name, its clients
 * and what else only OpenShift knows stay. Undefined if that cannot be said.
 */
export function putProvider(
  fields: ProviderFields,
  provider: MapTree,
  place: Place,
): string | undefined {
  const { piece, grammar } = place;
  if (grammar !== "yaml" && grammar !== "json") return undefined;
  const issuer = fields.issuer as ProviderFields;
  // The authority is in an object of its own, which is not in the text.
  if (issuer.issuerCertificateAuthority !== undefined) return undefined;
  const here = (span: { start: number; end: number }) => span;
  const authority = get(provider, "issuer", "issuerCertificateAuthority");
  const kept = Object.fromEntries(
    provider.entries
      .filter(({ key }) => !ofServer.has(key))
      .map(({ key, value }) => [key, toWritten(value, here)]),
  );
  const { claimMappings, claimValidationRules, userValidationRules } = fields;
  const written: Record<string, Written | undefined> = {
    ...(kept.name === undefined ? {} : { name: kept.name }),
    issuer: {
      ...(issuer as Record<string, Written>),
      issuerCertificateAuthority: textOf(get(authority, "name"))
        ? toWritten(authority as Tree, here)
        : undefined,
    },
    claimMappings: claimMappings as Written,
    claimValidationRules: claimValidationRules as Written | undefined,
    userValidationRules: userValidationRules as Written | undefined,
    ...kept,
  };
  const { start, end } = provider.span;
  const { text } = piece;
  if (grammar === "json" || text[start] === "{")
    return piece.put(writeFlow(text, provider, toJson(written), grammar === "yaml" ? 2 : 0));
  const plain = writeText(written, createHoles("")).text;
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const lines = indentLines(plain, column);
  const closed = text.slice(start, end).endsWith("\n");
  return piece.put(
    text.slice(0, start) + (closed ? lines : trimEndOf(lines, "\n")) + text.slice(end),
  );
}

const ofServer = new Set([
  "issuer",
  "claimMappings",
  "claimValidationRules",
  "userValidationRules",
]);
