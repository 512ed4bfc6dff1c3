import { expect } from "@playwright/test";
import { test } from "./test.ts";
import { briefly, Workbench } from "./workbench.ts";

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

const others = [
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
];

test("a Talos machine configuration and a Terraform file are opened, edited, and written back with the rest as it was", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  for (const { name, wrap, offer, title } of others)
    await test.step(name, async () => {
      await workbench.write("Configuration", wrap(inner));
      await expect(workbench.verdict).toContainText(offer);
      await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
      await workbench.edit("Configuration", "[k8s]", "[k8s2]");
      const opened = workbench.exports.getByText(`As it was opened: ${title}`);
      await workbench.showExports(() => expect(opened).toBeVisible(briefly));
      expect(await workbench.download("as-it-was-opened.txt")).toBe(
        wrap(inner.replace("[k8s]", "[k8s2]")),
      );
    });
});

test("OpenShift's Authentication and a kubeadm configuration become a configuration, with what they name", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("OpenShift's Authentication becomes a configuration", async () => {
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
    oidcClients: [{componentName: console, componentNamespace: openshift-console, clientID: c}]
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
    await workbench.edit("Configuration", "claim: email", "claim: upn");
    await expect(
      workbench.exports.getByText("As it was opened: OpenShift's Authentication"),
    ).toBeVisible();
    const back = await workbench.download("as-it-was-opened.txt");
    expect(back).toContain("claim: upn");
    // What only OpenShift knows stays.
    expect(back).toContain("componentName: console");
  });

  await test.step("the names of a kubeadm configuration become the export's", async () => {
    await workbench.write(
      "Configuration",
      `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: prod-eu
kubernetesVersion: v1.35.1
apiServer:
  extraArgs:
  - {name: oidc-issuer-url, value: https://idp.example.com}
  - {name: oidc-client-id, value: k8s}
`,
    );
    await expect(workbench.verdict).toContainText("the cluster’s name prod-eu");
    await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
    await expect(workbench.exports.getByLabel("Kind of cluster")).toHaveValue("kubeadm");
    await expect(workbench.exports.getByRole("combobox", { name: /^Version/ })).toHaveValue("35");
    await expect(workbench.exports.getByLabel("Cluster’s name")).toHaveValue("prod-eu");
  });
});

test("an audit event, a client's secret, a kubeconfig and the cluster's answer, each in its place", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("an audit event names the user and the question", async () => {
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
    await workbench.token.getByRole("button", { name: /^Ask for oidc:jane/ }).click();
    await expect(workbench.access.getByRole("textbox", { name: /can-i/ })).toHaveValue(
      "list pods -n app",
    );
  });

  await test.step("a client's secret is hidden as briefly as it is pasted", async () => {
    await workbench.pasteToken(
      "kubectl oidc-login get-token --oidc-issuer-url=https://idp.example.com --oidc-client-id=k8s --oidc-client-secret=hunter2",
    );
    const box = workbench.token.getByRole("textbox", { name: "Token", exact: true });
    await expect(box).toHaveValue(/--oidc-client-secret=•••••$/);
    await expect(workbench.token).toContainText("--oidc-client-secret is given; it is not shown.");
  });

  await test.step("a kubeconfig in the token's place is compared with the configuration", async () => {
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
      "This is a kubeconfig. It says how to get a token, but it holds none.",
    );
    await expect(workbench.token).toContainText("which differs at character 24");
    // A secret that comes with one goes at once, whatever field it is pasted into.
    await workbench.write(
      "Configuration",
      "users:\n- name: a\n  user:\n    auth-provider: {name: oidc, config: {client-secret: hunter2}}\n",
    );
    const lines = page.locator(".view-lines").first();
    await expect(lines).toContainText("•••••");
    await expect(lines).not.toContainText("hunter2");
  });

  await test.step("the cluster's answer is compared with the token's user", async () => {
    await workbench.write("Configuration", inner);
    await workbench.pasteToken(
      JSON.stringify({ iss: "https://idp.example.com", aud: "k8s", sub: "u1", exp: 4102444800 }),
    );
    await workbench.user.getByRole("tab", { name: "kubectl auth whoami" }).click();
    const answer = workbench.user.getByRole("textbox", { name: "The cluster’s answer" });
    await answer.fill(
      "ATTRIBUTE   VALUE\nUsername    idp:u1\nGroups      [system:authenticated]\n",
    );
    await expect(workbench.user).toContainText("The cluster names the same user");
    await answer.fill(
      "ATTRIBUTE   VALUE\nUsername    idp:u2\nGroups      [system:authenticated]\n",
    );
    await expect(workbench.user).toContainText(
      'Username: the cluster says "idp:u2", here it is "idp:u1".',
    );
  });
});

test("after a reload the page asks for the text around the configuration", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const wrapper = `kind: ConfigMap\napiVersion: v1\ndata:\n  authn.yaml: |\n${indent(inner, 4)}`;
  const takeOut = async () => {
    await workbench.write("Configuration", wrapper);
    await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
    const opened = workbench.exports.getByText("As it was opened: a ConfigMap");
    await workbench.showExports(() => expect(opened).toBeVisible(briefly));
  };
  await takeOut();
  await page.reload();
  await expect(
    page.getByText("open the file again to write the configuration back into it"),
  ).toBeVisible();
  await expect(workbench.exports.getByText("As it was opened: a ConfigMap")).toHaveCount(0);
  await takeOut();
});
