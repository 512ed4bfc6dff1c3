// Part of `npm run bench queries`: what a key press in the GitLab guide's configuration makes the engines do, and what
// it costs to go back and forth between two workspaces. Two engines, as in the page: one for what is looked at, one for
// what can wait.
import { createEngine, type Engine } from "../lib/engine/engine.ts";
import type { AnalysisInput } from "../lib/engine/input.ts";
import { examples } from "../lib/examples/gitlab.ts";
import { newestMinor } from "../lib/kube/minor.ts";

const presses = 20;
const rounds = 100;

const [guide] = examples;
if (guide === undefined) throw new Error("no GitLab guide");

const inputOf = (configuration: string): AnalysisInput => ({
  minor: newestMinor,
  configuration,
  running: guide.configuration,
  bindings: guide.bindings,
  token: guide.tokens[0]?.text ?? "",
  keys: guide.keys,
  now: guide.now,
  target: "static-pod",
  authorizationModes: ["Node", "RBAC"],
  disallowedIssuers: [],
  defaultPolicy: true,
});

const foreground = createEngine();
const background = createEngine();

async function press(configuration: string): Promise<void> {
  const input = inputOf(configuration);
  await foreground.analyze(input);
  await foreground.preview(input);
  const without = { ...input, token: "" };
  await background.viewPanels(without, { metrics: "", unreachable: [] });
  await background.export(without, {
    comments: "kept",
    cluster: { name: "c", server: "https://c" },
  });
}

const text = (presses: number) => `${guide.configuration}# ${"x".repeat(presses)}\n`;
await press(text(0));
const before = [foreground, background].map((engine) => engine.counts().load ?? 0);
for (let count = 1; count <= presses; count += 1) await press(text(count));
const loads = [foreground, background].map(
  (engine, index) => ((engine.counts().load ?? 0) - (before[index] ?? 0)) / presses,
);
console.log(`  loads per key press: foreground ${loads[0]}, background ${loads[1]}`);

const one = inputOf(text(0));
const other = { ...inputOf(text(1)), bindings: "" };
const engine = createEngine();
for (const input of [one, other, one, other]) await time(engine, [input]);
const alone = ((await time(engine, [one, one])) + (await time(engine, [other, other]))) / 2;
const inTurns = await time(engine, [one, other]);
console.log(
  `  one workspace ${alone.toFixed(2)} ms, two in turns ${inTurns.toFixed(2)} ms: ${(inTurns / alone).toFixed(2)} ×`,
);

/** Milliseconds of an analysis. */
async function time({ analyze }: Engine, inputs: readonly AnalysisInput[]): Promise<number> {
  for (const input of inputs) await analyze(input);
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    for (const input of inputs) await analyze(input);
  }
  return (performance.now() - start) / rounds / inputs.length;
}
