import { expect } from "@playwright/test";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";

test("the page with all targets: what each takes, and what is lost", async ({ page }) => {
  await page.goto("/targets");
  const table = page.getByRole("table", { name: /targets$/ });
  const openshift = table.getByRole("row", { name: /^OpenShift/ });
  await expect(openshift).toContainText("a schema of its own");
  await expect(openshift).toContainText("OpenShift takes one issuer, and this one is lost");
  await expect(openshift).toContainText("the CRD of openshift/api 2a3d739");
  const k3s = table.getByRole("row", { name: /^k3s/ });
  await expect(k3s).toContainText("/etc/rancher/k3s/authn/config.yaml on every server");
  await expect(k3s).toContainText("nothing");
  expect(await findViolations(page)).toEqual([]);
});

test("the export's menu leads to it", async ({ page }) => {
  await page.goto("/");
  await page
    .getByRole("region", { name: "Export" })
    .getByRole("link", { name: "All targets" })
    .click();
  await expect(page.getByRole("heading", { name: "Targets of the export" })).toBeVisible();
});
