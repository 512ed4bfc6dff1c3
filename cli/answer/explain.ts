import { explainText } from "../../lib/explain/explain-text.ts";
import type { Answer, Job } from "./request.ts";

/** What a line of a log or of a client means. */
export function answerExplain({ request }: Job): Answer {
  const found = explainText(request.text ?? "");
  if (found === undefined) return { code: "none" };
  return { ...found };
}
