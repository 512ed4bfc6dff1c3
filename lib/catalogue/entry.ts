import type { CauseCode } from "../diagnostics/cause-code.ts";

/**
 * An issuer of the catalogue: what to ask, what is written from the answers, and which tokens get in. Everything is
 * data or a pure function of the answers; an entry never throws for answers that `checkAnswers` finds nothing in.
 */
export interface CatalogueEntry {
  /** Stable, in kebab case: "github-actions". */
  readonly id: string;
  readonly title: string;
  readonly kind: "people" | "workload";
  /** Other names under which people search for it. */
  readonly words: readonly string[];
  /** Who else can get a token of this issuer, as the end of "signs tokens for"; absent if outsiders cannot. */
  readonly openTo?: string;
  /** Questions in the order in which they are asked. */
  readonly inputs: readonly Input[];
  /** For an issuer that has entries for two kinds of tokens under one URL. */
  readonly population?: Population;
  /** Answers that follow from a token, a discovery document or a URL; undefined if these belong to another issuer. */
  recognise(clues: Clues): Answers | undefined;
  /** The item of `jwt` for the answers. Its expressions work on every version from 1.30. */
  write(answers: Answers): IssuerItem;
  /** Made-up tokens for the answers, with the expected result of each. The first one gets in. */
  personas(answers: Answers): readonly Persona[];
  /** The claims that its tokens have, beside iss, aud, exp and iat. */
  readonly claims: readonly ClaimFact[];
  readonly caveats: readonly Caveat[];
  /** What is to be done at the provider, and how a client gets a token. */
  readonly setup: readonly Setup[];
  /** Scopes that a client such as kubelogin asks for, beside openid; for people only. */
  readonly scopes: readonly string[];
  /** Whether a published token or the vendor's page shows the claims that the personas have. */
  readonly proved: boolean;
}

/** Answers by the id of the input: a text, or the values of a list or of several choices. */
export type Answers = Readonly<Record<string, string | readonly string[]>>;

/** A question. */
export interface Input {
  readonly id: string;
  /** One text; a list of texts; one of the options; any number of the options. */
  readonly kind: "text" | "list" | "choice" | "choices";
  readonly label: string;
  readonly help?: string;
  /** A value of the right form, for the placeholder of a field and for tests. */
  readonly example: string | readonly string[];
  /** What is filled in before anyone answers. */
  readonly default?: string | readonly string[];
  readonly required: boolean;
  readonly options?: readonly Option[];
  /** Asked only if another input (a choice or choices) has one of these values. */
  readonly when?: { readonly input: string; readonly is: readonly string[] };
  /** What is wrong with one text (of a list: with one item), as a sentence; undefined if nothing is. */
  validate(text: string): string | undefined;
}

/** One of the values of a choice. */
export interface Option {
  readonly value: string;
  readonly label: string;
  /** Why it is dangerous. */
  readonly warning?: string;
}

/** How the tokens of an entry differ from those of another entry with the same URL. */
export interface Population {
  /** Entries with which it can share a URL. */
  readonly beside: readonly string[];
  /** CEL over `claims`: true for the tokens of this entry, false for those of the others, never an error. */
  readonly marker: string;
  /** Of the rule that `write` puts first: the marker as an expression. */
  readonly message: string;
}

/** What is known of an issuer before it is recognised. */
export interface Clues {
  /** `iss` of a token, `issuer` of a discovery document, or a URL that was typed; "" if unknown. */
  readonly issuer: string;
  /** Claims of a token; empty if there is none. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Members of a discovery document; empty if there is none. */
  readonly discovery: Readonly<Record<string, unknown>>;
}

/** One item of `jwt` as an entry writes it: the fields of the file, in expressions only. */
export interface IssuerItem {
  readonly issuer: {
    readonly url: string;
    readonly discoveryURL?: string;
    readonly certificateAuthority?: string;
    readonly audiences: readonly string[];
    readonly audienceMatchPolicy?: "MatchAny";
  };
  readonly claimValidationRules: readonly Rule[];
  readonly claimMappings: {
    readonly username: Expression;
    readonly groups?: Expression;
    readonly uid?: Expression;
    readonly extra?: readonly { readonly key: string; readonly valueExpression: string }[];
  };
  readonly userValidationRules: readonly Rule[];
}

/** CEL. */
export interface Expression {
  readonly expression: string;
}

/** A rule with the message of its refusal. */
export interface Rule extends Expression {
  readonly message: string;
}

/** A made-up token and the result of a server with the entry. */
export interface Persona {
  /** Stable within the entry: "fork-pull-request". */
  readonly id: string;
  readonly title: string;
  /** All claims but iat, nbf and exp, which follow from the clock. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly want: Want;
  /** Where the shape of the claims is from. */
  readonly source: Source;
}

/** The result for a persona. Groups are those of the mapping, without system:authenticated. */
export type Want =
  | {
      readonly verdict: "authenticated";
      readonly username: string;
      readonly groups: readonly string[];
    }
  | {
      readonly verdict: "unauthorized";
      readonly code: CauseCode;
      /** The message of our rule that refuses it, if one does. */
      readonly message?: string;
    };

/** The source of a statement. */
export interface Source {
  /** A page of the vendor, its source code, a token that was published; or nothing that proves it. */
  readonly kind: "documentation" | "code" | "token" | "unproved";
  readonly title: string;
  readonly url?: string;
}

/** A claim of the issuer's tokens. */
export interface ClaimFact {
  readonly name: string;
  readonly type: "string" | "number" | "boolean" | "list of strings" | "object" | "string or list";
  readonly meaning: string;
  readonly source: Source;
}

/** A common mistake. */
export interface Caveat {
  readonly text: string;
  readonly source: Source;
}

/** Steps of a set-up: lines to read or commands to run. */
export interface Setup {
  readonly title: string;
  readonly steps: readonly Step[];
  readonly source: Source;
}

/** One step: something to do by hand, or text to run or to put into a file. */
export type Step =
  | { readonly kind: "do"; readonly text: string }
  | {
      readonly kind: "code";
      readonly language: "sh" | "yaml" | "json" | "hcl" | "python" | "toml";
      readonly text: string;
    };
