import type { CompiledIssuer } from "../authn/compile.ts";
import type { GoJsonText } from "../go/parse-json.ts";
import type { GoResult } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import type { IdToken, RawClaims } from "./id-token.ts";
import type { Jws } from "./jws.ts";
import type { Variable } from "./run-expression.ts";
import type { ExpressionView, Step, StepKind, Verdict } from "./trace.ts";
import type { KeySet, SignatureVerdict } from "./verify.ts";

/** What a server knows of an issuer's keys. */
export type IssuerKeys =
  | { readonly kind: "keys"; readonly keySet: KeySet }
  /** Discovery failed: the authenticator was never initialised. */
  | { readonly kind: "unreachable" }
  /** No keys are given, so the signature cannot be checked; the reason, in a sentence. */
  | { readonly kind: "missing"; readonly reason: string };

/** What lies outside of the configuration: the issuers' keys and the answers to requests for distributed claims. */
export interface ExternalData {
  keysOf(issuerUrl: string): IssuerKeys;
  /** The answer of an endpoint of distributed claims: its body, a bad status, a failure in Go's words, or unknown. */
  fetch(url: string):
    | { readonly kind: "body"; readonly body: string }
    /** As in its first line: "403 Forbidden". */
    | { readonly kind: "status"; readonly status: string }
    | { readonly kind: "error"; readonly message: string }
    | { readonly kind: "missing"; readonly reason: string };
}

/** What stays the same for all issuers while one token is authenticated. */
export interface Run {
  readonly minor: Minor;
  /** Unix seconds. */
  readonly now: bigint;
  readonly external: ExternalData;
  /** The claims' bytes as JSON; read once however often a stage needs them. */
  parse(bytes: string): GoResult<GoJsonText>;
  /** The issuer that a token claims to be from, read once. */
  untrustedIssuer(token: string): GoResult<string>;
  /** The signature's verdict; "valid" while it is still being computed. */
  checkSignature(token: string, issuerUrl: string, jws: Jws, keySet: KeySet): SignatureVerdict;
  /** Ends when a signature that is being computed is with WebCrypto, which works beside what comes next. */
  handOver(): Promise<void> | undefined;
}

/** What is known of one token at one issuer, filled stage by stage. */
export interface State {
  readonly run: Run;
  readonly issuer: CompiledIssuer;
  /** The bearer token; for a draft, its claims as JSON. */
  readonly token: string;
  readonly draft: boolean;
  keys?: IssuerKeys;
  jws?: Jws;
  text?: GoJsonText;
  idToken?: IdToken;
  claims: RawClaims;
  variable?: Variable;
  username: string;
  groups: string[];
  uid: string;
  extra: Record<string, readonly string[]>;
  /** What could not be checked. */
  readonly unknowns: string[];
  /** The claim of another server whose answer was not given. */
  awaited?: string;
  /** Why an expression was not evaluated to its end by us: what the server makes of the token is unknown. */
  givenUp?: string;
}

/** One part of the pipeline: one step, or several that the server runs as one. */
export interface Stage {
  /** The steps that it consists of at this issuer, in order; they are in the trace as skipped when it never runs. */
  slots(issuer: CompiledIssuer): readonly Slot[];
  /** Whether this token needs it at all; it does if the stage does not say. */
  applies?(state: State): boolean;
  run(state: State): StageResult;
}

/** A step before anything is known of it. */
export interface Slot {
  readonly kind: StepKind;
  readonly path: string;
  readonly span?: Span;
  /** What is after the issuer in the step's id where the path is not unique. */
  readonly name?: string;
  /** Shown while the step is skipped. */
  readonly title: string;
}

/** What one stage of the pipeline found. */
export interface StageResult {
  /** One for each slot, in order; slots without one are skipped. */
  readonly outcomes: readonly Outcome[];
  /** The authenticator's error, which ends the pipeline. */
  readonly error?: string;
  /** The issuer leaves the token to the next one. */
  readonly noOpinion?: boolean;
}

/** How one step of a stage went. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly summary: string;
  readonly message?: string;
  readonly input?: string;
  readonly output?: string;
  readonly claims?: readonly string[];
  /** Made when the step is looked at: showing costs more than evaluating. */
  readonly view?: () => ExpressionView;
}

/** A stage's result with a single step that passed. */
export function pass(
  summary: string,
  more: Omit<Outcome, "verdict" | "summary"> = {},
): StageResult {
  return { outcomes: [{ verdict: "passed", summary, ...more }] };
}

/** A stage's result with a single step that failed with the server's words. */
export function refuse(
  summary: string,
  error: string,
  more: Omit<Outcome, "verdict" | "summary" | "message"> = {},
): StageResult {
  return { outcomes: [{ verdict: "failed", summary, message: error, ...more }], error };
}

/** The step of a slot. Its expression is shown when first asked for, which copying it to another thread does too. */
export function makeStep(slot: Slot, id: string, outcome: Outcome): Step {
  const { kind, path, span } = slot;
  const { verdict, summary, message, input, output, claims = [], view } = outcome;
  let shown: ExpressionView | undefined;
  // Written out: V8 takes a microsecond to add a member to a copy that was made by spreading.
  const step: { -readonly [Member in keyof Step]: Step[Member] } =
    view === undefined
      ? { kind, id, path, verdict, summary, claims }
      : {
          kind,
          id,
          path,
          verdict,
          summary,
          claims,
          get expression() {
            shown ??= view();
            return shown;
          },
        };
  if (span !== undefined) step.span = span;
  if (message !== undefined) step.message = message;
  if (input !== undefined) step.input = input;
  if (output !== undefined) step.output = output;
  return step;
}
