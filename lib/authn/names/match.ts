import { conjoin, type Fact } from "./fact.ts";
import type { FieldNames, IssuerNames, NamePattern, NamesByIssuer } from "./names.ts";
import { type ClaimPart, constantOf, readName } from "./text.ts";

/** How an issuer could give a name. */
export interface Giver {
  readonly issuer: IssuerNames;
  readonly field: FieldNames;
  readonly pattern: NamePattern;
  /** The texts that the claims in the name must be. */
  readonly values: readonly { readonly part: ClaimPart; readonly text: string }[];
  /** What must hold of the token besides. */
  readonly when: readonly Fact[];
}

/** Which field of the user a subject names: those of service accounts come from no token of an issuer. */
export function fieldOfSubject(kind: string): "username" | "groups" | undefined {
  if (kind === "User") return "username";
  return kind === "Group" ? "groups" : undefined;
}

/** Every way in which an issuer of the configuration could give a user or a group a name. Empty: none can. */
export function findGivers(
  names: NamesByIssuer,
  field: "username" | "groups",
  name: string,
): readonly Giver[] {
  return names.flatMap((issuer) =>
    issuer[field].patterns.flatMap((pattern) =>
      readPattern(pattern, name).map((found) => ({
        issuer,
        field: issuer[field],
        pattern,
        ...found,
      })),
    ),
  );
}

/** Whether an issuer could give the name. */
export function couldBe(field: FieldNames, name: string): boolean {
  return field.patterns.some((pattern) => readPattern(pattern, name).length > 0);
}

/** Whether a name of a pattern could begin with a text. */
export function couldBegin(
  { parts, when }: Pick<NamePattern, "parts" | "when">,
  text: string,
): boolean {
  const fact: Fact = { kind: "text", subject: parts, test: { kind: "starts", text }, holds: true };
  return conjoin([...when, fact]) !== undefined;
}

/** The name, if only one text can come out of a pattern. */
export function literalOf({ parts }: Pick<NamePattern, "parts">): string | undefined {
  return constantOf(parts);
}

/** How a name can come out of a pattern: what its claims must be, and what must hold besides. */
export function readPattern(
  { parts, when }: Pick<NamePattern, "parts" | "when">,
  name: string,
): readonly Pick<Giver, "values" | "when">[] {
  const readings = readName(parts, name);
  // Too many ways to read it: it is not said that it cannot come out.
  if (readings === undefined) return [{ values: [], when }];
  return readings.flatMap((values) => {
    const facts = conjoin([
      ...when,
      ...values.map(
        ({ part, text }): Fact => ({
          kind: "text",
          subject: [part],
          test: { kind: "one-of", texts: [text] },
          holds: true,
        }),
      ),
    ]);
    return facts === undefined ? [] : [{ values, when: facts }];
  });
}
