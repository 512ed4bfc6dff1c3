import type { CompiledConfiguration, CompiledIssuer } from "../authn/compile.ts";
import type { Minor } from "../kube/minor.ts";
import { distributedClaimsStage } from "./distributed-claims.ts";
import { readUntrustedIssuer, trimSpace } from "./id-token.ts";
import { makeStep, type Outside, type Run, type Slot, type Stage, type State } from "./stage.ts";
import {
  algorithmStage,
  audienceStage,
  audiencesStage,
  claimsStage,
  expiryStage,
  initializedStage,
  issuerStage,
  notBeforeStage,
  parseStage,
  signatureStage,
} from "./token-stages.ts";
import type { Authentication, IssuerTrace, Step, UserInfo, Verdict } from "./trace.ts";
import {
  claimRulesStage,
  extraStage,
  groupsStage,
  requiredClaimsStage,
  uidStage,
  usernameStage,
  userRulesStage,
} from "./user-stages.ts";
import { type SignatureVerdict, verifySignature } from "./verify.ts";

/** A request for authentication at a server that runs a configuration. */
export interface AuthenticationRequest {
  readonly configuration: CompiledConfiguration;
  readonly minor: Minor;
  /** What follows "Authorization: Bearer ", or an unsigned draft: a JSON object of claims. */
  readonly credential:
    | { readonly kind: "bearer"; readonly token: string }
    | { readonly kind: "draft"; readonly claims: string };
  /** Unix seconds. */
  readonly now: number;
  readonly outside: Outside;
  /** The path of the request, which decides about anonymous requests. */
  readonly path?: string;
  /** Whether steps carry their expressions' views; true where absent. */
  readonly views?: boolean;
}

/** How one issuer answers for a token when it is asked alone: its AuthenticateToken. */
export interface IssuerAnswer {
  readonly trace: IssuerTrace;
  readonly ok: boolean;
  readonly error?: string;
  readonly user?: UserInfo;
  /** What could not be checked; where there is something, `ok` means "would be". */
  readonly unknowns: readonly string[];
}

/**
 * What kube-apiserver makes of a request: its chain of authenticators in their order, with the texts of the log.
 * Follows pkg/kubeapiserver/authenticator/config.go and, for each issuer, plugin/pkg/authenticator/token/oidc/oidc.go.
 */
export async function authenticate(request: AuthenticationRequest): Promise<Authentication> {
  return withSignatures(request, (run) => {
    const bearer = readBearer(request);
    const first = [bearer.step];
    if (bearer.token === undefined) {
      return { ...refuseOrAnonymous(request), issuers: [], preliminary: first, ...bearer.warning };
    }
    const { token } = bearer;
    const preliminary = [...first, describeForm(request, token)];
    const answers: IssuerAnswer[] = [];
    let decided: IssuerAnswer | undefined;
    for (const issuer of request.configuration.issuers) {
      const answer =
        decided === undefined
          ? askIssuer(run, issuer, token, request.credential.kind === "draft")
          : skipIssuer(run, issuer);
      answers.push(answer);
      if (answer.ok || answer.error !== undefined) decided ??= answer;
    }
    const issuers = answers.map(({ trace }) => trace);
    const log = joinErrors(invalidToken, decided?.error ?? invalidToken);
    if (decided?.user === undefined) {
      const decidedBy = decided === undefined ? {} : { decidedBy: decided.trace.index };
      return { verdict: "refused", issuers, preliminary, log, ...decidedBy };
    }
    return {
      verdict: decided.unknowns.length === 0 ? "accepted" : "unknown",
      ...(decided.unknowns.length > 0 && { unknowns: decided.unknowns }),
      issuers,
      preliminary,
      decidedBy: decided.trace.index,
      user: addSystemGroups(decided.user),
    };
  });
}

/** Asks each issuer of the configuration alone for the token as it is, without the header's rules. */
export async function askIssuers(request: AuthenticationRequest): Promise<readonly IssuerAnswer[]> {
  const { credential } = request;
  const token = credential.kind === "bearer" ? credential.token : credential.claims;
  return withSignatures(request, (run) =>
    request.configuration.issuers.map((issuer) =>
      askIssuer(run, issuer, token, credential.kind === "draft"),
    ),
  );
}

// Signatures are checked beside the rest: it goes on as if they were valid, and again where one is not.
async function withSignatures<T>(
  request: AuthenticationRequest,
  attempt: (run: Run) => T,
): Promise<T> {
  const known = new Map<string, SignatureVerdict>();
  for (;;) {
    const pending: Promise<unknown>[] = [];
    const result = attempt({
      minor: request.minor,
      now: BigInt(request.now),
      outside: request.outside,
      views: request.views ?? true,
      checkSignature(token, issuerUrl, jws, keySet) {
        const name = `${issuerUrl} ${token}`;
        const found = known.get(name);
        if (found !== undefined) return found;
        const guess: SignatureVerdict = { kind: "valid", keyId: jws.keyId };
        known.set(name, guess);
        pending.push(
          verifySignature(jws, keySet).then((verdict) => {
            known.set(name, verdict);
            return verdict.kind === "valid" && verdict.keyId === guess.keyId;
          }),
        );
        return guess;
      },
    });
    if ((await Promise.all(pending)).every(Boolean)) return result;
  }
}

function askIssuer(run: Run, issuer: CompiledIssuer, token: string, draft: boolean): IssuerAnswer {
  const state: State = {
    run,
    issuer,
    token,
    draft,
    claims: new Map(),
    username: "",
    groups: [],
    uid: "",
    extra: {},
    unknowns: [],
  };
  const steps: Step[] = [];
  let error: string | undefined;
  let steppedAside = false;
  for (const stage of stagesOf(run.minor, issuer)) {
    const slots = stage.slots(issuer, state);
    if (error !== undefined || steppedAside) {
      if (!steppedAside) steps.push(...slots.map((slot) => skip(issuer, slot)));
      continue;
    }
    if (slots.length === 0) continue;
    const result = stage.run(state);
    slots.forEach((slot, i) => {
      const outcome = result.outcomes[i];
      steps.push(outcome === undefined ? skip(issuer, slot) : makeStep(issuer, slot, outcome));
    });
    error = result.error;
    steppedAside = result.steppedAside === true;
  }
  const { unknowns } = state;
  const base = { index: issuer.index, url: issuer.url, steps };
  if (steppedAside) return { trace: { ...base, verdict: "stepped-aside" }, ok: false, unknowns };
  if (error !== undefined) {
    return { trace: { ...base, verdict: "failed", error }, ok: false, error, unknowns };
  }
  const { username, uid, groups, extra } = state;
  const user = { username, uid, groups, extra };
  steps.push(describeSystemGroups(issuer, user));
  const verdict: Verdict = unknowns.length === 0 ? "passed" : "unknown";
  return { trace: { ...base, verdict }, ok: true, user, unknowns };
}

function skipIssuer(run: Run, issuer: CompiledIssuer): IssuerAnswer {
  const slots = issuerStage.slots(issuer, undefined as never);
  void run;
  const steps = slots.map((slot) => skip(issuer, slot));
  return {
    trace: { index: issuer.index, url: issuer.url, verdict: "skipped", steps },
    ok: false,
    unknowns: [],
  };
}

// go-oidc checks the signature after the claims up to 1.35 and before them since.
function stagesOf(minor: Minor, issuer: CompiledIssuer): readonly Stage[] {
  const single = issuer.audiences.length === 1;
  const key = `${minor >= 36} ${single}`;
  let stages = stageLists.get(key);
  if (stages === undefined) {
    const signature = [algorithmStage, signatureStage];
    const claims = [claimsStage, ...(single ? [audienceStage] : []), expiryStage, notBeforeStage];
    stages = [
      issuerStage,
      initializedStage,
      parseStage,
      ...(minor >= 36 ? [...signature, ...claims] : [...claims, ...signature]),
      ...(single ? [] : [audiencesStage]),
      distributedClaimsStage,
      usernameStage,
      groupsStage,
      uidStage,
      extraStage,
      requiredClaimsStage,
      claimRulesStage,
      userRulesStage,
    ];
    stageLists.set(key, stages);
  }
  return stages;
}

function skip(issuer: CompiledIssuer, slot: Slot): Step {
  return makeStep(issuer, slot, { verdict: "skipped", summary: slot.title });
}

interface Bearer {
  readonly token?: string;
  readonly step: Step;
  readonly warning?: { readonly warning: string };
}

// bearertoken.go: the second word of the header, where the first is "bearer".
function readBearer({ credential }: AuthenticationRequest): Bearer {
  const step = (verdict: Verdict, summary: string): Step => ({
    kind: "bearer",
    id: "bearer",
    path: "",
    verdict,
    summary,
    claims: [],
  });
  if (credential.kind === "draft") {
    return {
      token: credential.claims,
      step: step("unknown", "A draft: claims that no token carries yet"),
    };
  }
  if (credential.token === "") return { step: step("skipped", "The request carries no token") };
  const [, token = "", ...rest] = trimSpace(`Bearer ${credential.token}`).split(" ");
  if (token !== "") return { token, step: step("passed", "The request carries a bearer token") };
  return {
    step: step("failed", "The header holds no token after Bearer"),
    ...(rest.length > 0 && { warning: { warning: spaceWarning } }),
  };
}

function describeForm(request: AuthenticationRequest, token: string): Step {
  const base = { kind: "parse", id: "parse", path: "", claims: ["iss"] } as const;
  if (request.credential.kind === "draft") {
    return { ...base, verdict: "unknown", summary: "Claims without header and signature" };
  }
  const issuer = readUntrustedIssuer(token);
  return issuer.kind === "ok"
    ? {
        ...base,
        verdict: "passed",
        summary: "The token has the form of a JWT",
        output: issuer.value,
      }
    : { ...base, verdict: "failed", summary: `Not a JWT that any issuer takes: ${issuer.message}` };
}

// The anonymous authenticator stands behind the others and is asked only where none of them failed.
function refuseOrAnonymous(
  request: AuthenticationRequest,
): Pick<Authentication, "verdict" | "user"> {
  const { anonymous } = request.configuration;
  const configured = request.minor >= 31 ? anonymous : undefined;
  if (configured?.enabled === false) return { verdict: "refused" };
  const paths = configured?.conditions ?? [];
  if (paths.length > 0 && !paths.some(({ path }) => path === (request.path ?? defaultPath))) {
    return { verdict: "refused" };
  }
  return { verdict: "anonymous", user: anonymousUser };
}

function describeSystemGroups(issuer: CompiledIssuer, user: UserInfo): Step {
  const added = addSystemGroups(user) !== user;
  return {
    kind: "system-groups",
    id: `${issuer.path}/system-groups`,
    path: issuer.path,
    verdict: "passed",
    summary: added ? `Groups + ${allAuthenticated}` : `${allAuthenticated} is not added`,
    claims: [],
  };
}

// authenticated_group_adder.go.
function addSystemGroups(user: UserInfo): UserInfo {
  if (user.username === anonymousUser.username) return user;
  if (user.groups.includes(allAuthenticated) || user.groups.includes(allUnauthenticated))
    return user;
  return { ...user, groups: [...user.groups, allAuthenticated] };
}

// utilerrors.Aggregate of two: equal texts are said once.
function joinErrors(one: string, other: string): string {
  return one === other ? one : `[${one}, ${other}]`;
}

const stageLists = new Map<string, readonly Stage[]>();

const invalidToken = "invalid bearer token";
const spaceWarning =
  "the provided Authorization header contains extra space before the bearer token, and is ignored";
const defaultPath = "/api/v1/pods";
const allAuthenticated = "system:authenticated";
const allUnauthenticated = "system:unauthenticated";
const anonymousUser: UserInfo = {
  username: "system:anonymous",
  uid: "",
  groups: [allUnauthenticated],
  extra: {},
};
