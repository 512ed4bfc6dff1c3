import { describeVerdict, explainHeadline, type Headline } from "./headline-view.ts";
import type { SavedToken } from "./input.ts";
import type { Queries, TokenQuestion } from "./queries.ts";

/** What the configuration makes of a saved token. Its texts are untrusted. */
export interface SavedTokenView {
  readonly id: string;
  readonly name: string;
  readonly verdict: Headline["verdict"];
  readonly title: string;
  readonly sentence: string;
  /** Username, if authentication succeeds. */
  readonly user?: string;
  /** That user's groups. */
  readonly groups?: readonly string[];
}

/** The verdict on each saved token, in their order. */
export async function judgeSavedTokens(
  saved: readonly SavedToken[],
  queries: Pick<Queries, "load" | "authentication" | "describe">,
  asked: Omit<TokenQuestion, "token">,
): Promise<readonly SavedTokenView[]> {
  const runs = queries.load(asked.source).compiled !== undefined;
  return Promise.all(
    saved.map(async ({ id, name, text }): Promise<SavedTokenView> => {
      if (!runs) {
        const empty = asked.source.text.trim() === "";
        const title = empty ? "No configuration" : "No verdict";
        const sentence = `The configuration is ${empty ? "empty" : "not valid"}, so no server runs it.`;
        return { id, name, verdict: "no-configuration", title, sentence };
      }
      const authentication = await queries.authentication({ ...asked, token: text });
      if (authentication === undefined) {
        const sentence = "The text holds no token.";
        return { id, name, verdict: "no-token", title: "No token", sentence };
      }
      const { verdict, title, sentence } = await explainHeadline(
        describeVerdict(authentication),
        authentication,
        queries.describe({ text, minor: asked.source.minor }),
      );
      const { user } = authentication;
      const known = user && { user: user.username, groups: user.groups };
      return { id, name, verdict, title, sentence, ...known };
    }),
  );
}
