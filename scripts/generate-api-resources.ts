// Makes lib/rbac/api-resources.generated.ts: what a kube-apiserver serves by default, from its aggregated discovery.
//
//   npx tsx scripts/generate-api-resources.ts oracle/sources/api-resources-1.37.json [OUTPUT]
//
// The input was made from the answers of a kube-apiserver 1.37 to `GET /api` and `GET /apis` with
// `Accept: application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io`, groups in the server's order.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Discovered {
  readonly resources: readonly {
    readonly group: string;
    readonly version: string;
    readonly resource: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
    readonly shortNames: readonly string[];
    readonly singular: string;
    readonly subresources: readonly {
      readonly subresource: string;
      readonly verbs: readonly string[];
    }[];
  }[];
}

const [file, output] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: generate-api-resources.ts FILE [OUTPUT]");

const { resources } = JSON.parse(readFileSync(file, "utf8")) as Discovered;
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
const header =
  "// Made by `npx tsx scripts/generate-api-resources.ts oracle/sources/api-resources-1.37.json` from the aggregated discovery of kube-apiserver 1.37.1; do not edit.\n";
writeFileSync(
  output ?? fileURLToPath(new URL("../lib/rbac/api-resources.generated.ts", import.meta.url)),
  `${header}import type { ApiResourceRow } from "./api-resource-row.ts";\n\nexport const rows: readonly ApiResourceRow[] = [\n${lines.join(",\n")},\n];\n`,
);
