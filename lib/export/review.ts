import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { formatMinor, type Minor } from "../kube/minor.ts";
import type { ExportedFile } from "./files.ts";
import { code, type Markdown } from "./markdown.ts";
import type { BindingReview, IssuerReview, ReviewDifference, ReviewFacts } from "./review-facts.ts";

/** review.md: for the person who approves the change. */
export function writeReview(
  facts: ReviewFacts,
  bundle: {
    readonly title: string;
    readonly minor: Minor;
    readonly problems: readonly string[];
    readonly files: readonly ExportedFile[];
  },
): string {
  const { summary, issuers, bindings, roles, findings, unknowns, hashes, difference } = facts;
  return `# Review: who gets in, and what for

${bundle.title}, Kubernetes ${formatMinor(bundle.minor)}. Made of the configuration, the roles and the bindings only: no token and no claim's value is in here.

## Summary

Who can get in:

${bullets(summary.getIn)}

The worst that can happen, as far as these documents tell:

- **An outsider**, with no account or with one that everybody can make: ${summary.outsider}
- **A member**, with an ordinary account at an issuer: ${summary.member}
- **Somebody who has left**: ${summary.leaver}
${list("Errors", bundle.problems)}${difference === undefined ? "" : differenceSection(difference)}
## By issuer

${issuers.length === 0 ? "No token of another issuer gets in." : issuers.map(issuerSection).join("\n\n")}

## By binding

${bindings.length === 0 ? "No binding was given: who gets in may do only what every authenticated user may." : bindings.map(bindingSection).join("\n\n")}

## What the roles lead to

${roles.length === 0 ? "No bound role leads to more than it says." : bullets(roles)}

## Findings

${findings.length === 0 ? "None." : findings.map(({ id, severity, path, message }) => `- \`${id}\` (${severity})${path === "" ? "" : ` at ${code(path)}`}: ${code(message)}`).join("\n")}

## Not known

${unknowns.map(({ what, resolve }) => `- ${what} To know it: ${resolve}`).join("\n")}

## Hashes

${hashes.map(({ name, hash }) => `- ${name}: \`${hash}\`\n`).join("")}${bundle.files.map(({ path, text }) => `- ${path}: \`${hashText(text)}\`\n`).join("")}`;
}

/** "sha256:" and the hash of the text's bytes. */
function hashText(text: string): string {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(text)))}`;
}

function bullets(lines: readonly Markdown[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

function differenceSection({ unknown, gives, takes }: ReviewDifference): string {
  const part = (title: string, lines: readonly Markdown[]) =>
    `### ${title}\n\n${lines.length === 0 ? "Nothing." : bullets(lines)}\n`;
  const told = unknown === undefined ? "" : `${unknown}\n\n`;
  return `
## What this change gives and takes

${told}${part("It gives", gives)}
${part("It takes", takes)}`;
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

function bindingSection({ title, severity, lines }: BindingReview): string {
  return [`### ${title}`, "", `Severity: ${severity}`, "", bullets(lines)].join("\n");
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : `\n## ${title}\n\n${lines.map((line) => `- ${code(line)}`).join("\n")}\n`;
}
