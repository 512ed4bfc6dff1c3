import type { UserInfo } from "../kube/user-info.ts";
import type { IdentityView } from "./identity-view.ts";
import type { ScratchView, tryExpression } from "./scratch-view.ts";

/** How the answer of a cluster differs. What reads it is loaded once there is one. */
export async function compareWithAnswer(
  text: string,
  user: UserInfo,
): Promise<Pick<IdentityView, "compared">> {
  if (text.trim() === "") return {};
  const { compareAnswer } = await import("./compare-answer.ts");
  const compared = compareAnswer(text, user);
  return compared === undefined ? {} : { compared };
}

/** What the scratch pad shows. What tries an expression is loaded once there is one. */
export async function viewScratch(
  ...asked: Parameters<typeof tryExpression>
): Promise<ScratchView> {
  const [{ expression }] = asked;
  if (expression.trim() === "") return { kind: "empty" };
  const { tryExpression: run } = await import("./scratch-view.ts");
  return run(...asked);
}
