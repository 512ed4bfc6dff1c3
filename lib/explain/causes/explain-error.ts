import type { Cause, CauseContext } from "./cause.ts";
import { explainExpression } from "./cel.ts";
import { explainClaimMapping } from "./claims.ts";
import { explainIssuerState } from "./issuer.ts";
import { explainOtherAuthenticator } from "./other-authenticators.ts";
import { explainTokenCheck } from "./token.ts";

/** The text that an authenticator gives if the token is none of its own. */
const noOpinion = "invalid bearer token";

/**
 * The cause of an authenticator's error: what follows err= in "Unable to authenticate the request", with or without the
 * brackets. Undefined if no authenticator of kube-apiserver says so. The texts are those of oidc.go and go-oidc.
 */
export function explainError(error: string, context: CauseContext = {}): Cause | undefined {
  const errors = splitErrors(error);
  const told = errors.filter((each) => each !== noOpinion);
  for (const each of told) {
    const cause =
      explainTokenCheck(each) ??
      explainClaimMapping(each) ??
      explainIssuerState(each) ??
      explainExpression(each, context);
    if (cause !== undefined) return cause;
  }
  for (const each of told) {
    const cause = explainOtherAuthenticator(each);
    if (cause !== undefined) return cause;
  }
  return errors.length > 0 && told.length === 0 ? noIssuer : undefined;
}

const noIssuer: Cause = {
  code: "token-issuer-unknown",
  field: "issuer.url",
  cause:
    "No issuer of the configuration took the token: its iss equals no issuer.url (compared character by character, a trailing slash counts), or it is not a JWT at all.",
  remedy:
    "Compare the token's iss with issuer.url. If the token has no dots, it is an opaque token: send the ID token instead. If the configuration has no such issuer, add it.",
};

/**
 * The errors of an aggregate `[a, b, [c, d]]`. An error can hold ", " and brackets itself, so the text is cut only where
 * one of the known beginnings follows.
 */
function splitErrors(text: string): string[] {
  const pieces = cutPieces(text.trimStart());
  let open = 0;
  return pieces.map((piece, index) => {
    let bare = piece;
    for (; bare.startsWith("[") && startsError(bare.slice(1)); bare = bare.slice(1)) open += 1;
    // The outermost bracket closes behind the last error only.
    const least = index === pieces.length - 1 ? 0 : 1;
    for (; open > least && bare.endsWith("]"); bare = bare.slice(0, -1)) open -= 1;
    return bare;
  });
}

function cutPieces(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf(", "); at >= 0; at = text.indexOf(", ", at + 2)) {
    if (!startsError(text.slice(at + 2, at + 60))) continue;
    pieces.push(text.slice(from, at));
    from = at + 2;
  }
  if (text !== "") pieces.push(text.slice(from));
  return pieces;
}

function startsError(text: string): boolean {
  const bare = text.replace(/^\[+/, "");
  return beginnings.some((beginning) => bare.startsWith(beginning));
}

const beginnings = [
  noOpinion,
  "oidc: ",
  "expression '",
  "x509: ",
  "verifying certificate ",
  "Post ",
  "square/go-jose: ",
  "go-jose/go-jose: ",
  "Token has ",
  "Token is not ",
  "service account ",
  "serviceaccounts ",
  "token audiences ",
];
