// Part of `npm run bench queries`: what a key press in the GitLab guide's configuration makes the engines do, and what
// it costs to go back and forth between two workspaces. Two engines, as in the page: one for what is looked at, one for
// what can wait.
import { createEngine, type Engine } from "../lib/engine/engine.ts";
import type { AnalysisInput } from "../lib/engine/input.ts";
import { examples } from "../lib/examples/gitlab.ts";
import { newestMinor } from "../lib/kube/minor.ts";

const presses = 20;
const rounds = 40;
const turns = 9;

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
const measured: { alone: number; inTurns: number; ratio: number }[] = [];
for (let turn = 0; turn < turns; turn += 1) {
  const alone = ((await time(engine, [one, one])) + (await time(engine, [other, other]))) / 2;
  const inTurns = await time(engine, [one, other]);
  measured.push({ alone, inTurns, ratio: inTurns / alone });
}
const middle = (of: (each: (typeof measured)[number]) => number) =>
  measured.map(of).sort((a, b) => a - b)[Math.floor(turns / 2)] ?? 0;
console.log(
  `  one workspace ${middle(({ alone }) => alone).toFixed(2)} ms of CPU, two in turns ${middle(({ inTurns }) => inTurns).toFixed(2)} ms: ${middle(({ ratio }) => ratio).toFixed(2)} ×, medians of ${turns}`,
);

/** Milliseconds of CPU for an analysis: what else the machine does counts for less than with a clock. */
async function time({ analyze }: Engine, inputs: readonly AnalysisInput[]): Promise<number> {
  for (const input of inputs) await analyze(input);
  const start = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) {
    for (const input of inputs) await analyze(input);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / rounds / inputs.length;
}
