import { expect, test } from "vitest";
import { compileExpression } from "./compile.ts";
import { evaluate } from "./evaluator/evaluate.ts";
import { claimsValue } from "./evaluator/input.ts";
import { planExpression } from "./evaluator/plan.ts";
import { viewExpression } from "./expression-view.ts";

function view(source: string) {
  const compiled = compileExpression(source, { minor: 37, variable: "claims" });
  if (compiled.kind === "failed") throw new Error(compiled.message);
  const planned = planExpression(compiled.checked);
  if (planned.kind === "failed") throw new Error(planned.message);
  const evaluation = evaluate(
    planned.program,
    claimsValue({ sub: "jané", groups: ["dev", "x"] }, 37),
  );
  const made = viewExpression(compiled.checked, evaluation);
  const text = (id: number | undefined) => {
    const node = made.nodes.find((each) => each.id === id);
    return node && source.slice(node.start, node.end);
  };
  return { made, text };
}

test.each([
  {
    name: "a macro is one node, its range and its body its parts",
    source: "dyn(claims.groups).filter(g, g != 'x')",
    nodes: [
      ["dyn(claims.groups).filter(g, g != 'x')", undefined],
      ["dyn(claims.groups)", "dyn(claims.groups).filter(g, g != 'x')"],
      ["claims.groups", "dyn(claims.groups)"],
      ["claims", "claims.groups"],
      ["g != 'x'", "dyn(claims.groups).filter(g, g != 'x')"],
      ["g", "g != 'x'"],
      ["'x'", "g != 'x'"],
    ],
  },
  {
    name: "a presence test has what it looks into for its part",
    source: "has(claims.a.b)",
    nodes: [
      ["has(claims.a.b)", undefined],
      ["claims.a", "has(claims.a.b)"],
      ["claims", "claims.a"],
    ],
  },
  {
    name: "a constant literal has no parts",
    source: "claims.sub in ['jané', 'x']",
    nodes: [
      ["claims.sub in ['jané', 'x']", undefined],
      ["claims.sub", "claims.sub in ['jané', 'x']"],
      ["claims", "claims.sub"],
      ["['jané', 'x']", "claims.sub in ['jané', 'x']"],
    ],
  },
])("$name: $source", ({ source, nodes }) => {
  const { made, text } = view(source);
  expect(made.nodes.map((node) => [text(node.id), text(node.parent)])).toEqual(nodes);
});

test("events say what each part came to, in which iteration, and what swallowed an error", () => {
  const { made, text } = view("dyn(claims.groups).exists(g, g == claims.nope || g == 'x')");
  const events = made.events
    .filter(({ node }) => !["claims", "g", "'x'"].includes(text(node) ?? ""))
    .map(({ node, iterations, outcome }) => [
      text(node),
      iterations,
      outcome.kind === "value" ? outcome.text : [outcome.message, text(outcome.absorbedBy)],
    ]);
  const missing = "no such key: nope";
  const test = "g == claims.nope || g == 'x'";
  const whole = "dyn(claims.groups).exists(g, g == claims.nope || g == 'x')";
  expect(events).toEqual([
    ["claims.groups", [], '["dev", "x"]'],
    ["dyn(claims.groups)", [], '["dev", "x"]'],
    ["claims.nope", [0], [missing, whole]],
    ["g == claims.nope", [0], [missing, whole]],
    ["g == 'x'", [0], "false"],
    [test, [0], [missing, whole]],
    ["claims.nope", [1], [missing, test]],
    ["g == claims.nope", [1], [missing, test]],
    ["g == 'x'", [1], "true"],
    [test, [1], "true"],
    [whole, [], "true"],
  ]);
});

test("what was not evaluated has no event", () => {
  const { made, text } = view("has(claims.sub) ? claims.sub : claims.groups");
  expect(made.events.map(({ node }) => text(node))).not.toContain("claims.groups");
});

test("nodes name the claim that they read", () => {
  const { made, text } = view(
    "has(claims.sub) || claims['a-b'] == claims.a__dash__b || claims.?x.hasValue()",
  );
  const reads = made.nodes.filter((node) => node.reads !== undefined);
  expect(reads.map((node) => [text(node.id), node.reads])).toEqual([
    ["has(claims.sub)", "sub"],
    ["claims['a-b']", "a-b"],
    ["claims.a__dash__b", "a-b"],
    ["claims.?x", "x"],
  ]);
});
