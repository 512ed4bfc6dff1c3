import type { CompiledConfiguration } from "../authn/compile.ts";
import { type GoJsonText, parseGoJson } from "../go/parse-json.ts";
import { ok } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";
import { anonymousUser } from "../kube/user-info.ts";
import { letsAnonymousIn, readAnonymousAccess } from "./anonymous.ts";
import { askIssuer, type IssuerAnswer, skipIssuer } from "./ask-issuer.ts";
import { readUntrustedIssuer, trimSpace } from "./id-token.ts";
import type { Jws } from "./jws.ts";
import { addSystemGroups } from "./rule-stages.ts";
import { type ExternalData, makeStep, type Run, type Slot } from "./stage.ts";
import type { Authentication, Step, Verdict } from "./trace.ts";
import { type KeySet, type SignatureVerdict, verifySignature } from "./verify.ts";

/** What follows "Authorization: Bearer ", or an unsigned draft: a JSON object of claims. */
export type Credential =
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "draft"; readonly claims: string };

/** A request for authentication at a server that runs a configuration. */
export interface AuthenticationRequest {
  readonly configuration: CompiledConfiguration;
  readonly minor: Minor;
  readonly credential: Credential;
  /** The claims of the credential, if they were read already. */
  readonly payload?: GoJsonText;
  /** Unix seconds. */
  readonly now: number;
  readonly external: ExternalData;
  /** The path of the request, which decides about anonymous requests. */
  readonly path?: string;
  /** Of other requests under the same keys; it is added to. */
  readonly signatures?: SignatureMemory;
}

/** Verdicts on signatures by token and issuer. It must not outlive the keys that they are by. */
export type SignatureMemory = Map<string, SignatureVerdict>;

/**
 * What kube-apiserver makes of a request: its chain of authenticators in their order, with the texts of the log.
 * Follows pkg/kubeapiserver/authenticator/config.go and, for each issuer, plugin/pkg/authenticator/token/oidc/oidc.go.
 */
export async function authenticate(request: AuthenticationRequest): Promise<Authentication> {
  return withSignatures(request, async (run) => {
    const bearer = readBearer(request);
    const first = [bearer.step];
    if (bearer.token === undefined) {
      return { ...refuseOrAnonymous(request), issuers: [], preliminary: first, ...bearer.warning };
    }
    const { token } = bearer;
    const preliminary = [...first, describeForm(request, run, token)];
    const answers: IssuerAnswer[] = [];
    let decided: IssuerAnswer | undefined;
    for (const issuer of request.configuration.issuers) {
      const answer =
        decided === undefined
          ? await askIssuer(run, issuer, token, request.credential.kind === "draft")
          : skipIssuer(run, issuer);
      answers.push(answer);
      if (answer.ok || answer.error !== undefined || answer.givenUp) decided ??= answer;
    }
    const issuers = answers.map(({ trace }) => trace);
    if (decided?.givenUp) {
      const { unknowns, trace } = decided;
      return { verdict: "unknown", unknowns, issuers, preliminary, decidedBy: trace.index };
    }
    const log = joinErrors(invalidToken, decided?.error ?? invalidToken);
    if (decided?.user === undefined) {
      return {
        verdict: "refused",
        issuers,
        preliminary,
        log,
        ...(decided !== undefined && { decidedBy: decided.trace.index }),
        ...(decided !== undefined && decided.unknowns.length > 0 && { unknowns: decided.unknowns }),
      };
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
  return withSignatures(request, async (run) => {
    const answers: IssuerAnswer[] = [];
    for (const issuer of request.configuration.issuers) {
      answers.push(await askIssuer(run, issuer, token, credential.kind === "draft"));
    }
    return answers;
  });
}

// Signatures are checked beside the rest: it goes on as if they were valid, and again if one is not.
async function withSignatures<T>(
  request: AuthenticationRequest,
  attempt: (run: Run) => Promise<T>,
): Promise<T> {
  const { signatures } = request;
  // Of the one token, by issuer.
  const known = new Map<string, SignatureVerdict>();
  const shared = readOnce(request.payload);
  for (;;) {
    const pending: Promise<boolean>[] = [];
    const result = await attempt({
      minor: request.minor,
      now: BigInt(request.now),
      external: request.external,
      parse: shared.parse,
      untrustedIssuer: shared.untrustedIssuer,
      checkSignature(token, issuerUrl, jws, keySet) {
        const found = known.get(issuerUrl) ?? signatures?.get(nameSignature(issuerUrl, token));
        if (found !== undefined) return found;
        const guess: SignatureVerdict = { kind: "valid", keyId: likelyKey(jws, keySet) };
        known.set(issuerUrl, guess);
        pending.push(
          verifySignature(jws, keySet).then((verdict) => {
            known.set(issuerUrl, verdict);
            remember(signatures, nameSignature(issuerUrl, token), verdict);
            return verdict.kind === "valid" && verdict.keyId === guess.keyId;
          }),
        );
        return guess;
      },
      handOver: () => (pending.length === 0 ? undefined : waitForJose()),
    });
    if ((await Promise.all(pending)).every(Boolean)) return result;
  }
}

function nameSignature(issuerUrl: string, token: string): string {
  return `${issuerUrl} ${token}`;
}

// jose asks WebCrypto a few microtasks after it was asked itself. One too many costs nothing.
async function waitForJose(): Promise<void> {
  for (let i = 0; i < microtasksOfJose; i++) await undefined;
}

// A token that is typed letter by letter is a new one each time.
function remember(memory: SignatureMemory | undefined, name: string, verdict: SignatureVerdict) {
  if (memory === undefined) return;
  if (memory.size >= remembered) memory.clear();
  memory.set(name, verdict);
}

// Which key a good signature is most likely by: the one that the token names, or the first of all that it could be.
function likelyKey({ keyId }: Jws, { keys, unnamed }: KeySet): string {
  return keyId === "" || unnamed ? (keys[0]?.id ?? keyId) : keyId;
}

// One token is read by several stages and issuers: its claims are parsed once.
function readOnce(payload: GoJsonText | undefined): Pick<Run, "parse" | "untrustedIssuer"> {
  let bytes = payload?.source;
  let parsed: ReturnType<Run["parse"]> | undefined = payload && ok(payload);
  let token: string | undefined;
  let issuer: ReturnType<Run["untrustedIssuer"]> | undefined;
  const parse: Run["parse"] = (each) => {
    if (parsed === undefined || each !== bytes) {
      bytes = each;
      parsed = parseGoJson(each);
    }
    return parsed;
  };
  return {
    parse,
    untrustedIssuer(each) {
      if (issuer === undefined || each !== token) {
        token = each;
        issuer = readUntrustedIssuer(each, parse);
      }
      return issuer;
    },
  };
}

interface Bearer {
  readonly token?: string;
  readonly step: Step;
  readonly warning?: { readonly warning: string };
}

// bearertoken.go: the second word of the header, if the first is "bearer".
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

function describeForm(request: AuthenticationRequest, run: Run, token: string): Step {
  if (request.credential.kind === "draft") {
    return makeStep(formSlot, "parse", {
      verdict: "unknown",
      summary: "Claims without header and signature",
      claims: ["iss"],
    });
  }
  const issuer = run.untrustedIssuer(token);
  if (issuer.kind === "error") {
    return makeStep(formSlot, "parse", {
      verdict: "failed",
      summary: `Not a JWT that any issuer takes: ${issuer.message}`,
      claims: ["iss"],
    });
  }
  return makeStep(formSlot, "parse", {
    verdict: "passed",
    summary: "The token has the form of a JWT",
    output: issuer.value,
    claims: ["iss"],
  });
}

// The anonymous authenticator comes after the others and is asked only if none of them failed.
function refuseOrAnonymous(
  request: AuthenticationRequest,
): Pick<Authentication, "verdict" | "user"> {
  const access = readAnonymousAccess(request.configuration, request.minor);
  if (!letsAnonymousIn(access, request.path ?? defaultPath)) return { verdict: "refused" };
  return { verdict: "anonymous", user: anonymousUser };
}

// utilerrors.Aggregate of two: equal texts are said once.
function joinErrors(one: string, other: string): string {
  return one === other ? one : `[${one}, ${other}]`;
}

const formSlot: Slot = { kind: "parse", path: "", title: "The token has the form of a JWT" };

const microtasksOfJose = 8;
const remembered = 100;
const invalidToken = "invalid bearer token";
const spaceWarning =
  "the provided Authorization header contains extra space before the bearer token, and is ignored";
const defaultPath = "/api/v1/pods";
