import { expect } from "@playwright/test";
import { findViolationsInThemes } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

// At 1440 px, e2e/states.spec.ts looks at the page as it opens.
test("axe finds nothing at 390 px, light and dark", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 900 });
  const workbench = new Workbench(page);
  await workbench.open();
  expect(await findViolationsInThemes(page)).toEqual([]);
});

test("axe finds nothing where something is asked for, compared or explained, light and dark", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  const { signature, token, steps } = workbench;
  await workbench.open();

  // A comparison with a lock-out, and every step open.
  await page.getByRole("button", { name: /^Keep this token/ }).click();
  await page.getByRole("textbox", { name: "Name of the token" }).fill("jane");
  await page.keyboard.press("Enter");
  await workbench.chooseToken("pipeline job");
  await workbench.expectVerdict("Authenticated");
  await page.getByRole("button", { name: /^Running/ }).click();
  await page.getByRole("button", { name: "Set current as running" }).click();
  await workbench.write("Configuration", configuration);
  await workbench.expectVerdict("401 Unauthorized");
  await expect(page.getByRole("region", { name: "Difference" })).toContainText("Lock-out");
  await steps
    .getByRole("button", { name: /checks passed/ })
    .last()
    .click();
  expect(await findViolationsInThemes(page)).toEqual([]);

  // Groups that are at another server.
  await workbench.pasteToken(JSON.stringify(claims));
  await workbench.expectVerdict("Would be authenticated");
  await steps.getByRole("button", { name: "Paste the answer" }).click();
  await expect(signature.getByRole("textbox", { name: /^GET https/ })).toBeVisible();
  expect(await findViolationsInThemes(page)).toEqual([]);

  // A line of the log.
  await workbench.pasteToken("oidc: email not verified");
  await expect(token.getByRole("button", { name: /^Show jwt/ })).toBeVisible();
  expect(await findViolationsInThemes(page)).toEqual([]);
});

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://gitlab.example.com, audiences: [another]}
  claimMappings:
    username: {claim: sub, prefix: "gitlab:"}
    groups: {claim: groups, prefix: "gitlab:"}
`;

const claims = {
  iss: "https://gitlab.example.com",
  aud: "another",
  sub: "7",
  exp: 4_000_000_000,
  _claim_names: { groups: "graph" },
  _claim_sources: { graph: { endpoint: "https://graph.example.com/groups" } },
};
