import { expect, test } from "@playwright/test";
import { Workbench } from "./workbench.ts";

const inner = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
`;
const indent = (text: string, by: number) => text.replaceAll(/^(?=.)/gm, " ".repeat(by));

for (const { name, wrap, offer, title } of [
  {
    name: "a Talos machine configuration",
    wrap: (text: string) =>
      `machine:\n  files:\n    - op: create\n      path: /var/authn.yaml\n      content: |\n${indent(text, 8)}cluster:\n  name: kept\n`,
    offer: /This is a Talos machine configuration/,
    title: "a Talos machine configuration",
  },
  {
    name: "a Terraform file",
    wrap: (text: string) =>
      `module "cluster" {\n  authentication_config = <<-EOT\n${indent(text, 4)}  EOT\n  kept = true\n}\n`,
    offer: /This is another file/,
    title: "another file",
  },
]) {
  test(`${name} is opened, edited, and written back with the rest as it was`, async ({ page }) => {
    const workbench = new Workbench(page);
    await workbench.open();
    await workbench.write("Configuration", wrap(inner));
    await expect(workbench.verdict).toContainText(offer);
    await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
    await workbench.edit("Configuration", "[k8s]", "[k8s2]");
    await expect(workbench.exports.getByText(`As it was opened: ${title}`)).toBeVisible();
    expect(await workbench.download("as-it-was-opened.txt")).toBe(
      wrap(inner.replace("[k8s]", "[k8s2]")),
    );
  });
}

test("OpenShift's Authentication becomes a configuration", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write(
    "Configuration",
    `apiVersion: config.openshift.io/v1
kind: Authentication
metadata: {name: cluster}
spec:
  type: OIDC
  oidcProviders:
  - name: idp
    issuer: {issuerURL: https://idp.example.com, audiences: [console]}
    claimMappings: {username: {claim: email, prefixPolicy: NoPrefix}}
`,
  );
  await expect(workbench.verdict).toContainText(
    "This is OpenShift's Authentication, not an AuthenticationConfiguration.",
  );
  await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
  await workbench.pasteToken(
    JSON.stringify({
      iss: "https://idp.example.com",
      aud: "console",
      sub: "u1",
      email: "jane@example.com",
      email_verified: true,
      exp: 4102444800,
    }),
  );
  await expect(workbench.user).toContainText("jane@example.com");
});

test("a kubeconfig in the token's place is compared with the configuration", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", inner);
  await workbench.pasteToken(`apiVersion: v1
kind: Config
users:
- name: oidc
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      interactiveMode: Never
      command: kubectl
      args: [oidc-login, get-token, --oidc-issuer-url=https://idp.example.com/, --oidc-client-id=k8s]
`);
  await expect(workbench.token).toContainText(
    "This is a kubeconfig: it says how tokens are got, it holds none.",
  );
  await expect(workbench.token).toContainText("which differs at character 24");
});

test("an audit event names the user and the question", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.pasteToken(
    JSON.stringify({
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      verb: "list",
      user: { username: "oidc:jane", groups: ["oidc:dev"] },
      objectRef: { resource: "pods", namespace: "app", apiVersion: "v1" },
      responseStatus: { status: "Failure", reason: "Forbidden", code: 403 },
    }),
  );
  await expect(workbench.token).toContainText("oidc:jane");
  await expect(workbench.token).not.toContainText("401");
});
