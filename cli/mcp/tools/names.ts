import * as z from "zod";
import { everyLogin } from "../../../lib/engine/login-conditions.ts";
import { type EntryView, listEntries } from "../../../lib/engine/review-view.ts";
import { formatMinor } from "../../../lib/kube/minor.ts";
import { decodePolicy } from "../../../lib/rbac/manifest/decode.ts";
import { validateText } from "../../validate-text.ts";
import { bindingsField, configurationField, readVersion, versionField } from "../fields.ts";
import { defineTool } from "../tool.ts";

const output = z.object({
  accepted: z
    .boolean()
    .describe("If false, the names are those of the mappings as they are written"),
  names: z.array(
    z.object({
      kind: z.enum(["User", "Group"]),
      name: z.string().describe("Claim values in braces: gha:{repository}"),
      issuer: z.string().optional().describe("Absent for requests without a token"),
      conditions: z
        .array(z.string())
        .describe(`What a token with the name must have. ${everyLogin}`),
      unknown: z.string().optional().describe("Why the name could be any name"),
      bound: z.array(z.string()).describe("What the bindings give to such names"),
    }),
  ),
  notShown: z.int().optional(),
});

/** Which names can come out of a configuration. */
export const namesTool = defineTool({
  name: "names",
  title: "Names that can come out",
  description:
    "Lists the user names and groups that tokens can get with this configuration, each with the conditions on the token and, with `bindings`, what is bound to it. Use it to write the subjects of bindings exactly, and to see who gets in.",
  input: z.strictObject({
    configuration: configurationField,
    bindings: bindingsField,
    version: versionField,
  }),
  output,
  run: async ({ configuration, bindings = "", version }, { now }) => {
    const minor = readVersion(version);
    if (typeof minor === "object") return minor;
    const read = await validateText(configuration, { minor, now });
    if (read.kind === "refused") return { error: read.message };
    const { loaded } = read;
    if (loaded.decoded === undefined)
      return { error: `The configuration cannot be read: ${loaded.decodeError ?? ""}` };
    const entries = listEntries({ loaded, minor, own: decodePolicy(bindings).policy });
    const names = entries.slice(0, mostNames).map(show);
    const notShown = entries.length - names.length;
    const accepted = loaded.compiled !== undefined;
    const data = { accepted, names, ...(notShown > 0 && { notShown }) };
    const lines = [
      ...(accepted
        ? []
        : [
            `kube-apiserver ${formatMinor(minor)} refuses this configuration; the names are those of its mappings as written.`,
          ]),
      ...(names.length === 0 ? ["No name can come out."] : []),
      ...names.map(describeName),
      ...(notShown > 0 ? [`${notShown} more are not listed.`] : []),
    ];
    return { data, text: lines.join("\n") };
  },
});

const mostNames = 100;

function show({ kind, name, url, conditions, unknown, bound }: EntryView) {
  return {
    ...{ kind, name, conditions, bound },
    ...(url !== undefined && { issuer: url }),
    ...(unknown !== undefined && { unknown }),
  };
}

function describeName({ kind, name, issuer, conditions, unknown, bound }: ReturnType<typeof show>) {
  const when = conditions.length === 0 ? "" : ` if ${conditions.join(" and ")}`;
  const given = bound.length === 0 ? "" : `; has ${bound.join(", ")}`;
  const any = unknown === undefined ? "" : ` (any name: ${unknown})`;
  return `${kind} ${name}${any} from ${issuer ?? "requests without a token"}${when}${given}`;
}
