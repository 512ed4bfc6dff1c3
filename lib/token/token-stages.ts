import type { CompiledIssuer } from "../authn/compile.ts";
import { fromByteString, toByteString } from "../go/byte-string.ts";
import { type GoResult, ok } from "../go/result.ts";
import {
  decodeIdToken,
  describeTime,
  type IdToken,
  quoteList,
  readClaims,
  readIssuer,
} from "./id-token.ts";
import {
  checkAlgorithm,
  checkAudience,
  checkAudiences,
  checkExpiry,
  checkIssuer,
  checkNotBefore,
  describeLeeway,
  notBeforeLeeway,
  parsePayload,
  parseToken,
} from "./id-token-checks.ts";
import type { Jws } from "./jws.ts";
import {
  type Outcome,
  pass,
  refuse,
  type Slot,
  type Stage,
  type StageResult,
  type State,
} from "./stage.ts";

/** hasCorrectIssuer of oidc.go: whether the token is this issuer's to judge. */
export const issuerStage: Stage = {
  slots: (issuer) => [
    {
      kind: "issuer",
      path: `${issuer.path}.issuer.url`,
      title: `Is the token from ${issuer.url}?`,
    },
  ],
  run(state) {
    const { issuer } = state;
    const found = state.draft ? readDraftIssuer(state) : state.run.untrustedIssuer(state.token);
    const seen = {
      input: found.kind === "ok" ? found.value : "",
      output: issuer.url,
      claims: ["iss"],
    };
    if (found.kind === "ok" && found.value === issuer.url) {
      return pass(`The token is from ${issuer.url}`, seen);
    }
    const summary =
      found.kind === "error"
        ? `No opinion: ${found.message}`
        : found.value === ""
          ? "No opinion: the token has no iss"
          : `No opinion: the token is from ${found.value}`;
    return {
      outcomes: [{ verdict: "no-opinion", summary, ...seen }],
      noOpinion: true,
    };
  },
};

/** Whether discovery has succeeded once. */
export const initializedStage: Stage = {
  slots: (issuer) => [
    {
      kind: "initialized",
      path: `${issuer.path}.issuer.${issuer.discoveryURL === "" ? "url" : "discoveryURL"}`,
      name: "initialized",
      title: "Has the server read the issuer's discovery document?",
    },
  ],
  run(state) {
    state.keys = state.run.external.keysOf(state.issuer.url);
    if (state.keys.kind === "unreachable") {
      return refuse(
        "The server has never read the issuer's discovery document",
        "oidc: authenticator not initialized",
      );
    }
    if (state.keys.kind === "keys") return pass("The issuer's keys are known");
    // The reason for missing keys is given once, at the signature.
    return {
      outcomes: [
        {
          verdict: "unknown",
          summary: "Not known: whether the server has read the issuer's discovery document",
        },
      ],
    };
  },
};

/** jose.ParseSigned: header, claims and signature out of the text. */
export const parseStage: Stage = {
  slots: (issuer) => [
    {
      kind: "parse",
      path: issuer.path,
      name: "parse",
      title: "Header, claims and signature are read",
    },
  ],
  run(state) {
    if (state.draft) {
      const parsed = state.run.parse(toByteString(state.token));
      if (parsed.kind === "ok") state.text = parsed.value;
      return {
        outcomes: [{ verdict: "unknown", summary: "A draft: claims without a token around them" }],
      };
    }
    const parsed = parseToken(state.token, state.run.minor);
    if (parsed.kind === "error") return refuseToken("The token is no signed JWT", parsed.message);
    state.jws = parsed.value;
    return pass("Header, claims and signature are readable", {
      output: fromByteString(parsed.value.header),
    });
  },
};

/** The header's algorithm against those that a configuration file allows. */
export const algorithmStage: Stage = {
  slots: (issuer) => [
    {
      kind: "algorithm",
      path: issuer.path,
      name: "algorithm",
      title: "The algorithm is allowed",
    },
  ],
  run(state) {
    if (state.jws === undefined) return unchecked("A draft has no algorithm");
    const { algorithm } = state.jws;
    const message = checkAlgorithm(state.jws, state.run.minor);
    if (message === undefined) return pass(`Signed with ${algorithm}`, { input: algorithm });
    return refuseToken(
      `kube-apiserver does not take ${algorithm || "a token without alg"}`,
      message,
      {
        input: algorithm,
      },
    );
  },
};

/** VerifySignature of go-oidc's jwks.go. */
export const signatureStage: Stage = {
  slots: (issuer) => [
    {
      kind: "signature",
      path: issuer.path,
      name: "signature",
      title: "The signature fits one of the issuer's keys",
    },
  ],
  run(state) {
    const { jws, keys } = state;
    if (jws === undefined) {
      return doubt(state, "The claims are a draft without a signature");
    }
    if (keys?.kind !== "keys") {
      return doubt(
        state,
        keys?.kind === "missing" ? keys.reason : "No keys of the issuer are known",
      );
    }
    const input = `${jws.algorithm}, ${jws.keyId === "" ? "no kid: every key is tried" : `kid ${jws.keyId}`}`;
    const verdict = state.run.checkSignature(state.token, state.issuer.url, jws, keys.keySet);
    if (verdict.kind === "valid") {
      const name = verdict.keyId === "" ? "a key without kid" : `the key ${verdict.keyId}`;
      return pass(`The signature fits ${name}`, { input });
    }
    if (verdict.kind === "unknown") return doubt(state, verdict.reason);
    return refuseToken(
      describeBadSignature(jws, keys.keySet.keys),
      `failed to verify signature: ${verdict.message}`,
      { input },
    );
  },
};

/** The claims that go-oidc reads itself have the right types. */
export const claimsStage: Stage = {
  slots: (issuer) => [
    {
      kind: "claims",
      path: issuer.path,
      name: "claims",
      title: "The standard claims have the right types",
    },
  ],
  run(state) {
    const parsed =
      state.text === undefined ? parsePayload(state.jws, state.run.parse) : ok(state.text);
    if (parsed.kind === "error") return refuseToken("The claims are no JSON", parsed.message);
    state.text = parsed.value;
    const token = decodeIdToken(parsed.value, state.run.minor);
    if (token.kind === "error") {
      return refuseToken("A standard claim has the wrong type", token.message, {
        claims: standardClaims,
      });
    }
    state.idToken = token.value;
    state.claims = readClaims(parsed.value);
    const message = checkIssuer(token.value, state.issuer.url);
    if (message !== undefined)
      return refuseToken("The token names another issuer", message, { claims: ["iss"] });
    return pass("The standard claims have the right types", { claims: standardClaims });
  },
};

/** The client id of a configuration with one audience, checked within go-oidc. */
export const audienceStage: Stage = {
  slots: (issuer) => [audienceSlot(issuer)],
  run: (state) => runAudience(state, checkAudience),
};

/** verifyAudience of oidc.go for several audiences, after everything that go-oidc checks. */
export const audiencesStage: Stage = {
  slots: (issuer) => [audienceSlot(issuer)],
  run: (state) => runAudience(state, checkAudiences),
};

/** exp, without leeway: a token may be used in the very second it expires. */
export const expiryStage: Stage = {
  slots: (issuer) => [
    { kind: "expiry", path: issuer.path, name: "expiry", title: "The token is not expired" },
  ],
  run(state) {
    const expiry = state.idToken?.expiry;
    const message = checkExpiry(state.idToken, state.run.now);
    const seen = {
      input: describeTime(expiry),
      output: describeTime(state.run.now),
      claims: ["exp"],
    };
    if (message === undefined) return pass(`Expires ${describeTime(expiry)}`, seen);
    const summary =
      expiry === undefined
        ? "The token has no exp, which counts as expired"
        : `Expired ${describeTime(expiry)}`;
    return refuseToken(summary, message, seen);
  },
};

/** nbf, with a leeway: notBeforeLeeway. */
export const notBeforeStage: Stage = {
  slots: (issuer) => [
    {
      kind: "not-before",
      path: issuer.path,
      name: "not-before",
      title: "The token is valid already",
    },
  ],
  run(state) {
    const notBefore = state.idToken?.notBefore;
    if (notBefore === undefined) return pass("The token has no nbf", { claims: ["nbf"] });
    const message = checkNotBefore(state.idToken, state.run.now, state.run.minor);
    const seen = {
      input: describeTime(notBefore),
      output: describeTime(state.run.now),
      claims: ["nbf"],
    };
    if (message === undefined) return pass(`Valid from ${describeTime(notBefore)}`, seen);
    const leeway = describeLeeway(notBeforeLeeway(state.run.minor));
    return refuseToken(
      `Not valid before ${describeTime(notBefore)}, less ${leeway}`,
      message,
      seen,
    );
  },
};

function audienceSlot(issuer: CompiledIssuer): Slot {
  return {
    kind: "audience",
    path: `${issuer.path}.issuer.audiences`,
    title: `The token is for ${issuer.audiences.join(" or ")}`,
  };
}

function runAudience(
  state: State,
  check: (token: IdToken | undefined, audiences: readonly string[]) => string | undefined,
): StageResult {
  const audiences = state.issuer.audiences;
  const own = state.idToken?.audience ?? [];
  const message = check(state.idToken, audiences);
  const seen = { input: quoteList(own), output: quoteList(audiences), claims: ["aud"] };
  if (message === undefined)
    return pass(
      `The token is for ${own.filter((each) => audiences.includes(each)).join(", ")}`,
      seen,
    );
  return refuseToken(
    own.length === 0 ? "The token has no aud" : `The token is for ${own.join(", ")}`,
    message,
    seen,
  );
}

function refuseToken(
  summary: string,
  message: string,
  more: Omit<Outcome, "verdict" | "summary" | "message"> = {},
): StageResult {
  return refuse(summary, `oidc: verify token: ${message}`, more);
}

function unchecked(summary: string): StageResult {
  return { outcomes: [{ verdict: "unknown", summary }] };
}

function doubt(state: State, reason: string): StageResult {
  state.unknowns.push(reason);
  return unchecked(reason);
}

function describeBadSignature(jws: Jws, keys: readonly { readonly id: string }[]): string {
  if (keys.length === 0) return "The issuer serves no keys that could be read";
  if (jws.keyId !== "" && !keys.some(({ id }) => id === jws.keyId)) {
    return `The issuer has no key ${jws.keyId}`;
  }
  return jws.keyId === ""
    ? "The signature fits none of the issuer's keys"
    : `The signature does not fit the key ${jws.keyId}`;
}

function readDraftIssuer(state: State): GoResult<string> {
  const parsed = state.run.parse(toByteString(state.token));
  return parsed.kind === "error" ? parsed : readIssuer(parsed.value);
}

const standardClaims = ["iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "at_hash"];
