import { expect, test } from "vitest";
import { compileExpression } from "../cel/compile.ts";
import { evaluate } from "../cel/evaluator/evaluate.ts";
import { claimsValue } from "../cel/evaluator/input.ts";
import { planExpression } from "../cel/evaluator/plan.ts";
import { formatCel } from "../cel/values/format.ts";
import { inspect, write } from "../testing/lint-draft.ts";
import { createRandom } from "../testing/random.ts";

// What we call pinned must refuse every stranger: rules are made at random and shown to tokens of strangers.
test("a rule that counts as a pin lets no stranger in", () => {
  const random = createRandom(7).next;
  let pinned = 0;
  let open = 0;
  for (let i = 0; i < 600; i++) {
    const rule = writeCondition(random, 3);
    const text = write({
      url: "https://token.actions.githubusercontent.com",
      rules: [`expression: ${JSON.stringify(rule)}`],
    });
    const isPinned = !inspect({ text }).some(({ code }) => code === "lint/unpinned-issuer");
    const admitted = strangers.some((claims) => evaluateRule(rule, claims) === "true");
    if (isPinned) {
      pinned++;
      expect(admitted, rule).toBe(false);
    } else if (admitted) {
      open++;
    }
  }
  expect(Math.min(pinned, open)).toBeGreaterThan(50);
}, 60_000);

test("a rule that counts as a guard lets no name under system: in", () => {
  const random = createRandom(11).next;
  const names = ["system:", "system:admin", "system:node:a", "system:masters"];
  let guarded = 0;
  let open = 0;
  for (let i = 0; i < 600; i++) {
    const rule = writeGuard(random, 3);
    const text = write({
      username: '{claim: sub, prefix: ""}',
      rules: [`expression: ${JSON.stringify(rule)}`],
    });
    const isGuarded = !inspect({ text }).some(({ code }) => code === "lint/system-names");
    const admitted = names.some((sub) => evaluateRule(rule, { sub, name: "a" }) === "true");
    if (isGuarded) {
      guarded++;
      expect(admitted, rule).toBe(false);
    } else if (admitted) {
      open++;
    }
  }
  expect(Math.min(guarded, open)).toBeGreaterThan(50);
}, 60_000);

function writeGuard(random: () => number, depth: number): string {
  const choose = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const inner = () => writeGuard(random, depth - 1);
  if (depth > 0 && random() < 0.7) {
    return choose([
      () => `(${inner()} && ${inner()})`,
      () => `(${inner()} || ${inner()})`,
      () => `!(${inner()})`,
      () => `(${inner()} ? ${inner()} : ${inner()})`,
    ])();
  }
  const read = choose(["claims.sub", "claims.sub", "string(claims.sub)", "claims.name"]);
  const text = choose(["system:", "system", "sys", "system:node:", "a:", "", "system:admin"]);
  const pattern = choose([
    "^system:",
    "^(system:).*",
    "^sys",
    "system",
    "^a",
    "^a|system:",
    "^b?",
    "^[^:]+$",
  ]);
  return choose([
    () => `${read}.startsWith('${text}')`,
    () => `!${read}.startsWith('${text}')`,
    () => `${read} == '${text}'`,
    () => `${read} != '${text}'`,
    () => `${read} in ['${text}', 'b']`,
    () => `${read}.matches('${pattern}')`,
    () => choose(["true", "false"]),
  ])();
}

function evaluateRule(source: string, claims: object): string {
  const compiled = compileExpression(source, { minor: 37, variable: "claims" });
  if (compiled.kind === "failed") return compiled.message;
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") return planned.message;
  return formatCel(evaluate(planned.program, claimsValue(claims, 37)).result);
}

const stranger = {
  sub: "repo:evil/acme:ref:refs/heads/main",
  repository: "evil/acme",
  repository_owner: "evil",
  ref: "refs/heads/main",
};

const strangers = [
  stranger,
  { ...stranger, ref: "acme", repository: "acmeevil/acme", repository_owner: "acmeevil" },
  { ...stranger, environment: "acme" },
  { ...stranger, environment: "acme/", ref: "acme/" },
];

function writeCondition(random: () => number, depth: number): string {
  const choose = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const inner = () => writeCondition(random, depth - 1);
  if (depth > 0 && random() < 0.75) {
    return choose([
      () => `(${inner()} && ${inner()})`,
      () => `(${inner()} || ${inner()})`,
      () => `!(${inner()})`,
      () => `(${inner()} ? ${inner()} : ${inner()})`,
      () => `(${inner()}) == ${choose(["true", "false"])}`,
      () => `(${inner()}) != ${choose(["true", "false"])}`,
    ])();
  }
  const read = choose([
    "claims.repository",
    "claims.repository_owner",
    "claims.ref",
    "claims.sub",
    "claims['repository']",
    "claims.?repository_owner.orValue('')",
    "claims.?environment.orValue('acme')",
    "claims.repository.split('/')[0]",
    "string(claims.repository_owner)",
  ]);
  const text = choose(["acme", "acme/", "acme/app", "repo:acme/", "repo:", "", "ac"]);
  const pattern = choose([
    "^acme/",
    "^acme",
    "acme",
    "^(acme|other)/",
    "^acme$|^other",
    "^acme/.*|evil",
    "^a?cme/",
    "^acme*/",
    "^(acme/)?",
    "^(evil|acme)?/?",
    "^ac.*/",
    "^(?:acme|ac.*)/",
    "^acme$",
    "acme/$",
    "^repo:acme/",
  ]);
  return choose([
    () => `${read} == '${text}'`,
    () => `${read} != '${text}'`,
    () => `'${text}' == ${read}`,
    () => `${read} in ['${text}', 'acme/web']`,
    () => `${read}.startsWith('${text}')`,
    () => `${read}.matches('${pattern}')`,
    () => `${read}.contains('${text}')`,
    () => `${read}.endsWith('${text}')`,
    () => `has(claims.environment)`,
    () => `claims.?environment.hasValue()`,
    () => `['${text}'].exists(x, ${read} == x)`,
    () => `['evil', '${text}'].all(x, ${read}.startsWith(x))`,
    () => choose(["true", "false"]),
  ])();
}
