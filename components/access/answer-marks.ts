import type { Mark } from "../ui/verdict-mark.tsx";

/** What an authorizer's answer looks like, and its word. */
export const answerMarks: Readonly<
  Record<"allowed" | "denied" | "unknown", { readonly mark: Mark; readonly word: string }>
> = {
  allowed: { mark: "good", word: "yes" },
  denied: { mark: "bad", word: "no" },
  unknown: { mark: "unsure", word: "unknown" },
};
