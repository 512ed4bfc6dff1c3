import * as z from "zod";
import { loadConfiguration } from "../../../lib/authn/load.ts";
import { readLogLine } from "../../../lib/engine/log-line-view.ts";
import { viewLogGroups } from "../../../lib/engine/whole-log/log-groups-view.ts";
import { wordsOfPage } from "../../../lib/explain/causes/access.ts";
import { createLogReader } from "../../../lib/explain/whole-log/read-log.ts";
import { openText } from "../../../lib/import/open.ts";
import { isWholeLog } from "../../read-log-file.ts";
import { describeLog } from "../../report/log-text.ts";
import { configurationField, readVersion, versionField } from "../fields.ts";
import { referenceOfCause } from "../references.ts";
import { defineTool } from "../tool.ts";

const cause = z.object({
  code: z.string(),
  by: z.string().describe("Who wrote the line: kube-apiserver, kubectl, kubelogin, issuer, …"),
  count: z.int().optional(),
  cause: z.string(),
  remedy: z.string().optional(),
  error: z.string().optional(),
  paths: z
    .array(z.string())
    .optional()
    .describe("Fields of the configuration that it can be about"),
  reference: z.string().optional(),
});

/** What lines of a log mean. */
export const explainTool = defineTool({
  name: "explain",
  title: "Explain a log or an error message",
  description:
    "Says what a line of kube-apiserver's log, or a message of kubectl, kubelogin or an issuer, means and what to do. More than 50 lines are read as a whole log: failures by cause. With `configuration` also which fields they are about.",
  input: z.strictObject({
    text: z.string().describe("Lines of a log, or an error message"),
    configuration: configurationField.optional(),
    version: versionField,
  }),
  output: z.object({
    causes: z.array(cause).describe("Empty if nothing is about authentication or access"),
  }),
  run: async ({ text, configuration = "", version }) => {
    const minor = readVersion(version);
    if (typeof minor === "object") return minor;
    const inner = openText(configuration, { version: minor }).configuration ?? configuration;
    const loaded = loadConfiguration(inner, { minor });
    if (isWholeLog(text)) {
      const reader = createLogReader();
      reader.push(text);
      reader.finish();
      const summary = reader.summary();
      const groups = viewLogGroups(summary.groups, loaded).slice(0, mostGroups);
      const causes = groups.map(({ code, count, meaning, remedies, error, places }) => ({
        ...{ code, count, by: "kube-apiserver", cause: meaning },
        ...(remedies.length > 0 && { remedy: remedies.join(" ") }),
        ...(error !== undefined && { error }),
        ...about(code, places),
      }));
      return { data: { causes }, text: describeLog(summary, groups).join("\n") };
    }
    const found = await readLogLine(text, loaded);
    if (found === undefined || found.code === "none")
      return {
        data: { causes: [] },
        text: "Nothing in this text is about authentication or access.",
      };
    const { code, by, cause: why, error, places } = found;
    const remedy = found.remedy?.replace(` ${wordsOfPage}`, "");
    const data = {
      ...{ code, by, cause: why },
      ...(remedy !== undefined && { remedy }),
      ...(error !== undefined && { error }),
      ...about(code, places),
    };
    const lines = [
      `${by}: ${code}`,
      why,
      ...(remedy === undefined ? [] : [remedy]),
      ...places.map(({ path }) => `field ${path}`),
      ...(data.reference === undefined ? [] : [`see ${data.reference}`]),
    ];
    return { data: { causes: [data] }, text: lines.join("\n") };
  },
});

const mostGroups = 20;

function about(code: string, places: readonly { readonly path: string }[]) {
  const reference = referenceOfCause(code);
  return {
    ...(places.length > 0 && { paths: places.map(({ path }) => path) }),
    ...(reference !== undefined && { reference }),
  };
}
