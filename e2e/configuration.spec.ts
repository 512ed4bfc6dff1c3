import { createHash } from "node:crypto";
import { expect, type Locator, type Page } from "@playwright/test";
import { findViolationsInThemes } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

const issuer = (url: string) => `- issuer:
    url: ${url}
    audiences: [kubernetes]
  claimMappings:
    username:
      claim: sub
      prefix: "${url}#"
`;
const head = (version: string) =>
  `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthenticationConfiguration\njwt:\n`;
const one = head("v1beta1") + issuer("https://one.example.com");
const two = one + issuer("https://two.example.com");

const authority = `-----BEGIN CERTIFICATE-----
MIIBpDCCAUmgAwIBAgIUKSfMwMPkyjNTfHR5K/CFizQoQEMwCgYIKoZIzj0EAwIw
JzEQMA4GA1UECgwHRXhhbXBsZTETMBEGA1UEAwwKZXhhbXBsZSBjYTAeFw0yNjEx
MjIwNDM4NTFaFw0zNjExMTkwNDM4NTFaMCcxEDAOBgNVBAoMB0V4YW1wbGUxEzAR
BgNVBAMMCmV4YW1wbGUgY2EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAROcmAg
ktFnrN55ekcV3NY/c4OlffTDrsto+h28Jv4StkJ7uQab4RdX2llm99cCwU7MJPzM
iZuEcgNFPsdq3rAro1MwUTAdBgNVHQ4EFgQU3Qew5qIlGxKcVEn32vNFz36Sq64w
HwYDVR0jBBgwFoAU3Qew5qIlGxKcVEn32vNFz36Sq64wDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNJADBGAiEAj7pPbKdiO6XgwSutSlR/7y4/wqN2jlTKjyjV
GsSE7UwCIQCqMX/pv9Uh5YLtX5FuyA/WtMzpvuQGD/slJWtOfeR3IA==
-----END CERTIFICATE-----`;

/** The panels under the editor of the configuration. */
class Panels {
  readonly page: Page;
  readonly workbench: Workbench;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
  }

  async open(configuration: string): Promise<void> {
    await this.workbench.open();
    await this.workbench.write("Configuration", configuration);
  }

  row(name: string): Locator {
    return this.page
      .getByRole("region", { name: "About the configuration" })
      .getByRole("button", { name: new RegExp(`^${name}`) });
  }

  async show(name: string): Promise<Locator> {
    if ((await this.row(name).getAttribute("aria-expanded")) !== "true")
      await this.row(name).click();
    return this.page.getByRole("region", { name, exact: true });
  }

  async chooseCluster(title: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Cluster/ }).click();
    await this.page.getByRole("combobox", { name: "Cluster", exact: true }).selectOption(title);
    await this.page.keyboard.press("Escape");
  }
}

test("a file of flags, of some versions, with an authority, with the server's own issuer: what each version does with it", async ({
  page,
}) => {
  const panels = new Panels(page);
  const { workbench } = panels;
  await workbench.open();

  await test.step("flags of kube-apiserver become the file that replaces them", async () => {
    await workbench.write(
      "Configuration",
      `kube-apiserver \\
  --oidc-issuer-url=https://gitlab.example.com \\
  --oidc-client-id=group_application_id \\
  --oidc-username-claim=preferred_username \\
  --oidc-groups-claim=groups_direct --oidc-groups-prefix=gitlab:
`,
    );
    await workbench.expectVerdict("No verdict");
    await expect(
      page.getByRole("button", { name: /These are --oidc-\* flags of kube-apiserver/ }),
    ).toBeVisible();
    await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
    await workbench.expectVerdict("Authenticated");
    // Without a prefix of its own, the user's name begins as it did with the flags.
    await expect(workbench.user).toContainText("https://gitlab.example.com#MyUserName");
    await expect(workbench.user).toContainText("gitlab:foo");
    await page.getByRole("button", { name: /^Undo/ }).click();
    await workbench.expectVerdict("No verdict");
  });

  await test.step("the strip says which versions take the file, and a fix makes the others take it", async () => {
    await workbench.write("Configuration", head("v1") + issuer("https://one.example.com"));
    await expect(panels.row("Versions")).toHaveAccessibleName(
      /accepted on 1\.34 to 1\.38; refused on 1\.30 to 1\.33/,
    );

    const versions = await panels.show("Versions");
    await versions.getByRole("button", { name: /^no kind "AuthenticationConfiguration"/ }).click();
    await expect(workbench.editor("Configuration")).toBeFocused();
    await versions.getByRole("button", { name: "Apply" }).click();
    await expect(panels.row("Versions")).toHaveAccessibleName(/accepted on 1\.30 to 1\.38$/);
  });

  await test.step("an issuer's certificate authority is read", async () => {
    const pem = authority.replace(/^/gm, "      ");
    await workbench.write(
      "Configuration",
      one.replace("    audiences", `    certificateAuthority: |\n${pem}\n    audiences`),
    );
    const authorities = await panels.show("Certificate authorities");
    const row = authorities.getByRole("row", { name: /CN=example ca,O=Example/ });
    await expect(row).toContainText("2036-11-19 04:38:51 UTC");
    await expect(row).toContainText("ECDSA P-256");
  });

  await test.step("the server's own issuers are forbidden, whichever they are", async () => {
    await workbench.write("Configuration", one);
    await expect(page.getByText("kube-apiserver 1.37 loads it")).toBeVisible();
    await page.getByRole("button", { name: /^Cluster/ }).click();
    await page
      .getByRole("textbox", { name: /^Service-account issuers/ })
      .fill("https://one.example.com");
    await expect(page.getByText("kube-apiserver 1.37 refuses it")).toBeVisible();
    await page.getByRole("button", { name: "Use the usual ones" }).click();
    await expect(page.getByText("kube-apiserver 1.37 loads it")).toBeVisible();
  });

  await test.step("another version can be looked at from its refusal", async () => {
    await workbench.write("Configuration", head("v1") + issuer("https://one.example.com"));
    const versions = await panels.show("Versions");
    await versions.getByRole("button", { name: "Look at 1.33" }).click();
    await expect(page.getByLabel("Kubernetes version")).toHaveValue("33");
    await expect(page.getByText("kube-apiserver 1.33 refuses it")).toBeVisible();
  });
});

test("what runs: metrics, a reload foretold, and Gardener's admission beside the server", async ({
  page,
}) => {
  const panels = new Panels(page);
  const { workbench } = panels;
  await workbench.open();

  await test.step("metrics tell which API server runs the file and which failed", async () => {
    await workbench.write("Configuration", one);
    const running = await panels.show("Running");
    const hash = `sha256:${createHash("sha256").update(one).digest("hex")}`;
    await expect(running.getByText(hash)).toBeVisible();
    const prefix = "apiserver_authentication_config_controller_";
    const config = (server: string, file: string) =>
      `${prefix}last_config_info{apiserver_id_hash="${server}",hash="${file}"} 1\n`;
    const failure = `${prefix}automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:b",status="failure"} 1.8e+09\n`;
    await running
      .getByRole("textbox", { name: /paste their metrics/ })
      .fill(config("sha256:a", hash) + config("sha256:b", "sha256:0") + failure);
    await expect(running.getByRole("row", { name: /sha256:a/ })).toContainText("the edited file");
    await expect(running.getByRole("row", { name: /sha256:b/ })).toContainText("another file");
    await expect(running.getByRole("row", { name: /sha256:b/ })).toContainText("failed 2027-01-15");
  });

  await test.step("a reload of what runs is foretold: accepted, unreachable, refused", async () => {
    await workbench.write("Configuration", one);
    const running = await panels.show("Running");
    await running.getByRole("button", { name: "Set current as running" }).click();
    await expect(running).toContainText("byte for byte");

    await workbench.write("Configuration", two);
    await expect(running).toContainText("10 to 70 seconds after the file changed");
    await expect(running).toContainText('"reloaded authentication config"');
    await expect(running.getByRole("region", { name: /^From what runs/ })).toContainText(
      "+ - issuer:",
    );

    await running.getByRole("checkbox", { name: "https://two.example.com" }).check();
    await expect(running).toContainText("failed to update authentication config");
    await expect(panels.row("Running")).toContainText("an issuer does not answer");

    await workbench.write("Configuration", `${two}anonymous:\n  enabled: false\n`);
    await expect(panels.row("Running")).toContainText("anonymous changed, the old one stays");
    await expect(running).toContainText("which only a restart can change");
  });

  await test.step("Gardener's admission stands beside the server", async () => {
    await workbench.write("Configuration", `${one}unknownField: 1\n`);
    await panels.chooseCluster("Gardener, Cyso EMK");
    await expect(panels.row("Gardener")).toContainText("admits it, ignoring 1 field");
    const gardener = await panels.show("Gardener");
    await expect(gardener).toContainText("reads the same text strictly");
    await gardener.getByRole("button", { name: "unknownField", exact: true }).click();
    await expect(workbench.editor("Configuration")).toBeFocused();
    await expect(page.getByRole("region", { name: "Findings" })).toContainText(
      "Gardener's admission ignores unknownField",
    );
  });
});

test("what runs and what the cluster is survive a reload, secrets in it do not", async ({
  page,
}) => {
  const panels = new Panels(page);
  const secret = `${btoa('{"alg":"RS256","typ":"JWT"}')}.${btoa('{"iss":"https://a.test"}')}.c2lnbmF0dXJlLW9mLWE`;
  await panels.open(`${one}# ${secret}\n`);
  await (await panels.show("Running"))
    .getByRole("button", { name: "Set current as running" })
    .click();
  await panels.workbench.write("Configuration", two);
  await panels.chooseCluster("k3s");
  await panels.workbench.waitUntilStored('"target":"k3s"');

  await page.reload();
  await expect(page.getByRole("button", { name: /^Cluster/ })).toContainText("k3s");
  await expect(panels.row("Running")).toContainText("accepted when every issuer answers");
  const running = await panels.show("Running");
  await expect(running.getByRole("region", { name: /^From what runs/ })).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
});

test("axe finds nothing in the panels, light and dark, at 390 px and at 1440 px", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 900 });
  const panels = new Panels(page);
  await panels.open(one);
  const running = await panels.show("Running");
  await running.getByRole("button", { name: "Set current as running" }).click();
  await panels.workbench.write("Configuration", head("v1") + issuer("https://two.example.com"));
  await expect(running).toContainText("10 to 70 seconds");
  for (const name of ["Running", "Versions"]) {
    if ((await panels.row(name).getAttribute("aria-expanded")) !== "true") await panels.show(name);
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await expect(panels.row(name)).toBeVisible();
      expect(await findViolationsInThemes(page), `${name}, ${width} px`).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 900 });
  }
});
