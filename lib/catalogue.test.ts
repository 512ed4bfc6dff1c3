import { describe, expect, test } from "vitest";
import type { CompiledConfiguration } from "./authn/compile.ts";
import { loadConfiguration } from "./authn/load.ts";
import { checkAnswers, exampleAnswers, fillAnswers, isAsked } from "./catalogue/answers.ts";
import { catalogue } from "./catalogue/catalogue.ts";
import { writeDraft } from "./catalogue/draft.ts";
import type { Answers, CatalogueEntry, Persona } from "./catalogue/entry.ts";
import { recogniseIssuer } from "./catalogue/recognise.ts";
import { writeEntry } from "./catalogue/write-item.ts";
import { explainError } from "./explain/causes/explain-error.ts";
import { type Minor, minors } from "./kube/minor.ts";
import { lintConfiguration } from "./lint/lint.ts";
import { authenticate } from "./token/authenticate.ts";

const now = 1_790_000_000;
// Their issuer is a URL of any kind and their claims are those of the standard: only the discovery document tells.
const plainTokens = ["authelia", "pocket-id"];
const unpinned = "lint/unpinned-issuer";

const cases = catalogue.flatMap((entry) =>
  variantsOf(entry).map((variant) => ({ ...variant, name: `${entry.id}, ${variant.name}`, entry })),
);

describe.each(cases)("$name", ({ entry, answers, risky, minors }) => {
  const text = document(writeEntry(entry, answers));

  test("is complete, loads, and has no finding above info", () => {
    expect(checkAnswers(entry, answers)).toEqual([]);
    for (const minor of minors) {
      const loaded = loadConfiguration(text, { minor });
      const findings = lintConfiguration({ text, minor, target: "static-pod", loaded, now });
      const above = findings.filter(({ severity }) => severity !== "info");
      // What an option warns of is what the finding is about.
      const codes = above.map(({ code }) => code).filter((code) => !risky || code !== unpinned);
      expect({ minor, errors: loaded.diagnostics, codes }).toEqual({
        minor,
        errors: [],
        codes: [],
      });
    }
  });

  test("every persona ends as stated", async () => {
    for (const minor of minors) {
      const { compiled } = loadConfiguration(text, { minor });
      for (const persona of entry.personas(answers)) {
        const got = compiled && (await judge(compiled, persona, minor));
        expect({ minor, persona: persona.id, got }).toEqual({
          minor,
          persona: persona.id,
          got: persona.want,
        });
      }
    }
  });

  test("is recognised by the token that gets in", () => {
    const [first] = entry.personas(answers);
    const found = recogniseIssuer({ claims: first?.claims ?? {} });
    const plain = plainTokens.includes(entry.id);
    expect(found[0]?.entry.id).toBe(plain ? "generic-oidc" : entry.id);
    const filled = fillAnswers(entry, { ...answers, ...found[0]?.answers });
    expect(entry.write(filled).issuer).toEqual(entry.write(answers).issuer);
  });
});

async function judge(
  configuration: CompiledConfiguration,
  persona: Persona,
  minor: Minor,
): Promise<unknown> {
  const { verdict, user, log, issuers } = await authenticate({
    configuration,
    minor,
    credential: { kind: "draft", claims: writeDraft(persona, now) },
    now,
    external: {
      keysOf: () => ({ kind: "missing", reason: "a draft" }),
      fetch: () => ({ kind: "missing", reason: "a draft" }),
    },
  });
  if (user !== undefined) {
    const groups = user.groups.filter((group) => group !== "system:authenticated");
    return { verdict: "authenticated", username: user.username, groups };
  }
  const message = issuers
    .flatMap(
      ({ error }) => /validation expression '.*' failed: (.*)$/s.exec(error ?? "")?.[1] ?? [],
    )
    .at(0);
  return {
    verdict: verdict === "refused" ? "unauthorized" : verdict,
    code: explainError(log ?? "")?.code,
    ...(message !== undefined && { message }),
  };
}

function document(item: string): string {
  return `apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\njwt:\n${item}`;
}

interface Variant {
  readonly name: string;
  readonly answers: Answers;
  /** An option that warns of strangers was chosen. */
  readonly risky: boolean;
  readonly minors: readonly Minor[];
}

// The example answers on every version; each option of each choice, and all of several, on the versions beside which
// something changed.
function variantsOf(entry: CatalogueEntry): Variant[] {
  const base = exampleAnswers(entry);
  return [
    { name: "examples", answers: base, risky: false, minors },
    ...entry.inputs
      .filter((input) => input.options !== undefined && isAsked(input, base))
      .flatMap(({ id, kind, options = [] }) => {
        const values = options.map(({ value }) => value);
        const each = options.map(({ value, warning }) => ({
          name: `${id} ${value}`,
          answers: { ...base, [id]: kind === "choices" ? [value] : value },
          risky: warning !== undefined,
        }));
        const all = {
          name: `${id} all`,
          answers: { ...base, [id]: values },
          risky: options.some(({ warning }) => warning !== undefined),
        };
        return kind === "choices" ? [...each, all] : each;
      })
      .filter(({ answers }) => JSON.stringify(answers) !== JSON.stringify(base))
      .map((variant): Variant => ({ ...variant, minors: [33, 38] })),
  ];
}
