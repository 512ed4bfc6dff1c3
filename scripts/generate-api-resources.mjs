// Makes lib/rbac/api-resources.generated.ts: what a kube-apiserver serves by default, from its aggregated discovery.
//
//   node scripts/generate-api-resources.mjs FILE
//
// FILE is JSON: { resources: [{ group, version, resource, kind, namespaced, verbs, shortNames, singular, categories,
// subresources: [{ subresource, verbs }] }] }, groups in the server's order.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: generate-api-resources.mjs FILE");

const { resources } = JSON.parse(readFileSync(file, "utf8"));
const lines = resources.map((entry) =>
  JSON.stringify([
    entry.group,
    entry.version,
    entry.resource,
    entry.kind,
    entry.namespaced ? 1 : 0,
    entry.verbs.join(","),
    entry.shortNames.join(","),
    entry.singular,
    entry.subresources
      .map(({ subresource, verbs }) => `${subresource}=${verbs.join(",")}`)
      .join(";"),
  ]),
);
writeFileSync(
  fileURLToPath(new URL("../lib/rbac/api-resources.generated.ts", import.meta.url)),
  `// Made by scripts/generate-api-resources.mjs; do not edit.\nimport type { ApiResourceRow } from "./api-resource-row.ts";\n\nexport const rows: readonly ApiResourceRow[] = [\n${lines.join(",\n")},\n];\n`,
);
