import { quoteText } from "../../cel/quote-text.ts";
import { listOf, textOf } from "../answers.ts";
import { claimOf, known } from "../clues.ts";
import type { Answers, ClaimFact, Clues, Source } from "../entry.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { claimFacts } from "../facts.ts";
import { choiceInput, textInput } from "../inputs.ts";
import type { WorkloadFacts } from "../workload.ts";
import { refusal } from "../workload.ts";

const refused = "not one of our workloads";

/** The questions about SPIFFE IDs. */
export const spiffeInputs = [
  choiceInput({
    id: "who",
    label: "Who may enter",
    default: "ids",
    options: [
      { value: "ids", label: "These SPIFFE IDs" },
      { value: "path", label: "Every SPIFFE ID below a path" },
    ],
  }),
  textInput({
    id: "ids",
    kind: "list",
    label: "SPIFFE IDs",
    example: ["spiffe://example.org/ns/ci/sa/deployer"],
    when: { input: "who", is: ["ids"] },
    pattern: /^spiffe:\/\/[a-z0-9._-]+(?:\/[\w.-]+)+$/,
    wrong: "spiffe://TRUST-DOMAIN/PATH, without a slash at the end.",
  }),
  textInput({
    id: "path",
    label: "Path",
    help: "With a slash at the end, so that /ns/ci/ does not let /ns/ci-other in.",
    example: "spiffe://example.org/ns/ci/",
    when: { input: "who", is: ["path"] },
    pattern: /^spiffe:\/\/[a-z0-9._-]+\/(?:[\w.-]+\/)*$/,
    wrong: "spiffe://TRUST-DOMAIN/PATH/, with a slash at the end.",
  }),
];

/** What all issuers of JWT-SVIDs have in common. */
export function spiffeFacts(
  source: Source,
): Pick<WorkloadFacts, "rules" | "name" | "token" | "variants" | "claims" | "source"> {
  return {
    source,
    rules: (answers) => [
      {
        expression:
          textOf(answers, "who") === "path"
            ? `${claimText("sub")}.startsWith(${quoteText(textOf(answers, "path"))})`
            : isOneOf(claimText("sub"), listOf(answers, "ids")),
        message: refused,
      },
    ],
    name: () => claimText("sub"),
    token: (answers) => ({
      title: "The workload",
      claims: { aud: [textOf(answers, "audience")], sub: idOf(answers) },
      name: idOf(answers),
    }),
    variants: (answers) => [
      refusal(
        "other-workload",
        "Another workload of the trust domain",
        { sub: "spiffe://example.org/ns/other/sa/default" },
        refused,
      ),
      refusal(
        "longer-name",
        "A workload whose path begins alike",
        { sub: `${idOf(answers).replace("/sa/", "-other/sa/")}` },
        refused,
      ),
      refusal(
        "other-domain",
        "The same path in another trust domain",
        { sub: idOf(answers).replace("example.org", "example.net") },
        refused,
      ),
      { id: "no-sub", title: "A token without sub", claims: { sub: undefined }, want: { refused } },
    ],
    claims: spiffeClaims(source),
  };
}

/** The answers that a JWT-SVID gives. */
export function spiffeAnswers(clues: Clues): Answers {
  const id = claimOf(clues, "sub");
  return known({ url: clues.issuer, ids: id?.startsWith("spiffe://") ? [id] : undefined });
}

function idOf(answers: Answers): string {
  return textOf(answers, "who") === "path"
    ? `${textOf(answers, "path")}sa/deployer`
    : (listOf(answers, "ids")[0] ?? "");
}

function spiffeClaims(source: Source): ClaimFact[] {
  return claimFacts(source, [["sub", "The SPIFFE ID of the workload."]]);
}
