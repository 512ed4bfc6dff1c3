import type { CompiledConfiguration } from "../authn/compile.ts";
import type { Minor } from "../kube/minor.ts";
import { authenticate } from "../token/authenticate.ts";
import { decodeToken } from "../token/decode-token.ts";
import type { Gathered } from "./external-data.ts";
import { describeVerdict, type Headline } from "./headline-view.ts";

/** A token beside the one that is looked at. */
export interface KeptToken {
  readonly id: string;
  readonly name: string;
  /** As pasted. */
  readonly text: string;
}

/** What the configuration makes of a kept token. Its texts are hostile. */
export interface KeptTokenView {
  readonly id: string;
  readonly name: string;
  readonly verdict: Headline["verdict"];
  readonly title: string;
  readonly sentence: string;
  /** The username, where somebody comes of it. */
  readonly user?: string;
  /** That user's groups. */
  readonly groups?: readonly string[];
}

/** What a kept token is judged by. */
export interface KeptContext {
  /** Absent where the configuration is not valid. */
  readonly compiled: CompiledConfiguration | undefined;
  readonly minor: Minor;
  /** Unix seconds. */
  readonly now: number;
  readonly gathered: Pick<Gathered, "outside" | "signatures">;
}

/** The verdict on each kept token, in their order. */
export async function judgeKeptTokens(
  kept: readonly KeptToken[],
  { compiled, minor, now, gathered: { outside, signatures } }: KeptContext,
): Promise<readonly KeptTokenView[]> {
  return Promise.all(
    kept.map(async ({ id, name, text }): Promise<KeptTokenView> => {
      if (compiled === undefined) {
        const sentence = "The configuration is empty or not valid, so no server runs it.";
        return { id, name, verdict: "no-configuration", title: "No configuration", sentence };
      }
      const { credential, claims: payload } = decodeToken(text);
      if (credential === undefined) {
        const sentence = "The text holds no token.";
        return { id, name, verdict: "no-token", title: "No token", sentence };
      }
      const authentication = await authenticate({
        ...{ configuration: compiled, minor, now, outside, signatures },
        credential,
        ...(payload && { payload }),
      });
      const { verdict, title, sentence } = describeVerdict(authentication);
      const { user } = authentication;
      const known = user && { user: user.username, groups: user.groups };
      return { id, name, verdict, title, sentence, ...known };
    }),
  );
}
