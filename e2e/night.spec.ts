import { expect } from "@playwright/test";
import { writeMadeUpLog } from "../lib/testing/made-up-log.ts";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

test("the way back into a cluster, without a network, with a line of the log", async ({ page }) => {
  await page.goto("/locked-out#k3s-1.33");
  await expect(page.getByText("systemctl restart k3s")).toBeVisible();
  await page.context().setOffline(true);
  await page.getByLabel("Cluster").selectOption("talos");
  await expect(page.getByText(/kubeconfig way-in\.yaml$/)).toBeVisible();
  expect(new URL(page.url()).hash).toBe("#talos-1.33");
  await page
    .getByLabel(/^Lines of the log/)
    .fill(
      '"command failed" err="authentication-config file and oidc-* flags are mutually exclusive"',
    );
  await expect(page.getByText("config-flags-conflict")).toBeVisible();
  expect(await findViolations(page)).toEqual([]);
  await page.context().setOffline(false);
});

test("a whole log that is opened: its failures, a field, and a test of one", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write(
    "Configuration",
    `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [kubernetes]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {expression: 'dyn(claims.roles).map(r, "a:" + r)'}
`,
  );
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  const text = [...writeMadeUpLog("cri", 350, [])].join("");
  await (await chooser).setFiles({
    ...{ name: "kube-apiserver.log", mimeType: "text/plain", buffer: Buffer.from(text) },
  });
  const dialog = page.getByRole("dialog", { name: "Failures of a whole log" });
  await expect(dialog.getByText(/70 failures of 7 kinds in \d+ lines\./)).toBeVisible();
  expect(await findViolations(page)).toEqual([]);
  const missing = dialog.getByRole("article", { name: "A claim is missing" });
  await missing.getByRole("button", { name: "Make a test of it" }).click();
  await missing.getByRole("button", { name: "Keep the test" }).click();
  await expect(missing.getByText(/^Kept: log: refused: claim-missing roles/)).toBeVisible();
  await missing.getByRole("button", { name: "Show jwt[0].claimMappings.groups" }).click();
  await expect(dialog).toBeHidden();
  await expect(workbench.editor("Configuration")).toBeFocused();
  await expect(page.getByText("1 of 1 as expected")).toBeVisible();
});
