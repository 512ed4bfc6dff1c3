import { type DescribedField, describedFields, findFieldDoc } from "../../lib/authn/field-docs.ts";
import { buildConfigurationSchema } from "../../lib/authn/json-schema.ts";
import {
  buildReference,
  type ReferenceEntry,
  type ReferenceLibrary,
} from "../../lib/cel/reference.ts";
import { causePages, findCausePage } from "../../lib/explain/cause-pages.ts";
import { formatMinor } from "../../lib/kube/minor.ts";
import { clusterTargets } from "../../lib/kube/targets.ts";
import { buildRbacSchema, listSharedFields } from "../../lib/rbac/json-schema.ts";
import { buildWorkspaceSchema } from "../../lib/workspace/tests/schema.ts";
import { referenceRoot } from "./references.ts";

/** A page of the reference as a resource. */
export interface ReferencePage {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly mimeType: "text/markdown" | "application/schema+json";
}

/** Pages that are not listed one by one. */
export const referenceTemplates = [
  {
    uriTemplate: `${referenceRoot}/errors/{code}`,
    name: "A cause",
    description: "What a cause means and what helps; the codes are in the list of causes",
    mimeType: "text/markdown",
  },
  {
    uriTemplate: `${referenceRoot}/configuration/{path}`,
    name: "A field",
    description: "A field of AuthenticationConfiguration by its path: jwt.issuer.url",
    mimeType: "text/markdown",
  },
  {
    uriTemplate: `${referenceRoot}/cel/{library}`,
    name: "A library of CEL",
    description: "Functions with signatures, versions and examples",
    mimeType: "text/markdown",
  },
];

interface Page extends Omit<ReferencePage, "uri"> {
  readonly read: () => string;
}

const markdown = "text/markdown";
const schema = "application/schema+json";

/** The listed pages by the rest of their address. */
const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  [
    "configuration",
    {
      name: "Fields of AuthenticationConfiguration",
      description: "Every field: what it is for, its default, limits and an example",
      mimeType: markdown,
      read: () =>
        [
          "# Fields of AuthenticationConfiguration",
          ...describedFields.map((field) => writeField(field)),
        ].join("\n\n"),
    },
  ],
  [
    "rbac",
    {
      name: "Fields of roles and bindings",
      description: "Role, ClusterRole, RoleBinding and ClusterRoleBinding",
      mimeType: markdown,
      read: () =>
        [
          "# Fields of roles and bindings",
          ...listSharedFields().map(({ field, kinds }) => writeField(field, kinds)),
        ].join("\n\n"),
    },
  ],
  [
    "errors",
    {
      name: "Causes",
      description: "Every reason for a refused configuration, token or request, by code",
      mimeType: markdown,
      read: () =>
        ["# Causes", "", ...causePages.map(({ code, title }) => `- \`${code}\`: ${title}`)].join(
          "\n",
        ),
    },
  ],
  [
    "cel",
    {
      name: "CEL in kube-apiserver",
      description: "The libraries of functions that expressions may use",
      mimeType: markdown,
      read: writeLibraries,
    },
  ],
  [
    "targets",
    {
      name: "Kinds of clusters",
      description: "The ids that export, validate and diagnose take as target",
      mimeType: markdown,
      read: () =>
        [
          "# Kinds of clusters",
          "",
          ...clusterTargets.map(({ id, title }) => `- \`${id}\`: ${title}`),
        ].join("\n"),
    },
  ],
  ...Object.entries({
    "authentication-configuration.json": buildConfigurationSchema,
    "rbac.json": buildRbacSchema,
    "workspace.json": buildWorkspaceSchema,
  }).map(([file, build]): [string, Page] => [
    `schema/${file}`,
    {
      name: `JSON Schema ${file}`,
      description: "For editors and for writing such files",
      mimeType: schema,
      read: () => JSON.stringify(build(`${referenceRoot}/schema/${file}`), null, 1),
    },
  ]),
]);

/** The pages that are listed. */
export const referencePages: readonly ReferencePage[] = [...pages].map(
  ([path, { name, description, mimeType }]) => ({
    ...{ uri: `${referenceRoot}/${path}`, name, description, mimeType },
  }),
);

/** A page as text; undefined if there is none at this address. */
export function readReference(
  uri: string,
): { readonly text: string; readonly mimeType: string } | undefined {
  if (!uri.startsWith(`${referenceRoot}/`)) return undefined;
  const path = uri.slice(referenceRoot.length + 1);
  const page = pages.get(path);
  if (page !== undefined) return { text: page.read(), mimeType: page.mimeType };
  const slash = path.indexOf("/");
  const text = readOne(path.slice(0, slash), path.slice(slash + 1));
  return text === undefined ? undefined : { text, mimeType: markdown };
}

function readOne(part: string, name: string): string | undefined {
  switch (part) {
    case "errors":
      return writeCause(name);
    case "configuration": {
      const field = findFieldDoc(name);
      return field && writeField(field);
    }
    case "cel": {
      const library = buildReference().find((one) => one.name === name);
      return library && writeLibrary(library);
    }
    default:
      return undefined;
  }
}

function writeField(field: DescribedField, kinds?: readonly string[]): string {
  const { path, text, type, items, needs, limits, values, since, required, example } = field;
  const facts = [
    type === "list" ? `list of ${items === "string" ? "strings" : "objects"}` : type,
    required === true ? "required" : undefined,
    since === undefined ? undefined : `since ${formatMinor(since)}`,
    kinds?.join(", "),
  ];
  return [
    `## ${path}`,
    facts.filter((fact) => fact !== undefined).join(", "),
    text,
    needs,
    limits && `Limits: ${limits}`,
    field.default && `Default: ${field.default}`,
    values && `Values: ${values.join(", ")}`,
    fence(example),
  ]
    .filter((part) => part !== undefined && part !== "")
    .join("\n\n");
}

function writeCause(wanted: string): string | undefined {
  const page = findCausePage(wanted);
  if (page === undefined) return undefined;
  const { code, title, meaning, remedies, example } = page;
  return [
    `# ${title}`,
    `\`${code}\``,
    meaning,
    ...(remedies.length === 0
      ? []
      : ["## What to do", remedies.map((remedy, index) => `${index + 1}. ${remedy}`).join("\n")]),
    example.kind === "line" ? "## As it is printed" : "## Such a token",
    fence(example.text),
  ].join("\n\n");
}

function writeLibraries(): string {
  const rows = buildReference().map(
    ({ name, title, since, entries }) =>
      `- \`${referenceRoot}/cel/${name}\`: ${title}${since > 30 ? `, since ${formatMinor(since)}` : ""}: ${[...new Set(entries.map((entry) => entry.name))].map((one) => `\`${one}\``).join(" ")}`,
  );
  return ["# CEL in kube-apiserver", ...rows].join("\n\n");
}

function writeLibrary({ title, doc, entries }: ReferenceLibrary): string {
  return [`# ${title}`, doc, ...entries.map(writeEntry)].join("\n\n");
}

function writeEntry({ name, kind, doc, since, signatures, examples }: ReferenceEntry): string {
  return [
    `## \`${name}\` (${kind}${since > 30 ? `, since ${formatMinor(since)}` : ""})`,
    doc,
    signatures
      .map(({ text, since: from, until }) => {
        const first = from > since ? `, since ${formatMinor(from)}` : "";
        const last = until === undefined ? "" : `, up to ${formatMinor(until)}`;
        return `- \`${text}\`${first}${last}`;
      })
      .join("\n"),
    ...(examples.length === 0
      ? []
      : [
          fence(examples.map(({ expression, result }) => `${expression}  // ${result}`).join("\n")),
        ]),
  ].join("\n\n");
}

function fence(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``;
}
