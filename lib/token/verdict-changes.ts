import type { GoJsonText } from "../go/parse-json.ts";
import type { Minor } from "../kube/minor.ts";
import type { IdToken } from "./id-token.ts";
import { decodeIdToken } from "./id-token.ts";
import { describeLeeway, notBeforeLeeway } from "./id-token-checks.ts";

/** A moment from which on the server answers differently for the same token, Unix seconds. */
export interface VerdictChange {
  /** The first second of the new answer. */
  readonly at: number;
  readonly claim: "nbf" | "exp";
  /** What begins at `at`. */
  readonly begins: "valid" | "expired";
  readonly summary: string;
}

/** A token's life as a slider shows it, Unix seconds. */
export interface TokenLife {
  /** Where the slider begins and ends: a little before the first and after the last moment. */
  readonly from: number;
  readonly to: number;
  readonly issuedAt?: number;
  readonly changes: readonly VerdictChange[];
}

/**
 * When time changes the verdict on a token: `nbf` less its leeway, and the second after `exp`, which is still
 * good itself. `iat` is not checked. Undefined if the claims give no time.
 */
export function verdictChanges(
  claims: GoJsonText,
  issuedAt: number | undefined,
  minor: Minor,
): TokenLife | undefined {
  const decoded = decodeIdToken(claims, minor);
  if (decoded.kind === "error") return undefined;
  const changes = listChanges(decoded.value, notBeforeLeeway(minor));
  const moments = [...changes.map(({ at }) => at), ...(issuedAt === undefined ? [] : [issuedAt])];
  if (moments.length === 0) return undefined;
  const first = Math.min(...moments);
  const last = Math.max(...moments);
  const margin = Math.max(60, Math.round((last - first) / 10));
  return {
    from: first - margin,
    to: last + margin,
    ...(issuedAt !== undefined && { issuedAt }),
    changes,
  };
}

function listChanges({ notBefore, expiry }: IdToken, leeway: number): VerdictChange[] {
  const changes: VerdictChange[] = [];
  if (notBefore !== undefined && isShowable(notBefore)) {
    const summary = `The server takes the token from here on: nbf less ${describeLeeway(leeway)}`;
    changes.push({ at: Number(notBefore) - leeway, claim: "nbf", begins: "valid", summary });
  }
  if (expiry !== undefined && isShowable(expiry)) {
    const summary = "From here on the token is expired: the second after exp";
    changes.push({ at: Number(expiry) + 1, claim: "exp", begins: "expired", summary });
  }
  return changes.sort((a, b) => a.at - b.at);
}

// A date that JavaScript has.
function isShowable(seconds: bigint): boolean {
  return seconds >= -8_640_000_000_000n && seconds < 8_640_000_000_000n;
}
