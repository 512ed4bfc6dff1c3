import { formatMinor } from "../kube/minor.ts";
import { formatPlace, type SecretCheck } from "./check-secrets.ts";
import type { ExportedFile } from "./files.ts";
import { code } from "./markdown.ts";
import type { ExportInput, TargetExport } from "./types.ts";

/** README.md of the archive: what is in it, in which order it is applied, how to check and how to go back. */
export function writeReadme(
  input: ExportInput,
  heading: string,
  target: TargetExport,
  files: readonly ExportedFile[],
  secrets: SecretCheck,
): string {
  const { guide } = target;
  const clients = files.some(
    ({ path }) =>
      path.startsWith("clients/") && path.slice(path.lastIndexOf("/")).includes("kubeconfig"),
  );
  return `# ${heading}, Kubernetes ${formatMinor(input.minor)}

Made by Claimcheck. Angle brackets mark what only you know. Commands are run in this folder.

- Needs: ${guide.minimum}
- Takes effect: ${guide.activation}
- Place: ${guide.location}
- Meanwhile: ${guide.oldWay}
- Secrets: ${describeCheck(secrets)}
${section("Masked", secrets.masked.map(formatPlace).map(code))}${section("Before you apply", target.problems.map(code))}${section("Changed for this target", target.changes)}
## Order

${steps(guide.order)}

## Check

${steps(guide.check)}

## Go back

${steps(guide.rollback)}

## Later changes

${steps(guide.later)}
${clients ? clientNotes : ""}
## Files

${files.map(({ path }) => `- \`${path}\``).join("\n")}
`;
}

const clientNotes = `
## Clients

The kubeconfigs look for the cluster's own authority, which is public, in ca.crt beside them. Every namespace holds it:

\`\`\`sh
kubectl -n default get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}' > ca.crt
\`\`\`
`;

/** What the check for secrets did, in sentences. */
function describeCheck({ files, masked, left }: SecretCheck): string {
  return [
    `${files} files were looked at for tokens, private keys, passwords and random words.`,
    masked.length === 0
      ? "Nothing was masked."
      : `${masked.length} ${masked.length === 1 ? "place is" : "places are"} masked.`,
    left.length === 0
      ? "Nothing that looks like a secret is left in them."
      : `What looks like a secret is left at ${left.length} ${left.length === 1 ? "place" : "places"}: see below.`,
  ].join(" ");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : `\n## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`;
}

/** Sentences as a numbered list, each with the commands that follow it as code. */
function steps(lines: readonly string[]): string {
  let count = 0;
  return lines
    .map((line) => {
      if (line.startsWith("$ "))
        return `   \`\`\`sh\n   ${line.slice(2).replaceAll("\n", " ")}\n   \`\`\``;
      count += 1;
      return `${count}. ${line}`;
    })
    .join("\n");
}
