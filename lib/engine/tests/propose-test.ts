import type { LoadedConfiguration } from "../../authn/load.ts";
import { credentialIdKey } from "../../kube/user-info.ts";
import { compareAccess } from "../../rbac/compare-access.ts";
import { decodeToken } from "../../token/decode-token.ts";
import { describeToken } from "../../token/describe.ts";
import type { TestItem } from "../../workspace/tests/test-list.ts";
import { listClaimsRead } from "../claims-read.ts";
import type { AnalysisInput } from "../input.ts";
import { createWorld } from "./access-world.ts";
import type { AccessWorld } from "./answer-questions.ts";
import { askServer, type Server, startServer } from "./ask-server.ts";
import { madeUpValues } from "./made-up-values.ts";
import type { Outcome } from "./test-result.ts";
import { workspaceOf } from "./workspace-of.ts";

/** The token of the page as a test, before anything of it is kept. Its texts hold claims: untrusted text. */
export type TestProposal =
  /** Why the verdict cannot be kept as a test. */
  | { readonly kind: "refused"; readonly reason: string }
  | {
      readonly kind: "proposed";
      /** With the token's own values. */
      readonly own: ProposedTest;
      /** With made-up values for personal claims; the server was asked: the result is the same. */
      readonly madeUp?: ProposedTest & {
        /** Claims whose values are made up. */
        readonly replaced: readonly string[];
        /** Personal claims that had to stay, because another value changes the result. */
        readonly kept: readonly string[];
      };
      /** Claims of the token that the test leaves out. */
      readonly left: readonly string[];
    };

/** A test to be added to the list. */
export interface ProposedTest {
  readonly item: TestItem;
  /** The user who gets in, or why none does, for the name of the test: "idp:jane gets in". */
  readonly name: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** Never kept, whatever reads them: they name one login. */
const oneLogin = ["jti", "sid", "nonce", "at_hash", "c_hash", "s_hash"];

const times = ["exp", "nbf", "iat"];

/**
 * Makes a test of the token: the claims that the configuration reads, and the result as the expectation. Whatever is left
 * out or replaced, the server is asked again, and the result must be the same.
 */
export async function proposeTest(input: AnalysisInput): Promise<TestProposal> {
  const server = startServer(workspaceOf(input), input.minor);
  const decoded = decodeToken(input.token);
  const claims = parseClaims(describeToken(decoded, input.minor).claimsText);
  if (server.loaded.compiled === undefined) return proposeRefusedFile(server);
  if (claims === undefined) return refuse("The token has no claims that can be read.");
  const whole = await ask(claims, server);
  const given = await askServer({ kind: "token", token: input.token }, server);
  // A draft and a token whose signature cannot be checked have no other result than their claims.
  if (given.verdict === "unauthorized" && resultOf(given) !== resultOf(whole)) {
    return refuse(
      "This token is refused for its signature or its form. The claims of a test count as signed, so it cannot say that.",
    );
  }
  if (whole.verdict !== "authenticated" && whole.verdict !== "unauthorized") {
    return refuse("The result is not known, so there is nothing to expect.");
  }
  const kept = await reduceClaims(claims, whole, server);
  const own = { item: writeItem(kept, whole, input.now), name: nameOf(whole) };
  const world = await createWorld(workspaceOf(input), input.minor);
  const madeUp = await makeUp({ kept, all: claims }, whole, { server, world });
  const left = Object.keys(claims).filter((name) => !Object.hasOwn(kept, name));
  if (madeUp === undefined) return { kind: "proposed", own, left };
  const { outcome, replaced, kept: real } = madeUp;
  const item = writeItem(madeUp.claims, outcome, input.now);
  return {
    ...{ kind: "proposed", own, left },
    madeUp: { item, name: nameOf(outcome), replaced, kept: real },
  };
}

function refuse(reason: string): TestProposal {
  return { kind: "refused", reason };
}

function ask(claims: Claims, server: Server): Promise<Outcome> {
  return askServer({ kind: "claims", claims: JSON.stringify(claims) }, server);
}

async function proposeRefusedFile(server: Server): Promise<TestProposal> {
  const { cause } = await askServer({ kind: "none" }, server);
  const item = { expect: { loads: false, ...(cause && { cause: cause.code }) } };
  return { kind: "proposed", own: { item, name: "the file is refused" }, left: [] };
}

function parseClaims(text: string | undefined): Claims | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Claims)
      : undefined;
  } catch {
    return undefined;
  }
}

// An expression may read claims in a way that names none: then all stay but those of one login.
async function reduceClaims(claims: Claims, whole: Outcome, server: Server): Promise<Claims> {
  const reads = new Set(["iss", "aud", ...times, ...readsOf(server.loaded)]);
  const few = pick(claims, (name) => reads.has(name) && !oneLogin.includes(name));
  if (resultOf(await ask(few, server)) === resultOf(whole)) return few;
  const most = pick(claims, (name) => !oneLogin.includes(name));
  return resultOf(await ask(most, server)) === resultOf(whole) ? most : claims;
}

function readsOf({ decoded, compilations }: LoadedConfiguration): readonly string[] {
  const issuers = decoded?.configuration.jwt ?? [];
  return [
    // The e-mail rule of claim: email.
    "email_verified",
    // Distributed claims.
    "_claim_names",
    "_claim_sources",
    ...issuers.flatMap((issuer, index) => listClaimsRead(issuer, index, compilations)),
  ];
}

function pick(claims: Claims, keeps: (name: string) => boolean): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => keeps(name)));
}

function resultOf({ verdict, user, cause }: Outcome): string {
  const extra = Object.entries(lastingExtra(user)).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    verdict,
    cause?.code,
    user && [user.username, user.uid, user.groups],
    extra,
  ]);
}

// It is made of jti: another login has another one.
function lastingExtra(user: Outcome["user"]): Readonly<Record<string, readonly string[]>> {
  const all = Object.entries(user?.extra ?? {});
  return Object.fromEntries(all.filter(([key]) => key !== credentialIdKey));
}

// One claim after the other, so that one that must stay does not keep the rest from being replaced.
async function makeUp(
  { kept, all }: { readonly kept: Claims; readonly all: Claims },
  whole: Outcome,
  { server, world }: { readonly server: Server; readonly world: AccessWorld },
) {
  const values = madeUpValues(all);
  const replaced: string[] = [];
  const real: string[] = [];
  let claims = kept;
  let outcome = whole;
  for (const [name, value] of values) {
    if (!Object.hasOwn(kept, name)) continue;
    const next = { ...claims, [name]: value };
    const result = await ask(next, server);
    const same =
      result.verdict === whole.verdict &&
      result.cause?.code === whole.cause?.code &&
      compareAccess(
        { authorizer: world.authorizer, user: whole.user },
        { authorizer: world.authorizer, user: result.user },
        world.resources,
      ).scopes.length === 0;
    if (same) {
      [claims, outcome] = [next, result];
      replaced.push(name);
    } else real.push(name);
  }
  return replaced.length === 0 ? undefined : { claims, outcome, replaced, kept: real };
}

function writeItem(claims: Claims, outcome: Outcome, now: number): TestItem {
  const placed = Object.entries(claims).map(([name, value]) => [
    name,
    times.includes(name) && Number.isSafeInteger(value) ? relativeTo(Number(value), now) : value,
  ]);
  return { claims: Object.fromEntries(placed), expect: expectationOf(outcome) };
}

/** A moment as `now+90s`. */
function relativeTo(seconds: number, now: number): string {
  const distance = seconds - now;
  return `now${distance < 0 ? "-" : "+"}${Math.abs(distance)}s`;
}

function expectationOf({ user, cause }: Outcome): Readonly<Record<string, unknown>> {
  if (user === undefined)
    return cause === undefined ? { verdict: "unauthorized" } : { cause: cause.code };
  const { username, uid, groups } = user;
  const extra = lastingExtra(user);
  const own = groups.filter((group) => group !== "system:authenticated");
  return {
    user: {
      username,
      ...(uid !== "" && { uid }),
      ...(own.length > 0 && { groups: own }),
      ...(Object.keys(extra).length > 0 && { extra }),
    },
  };
}

function nameOf({ user, cause }: Outcome): string {
  return user === undefined
    ? `refused: ${cause?.code ?? "unauthorized"}`
    : `${user.username} gets in`;
}
