import { createCompile, type LoadedConfiguration, loadConfiguration } from "../../authn/load.ts";
import { explainRefusedConfiguration } from "../../explain/causes/refused-configuration.ts";
import { explainRefusal, type VerdictCause } from "../../explain/causes/verdict.ts";
import type { GroupKey } from "../../explain/whole-log/log-group.ts";
import { type AuthenticationRequest, authenticate } from "../../token/authenticate.ts";
import { decodeToken } from "../../token/decode-token.ts";
import { describeToken } from "../../token/describe.ts";
import type { Authentication } from "../../token/trace.ts";
import type { TestItem } from "../../workspace/tests/test-list.ts";
import type { AnalysisInput } from "../input.ts";
import { whyNotReproduced } from "./can-reproduce.ts";
import { type Claims, changeClaims, firstClaims, listValues, setClaim } from "./made-up-claims.ts";
import { placesOf } from "./places.ts";

/** A test that ends as the entries of a group do, or why there is none. Its claims are made up. */
export type Reproduction =
  | { readonly kind: "reproduced"; readonly name: string; readonly item: TestItem }
  | { readonly kind: "none"; readonly reason: string };

/** Each is a run of the authenticator. */
const mostTried = 600;

/**
 * Looks for claims with which the configuration refuses a token for the cause of a group: at the same expression and the same
 * claim, if the entries name them. The values are made up of the configuration's own texts, and the server is asked.
 */
export async function reproduceGroup(input: AnalysisInput, group: GroupKey): Promise<Reproduction> {
  const reason = whyNotReproduced(group.code);
  if (reason !== undefined) return { kind: "none", reason };
  const { configuration, minor, disallowedIssuers } = input;
  const loaded = loadConfiguration(configuration, {
    ...{ minor, disallowedIssuers },
    compile: createCompile(minor),
  });
  const aboutFile = group.code.startsWith("config-") || group.code === "cel-compile";
  if (loaded.compiled === undefined) {
    const refused = explainRefusedConfiguration(loaded);
    if (aboutFile && refused?.code === group.code)
      return {
        kind: "reproduced",
        name: `log: the file is refused: ${group.code}`,
        item: { expect: { loads: false, cause: group.code } },
      };
    return {
      kind: "none",
      reason:
        "The API server refuses the configuration that is open here, so no token gets so far.",
    };
  }
  if (aboutFile)
    return {
      kind: "none",
      reason: "The configuration that is open here loads: the entries are about another one.",
    };
  const ask = askClaims(loaded.compiled, input);
  const jwt = loaded.decoded?.configuration.jwt ?? [];
  const values = listValues(loaded);
  const places = placesOf(group, loaded).map(({ path }) => Number(/\d+/.exec(path)?.[0]));
  const indexes = places.length > 0 ? new Set(places) : new Set(jwt.keys());
  for (const index of indexes) {
    const issuer = jwt[index];
    if (issuer === undefined) continue;
    const { url, audiences } = issuer.issuer;
    const start = firstClaims(url, audiences, input.now);
    const claims = await search(start, { group, index, values }, ask);
    if (claims !== undefined)
      return {
        kind: "reproduced",
        name: `log: refused: ${group.code}${group.claim === undefined ? "" : ` ${group.claim}`} (jwt[${index}])`,
        item: { claims: writeTimes(claims, input.now), expect: { cause: group.code } },
      };
  }
  return {
    kind: "none",
    reason:
      group.expression === undefined
        ? "No made-up token was found that this configuration refuses for the same cause."
        : "No made-up token was found that this configuration refuses at the same expression. Compare the expression of the log with the configuration that is open here.",
  };
}

function askClaims(
  compiled: NonNullable<LoadedConfiguration["compiled"]>,
  { minor, now }: AnalysisInput,
): Ask {
  return async (claims) => {
    const { credential } = decodeToken(JSON.stringify(claims));
    if (credential === undefined) return undefined;
    return authenticate({ configuration: compiled, minor, credential, now, external });
  };
}

type Ask = (claims: Claims) => Promise<Authentication | undefined>;

const external: AuthenticationRequest["external"] = {
  keysOf: () => ({ kind: "missing", reason: "the claims count as signed" }),
  fetch: () => ({ kind: "missing", reason: "a test has no network" }),
};

interface Tried {
  readonly claims: Claims;
  /** How many steps of the issuer passed. */
  readonly passed: number;
  /** It got past the expression that is looked for. */
  readonly past: boolean;
  readonly error: string;
  /** Claims that could be changed: those that the failing step reads. */
  readonly reads: readonly string[];
}

interface Wanted {
  readonly group: GroupKey;
  /** Of the issuer. */
  readonly index: number;
  /** Values to try. */
  readonly values: readonly unknown[];
}

// Claims are changed where the server stops, until it stops at the place that is looked for. What gets further is changed first.
async function search(
  start: Claims,
  { group, index, values }: Wanted,
  ask: Ask,
): Promise<Claims | undefined> {
  const seen = new Set<string>();
  const ends = new Set<string>();
  const look = async (claims: Claims): Promise<Claims | Tried | undefined> => {
    const id = JSON.stringify(claims);
    if (seen.has(id) || seen.size >= mostTried) return undefined;
    seen.add(id);
    const authentication = await ask(claims);
    if (authentication === undefined) return undefined;
    const cause = explainRefusal(authentication, describeToken(decodeToken(id)));
    if (isWanted(cause, group)) return claims;
    const { reads, ...place } = placeOf(authentication, index, group);
    // The message names a member of a claim: "org.team".
    const named = cause?.claim === undefined ? [] : [cause.claim];
    return { claims, ...place, reads: [...new Set([...named, ...reads])] };
  };
  const lookAll = async (all: readonly Claims[]): Promise<Claims | readonly Tried[]> => {
    const tried: Tried[] = [];
    for (const changed of all)
      for (const claims of [changed, ...changeClaims(changed, group.code)]) {
        const result = await look(claims);
        if (result === undefined) continue;
        if (!isTried(result)) return result;
        if (claims === changed && !result.past) tried.push(result);
      }
    return tried.sort((one, other) => other.passed - one.passed);
  };
  const climb = async (all: readonly Claims[]): Promise<Claims | undefined> => {
    const tried = await lookAll(all);
    if (!isList(tried)) return tried;
    for (const { passed, error, claims, reads } of tried) {
      // Each place where the server stops is gone on from once.
      const end = `${passed} ${error}`;
      if (ends.has(end)) continue;
      ends.add(end);
      const names = reads.length === 0 && group.claim !== undefined ? [group.claim] : reads;
      const next = names.flatMap((name) => values.map((value) => setClaim(claims, name, value)));
      const found = await climb(next);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return climb([start]);
}

function isList(result: Claims | readonly Tried[]): result is readonly Tried[] {
  return Array.isArray(result);
}

function isTried(result: Claims | Tried): result is Tried {
  return typeof result.passed === "number" && Array.isArray(result.reads);
}

function isWanted(cause: VerdictCause | undefined, group: GroupKey): boolean {
  if (cause?.code !== group.code) return false;
  if (group.expression !== undefined && cause.expression !== group.expression) return false;
  return group.claim === undefined || cause.claim === group.claim;
}

// A token that gets in has passed all: any of its claims can be changed.
function placeOf(
  { issuers, user }: Authentication,
  index: number,
  { expression }: GroupKey,
): Omit<Tried, "claims"> {
  const trace = issuers.find((issuer) => issuer.index === index);
  const steps = trace?.steps ?? [];
  const error = trace?.error ?? "";
  const failed = steps.findIndex(({ verdict }) => verdict === "failed");
  const passed = failed < 0 ? steps.length : failed;
  const wanted = steps.findLastIndex((step) => step.expression?.source === expression);
  const stopped = steps[failed];
  // A rule about the user reads what the mappings made.
  const all = stopped === undefined ? user !== undefined : stopped.kind === "user-rule";
  const reads = (all ? steps : stopped === undefined ? [] : [stopped])
    .flatMap(({ claims }) => claims)
    .filter((name) => !fixed.includes(name));
  const past = expression !== undefined && wanted >= 0 && passed > wanted && !all;
  return { passed, past, error, reads: [...new Set(reads)] };
}

/** Claims that the search sets itself. */
const fixed = ["iss", "aud", "exp", "iat", "nbf"];

function writeTimes(claims: Claims, now: number): Claims {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (!["exp", "iat", "nbf"].includes(name) || typeof value !== "number") return [name, value];
      const distance = value - now;
      return [name, `now${distance < 0 ? "-" : "+"}${Math.abs(distance)}s`];
    }),
  );
}
