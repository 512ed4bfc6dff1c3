import * as z from "zod";
import { loadConfiguration } from "../../../lib/authn/load.ts";
import { type ReviewAnswer, viewReview } from "../../../lib/engine/review-view.ts";
import { createWorld } from "../../../lib/engine/tests/access-world.ts";
import { openText } from "../../../lib/import/open.ts";
import type { Minor } from "../../../lib/kube/minor.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../../../lib/kube/targets.ts";
import { decodePolicy } from "../../../lib/rbac/manifest/decode.ts";
import { configurationField, readVersion, versionField } from "../fields.ts";
import { defineTool, type Frozen } from "../tool.ts";

const output = z.object({
  question: z.string().describe("As it was understood"),
  subjects: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      by: z.array(z.string()).describe("The bindings that allow it"),
      namespaces: z
        .array(z.string())
        .optional()
        .describe("Where, if not everywhere that was asked about"),
      from: z
        .array(z.string())
        .optional()
        .describe("Issuers of the configuration that can give the name; empty if none can"),
    }),
  ),
  notShown: z.int().optional(),
  ofTheCluster: z.int().describe("Subjects of the server's own default bindings, not listed"),
  unknownRoles: z
    .array(z.string())
    .optional()
    .describe("Roles that bindings name and the text has not"),
  warnings: z.array(z.string()).optional(),
});

/** Who may do something. */
export const whoCanTool = defineTool({
  name: "who_can",
  title: "Who can do something",
  description:
    "Lists the users, groups and service accounts that roles and bindings allow to do something; with `configuration` also which issuer can give each name. RBAC with the server's default roles.",
  input: z.strictObject({
    question: z.string().describe("As after kubectl auth can-i: get secrets -n prod"),
    bindings: z.string().describe("Roles and bindings as YAML"),
    configuration: configurationField.optional(),
    version: versionField,
    all: z.boolean().optional().describe("List the subjects of the server's default bindings too"),
  }),
  output,
  run: async ({ question, bindings, configuration = "", version, all = false }) => {
    const minor = readVersion(version);
    if (typeof minor === "object") return minor;
    const asked = await askWho(question, bindings, configuration, minor);
    if ("error" in asked) return asked;
    const { answer, notes, broken } = asked;
    const { subjects, more, unknownRoles } = answer.who;
    const wanted = subjects.filter(({ standard }) => all || !standard);
    const shown = wanted
      .slice(0, mostSubjects)
      .map(({ kind, name, bindings: by, namespaces, from }) => ({
        ...{ kind, name, by: by.map(({ description }) => description) },
        ...(namespaces.length > 0 && { namespaces }),
        ...(configuration !== "" && from !== undefined && { from }),
      }));
    const notShown = wanted.length - shown.length + (all ? more : 0);
    const warnings = [
      ...answer.warnings,
      ...(broken === undefined ? [] : [`The bindings cannot all be read: ${broken}`]),
      ...(configuration === "" ? [] : notes),
    ];
    const data = {
      ...{ question: answer.question, subjects: shown },
      ofTheCluster: all ? 0 : subjects.length - wanted.length + more,
      ...(notShown > 0 && { notShown }),
      ...(unknownRoles.length > 0 && { unknownRoles }),
      ...(warnings.length > 0 && { warnings }),
    };
    return { data, text: writeAnswer(data) };
  },
});

const mostSubjects = 50;

/** Who may do something by bindings, with the issuers of the configuration that can give each name. */
export async function askWho(
  question: string,
  bindings: string,
  configuration: string,
  minor: Minor,
): Promise<
  | { readonly error: string }
  | {
      readonly answer: Extract<ReviewAnswer, { kind: "who" }>;
      readonly notes: readonly string[];
      readonly broken?: string | undefined;
    }
> {
  const opened = openText(configuration, { version: minor });
  const text = opened.configuration ?? configuration;
  const { serviceAccountIssuers } = findClusterTarget(opened.target ?? "static-pod");
  const loaded = loadConfiguration(text, { minor, disallowedIssuers: serviceAccountIssuers });
  const { authorizer, resources, broken } = await createWorld(
    { bindings, defaultPolicy: true, authorizationModes: defaultAuthorizationModes },
    minor,
  );
  const { policy: own } = decodePolicy(bindings);
  const { answer, notes } = viewReview({
    ...{ authorizer, resources, own, bindings, text, loaded, question, minor },
  });
  if (answer === undefined) return { error: "Ask a question, such as: get secrets -n prod." };
  if (answer.kind === "unreadable") return { error: `The question: ${answer.message}` };
  return { answer, notes, broken };
}

/** Which issuers can give a name, in words; "" if no configuration says it. */
export function describeFrom(from: readonly string[] | undefined): string {
  if (from === undefined) return "";
  return from.length === 0
    ? "; no issuer of the configuration can give this name"
    : `; given by ${from.join(", ")}`;
}

function writeAnswer(data: Frozen<z.infer<typeof output>>): string {
  const { subjects, notShown = 0, ofTheCluster, unknownRoles = [], warnings = [] } = data;
  return [
    subjects.length === 0
      ? `No subject of these bindings may ${data.question}.`
      : `May ${data.question}:`,
    ...subjects.map(({ kind, name, by, namespaces, from }) => {
      const where = namespaces === undefined ? "" : `, only in ${namespaces.join(", ")}`;
      return `- ${kind} ${name}${where}: ${by.join("; ")}${describeFrom(from)}`;
    }),
    ...(notShown > 0 ? [`${notShown} more are not listed.`] : []),
    ...(ofTheCluster > 0
      ? [
          `So may ${ofTheCluster === 1 ? "1 subject" : `${ofTheCluster} subjects`} of the server's default bindings: see with all.`,
        ]
      : []),
    ...(unknownRoles.length > 0
      ? [`Not known, because the text does not hold them: ${unknownRoles.join(", ")}.`]
      : []),
    ...warnings,
  ].join("\n");
}
