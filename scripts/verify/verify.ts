// `npm run verify [-- TARGET…]`: exports everything and puts it to the software that reads it. Needs Go, Python and
// their registries; K0S_CLONE, K3S_CLONE, RKE2_CLONE and KUBESPRAY_CLONE name clones of what is in no registry. Not part
// of `npm test`.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { targets } from "../../lib/export/targets.ts";
import { writeBundles } from "./bundles.ts";
import { checks } from "./checks.ts";

const known = targets.map(({ id }) => id);
const asked = process.argv.slice(2);
const unknown = asked.filter((id) => !known.includes(id));
if (unknown.length > 0) {
  console.error(`no target ${unknown.join(", ")}; there are ${known.join(", ")}`);
  process.exit(2);
}
const wanted = asked.length === 0 ? known : asked;
const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = path.join(root, ".cache/verify");
const out = path.join(cache, "bundles");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const { bundles, refused } = await writeBundles(out, wanted);
console.log(`${bundles.length} bundles; no files are made of: ${refused.join(", ") || "none"}\n`);
console.log("| check | read by | files | refused |");
console.log("| --- | --- | ---: | --- |");
let failed = false;
for (const check of checks) {
  const mine = bundles.filter(({ target }) => check.targets.includes(target));
  if (mine.length === 0) continue;
  if (check.notRun !== undefined) {
    console.log(`| ${check.id} | ${check.reader} | - | not run: ${check.notRun} |`);
    continue;
  }
  try {
    const result = check.run(mine, cache);
    // A bundle that names its own problems may be refused.
    const said = result.refused.filter(({ bundle }) => bundle.problems.length > 0);
    const others = result.refused.filter(({ bundle }) => bundle.problems.length === 0);
    const names = [...new Set(said.map(({ bundle }) => bundle.guide))].join(", ");
    const told = said.length === 0 ? "0" : `${said.length}, all said by the export: ${names}`;
    const bad = others.length === 0 ? told : `**${others.length}**`;
    console.log(`| ${check.id} | ${check.reader} | ${result.files} | ${bad} |`);
    for (const { bundle, why } of others.slice(0, 10)) console.error(`${bundle.folder}: ${why}`);
    failed ||= others.length > 0;
  } catch (error) {
    failed = true;
    const why = error instanceof Error ? error.message : String(error);
    console.log(`| ${check.id} | ${check.reader} | - | failed |`);
    console.error(why);
  }
}
process.exitCode = failed ? 1 : 0;
