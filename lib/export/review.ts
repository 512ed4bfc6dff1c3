import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { formatMinor, type Minor } from "../kube/minor.ts";
import type { ExportedFile } from "./files.ts";
import { code } from "./markdown.ts";
import type { IssuerReview, NameReview, ReviewFacts } from "./review-facts.ts";

/** review.md: for whoever must say yes to the change. */
export function writeReview(
  facts: ReviewFacts,
  bundle: {
    readonly title: string;
    readonly minor: Minor;
    readonly problems: readonly string[];
    readonly files: readonly ExportedFile[];
  },
): string {
  const { issuers, names, findings, unknowns, hashes } = facts;
  return `# Review: who gets in, and what for

${bundle.title}, Kubernetes ${formatMinor(bundle.minor)}. Made of the configuration, the roles and the bindings only: no token and no claim's value is in here.
${list("Errors", bundle.problems)}
## Who gets in

${issuers.length === 0 ? "No token of another issuer gets in." : issuers.map(issuerSection).join("\n\n")}

## Which names are bound, and what they may do

${names.length === 0 ? "No binding was given: who gets in may do only what every authenticated user may." : names.map(nameSection).join("\n\n")}

## Findings

${findings.length === 0 ? "None." : findings.map(({ id, severity, path, message }) => `- \`${id}\` (${severity})${path === "" ? "" : ` at ${code(path)}`}: ${code(message)}`).join("\n")}

## Not known

${[...unknowns, ...always].map((line) => `- ${line}`).join("\n")}

## Hashes

- configuration as edited: \`${hashes.configuration}\`
- roles and bindings as edited: \`${hashes.bindings}\`
${bundle.files.map(({ path, text }) => `- ${path}: \`${hashText(text)}\``).join("\n")}
`;
}

/** "sha256:" and the hash of the text's bytes. */
function hashText(text: string): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
}

function issuerSection({
  url,
  audiences,
  username,
  groups,
  rules,
  warnings,
}: IssuerReview): string {
  return [
    `### ${code(url)}`,
    "",
    `- audience: ${audiences.map(code).join(" or ")}`,
    `- user name: ${username}`,
    `- groups: ${groups}`,
    ...(rules.length === 0
      ? ["- rules: none; every valid token of this issuer for the audience gets in"]
      : rules.map((rule) => `- rule: ${rule}`)),
    ...warnings.map((warning) => `- **Look here:** ${warning}`),
  ].join("\n");
}

function nameSection({ kind, name, issuers, roles, escalations, outsiders }: NameReview): string {
  return [
    `### ${code(kind)} ${code(name)}`,
    "",
    issuers.length === 0
      ? "- no issuer of this configuration can give this name"
      : `- can be given by: ${issuers.map(code).join(", ")}`,
    ...roles.map((role) => `- has ${role}`),
    ...escalations.map((line) => `- **Leads to more:** ${line}`),
    ...outsiders.map((line) => `- **Who can get it:** ${line}`),
  ].join("\n");
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : `\n## ${title}\n\n${lines.map((line) => `- ${code(line)}`).join("\n")}\n`;
}

const always = [
  "Who has an account at the issuers, and which claims they give to whom: that is decided there.",
  "Bindings and roles of the cluster that were not given here.",
  "Other ways in: client certificates, service accounts, webhooks, and whatever --anonymous-auth lets in.",
];
