// Tells what a later candidate or the release of Kubernetes answers differently: puts the recorded questions of a
// version to the program that KUBE_ORACLE names (one JSON request a line in, one answer a line out, in order) and prints
// each answer that is not the recorded one. Then change `prerelease` in lib/kube/minor.ts and record them again.
//
//   KUBE_ORACLE=… npx tsx scripts/compare-releases.ts [VERSION] [FILE...]
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [version = "1.38", ...files] = process.argv.slice(2);
const recorded = new URL("../lib/testing/recorded/", import.meta.url);
const { KUBE_ORACLE: program } = process.env;
if (program === undefined) throw new Error("KUBE_ORACLE names no program to compare with");

interface Case {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly answer?: unknown;
  readonly answers?: Readonly<Record<string, unknown>>;
}

let differing = 0;
let asked = 0;
for (const file of files.length > 0 ? files : [`release-${version}.jsonl`, "keys-versions.jsonl"]) {
  const cases = readFileSync(new URL(file, recorded), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Case);
  const known = cases.flatMap(({ id, request, answer, answers }) => {
    const want = answers === undefined ? answer : answers[version];
    return want === undefined ? [] : [{ id, request, want }];
  });
  const input = known.map(({ request }) => `${JSON.stringify({ ...request, version })}\n`).join("");
  const { stdout } = spawnSync(program, [], { input, maxBuffer: 1 << 30, encoding: "utf8" });
  const lines = stdout.split("\n");
  for (const [index, { id, want }] of known.entries()) {
    asked++;
    const got: unknown = JSON.parse(lines[index] || "{}");
    if (canonical(got) === canonical(want)) continue;
    differing++;
    console.log(`${file} ${id}\n  recorded ${canonical(want)}\n  now      ${canonical(got)}`);
  }
}
console.log(`${version}: ${asked} asked, ${differing} answered differently`);
process.exitCode = differing === 0 ? 0 : 1;

/** JSON with the members of objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
