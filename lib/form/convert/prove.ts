import { type Compile, loadConfiguration } from "../../authn/load.ts";
import type { FieldError } from "../../diagnostics/field-error.ts";
import type { Minor } from "../../kube/minor.ts";
import type { UserInfo } from "../../kube/user-info.ts";
import { authenticate } from "../../token/authenticate.ts";
import { type Claims, generateClaims } from "./generate-claims.ts";
import type { MappingField } from "./write-expression.ts";

/** `claim` with `prefix`, or `expression`, as the file has it. */
export type Mapping =
  | { readonly claim: string; readonly prefix?: string }
  | { readonly expression: string };

/** One item of `claimValidationRules`, as the file has it. */
export type ClaimRule =
  | { readonly claim: string; readonly requiredValue: string }
  | { readonly expression: string };

/** What is compared: a mapping of a field, or a rule. */
export type Part =
  | { readonly field: MappingField; readonly mapping: Mapping }
  | { readonly field: "rule"; readonly mapping: ClaimRule };

/** A token for which two mappings do not give the same. */
export interface Difference {
  /** The claims that matter. Untrusted text, if they are the token's. */
  readonly claims: Claims;
  /** What comes out; undefined is a refusal. */
  readonly before: Outcome | undefined;
  readonly after: Outcome | undefined;
}

/** The field as a user has it: a text, or a list of them. Of a rule: that it accepts. */
export type Outcome = string | readonly string[];

/** What two mappings of one field make of generated tokens. */
export type Comparison =
  | {
      readonly kind: "compared";
      readonly tokens: number;
      readonly differences: readonly Difference[];
    }
  /** One of them is refused by the server. */
  | { readonly kind: "not-loaded"; readonly errors: readonly FieldError[] };

/** Makes one outcome of a token's claims; undefined is a refusal. */
export type Judge = (claims: Claims) => Promise<Outcome | undefined>;

/**
 * Compares two mappings of a field, or two rules, on tokens that vary the claim, and on claims of a token at hand. Each is
 * judged by the engine in a configuration that has nothing else which could refuse. `texts` are values that one of them
 * treats unlike other texts.
 */
export async function compareParts(
  claim: string,
  before: Part,
  after: Part,
  options: {
    readonly minor: Minor;
    readonly compile: Compile;
    readonly known?: Claims | undefined;
    readonly texts?: readonly string[];
  },
): Promise<Comparison> {
  const [old, next] = [createJudge(before, options), createJudge(after, options)];
  if ("errors" in old) return { kind: "not-loaded", errors: old.errors };
  if ("errors" in next) return { kind: "not-loaded", errors: next.errors };
  const { known, texts } = options;
  const tokens = [...generateClaims(claim, texts), ...(known === undefined ? [] : [known])];
  const differences: Difference[] = [];
  for (const claims of tokens) {
    const [one, other] = [await old.judge(claims), await next.judge(claims)];
    if (JSON.stringify(one) !== JSON.stringify(other))
      differences.push({ claims: only(claims, claim), before: one, after: other });
  }
  return { kind: "compared", tokens: tokens.length, differences };
}

/** Judges claims by one mapping or rule alone; the errors of the server if it does not take it. */
export function createJudge(
  part: Part,
  { minor, compile }: { readonly minor: Minor; readonly compile: Compile },
): { readonly judge: Judge } | { readonly errors: readonly FieldError[] } {
  const { compiled, errors } = loadConfiguration(configure(part), { minor, compile });
  if (compiled === undefined) return { errors };
  return {
    async judge(claims) {
      const { user } = await authenticate({
        configuration: compiled,
        minor,
        now,
        credential: {
          kind: "draft",
          claims: JSON.stringify({
            sub: "subject",
            ...claims,
            iss: issuer,
            aud: audience,
            exp: now + 600,
          }),
        },
        external: {
          keysOf: () => ({ kind: "missing", reason: "not asked" }),
          fetch: () => ({ kind: "missing", reason: "not asked" }),
        },
      });
      return user && outcomeOf(part.field, user);
    },
  };
}

function outcomeOf(field: Part["field"], { username, uid = "", groups }: UserInfo): Outcome {
  if (field === "rule") return "accepted";
  // The server adds the last group to each user.
  if (field === "groups") return groups.slice(0, -1);
  return field === "uid" ? uid : username;
}

function configure({ field, mapping }: Part): string {
  const username = { expression: '"user"' };
  // An address that an expression reads has to be looked at: here by an attribute that refuses nothing.
  const extra = {
    key: "example.com/verified",
    valueExpression: 'claims.?email_verified.hasValue() ? "said" : ""',
  };
  return JSON.stringify({
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    kind: "AuthenticationConfiguration",
    jwt: [
      {
        issuer: { url: issuer, audiences: [audience] },
        ...(field === "rule"
          ? { claimValidationRules: [mapping], claimMappings: { username } }
          : { claimMappings: { username, [field]: mapping, extra: [extra] } }),
      },
    ],
  });
}

// Of a token at hand no more than what the mapping looks at.
function only(claims: Claims, claim: string): Claims {
  const names = [claim, ...(claim === "email" ? ["email_verified"] : [])];
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)));
}

/** Unix seconds: any moment serves, the tokens are made for it. */
const now = 1_700_000_000;
const issuer = "https://issuer.example.com";
const audience = "kubernetes";
