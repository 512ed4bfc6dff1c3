import {
  findSecrets,
  formReasons,
  type Secret,
  secretTitles,
  type TextKind,
} from "../secrets/find-secrets.ts";
import { maskExcerpt } from "../secrets/mask-excerpt.ts";
import { maskSecrets } from "../secrets/mask-secrets.ts";
import type { ExportedFile } from "./files.ts";
import type { ExportInput } from "./types.ts";

/** A place that looks like a secret. The secret itself is not in it. */
export interface SecretPlace {
  /** A path of the bundle, or what the visitor gave: "configuration". */
  readonly where: string;
  /** A file of the bundle, a document in the editor, or what else was given or is known. */
  readonly in: "file" | "configuration" | "bindings" | "other";
  /** Offsets in that file or document. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** "a private key" */
  readonly what: string;
  /** The words around it, with dots for the secret and for every other one beside it. */
  readonly excerpt: string;
}

/** What was looked at for secrets, and what was found. */
export interface SecretCheck {
  /** How many files were looked at: all of them. */
  readonly files: number;
  /** In the documents and names that the files are made of: a mask is there in the files. */
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
  const mask = (
    where: string,
    text: string,
    kind: TextKind,
    place: SecretPlace["in"] = "other",
  ) => {
    const result = maskSecrets(text, kind);
    masked.push(...describePlaces(where, place, text, result.masked));
    return result.text;
  };
  const configuration = mask("configuration", input.configuration, "document", "configuration");
  const bindings = mask("roles and bindings", input.bindings, "document", "bindings");
  const cluster = {
    name: mask("name of the cluster", input.cluster.name, "plain"),
    server: mask("address of the API server", input.cluster.server, "plain"),
  };
  // Public values of the schema, such as an audience, may look random; what has the form of a secret is none of them.
  const maskForm = (where: string, text: string) =>
    findSecrets(text, "plain").some(({ reason }) => formReasons.has(reason))
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
  const certificates = input.certificates?.map((person) => ({
    ...person,
    username: maskForm("user name", person.username),
    groups: person.groups.map((text) => maskForm("group", text)),
  }));
  const agent = input.agent && {
    ...input.agent,
    config: mask("config.yaml of the agent", input.agent.config, "document"),
  };
  const tests = input.tests && { ...input.tests, list: maskTests(input.tests.list, masked) };
  // They quote what is wrong: the URL of an issuer with the password in it.
  const errors = input.errors?.map((text) => maskForm("an error of the documents", text));
  return {
    input:
      masked.length === 0
        ? input
        : {
            ...{ ...input, configuration, bindings, cluster, issuers },
            ...(user && { user }),
            ...(certificates && { certificates }),
            ...(agent && { agent }),
            ...(tests && { tests }),
            ...(errors && { errors }),
          },
    masked,
  };
}

/** Claims of a test are kept because their owner asked for it: what only looks random in them is not masked. */
function maskTests(list: string, masked: SecretPlace[]): string {
  const result = maskSecrets(list, "document", { publicTexts: [list] });
  masked.push(...describePlaces("tests", "other", list, result.masked));
  return result.text;
}

/**
 * Looks at every file once more, as it would go out, for what is a secret by its form. Names of keys and random words
 * were looked at in the documents; beside them, the files hold our own words and values of the schema.
 */
export function checkFiles(files: readonly ExportedFile[]): SecretPlace[] {
  return files.flatMap(({ path, language, text }) => {
    const found = findSecrets(text, language === "yaml" ? "document" : "plain");
    return describePlaces(path, "file", text, found).filter((_, index) =>
      formReasons.has((found[index] as Secret).reason),
    );
  });
}

/** "rbac/rbac.yaml, line 3: a private key" */
export function formatPlace({ where, line, what }: SecretPlace): string {
  return `${where}, line ${line}: ${what}`;
}

/** "This looks like a secret and would go out: review.md, line 3: a private key" */
export function tellLeft(place: SecretPlace): string {
  return `This looks like a secret and would go out: ${formatPlace(place)}`;
}

function describePlaces(
  where: string,
  place: SecretPlace["in"],
  text: string,
  found: readonly Secret[],
): SecretPlace[] {
  return found.map((secret) => ({
    where,
    in: place,
    start: secret.start,
    end: secret.end,
    line: secret.line,
    column: secret.column,
    what: secretTitles[secret.reason],
    excerpt: maskExcerpt(text, secret, found),
  }));
}
