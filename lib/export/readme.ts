import { formatMinor } from "../kube/minor.ts";
import type { ExportedFile, ExportInput, TargetExport } from "./types.ts";

/** README.md of the archive: what is in it, in which order it is applied, how to check and how to go back. */
export function writeReadme(
  input: ExportInput,
  title: string,
  target: TargetExport,
  files: readonly ExportedFile[],
): string {
  const { guide } = target;
  return `# Structured authentication for ${title}, Kubernetes ${formatMinor(input.minor)}

Made by Claimcheck. Angle brackets mark what only you know; no secret is in these files. The kubeconfigs look for the
cluster's own authority, which is public, in ca.crt beside them.

- Needs: ${guide.minimum}
- Takes effect: ${guide.activation}
- Lies at: ${guide.location}
- Meanwhile: ${guide.oldWay}
${section("Before you apply", target.problems)}${section("Changed for this target", target.changes)}
## Order

${steps([...(hasRbac(files) ? bindingsFirst : []), ...guide.order])}

## Check

${steps([...guide.check, ...(hasRbac(files) ? ["Every binding, asked as each of its subjects:", "$ sh rbac/prove.sh"] : [])])}

## Go back

${steps(guide.rollback)}

## Files

${files.map(({ path }) => `- \`${path}\``).join("\n")}
`;
}

const bindingsFirst = [
  "Apply the role bindings first, with a credential that works today: a user who can log in but has no binding can do nothing.",
  "$ sh rbac/apply.sh",
];

function hasRbac(files: readonly ExportedFile[]): boolean {
  return files.some(({ path }) => path === "rbac/apply.sh");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : `\n## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`;
}

/** Sentences as a list, commands under them as code. */
function steps(lines: readonly string[]): string {
  return lines
    .map((line) =>
      line.startsWith("$ ") ? `  \`\`\`sh\n  ${line.slice(2)}\n  \`\`\`` : `- ${line}`,
    )
    .join("\n");
}
