import { expect, type Page } from "@playwright/test";
import { parse } from "yaml";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { briefly, Workbench } from "./workbench.ts";

/** From an empty page to the files, by the catalogue of issuers: nothing is loaded, and nothing is typed as YAML. */

const tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const client = "6731de76-14a6-49ae-97bc-6eba6914391e";
const group = "2f5b0c1e-53f2-4a0b-9d3f-8f4a7a1d9c11";

test("Entra and GitHub Actions for kubeadm 1.34 by mouse: personas, bindings, archive", async ({
  page,
}) => {
  const workbench = await openEmpty(page);
  const countPresses = await watchPresses(page);
  await page.getByRole("button", { name: "Compose: add an issuer" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an issuer" });
  await dialog.getByLabel("Version of the cluster").selectOption("1.34");
  await dialog.getByLabel("Kind of cluster").selectOption("kubeadm");
  expect(await findViolations(page)).toEqual([]);

  await pick(page, "Entra", "Microsoft Entra ID");
  await dialog.getByLabel("Tenant ID").fill("common");
  await expect(dialog.getByText("The tenant's ID, a UUID in lower case.")).toBeVisible();
  await answer(page, { "Tenant ID": tenant, "Application (client) ID": client });
  await dialog.getByLabel("Members of these groups").check();
  await answer(page, { Groups: group });
  await expectPersonas(page);
  await expect(
    dialog.getByRole("row", { name: /An application or managed identity/ }),
  ).toContainText("401");
  // What shows that the provider's tokens have such claims is in each row.
  await expect(
    dialog.getByRole("row", { name: /An application or managed identity/ }).getByRole("link"),
  ).toHaveAttribute("href", /^https:\/\/learn\.microsoft\.com\//);
  expect(await findViolations(page)).toEqual([]);
  await expectUsableOnPhone(page);
  await dialog.getByRole("button", { name: "Add the issuer" }).click();
  await giveAccess(page, { name: `entra:${group}`, may: "Edit", namespace: "app" });
  await expectUsableOnPhone(page);

  await page.getByRole("button", { name: "Add another issuer" }).click();
  await pick(page, "github", "GitHub Actions");
  await answer(page, {
    "Organization ID": "123456",
    "Repository IDs": "456789",
    Audience: "https://k8s.example.com",
  });
  await expectPersonas(page);
  for (const stranger of ["A fork at its own owner", "A stranger who took", "A pull request, also"])
    await expect(dialog.getByRole("row", { name: new RegExp(stranger) })).toContainText("401");
  await dialog.getByRole("button", { name: "Add the issuer" }).click();
  await giveAccess(page, {
    name: "gha:456789:refs/heads/main",
    may: "Deploy by kubectl apply",
    namespace: "app",
  });
  await page.getByRole("button", { name: "Close" }).click();

  await expect(page.getByText("kube-apiserver 1.34 loads it")).toBeVisible();
  await expect(page.getByRole("region", { name: "Findings" })).toHaveCount(0);
  // The made-up tokens are tests now, and all of them pass.
  await expect(page.getByText(/^Tests: (\d+) of \1 as expected/).first()).toBeVisible();
  const files = await workbench.downloadArchive();
  // Beside the answers to the questions, which are typed or chosen.
  expect(await countPresses()).toBeLessThanOrEqual(25);
  const configuration = configurationIn(files);
  expect(configuration.apiVersion).toBe("apiserver.config.k8s.io/v1");
  expect(configuration.jwt.map(({ issuer }: Jwt) => issuer.url)).toEqual([
    `https://login.microsoftonline.com/${tenant}/v2.0`,
    "https://token.actions.githubusercontent.com",
  ]);
  const rbac = Object.values(files).join("\n");
  expect(rbac).toContain(`name: entra:${group}`);
  expect(rbac).toContain("name: gha:456789:refs/heads/main");
});

test("the same by keyboard alone, in at most 25 presses and the answers", async ({ page }) => {
  await openEmpty(page);
  let presses = 0;
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      presses += 1;
      await page.keyboard.press(key);
    }
  };
  const type = (text: string) => page.keyboard.type(text);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  // As on a first visit: nothing has the focus, and Tab begins at its start.
  await page.getByRole("heading", { name: "Claimcheck" }).click();

  // The third stop of the header adds an issuer.
  await press("Tab", "Tab", "Tab", "Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Version of the cluster")).toBeFocused();
  await type("1.34");
  await press("Tab");
  await type("kubeadm");
  await press("Tab");
  expect(await focused()).toBe("Search issuers");
  await type("entra");
  await press("Enter");
  await type(tenant);
  await press("Enter");
  await type(client);
  await expectPersonas(page);
  await press("Enter");
  await expect(dialog.getByRole("form", { name: "Give access" })).toBeVisible();
  await type(group);
  await press("Tab");
  await type("Edit");
  await press("Tab");
  await type("app");
  await press("Enter");
  await expect(page.getByRole("list", { name: "Added" })).toContainText(`entra:${group}`);
  await expect(page.getByRole("button", { name: "Add another issuer" })).toBeFocused();
  await press("Enter");
  await type("github");
  await press("Enter");
  await type("123456");
  await press("Enter");
  await type("456789");
  await press("Enter");
  await type("https://k8s.example.com");
  await expectPersonas(page);
  await press("Enter");
  await expect(dialog.getByRole("form", { name: "Give access" })).toBeVisible();
  await press("Tab");
  await type("Deploy by k");
  await press("Tab", "Enter");
  await expect(page.getByRole("list", { name: "Added" })).toContainText("gha:456789");
  await press("Escape");
  expect(presses).toBeLessThanOrEqual(25);

  // The focus is on the button that opens it again, and the files are a few stops away.
  await expect(page.locator("#add-issuer")).toBeFocused();
  await expect(page.getByText("kube-apiserver 1.34 loads it")).toBeVisible();
  const workbench = new Workbench(page);
  const all = workbench.exports.getByRole("button", { name: "Download all as zip" });
  await workbench.showExports(() => expect(all).toBeEnabled(briefly));
  await all.focus();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.keyboard.press("Enter"),
  ]);
  expect(download.suggestedFilename()).toBe("claimcheck-kubeadm-1.34.zip");
});

test("the answers are only lost after a question; an issuer is recognised by a token and by a document", async ({
  page,
}) => {
  await test.step("the answers are only lost after a question, and the focus comes back", async () => {
    await openEmpty(page);
    const door = page.getByRole("button", { name: "Compose: add an issuer" });
    await door.click();
    const dialog = page.getByRole("dialog", { name: "Add an issuer" });
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(door).toBeFocused();
    await door.click();
    await pick(page, "okta", "Okta");
    await page.keyboard.type("acme");
    await page.keyboard.press("Escape");
    await expect(dialog.getByText("Your answers would be lost.")).toBeVisible();
    await dialog.getByRole("button", { name: "Keep editing" }).click();
    await expect(dialog.getByText("Your answers would be lost.")).toBeHidden();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByRole("button", { name: "Close and lose them" }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step("an issuer is recognised by the token of the page, and by a discovery document", async () => {
    const workbench = await openEmpty(page);
    const claims = {
      iss: "https://token.actions.githubusercontent.com",
      aud: "https://k8s.example.com",
      repository_id: "456789",
      repository_owner_id: "123456",
      ref: "refs/heads/release",
      event_name: "push",
    };
    await page.getByRole("textbox", { name: "Paste a token" }).fill(JSON.stringify(claims));
    await workbench.expectVerdict("No configuration yet");
    await page.locator("#add-issuer").click();
    const dialog = page.getByRole("dialog", { name: "Add an issuer" });
    await dialog
      .getByRole("group", { name: "From your token" })
      .getByRole("option", { name: /GitHub Actions/ })
      .click();
    await expect(dialog.getByLabel("Organization ID")).toHaveValue("123456");
    await expect(dialog.getByLabel("Branches", { exact: true }).first()).toBeVisible();
    await expectPersonas(page);
    await dialog.getByRole("button", { name: "From a token or discovery document" }).click();
    await dialog
      .getByRole("textbox", { name: /A token, a discovery document/ })
      .fill('{"issuer": "https://idm.example.com/oauth2/openid/prod"}');
    await expect(dialog.getByRole("heading", { name: "Kanidm" })).toBeVisible();
    await expect(dialog.getByLabel("Client ID")).toHaveValue("prod");
  });
});

test("GitLab: users and jobs in one entry, as in the guide", async ({ page }) => {
  const workbench = await openEmpty(page);
  await page.locator("#add-issuer").click();
  await pick(page, "gitlab", "GitLab");
  await answer(page, {
    GitLab: "https://gitlab.example.com",
    "Application ID": "group_application_id",
  });
  await page.getByLabel("Members of these groups").check();
  await answer(page, { Groups: "foo" });
  await expectPersonas(page);
  await page.getByRole("button", { name: "Add the issuer" }).click();
  await giveAccess(page, { name: "gitlab:foo", may: "Cluster admin", confirm: true });
  await page.getByRole("button", { name: "Add another issuer" }).click();
  await pick(page, "gitlab ci", "GitLab CI/CD");
  await answer(page, {
    GitLab: "https://gitlab.example.com",
    "Project IDs": "13",
    Audience: "id_token_audience",
  });
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("has this URL already")).toBeVisible();
  await expectPersonas(page);
  await dialog.getByRole("button", { name: "Merge into jwt[0]" }).click();
  await giveAccess(page, { name: "gitlab-ci:13:refs/heads/main", may: "View" });
  await page.getByRole("button", { name: "Close" }).click();

  const base = { iss: "https://gitlab.example.com" };
  await workbench.pasteToken(
    JSON.stringify({
      ...base,
      sub: "2",
      aud: "group_application_id",
      groups_direct: ["foo"],
      exp: soon(),
    }),
  );
  await workbench.expectVerdict("Would be authenticated");
  await expect(workbench.user).toContainText("gitlab:2");
  await workbench.pasteToken(
    JSON.stringify({
      ...base,
      sub: "project_path:foo/bar:ref_type:branch:ref:main",
      aud: "id_token_audience",
      job_id: "234",
      project_id: "13",
      ref_path: "refs/heads/main",
      ref_protected: "true",
      exp: soon(),
    }),
  );
  await workbench.expectVerdict("Would be authenticated");
  await expect(workbench.user).toContainText("gitlab-ci:13:refs/heads/main");
  const files = await workbench.downloadArchive();
  const [entry, ...others] = configurationIn(files).jwt;
  expect(others).toEqual([]);
  expect(entry.issuer.audiences).toEqual(["group_application_id", "id_token_audience"]);
  // The other ways of the guides: through the agent, and by a certificate for the token's user.
  for (const path of [
    "clients/gitlab-agent/config.yaml",
    "clients/gitlab-agent/kubeconfig-glab.yaml",
    "clients/x509/request.sh",
    "clients/x509/certificate-signing-request.yaml",
    "clients/x509/kubeconfig.yaml",
  ])
    expect(Object.keys(files)).toContain(path);
});

test("authentik and GitHub Actions for Talos 1.14 and later, and for RKE2", async ({ page }) => {
  const workbench = await openEmpty(page);
  await page.locator("#add-issuer").click();
  await page.getByRole("dialog").getByLabel("Kind of cluster").selectOption("talos");
  await pick(page, "authentik", "authentik");
  await answer(page, {
    "Issuer URL": "https://auth.example.com/application/o/k8s/",
    "Client ID": "my-client",
  });
  await expectPersonas(page);
  await page.getByRole("button", { name: "Add the issuer" }).click();
  await giveAccess(page, {
    name: "authentik:admins",
    kind: "Group",
    may: "Admin",
    namespace: "app",
  });
  await page.getByRole("button", { name: "Add another issuer" }).click();
  await pick(page, "github", "GitHub Actions");
  await answer(page, {
    "Organization ID": "1",
    "Repository IDs": "2",
    Audience: "coffee-lucca-poc",
  });
  await expectPersonas(page);
  await page.getByRole("button", { name: "Add the issuer" }).click();
  await giveAccess(page, { name: "gha:2:refs/heads/main", may: "View", namespace: "app" });
  await page.getByRole("button", { name: "Close" }).click();
  for (const [target, title, says] of [
    ["talos", "Talos 1.14 and later", "kind: KubeAuthenticationConfig"],
    ["rke2", "RKE2", "authentication-config="],
  ] as const) {
    await workbench.exports.getByLabel("Kind of cluster").selectOption(target);
    await expect(workbench.exports).toContainText(`Files for ${title}`);
    const files = await workbench.downloadArchive();
    const all = Object.values(files).join("\n");
    expect(all).toContain(says);
    expect(all).toContain("https://auth.example.com/application/o/k8s/");
    expect(parse(files["clients/github/workflows/kubernetes.yaml"] ?? "").permissions).toEqual({
      "id-token": "write",
      contents: "read",
    });
  }
});

test("Kanidm with its commands and its kubeconfig, and ZITADEL for Gardener, as in the EMK guide", async ({
  page,
}) => {
  await test.step("Kanidm: its commands, the entry and the kubeconfig", async () => {
    const workbench = await openEmpty(page);
    await page.locator("#add-issuer").click();
    await pick(page, "kanidm", "Kanidm");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Set up at the provider" }).click();
    await expect(dialog).toContainText("kanidm system oauth2 create-public k8s");
    await expect(dialog).toContainText("openid profile email groups");
    await answer(page, {
      "Issuer URL": "https://idm.example.com/oauth2/openid/k8s",
      "Client ID": "k8s",
    });
    await expectPersonas(page);
    await dialog.getByRole("button", { name: "Add the issuer" }).click();
    await giveAccess(page, { name: "kanidm:k8s_users@idm.example.com", may: "View" });
    await page.getByRole("button", { name: "Close" }).click();
    const files = await workbench.downloadArchive();
    const [user] = parse(files["clients/kubelogin/kubeconfig.yaml"] ?? "").users;
    expect(user.user.exec.args).toContain(
      "--oidc-issuer-url=https://idm.example.com/oauth2/openid/k8s",
    );
  });

  await test.step("ZITADEL for Gardener, as in the EMK guide", async () => {
    const workbench = await openEmpty(page);
    await page.locator("#add-issuer").click();
    await page.getByRole("dialog").getByLabel("Kind of cluster").selectOption("gardener");
    await pick(page, "zitadel", "ZITADEL");
    await answer(page, {
      Instance: "https://acme-x1.zitadel.cloud",
      "Client ID": "234567890123456789",
    });
    await page.getByLabel("Members of these groups").check();
    await answer(page, { Groups: "operations" });
    await expectPersonas(page);
    await page.getByRole("button", { name: "Add the issuer" }).click();
    await giveAccess(page, { name: "zitadel:operations", may: "Cluster admin", confirm: true });
    await page.getByRole("button", { name: "Close" }).click();
    await workbench.exports.getByLabel("Project’s namespace").fill("garden-myproject");
    await workbench.exports.getByLabel("Shoot").fill("mycluster");
    const files = await workbench.downloadArchive();
    const configMap = parse(files["garden/configmap.yaml"] ?? "");
    expect(parse(configMap.data["config.yaml"]).jwt[0].issuer.url).toBe(
      "https://acme-x1.zitadel.cloud",
    );
    expect(files["rbac/rbac.yaml"]).toContain("zitadel:operations");
  });
});

test("without an issuer: the GitLab agent and client certificates, with their bindings", async ({
  page,
}) => {
  const workbench = await openEmpty(page);
  await page.getByRole("button", { name: "Compose: add an issuer" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Version of the cluster").selectOption("1.34");
  await dialog.getByLabel("Kind of cluster").selectOption("kubeadm");
  await pick(page, "agent", "GitLab agent");
  await answer(page, {
    GitLab: "https://gitlab.example.com",
    "Name of the agent": "prod",
    "Groups whose members get in": "my-team 7",
    "Number of the agent": "42",
  });
  await expect(dialog.getByRole("row", { name: /^developer of my-team/ })).toContainText(
    "gitlab:user, gitlab:group_role:7:guest, gitlab:group_role:7:reporter",
  );
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add it to the export" }).click();
  const given = page.getByRole("form", { name: "Give access" });
  await expect(given).toContainText("Given by: GitLab agent");
  await giveAccess(page, { name: "gitlab:group_role:7:developer", may: "View", namespace: "app" });
  await page.getByRole("button", { name: "Add another issuer" }).click();
  await pick(page, "x.509", "Client certificates (X.509)");
  await answer(page, { People: "jane: ops" });
  await dialog.getByRole("button", { name: "Add it to the export" }).click();
  await giveAccess(page, { name: "ops", may: "Cluster admin", confirm: true });
  await page.getByRole("button", { name: "Close" }).click();

  // The last one that was added asks.
  await expect(workbench.access).toContainText("jane");
  const ways = workbench.exports.getByRole("list", { name: "Ways in without an issuer" });
  await expect(ways.getByRole("listitem")).toHaveCount(2);
  const files = await workbench.downloadArchive();
  expect(files["README.md"]).toContain("# Access without an issuer for kubeadm, Kubernetes 1.34");
  expect(parse(files["clients/gitlab-agent/config.yaml"] ?? "")).toEqual({
    user_access: { access_as: { user: {} }, groups: [{ id: "my-team" }] },
  });
  expect(files["clients/gitlab-agent/kubeconfig-glab.yaml"]).toContain(
    "https://gitlab.example.com",
  );
  expect(files["clients/x509/request.sh"]).toContain("-subj /CN=jane/O=ops");
  expect(Object.keys(files)).toContain("clients/x509/certificate-signing-request.yaml");
  expect(Object.keys(files)).toContain("clients/x509/kubeconfig.yaml");
  for (const name of ["gitlab:group_role:7:developer", "ops"])
    expect(files["rbac/rbac.yaml"]).toContain(`name: ${name}`);
  // What was asked is there to be changed, and to be taken away.
  await ways.getByRole("button", { name: "Change GitLab agent" }).click();
  await expect(dialog.getByLabel("Name of the agent")).toHaveValue("prod");
  await page.keyboard.press("Escape");
  await ways.getByRole("button", { name: "Remove GitLab agent" }).click();
  await expect(ways.getByRole("listitem")).toHaveCount(1);
});

interface Jwt {
  readonly issuer: { readonly url: string };
}

/** An empty page; one that is open already is emptied. */
async function openEmpty(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  if (page.url() === "about:blank") await workbench.open();
  await page.getByRole("button", { name: "New", exact: true }).click();
  await expect(page.getByRole("button", { name: "Compose: add an issuer" })).toBeVisible();
  return workbench;
}

/** Counts the presses of the mouse from now on. */
async function watchPresses(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const presses = { count: 0 };
    document.addEventListener("pointerdown", () => presses.count++, true);
    return presses;
  });
  return () => counter.evaluate(({ count }) => count);
}

/** In the dark, on a phone: nothing for axe, nothing cut off at the side, and the buttons at the end in sight. */
async function expectUsableOnPhone(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await findViolations(page)).toEqual([]);
  expect(await dialog.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
  await expect(dialog.locator("footer").getByRole("button").last()).toBeInViewport({ ratio: 1 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Finds an issuer by its name and presses it. */
async function pick(page: Page, search: string, title: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Add an issuer" });
  await dialog.getByRole("combobox", { name: "Search issuers" }).fill(search);
  await dialog.getByRole("option", { name: title, exact: true }).click();
  await expect(dialog.getByRole("heading", { name: title, exact: true })).toBeVisible();
}

async function answer(page: Page, answers: Readonly<Record<string, string>>): Promise<void> {
  const form = page.getByRole("form", { name: /^Questions of/ });
  for (const [label, text] of Object.entries(answers))
    await form.getByRole("textbox", { name: label, exact: true }).fill(text);
}

async function expectPersonas(page: Page): Promise<void> {
  await expect(page.getByText(/^All \d+ made-up tokens have the expected result\.$/)).toBeVisible();
}

interface Grant {
  readonly name: string;
  readonly kind?: "User" | "Group";
  readonly may: string;
  readonly namespace?: string;
  /** It needs a second press. */
  readonly confirm?: boolean;
}

async function giveAccess(
  page: Page,
  { name, kind, may, namespace, confirm }: Grant,
): Promise<void> {
  const form = page.getByRole("form", { name: "Give access" });
  if (kind !== undefined) await form.getByLabel("Kind of subject").selectOption(kind);
  await form.getByLabel("For", { exact: true }).fill(name);
  await form.getByLabel("May").selectOption(may);
  if (namespace !== undefined) await form.getByLabel("In the namespace").fill(namespace);
  await expect(form.getByText(/^Given by/)).toBeVisible();
  await form.getByRole("button", { name: "Add to role bindings" }).click();
  if (confirm) await form.getByRole("button", { name: "Add it anyway" }).click();
  await expect(form.getByRole("list", { name: "Added" })).toContainText(name);
}

/** The configuration among the files of a kind of cluster that takes it as it is. */
function configurationIn(files: Readonly<Record<string, string>>) {
  const text = Object.values(files).find((each) =>
    /^kind: AuthenticationConfiguration$/m.test(each),
  );
  return parse(text ?? "");
}

function soon(): number {
  return Math.floor(Date.now() / 1000) + 600;
}
