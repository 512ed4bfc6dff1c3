import { findSecrets, type Secret, secretTitles, type TextKind } from "../secrets/find-secrets.ts";
import { maskSecrets } from "../secrets/mask-secrets.ts";
import type { ExportedFile } from "./files.ts";
import type { ExportInput } from "./types.ts";

/** A place that looks like a secret. The secret itself is not in it. */
export interface SecretPlace {
  /** A path of the bundle, or what the visitor gave: "configuration". */
  readonly where: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** "a private key" */
  readonly what: string;
}

/** What was looked at for secrets, and what was found. */
export interface SecretCheck {
  /** How many files were looked at, README.md aside, which says so. */
  readonly files: number;
  /** In the documents and names that the files are made of: a mask stands there in the files. */
  readonly masked: readonly SecretPlace[];
  /** In the files as they are: what would go out. */
  readonly left: readonly SecretPlace[];
}

/** The input with masks for its secrets, and where they stand. */
export function maskInput(input: ExportInput): {
  readonly input: ExportInput;
  readonly masked: readonly SecretPlace[];
} {
  const masked: SecretPlace[] = [];
  const mask = (where: string, text: string, kind: TextKind) => {
    const result = maskSecrets(text, kind);
    masked.push(...result.masked.map((secret) => describePlace(where, secret)));
    return result.text;
  };
  const configuration = mask("configuration", input.configuration, "document");
  const bindings = mask("roles and bindings", input.bindings, "document");
  const cluster = {
    name: mask("name of the cluster", input.cluster.name, "plain"),
    server: mask("address of the API server", input.cluster.server, "plain"),
  };
  // Public values of the schema, such as an audience, may look random; what has the form of a secret is none of them.
  const maskForm = (where: string, text: string) =>
    findSecrets(text, "plain").some(({ reason }) => byForm.has(reason))
      ? mask(where, text, "plain")
      : text;
  const issuers = input.issuers.map((issuer) => ({
    ...issuer,
    url: maskForm("URL of an issuer", issuer.url),
    audiences: issuer.audiences.map((text) => maskForm("audience", text)),
    certificateAuthority: maskForm("authority of an issuer", issuer.certificateAuthority),
  }));
  const user = input.user && {
    username: maskForm("user name", input.user.username),
    groups: input.user.groups.map((text) => maskForm("group", text)),
  };
  return {
    input:
      masked.length === 0
        ? input
        : { ...input, configuration, bindings, cluster, issuers, ...(user && { user }) },
    masked,
  };
}

/**
 * Looks at every file once more, as it would go out, for what is a secret by its form. Names of keys and random words
 * were looked at in the documents; beside them, the files hold our own words and values of the schema.
 */
export function checkFiles(files: readonly ExportedFile[]): SecretPlace[] {
  return files.flatMap(({ path, language, text }) =>
    findSecrets(text, language === "yaml" ? "document" : "plain")
      .filter(({ reason }) => byForm.has(reason))
      .map((secret) => describePlace(path, secret)),
  );
}

const byForm = new Set<Secret["reason"]>([
  "json-web-token",
  "private-key",
  "known-prefix",
  "credentials-in-url",
]);

/** "rbac/rbac.yaml, line 3: a private key" */
export function formatPlace({ where, line, what }: SecretPlace): string {
  return `${where}, line ${line}: ${what}`;
}

function describePlace(where: string, { line, column, reason }: Secret): SecretPlace {
  return { where, line, column, what: secretTitles[reason] };
}
