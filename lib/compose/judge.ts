import type { CompiledConfiguration } from "../authn/compile.ts";
import { writeDraft } from "../catalogue/draft.ts";
import type { Minor } from "../kube/minor.ts";
import { authenticatedGroup } from "../kube/user-info.ts";
import { authenticate } from "../token/authenticate.ts";

/** A token's claims, as far as they do not follow from the clock. */
export type Claims = Readonly<Record<string, unknown>>;

/** What becomes of claims that count as signed. Groups are those of the mapping. */
export interface Ending {
  /** Undefined if they are refused, or if it is not known. */
  readonly user?: {
    readonly username: string;
    readonly groups: readonly string[];
    readonly uid: string;
    readonly extra: Readonly<Record<string, readonly string[]>>;
  };
  /** Of a refusal: what the server logs. */
  readonly log?: string;
  /** Something beside the signature is not known. */
  readonly unknown?: true;
}

/** What a server makes of claims: of a token that is valid at `now` in Unix seconds, with a good signature. */
export async function judgeClaims(
  configuration: CompiledConfiguration,
  claims: Claims,
  { minor, now }: { readonly minor: Minor; readonly now: number },
): Promise<Ending> {
  const {
    verdict,
    user,
    log,
    unknowns = [],
  } = await authenticate({
    configuration,
    minor,
    credential: {
      kind: "draft",
      claims: writeDraft({ claims }, now),
    },
    now,
    external: {
      keysOf: () => ({ kind: "missing", reason: "claims have no signature" }),
      fetch: () => ({ kind: "missing", reason: "nothing is fetched" }),
    },
  });
  if (user !== undefined) {
    const { username, uid, extra } = user;
    const groups = user.groups.filter((group) => group !== authenticatedGroup);
    // The signature is what is never known of claims.
    const sure = unknowns.length <= 1;
    return { user: { username, groups, uid, extra }, ...(!sure && { unknown: true }) };
  }
  return verdict === "refused" && log !== undefined ? { log } : { unknown: true };
}

/** Whether two endings are the same for the owner of the token: the user, or a refusal of any reason. */
export function isSameEnding(a: Ending, b: Ending): boolean {
  return JSON.stringify([a.user, a.unknown]) === JSON.stringify([b.user, b.unknown]);
}

/** An ending in a few words. Untrusted text. */
export function describeEnding({ user, unknown }: Ending): string {
  if (unknown) return "not known";
  if (user === undefined) return "401";
  const groups = user.groups.length === 0 ? "" : ` in ${user.groups.join(", ")}`;
  return `${user.username}${groups}`;
}
