import { expect, type Page } from "@playwright/test";
import { parse } from "yaml";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { briefly, Workbench } from "./workbench.ts";

/** The files of a guide's cluster: downloaded as an archive, and compared with what the guide describes. */

test("the files of a guide's cluster: Talos of the Authentik guide, Gardener of the EMK guide", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("Talos, from the Authentik guide: the document of 1.14 and the patch of 1.13", async () => {
    await workbench.loadExample("Authentik and GitHub Actions", "Repository as group, corrected");
    await chooseCluster(page, "Talos up to 1.13");
    const old = await workbench.downloadArchive();

    // The guide's patch: its file, its flag, its mount. The flag is --authentication-config, and the file is v1beta1.
    const patch = parse(old["machine-config.patch.yaml"] ?? "");
    expect(patch.cluster.apiServer).toEqual({
      extraArgs: { "authentication-config": "/etc/k8s-authn/config.yaml" },
      extraVolumes: [
        { hostPath: "/var/lib/k8s-authn", mountPath: "/etc/k8s-authn", readonly: true },
      ],
    });
    const [file] = patch.machine.files;
    expect(file).toMatchObject({ op: "create", path: "/var/lib/k8s-authn/config.yaml" });
    const configuration = parse(file.content);
    expect(configuration.apiVersion).toBe("apiserver.config.k8s.io/v1beta1");
    expect(configuration.anonymous).toBeUndefined();
    expect(configuration.jwt.map(({ issuer }: { issuer: { url: string } }) => issuer.url)).toEqual([
      "https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/",
      "https://token.actions.githubusercontent.com",
    ]);

    await chooseCluster(page, "Talos 1.14 and later");
    const files = await workbench.downloadArchive();
    const document = parse(files["authentication.yaml"] ?? "");
    expect(document).toMatchObject({ apiVersion: "v1alpha1", kind: "KubeAuthenticationConfig" });
    expect(document.configuration.anonymous).toEqual({
      enabled: true,
      conditions: [{ path: "/livez" }, { path: "/readyz" }, { path: "/healthz" }],
    });
    expect(document.configuration.jwt).toEqual(configuration.jwt);

    // The guide's pipeline: its audience, a kubeconfig without a user; the token is masked, its signature never shown.
    const workflow = parse(files["clients/github/workflows/kubernetes.yaml"] ?? "");
    expect(workflow.permissions).toEqual({ "id-token": "write", contents: "read" });
    expect(workflow.jobs.kubernetes.env.AUDIENCE).toBe("coffee-lucca-poc");
    const run = workflow.jobs.kubernetes.steps.at(-1).run;
    expect(run).toContain('echo "::add-mask::$token"');
    expect(run).toContain(`split(".")[1]`);
    expect(parse(files["clients/pipeline/kubeconfig.yaml"] ?? "").users).toEqual([]);
    // Its log-in asked for profile and email, with a client secret on the command line, which stays out here.
    expect(files["clients/kubelogin/kubelogin.sh"]).toContain(
      "--exec-arg=--oidc-extra-scope=profile",
    );
    expect(Object.values(files).join("\n")).not.toContain("--oidc-client-secret=");
  });

  await test.step("Gardener, from the EMK guide: ConfigMap, Shoot, annotation, roles and the log-in", async () => {
    await workbench.loadExample("EMK (Gardener)", "Advanced, corrected");
    await chooseCluster(page, "Gardener, Cyso EMK");
    await workbench.exports.getByLabel("Project’s namespace").fill("garden-myproject");
    await workbench.exports.getByLabel("Shoot").fill("mycluster");
    await expect(
      workbench.exports.getByRole("button", { name: "README.md", exact: true }),
    ).toBeVisible();
    await workbench.exports.getByRole("button", { name: "apply.sh" }).first().click();
    await expect(workbench.exports.getByLabel("garden/apply.sh", { exact: true })).toContainText(
      "shoot=mycluster",
    );
    const files = await workbench.downloadArchive();

    const configMap = parse(files["garden/configmap.yaml"] ?? "");
    expect(configMap.metadata).toEqual({
      name: "authentication-config",
      namespace: "garden-myproject",
    });
    const configuration = parse(configMap.data["config.yaml"]);
    expect(configuration.apiVersion).toBe("apiserver.config.k8s.io/v1beta1");
    const [issuer] = configuration.jwt;
    // The guide wrote claims and expression, which no API server knows.
    expect(issuer.claimMappings.username).toEqual({ claim: "email", prefix: "oidc:" });
    expect(Object.keys(issuer.claimMappings.extra[0]).sort()).toEqual(["key", "valueExpression"]);
    expect(parse(files["garden/shoot.patch.yaml"] ?? "")).toEqual({
      spec: {
        kubernetes: {
          kubeAPIServer: { structuredAuthentication: { configMapName: "authentication-config" } },
        },
      },
    });
    expect(files["garden/apply.sh"]).toContain("gardener.cloud/operation=reconcile");
    expect(files["rbac/rbac.yaml"]).toContain("name: oidc-cluster-admins");
    // The guide asks with --as-group alone, which kubectl refuses.
    expect(files["rbac/prove.sh"]).toContain(
      "kubectl auth can-i '*' '*' --all-namespaces --as=claimcheck-proof --as-group=oidc:operations",
    );
    const [user] = parse(files["clients/kubelogin/kubeconfig.yaml"] ?? "").users;
    expect(user.user.exec).toMatchObject({
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never",
    });
    // sub, name and email_verified are claims, and no scopes.
    expect(user.user.exec.args.filter((arg: string) => arg.includes("scope"))).toEqual([
      "--oidc-extra-scope=email",
      "--oidc-extra-scope=groups",
    ]);
    expect(files["review.md"]).toContain("`Group` `oidc:operations`: can be obtained by");
  });
});

test("errors hold the download back, what cannot be read makes no files, each step has its commands", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("errors hold the download back until somebody says that they are known", async () => {
    await workbench.loadExample("Kanidm", "As published");
    const all = workbench.exports.getByRole("button", { name: "Download all as zip" });
    await workbench.showExports(() => expect(all).toBeDisabled(briefly));
    await expect(workbench.exports).toContainText("invalid character");
    await workbench.exports
      .getByLabel("I know these errors and want the files as they are")
      .check();
    await expect(all).toBeEnabled();
  });

  await test.step("of a configuration that cannot be read no files are made, and the panel says why", async () => {
    await workbench.loadExample("EMK (Gardener)", "Basic, as published");
    const refusal = "No files are made: the configuration cannot be read. Its findings say why.";
    await workbench.showExports(() => expect(workbench.exports).toContainText(refusal, briefly));
    await expect(
      workbench.exports.getByRole("button", { name: "Download all as zip" }),
    ).toBeHidden();
  });

  await test.step("each step has its commands below it, to copy", async () => {
    await workbench.loadExample("EMK (Gardener)", "Basic, corrected");
    await workbench.exports.getByLabel("Kind of cluster").selectOption({ label: "kind" });
    await workbench.exports.getByText("How to apply it").click();
    const step = workbench.exports
      .getByRole("listitem")
      .filter({ hasText: "Then apply the role bindings" });
    await expect(step.getByRole("button", { name: "Copy sh rbac/apply.sh" })).toBeVisible();
  });
});

test("what looks like a secret stops the download, and each place can be looked at first", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  const { exports } = workbench;
  const password = "correct-Horse7battery";
  const token = "glpat-Zx81kQ0dJw7Rt5uLm2Pv";
  await workbench.open();
  await workbench.loadExample("EMK (Gardener)", "Basic, corrected");
  await workbench.edit("Configuration", "https://", `https://admin:${password}@`);
  await workbench.edit("Configuration", "kind:", `# ${token}\nkind:`);
  const all = exports.getByRole("button", { name: "Download all as zip" });
  await workbench.showExports(() => expect(all).toBeDisabled(briefly));

  // What would go out: file, line, kind and the words around it, without the secret.
  const list = exports.getByRole("list", { name: "What looks like a secret" });
  const place = list.getByRole("listitem").first();
  await expect(place).toContainText(/review\.md, line \d+: a password in a URL/);
  await expect(place).toContainText("https://admin:••••••••@");
  await expect(list).not.toContainText(password);

  // The errors alone, or the places alone, are not enough to go on.
  await exports.getByLabel("I know these errors and want the files as they are").check();
  await expect(all).toBeDisabled();
  await place.getByRole("button", { name: /^Show review\.md, line/ }).click();
  const preview = exports.getByRole("region", { name: "review.md", exact: true });
  await expect(preview.locator("mark")).toHaveText(password);
  await expect(preview.locator("mark")).toBeInViewport();
  await expect(exports.getByRole("button", { name: "Download review.md" })).toBeDisabled();
  await exports.getByLabel("I looked at these places and want the files as they are").check();
  await expect(all).toBeEnabled();
  await expect(exports.getByRole("button", { name: "Download review.md" })).toBeEnabled();

  // What is masked in the files is shown in the document that it comes from.
  await exports.getByRole("button", { name: /places are masked in the files$/ }).click();
  const masked = exports
    .getByRole("list", { name: "What is masked in the files" })
    .getByRole("listitem")
    .filter({ hasText: "a token or password hash of a known form" });
  await expect(masked).toContainText("# ••••••••");
  expect(await findViolations(page)).toEqual([]);
  await masked.getByRole("button", { name: /^Show configuration, line/ }).click();
  await expect(workbench.editor("Configuration")).toBeFocused();

  // With the consent the files go out as they are listed: the masks stay where they are.
  const files = await workbench.downloadArchive();
  expect(files["review.md"]).toContain(password);
  expect(files["README.md"]).not.toContain(password);
  expect(files["authn/config.yaml"]).not.toContain(password);
  expect(files["authn/config.yaml"]).not.toContain(token);

  // Other places than those that were looked at stop it again.
  await workbench.edit("Configuration", password, `${password}9`);
  await expect(list.getByRole("listitem").first()).toBeVisible();
  await expect(all).toBeDisabled();
});

test("what changed since the last download is shown, and the panel is accessible", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.loadExample("EMK (Gardener)", "Basic, corrected");
  await chooseCluster(page, "k3s");
  await workbench.downloadArchive();
  await workbench.exports.getByLabel("Build").selectOption({ label: "before May 2025" });
  // What was downloaded is still known after a look at something else.
  await workbench.exports.getByLabel("Kind of cluster").selectOption({ label: "kind" });
  await expect(workbench.exports.getByRole("button", { name: "kind.yaml" })).toBeVisible();
  await expect(workbench.exports.getByText("changed", { exact: true })).toHaveCount(0);
  await workbench.exports.getByLabel("Kind of cluster").selectOption({ label: "k3s" });
  const entry = workbench.exports.getByRole("button", { name: "config.yaml changed" });
  await entry.click();
  await workbench.exports.getByRole("tab", { name: "Since the last download" }).click();
  await expect(
    workbench.exports.getByLabel("Difference of authn/config.yaml", { exact: true }),
  ).toContainText("- anonymous:");
  await workbench.exports.getByText("How to apply it").click();
  expect(await findViolations(page)).toEqual([]);
});

test("kind of cluster, version and what else is said of it stay over a reload", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.loadExample("EMK (Gardener)", "Basic, corrected");
  const { exports } = workbench;
  await exports.getByLabel("Kind of cluster").selectOption({ label: "kubeadm" });
  await exports
    .getByRole("combobox", { name: "Version", exact: true })
    .selectOption({ label: "Kubernetes 1.33" });
  await exports.getByLabel("kubeadm’s API").selectOption({ label: "v1beta3 (up to 1.36)" });
  await exports.getByLabel("Comments").selectOption({ label: "left out, fields in order" });
  await exports.getByLabel("Cluster’s name").fill("prod");
  await exports.getByLabel("API server").fill("https://api.example.com:6443");
  await workbench.waitUntilStored("https://api.example.com:6443");

  await page.reload();
  await expect(exports.getByLabel("Kind of cluster")).toHaveValue("kubeadm");
  await expect(exports.getByLabel("Cluster’s name")).toHaveValue("prod");
  const files = await workbench.downloadArchive();
  expect(parse(files["cluster-configuration.yaml"] ?? "").apiVersion).toBe(
    "kubeadm.k8s.io/v1beta3",
  );
  expect(parse(files["authn/config.yaml"] ?? "").apiVersion).toBe(
    "apiserver.config.k8s.io/v1beta1",
  );
  expect(files["authn/config.yaml"]).not.toContain("#");
  expect(parse(files["clients/kubelogin/kubeconfig.yaml"] ?? "").clusters).toEqual([
    {
      name: "prod",
      cluster: { server: "https://api.example.com:6443", "certificate-authority": "ca.crt" },
    },
  ]);

  // An address that kubectl would take for plain HTTP.
  await exports.getByLabel("API server").fill("api.example.com:6443");
  await expect(exports).toContainText("The API server's address is no https URL");
  await expect(exports.getByRole("button", { name: "Download all as zip" })).toBeDisabled();
});

async function chooseCluster(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: /^Cluster/ }).click();
  await page.getByLabel("Cluster", { exact: true }).selectOption({ label: title });
  await page.keyboard.press("Escape");
}
