import { describeClaim, describeConditions, describePattern } from "./describe.ts";
import { couldBegin, literalOf } from "./match.ts";
import type { NamePattern, NamesByIssuer } from "./names.ts";

/** A name, or what names begin with, that an issuer of the configuration can give. Untrusted text: the file's. */
export interface OfferedName {
  readonly kind: "User" | "Group";
  /** The name; of a pattern the fixed text that its names begin with, perhaps "". */
  readonly text: string;
  /** Whether the text is the whole name. */
  readonly whole: boolean;
  /** `gha:{repository_id}`: as a person reads it. */
  readonly pattern: string;
  readonly url: string;
  /** The field that gives it: "jwt[0].claimMappings.groups.expression". */
  readonly path: string;
  /** What holds of a token whenever such a name comes out, a few words each. */
  readonly conditions: readonly string[];
  /** What the names are made of, and what holds of a token whenever one comes out. */
  readonly parts: NamePattern["parts"];
  readonly when: NamePattern["when"];
}

/**
 * The subjects that bindings could name: what the issuers can give, users first, whole names before patterns, each once.
 * Empty patterns, of which nothing but claims is known, are offered last.
 */
export function offerNames(names: NamesByIssuer): readonly OfferedName[] {
  const offers = new Map<string, OfferedName>();
  for (const kind of ["User", "Group"] as const) {
    const field = kind === "User" ? "username" : "groups";
    for (const issuer of names) {
      for (const pattern of issuer[field].patterns) {
        const literal = literalOf(pattern);
        const [first] = pattern.parts;
        const text = literal ?? (first?.kind === "text" ? first.text : "");
        const written = describePattern(pattern);
        const key = `${kind}\n${issuer.url}\n${written}`;
        if (offers.has(key)) continue;
        offers.set(key, {
          kind,
          text,
          whole: literal !== undefined,
          pattern: written,
          url: issuer.url,
          path: issuer[field].path,
          conditions: describeConditions(pattern.when),
          parts: pattern.parts,
          when: pattern.when,
        });
      }
    }
  }
  const rank = ({ kind, whole, text }: OfferedName) =>
    (kind === "User" ? 0 : 4) + (whole ? 0 : text === "" ? 2 : 1);
  return [...offers.values()].sort((a, b) => rank(a) - rank(b));
}

/** Names of one form that an issuer can give, with what is open in it. Untrusted text: the file's. */
export interface NameForm extends Pick<OfferedName, "kind" | "pattern" | "url" | "conditions"> {
  /** What the name is made of in order: fixed text, and what represents a claim's value. */
  readonly parts: readonly { readonly kind: "text" | "claim"; readonly text: string }[];
}

/** The forms of names that are no whole names: `entra:{groups[]}`, users first, each once. */
export function offerForms(names: NamesByIssuer): readonly NameForm[] {
  const forms = new Map<string, NameForm>();
  for (const kind of ["User", "Group"] as const) {
    const field = kind === "User" ? "username" : "groups";
    for (const { url, [field]: given } of names) {
      for (const pattern of given.patterns) {
        if (literalOf(pattern) !== undefined) continue;
        const written = describePattern(pattern);
        const key = `${kind}\n${url}\n${written}`;
        if (forms.has(key)) continue;
        forms.set(key, {
          ...{ kind, url, pattern: written, conditions: describeConditions(pattern.when) },
          parts: pattern.parts.map((part) =>
            part.kind === "text"
              ? { kind: "text", text: part.text }
              : {
                  kind: "claim",
                  text: part.kind === "claim" ? describeClaim(part) : part.reason,
                },
          ),
        });
      }
    }
  }
  return [...forms.values()];
}

/**
 * What can be offered for a subject's name of which a beginning was typed: whole names and beginnings that go on from
 * it, and the patterns that it is already a beginning of. For the editor: pure, and the same for the same text.
 */
export function completeSubject(
  offers: readonly OfferedName[],
  kind: "User" | "Group",
  typed: string,
): readonly OfferedName[] {
  return offers.filter((offer) => offer.kind === kind && couldBegin(offer, typed));
}
