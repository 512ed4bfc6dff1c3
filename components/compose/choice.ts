import { textOf } from "@/lib/catalogue/answers.ts";
import type { Answers, CatalogueEntry } from "@/lib/catalogue/entry.ts";
import type { Way } from "@/lib/catalogue/ways.ts";

/** What can be composed: an issuer of the catalogue, or a way in that needs none. */
export type Choice = CatalogueEntry | Way;

/** Whom a binding names first, as far as it follows from the answers. */
export function subjectOf(
  choice: Choice,
  answers: Answers,
): { readonly kind: "User" | "Group"; readonly name: string } {
  if (choice.kind === "way") return choice.subject(answers);
  const [persona] = choice.personas(answers);
  const want = persona?.want.verdict === "authenticated" ? persona.want : undefined;
  if (choice.kind === "workload") return { kind: "User", name: want?.username ?? "" };
  const [group] = want?.groups ?? [];
  if (group === undefined) return { kind: "User", name: textOf(answers, "prefix") };
  const known = textOf(answers, "who") === "groups";
  return { kind: "Group", name: known ? group : textOf(answers, "prefix") };
}
