// Changes recorded configurations at random, as text and field by field, and compares what our engine says of them with
// what the program that KUBE_ORACLE names says.
//
//   VERSION=1.37 COUNT=1000 SEED=1 KUBE_ORACLE=… npx tsx scripts/fuzz-configuration.ts

import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { createRandom } from "../lib/testing/random.ts";
import { compareAnswers } from "./compare-answers.ts";
import { readFuzzSettings } from "./fuzz-settings.ts";

const { version, count, seed } = readFuzzSettings({ count: 1000 });
const { below, chance, pick } = createRandom(seed);

const recorded = ["validate.jsonl", "presets.jsonl", "versions.jsonl"]
  .flatMap((file) =>
    readFileSync(new URL(`../lib/testing/recorded/${file}`, import.meta.url), "utf8")
      .trim()
      .split("\n"),
  )
  .map((line): string => JSON.parse(line).request.config)
  .filter((config) => config.length < 4000);

/** What YAML gives a meaning, and what it only seems to. */
const marks = [
  ...[
    ":",
    ": ",
    "- ",
    "? ",
    "#",
    " #c",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!!binary ",
    "!!int ",
    "!x ",
    "|\n",
    ">-\n",
  ],
  ...[
    "|2\n",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "\t",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\u0085",
    "\u2028",
    "\ufeff",
  ],
  ...[
    "---\n",
    "...\n",
    "%YAML 1.2\n---\n",
    "yes",
    "off",
    "~",
    "0o17",
    "0x1F",
    "1_000",
    ".inf",
    "1:30",
  ],
  ...[
    "2026-01-01",
    "1e400",
    "18446744073709551616",
    '"\\x41"',
    '"\\q"',
    "@a",
    "%a",
    "é",
    "\u0000",
    "\u007f",
  ],
];

/** Values of every type, and words that one of the fields minds. */
const odd: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    "",
    " ",
    "a",
    "true",
    "é",
    "a\nb",
    [],
    [""],
    ["a", "a"],
    [null],
    [[]],
    {},
    { a: 1 },
  ],
  ...[
    "https://a.test",
    "http://a.test",
    "https://a.test?",
    "https://u@a.test",
    "https://%41.test",
    "https://[::1",
  ],
  ...[
    "MatchAny",
    "cluster",
    "example.org/a",
    "k8s.io/a",
    "claims.sub",
    "claims.email",
    "claims.",
    "user.uid",
  ],
  ...[
    "claims.a == 'b'",
    "['a']",
    "{b'a': 1}",
    "claims.s.find('(')",
    "-----BEGIN CERTIFICATE-----\nAAAA\n",
  ],
];

const requests = Array.from({ length: count }, () => {
  const config = pick(recorded);
  return { op: "validate", config: chance(0.5) ? changeText(config) : changeFields(config) };
});
const tally = await compareAnswers(version, requests);
console.log(`${version}: ${tally.asked} asked, ${tally.differ} differ, ${tally.unstable} unstable`);
process.exitCode = tally.differ === 0 ? 0 : 1;

function changeText(config: string): string {
  let text = config;
  for (let times = 1 + below(3); times > 0; times--) {
    const lines = text.split("\n");
    const line = below(lines.length);
    const at = below(text.length + 1);
    switch (below(6)) {
      case 0:
        text = text.slice(0, at) + pick(marks) + text.slice(at);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(at + 1 + below(6));
        break;
      case 2:
        lines.splice(line, chance(0.5) ? 1 : 0, `${" ".repeat(below(8))}${pick(marks)}`);
        text = lines.join("\n");
        break;
      case 3:
        lines[line] = `${pick([" ", "  ", "\t"])}${lines[line]}`;
        text = lines.join("\n");
        break;
      case 4:
        lines.splice(line, 0, lines[line] ?? "");
        text = lines.join("\n");
        break;
      case 5:
        text = text.replace(/: (\S.*)/, (_, value) => `: ${pick(marks)}${value}`);
        break;
    }
  }
  return text;
}

function changeFields(config: string): string {
  let document: unknown;
  try {
    document = parse(config);
  } catch {
    return changeText(config);
  }
  // An alias inside its own anchor makes a value without end, which has no fields to change one by one.
  if (isCyclic(document)) return changeText(config);
  for (let times = 1 + below(3); times > 0; times--) {
    const holders = findHolders(document);
    if (holders.length === 0) break;
    const holder = pick(holders);
    const name = pick(Object.keys(holder));
    const value = holder[name];
    switch (below(4)) {
      case 0:
        holder[name] = pick(odd);
        break;
      case 1:
        delete holder[name];
        break;
      case 2:
        delete holder[name];
        holder[pick([name.toUpperCase(), `${name}s`, name.replace("s", "ſ")])] = value;
        break;
      case 3:
        holder[pick(["constructor", "a.b", "", "metadata", name])] = pick(odd);
        break;
    }
  }
  return chance(0.5) ? JSON.stringify(document) : stringify(document, { lineWidth: 0 });
}

/** Whether a value is within itself. */
function isCyclic(value: unknown, around: readonly unknown[] = []): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (around.includes(value)) return true;
  return Object.values(value).some((each) => isCyclic(each, [...around, value]));
}

/** The objects and lists in a value that have something in them. */
function findHolders(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const within = Object.values(value).flatMap(findHolders);
  return Object.keys(value).length > 0 ? [value as Record<string, unknown>, ...within] : within;
}
