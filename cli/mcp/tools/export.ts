import * as z from "zod";
import { openText } from "../../../lib/import/open.ts";
import { answerExport } from "../../answer/export.ts";
import {
  bindingsField,
  configurationField,
  readVersion,
  targetField,
  versionField,
} from "../fields.ts";
import { defineTool, type Frozen } from "../tool.ts";

const output = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      characters: z.int(),
      text: z.string().optional().describe("Absent for long ones: ask for it with paths"),
    }),
  ),
  notes: z.array(z.string()).describe("What prevents applying them"),
  changed: z.array(z.string()).optional().describe("What was changed for this kind of cluster"),
});

/** The files for a kind of cluster. */
export const exportTool = defineTool({
  name: "export",
  title: "Write the files for a kind of cluster",
  description:
    "Writes the files that bring a configuration (and bindings) into a kind of cluster, with the steps. Nothing is written to disk: the texts are in the answer. README.md (the steps), review.md and long files are only listed: name them in `paths` to get their texts.",
  input: z.strictObject({
    configuration: configurationField,
    target: targetField,
    bindings: bindingsField,
    version: versionField,
    cluster: z
      .strictObject({ name: z.string().optional(), server: z.string().optional() })
      .optional()
      .describe("Name of the cluster, and the URL of its API server"),
    paths: z.array(z.string()).optional().describe("The files whose texts are wanted"),
  }),
  output,
  run: async ({ configuration, target, bindings, version, cluster = {}, paths }, { now }) => {
    const minor = readVersion(version);
    if (typeof minor === "object") return minor;
    const opened = openText(configuration, { version: minor });
    if (opened.refused !== undefined) return { error: opened.refused };
    const { name, server } = cluster;
    const request = {
      ...{ op: "export", config: opened.configuration ?? configuration, target, now },
      ...(bindings !== undefined && { bindings }),
      options: {
        cluster: { ...(name !== undefined && { name }), ...(server !== undefined && { server }) },
      },
    };
    const answer = await answerExport({ request, line: "", minor });
    if ("refused" in answer) return { error: answer.refused };
    const { files, notes, lost } = answer;
    const missing = (paths ?? []).filter((path) => !files.some((file) => file.path === path));
    if (missing.length > 0)
      return {
        error: `There is no file ${missing.join(", ")}. There are ${files.map(({ path }) => path).join(", ")}.`,
      };
    const total = files
      .filter(({ path }) => !isReading(path))
      .reduce((sum, { text }) => sum + text.length, 0);
    const wanted = (path: string) =>
      paths?.includes(path) ?? (total <= mostText && !isReading(path));
    const data = {
      files: files.map(({ path, text }) => ({
        ...{ path, characters: text.length },
        ...(wanted(path) && { text }),
      })),
      notes,
      ...(lost.length > 0 && { changed: lost }),
    };
    return { data, text: writeAnswer(data) };
  },
});

// For people: long, and nothing of it is applied.
function isReading(path: string): boolean {
  return path === "README.md" || path === "review.md";
}

/** In UTF-16 units. */
const mostText = 12_000;

function writeAnswer({ files, notes, changed = [] }: Frozen<z.infer<typeof output>>): string {
  const silent = files.filter(({ text }) => text === undefined);
  return [
    ...notes.map((note) => `in the way: ${note}`),
    ...changed.map((change) => `changed for this target: ${change}`),
    ...(silent.length === 0
      ? []
      : [
          "Files without their texts (name them in paths):",
          ...silent.map(({ path, characters }) => `- ${path} (${characters} characters)`),
        ]),
    ...files.flatMap(({ path, text }) => (text === undefined ? [] : [`--- ${path}`, text])),
  ].join("\n");
}
