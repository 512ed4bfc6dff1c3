import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type FieldError, forbidden, formatAggregate } from "../diagnostics/field-error.ts";
import { quote } from "../go/quote.ts";
import type { Minor } from "../kube/minor.ts";
import { findMember } from "../yaml/data.ts";
import { formatLogLine, type LoadedConfiguration, loadConfiguration } from "./load.ts";

/**
 * What happens on a server that runs one configuration when its file becomes another: the callback of
 * pkg/kubeapiserver/options/authentication.go, ApplyTo. Times and lines as observed on a real server.
 */
export interface ReloadInput {
  readonly running: string;
  readonly edited: string;
  readonly minor: Minor;
  readonly disallowedIssuers?: readonly string[];
  /** Loads a text as a server of the version; loadConfiguration if absent. */
  readonly load?: (text: string) => LoadedConfiguration;
}

/** What a running server does when the file changes. */
export type ReloadOutcome =
  /** The bytes are the same: nothing is done and nothing logged. */
  | { readonly kind: "unchanged" }
  /** What runs is not valid, so that no server runs it: the edited file is a first one. */
  | { readonly kind: "not-running"; readonly loaded: LoadedConfiguration }
  /** The old configuration stays; the file is not tried again until it changes. */
  | {
      readonly kind: "refused";
      readonly stage: "load" | "validate";
      /** The log line without time and process. */
      readonly line: string;
      readonly errors: readonly FieldError[];
      /** `anonymous` is not what the server started with, which no reload can change: it needs a restart. */
      readonly anonymousChanged: boolean;
      readonly expectation: Expectation;
    }
  /** In force at once: there is no issuer to wait for. */
  | { readonly kind: "applied"; readonly line: string; readonly expectation: Expectation }
  /** In force as soon as every issuer answers. */
  | {
      readonly kind: "waits";
      readonly line: string;
      /** All of them are asked, also those that the running configuration has already. */
      readonly issuers: readonly string[];
      /** What is logged after a minute if the issuer does not answer: the old configuration stays, and it is tried again. */
      readonly unreachable: readonly { readonly issuer: string; readonly line: string }[];
      readonly expectation: Expectation;
    };

/** What to look for on each API server. */
export interface Expectation {
  /** Seconds from the change of the file to the line: at best and at worst. */
  readonly seconds: readonly [number, number];
  readonly metrics: readonly string[];
}

/** Says what becomes of an edited configuration on a server that runs another. */
export function predictReload(input: ReloadInput): ReloadOutcome {
  const { running, edited, minor, disallowedIssuers = [] } = input;
  const { load = (text) => loadConfiguration(text, { minor, disallowedIssuers }) } = input;
  if (running === edited) return { kind: "unchanged" };
  const before = load(running);
  const after = load(edited);
  if (before.compiled === undefined) return { kind: "not-running", loaded: after };
  if (after.decodeError !== undefined) {
    return refuse("load", after.serverLine?.reload ?? "", [], false, minor);
  }
  const anonymousChanged = describeAnonymous(before) !== describeAnonymous(after);
  const errors = [...after.errors];
  if (anonymousChanged) {
    errors.push(forbidden("anonymous", "changed from initial configuration file"));
  }
  if (errors.length > 0) {
    const line = formatLogLine("failed to validate authentication config", formatAggregate(errors));
    return refuse("validate", line, errors, anonymousChanged, minor);
  }
  const line = quote("reloaded authentication config");
  const issuers = after.compiled?.issuers.map(({ url }) => url) ?? [];
  const success = expect("success", minor, hashConfiguration(edited));
  if (issuers.length === 0) {
    return { kind: "applied", line, expectation: { ...success, seconds: [0, 1] } };
  }
  const unreachable = issuers.map((issuer) => ({ issuer, line: formatUnreachable(issuer) }));
  return { kind: "waits", line, issuers, unreachable, expectation: success };
}

/** "sha256:" and the hash of the text's bytes, as `apiserver_authentication_config_controller_last_config_info` has it. */
export function hashConfiguration(text: string): string {
  return `sha256:${bytesToHex(sha256(new TextEncoder().encode(text)))}`;
}

/**
 * The line that ends a minute of waiting for an issuer, or for several. `reason` is what asking for its discovery
 * document gave.
 */
export function formatUnreachable(issuers: string | readonly string[], reason?: string): string {
  const unhealthy = [issuers].flat().map((issuer) => {
    const well = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const cause = reason ?? `Get ${quote(well)}: …`;
    return `oidc: authenticator for issuer ${quote(issuer)} is not healthy: ${cause}`;
  });
  const error = `[${[...unhealthy, "context deadline exceeded"].join(", ")}]`;
  return formatLogLine("failed to update authentication config", error);
}

function refuse(
  stage: "load" | "validate",
  line: string,
  errors: readonly FieldError[],
  anonymousChanged: boolean,
  minor: Minor,
): ReloadOutcome {
  const expectation: Expectation = { ...expect("failure", minor), seconds: [0, 1] };
  return { kind: "refused", stage, line, errors, anonymousChanged, expectation };
}

// Health is looked at every 10 s, for a minute at most; a change that comes while another one waits can take 70 s.
function expect(status: "success" | "failure", minor: Minor, hash?: string): Expectation {
  const metrics = [`${prefix}automatic_reloads_total{status="${status}"} +1`];
  if (hash !== undefined && minor >= 34)
    metrics.push(`${prefix}last_config_info{hash="${hash}"} 1`);
  return { seconds: [10, 70], metrics };
}

// reflect.DeepEqual tells an absent list of conditions from an empty one.
function describeAnonymous({ anonymous, decoded }: LoadedConfiguration): string {
  if (anonymous === undefined) return "absent";
  const data = findMember(decoded?.data, "anonymous")?.value;
  const list = findMember(data, "conditions")?.value.kind === "array";
  return JSON.stringify({ ...anonymous, list });
}

const prefix = "apiserver_authentication_config_controller_";
