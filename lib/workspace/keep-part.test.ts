import { expect, test } from "vitest";
import { maskWorkspace } from "./mask-workspace.ts";
import { usualCluster, usualExport } from "./parse-workspace.ts";
import { findWhole } from "./part-line.ts";

const lines = [
  "apiVersion: apiserver.config.k8s.io/v1",
  "kind: AuthenticationConfiguration",
  "jwt: []",
];
const configuration = `${lines.join("\n")}\n`;
const indent = (blanks: number) => lines.map((line) => " ".repeat(blanks) + line).join("\n");
const secret = "dGhlIGtleSBvZiBhIGNsdXN0ZXI";

test.each([
  {
    name: "a Talos machine configuration",
    text: `version: v1alpha1
machine:
  token: ${secret}
  files:
    - path: /var/lib/auth.yaml
      permissions: 0o400
      op: create
      content: |
${indent(8)}
cluster:
  secret: ${secret}
`,
  },
  {
    name: "values of a chart",
    text: `password: ${secret}\nauth:\n  config: |\n${indent(4)}\n`,
  },
  {
    name: "Terraform",
    text: `variable "secret" {\n  default = "${secret}"\n}\nlocals {\n  auth = <<-EOT\n${indent(4)}\n  EOT\n}\n`,
  },
  { name: "the file itself", text: `# mine\n${configuration}`, whole: true },
  {
    name: "a text that is being typed",
    text: "kind: AuthenticationConfiguration\njwt: [",
    whole: true,
  },
])("of $name the configuration is stored", ({ text, whole = false }) => {
  const { workspace } = maskWorkspace({
    apiVersion: "claimcheck/v1alpha1",
    kind: "Workspace",
    id: "default",
    name: "Workspace",
    cluster: usualCluster,
    configuration: text,
    bindings: "",
    running: { configuration: text },
    defaultPolicy: true,
    export: usualExport,
  });
  const stored = workspace.configuration;
  expect(workspace.running.configuration).toBe(stored);
  if (whole) {
    expect(stored).toBe(text);
    return;
  }
  const title = findWhole(stored);
  expect(title).toBeDefined();
  expect(stored).toBe(
    `# Only this part of ${title} was stored: open the file again if it is needed whole.\n${configuration}`,
  );
});
