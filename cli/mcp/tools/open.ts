import * as z from "zod";
import { openPaste } from "../../../lib/engine/open-paste.ts";
import { readVersion, versionField } from "../fields.ts";
import { defineTool } from "../tool.ts";

const output = z.object({
  kind: z.string(),
  format: z.string(),
  title: z.string().describe("What the text is, for a sentence"),
  target: z.string().optional().describe("The kind of cluster that the text says"),
  configuration: z
    .string()
    .optional()
    .describe("The AuthenticationConfiguration, taken out or converted"),
  bindings: z.string().optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
  question: z.string().optional(),
  options: z.record(z.string(), z.string()).optional(),
  notes: z.array(z.string()),
  placeholders: z.array(z.string()).optional(),
  refused: z
    .string()
    .optional()
    .describe("Why no configuration is given although the text was recognised"),
});

/** What a text is, and what can be taken out of it. */
export const openTool = defineTool({
  name: "open",
  title: "Open a text of any form",
  description:
    "Says what a text is (a ConfigMap, a kubeadm or Talos file, Helm values, --oidc-* flags, HCL, a log, claims, kubectl output, …) and takes the AuthenticationConfiguration, bindings or claims out of it. Converts --oidc-* flags.",
  input: z.strictObject({
    text: z.string(),
    name: z.string().optional().describe("The name of the file that holds the text"),
    version: versionField,
  }),
  output,
  run: async ({ text, name = "", version }) => {
    const minor = readVersion(version);
    if (typeof minor === "object") return minor;
    const found = openPaste(text, { version: minor, name });
    const { kind, format, title, target, configuration, bindings, claims, question } = found;
    const refused = found.refused ?? found.unstartable;
    const data = {
      ...{ kind, format, title, notes: found.notes },
      ...(target !== undefined && { target }),
      ...(configuration !== undefined && { configuration }),
      ...(bindings !== undefined && { bindings }),
      ...(claims !== undefined && { claims }),
      ...(question !== undefined && { question }),
      ...(found.options !== undefined && { options: found.options }),
      ...(found.placeholders.length > 0 && { placeholders: found.placeholders }),
      ...(refused !== undefined && { refused }),
    };
    const lines = [
      `This is ${title}${target === undefined ? "" : `, for the target ${target}`}.`,
      ...(refused === undefined ? [] : [refused]),
      ...found.notes.map((note) => `note: ${note}`),
      ...found.placeholders.map((one) => `placeholder: ${one}`),
      ...(question === undefined ? [] : [`question: ${question}`]),
      ...(claims === undefined ? [] : [`claims: ${JSON.stringify(claims)}`]),
      // As it was given, it is at hand already.
      ...(configuration === undefined || configuration === text ? [] : [configuration]),
      ...(bindings === undefined || bindings === text ? [] : [bindings]),
    ];
    return { data, text: lines.join("\n") };
  },
});
