import { expect } from "@playwright/test";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** A workspace as a link: what is in it is shown before, and another browser opens it. */

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [k8s]
  claimMappings:
    username:
      claim: email
      prefix: "idp:"
`;

test("a link holds the workspace with made-up values, and opens in another browser", async ({
  page,
  browser,
}) => {
  // The page may write to the clipboard and not read it.
  await page.addInitScript(() => {
    navigator.clipboard.writeText = async (text) => {
      document.documentElement.dataset.copied = text;
    };
  });
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.paste("Configuration", configuration);
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: "https://idp.example.com", aud: "k8s", exp: now + 3600 };
  await workbench.pasteToken(
    JSON.stringify({ ...claims, email: "jane@corp.test", email_verified: true }),
  );
  await workbench.expectVerdict("Would be authenticated");
  await page.getByRole("button", { name: "Keep as a test" }).click();
  await page.getByLabel("Those of the token").check();
  await page.getByRole("button", { name: "Keep the test" }).click();
  await expect(page.getByRole("region", { name: "Tests" })).toContainText("1 of 1 as expected");

  await page
    .getByRole("button", { name: /^Workspace/ })
    .first()
    .click();
  await page.getByRole("button", { name: "Share a link" }).click();
  const dialog = page.getByRole("dialog", { name: "Share a link" });
  await expect(dialog).toContainText("with made-up values; its result is the same.");
  const text = dialog.getByRole("textbox", { name: "Everything that the link holds" });
  await expect(text).toHaveValue(/user1@example\.com/);
  await expect(text).not.toHaveValue(/jane/);
  expect(await findViolations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Copy the link" }).click();
  const link = await page.evaluate(() => document.documentElement.dataset.copied ?? "");
  expect(link).toMatch(/\/#v1,[A-Za-z0-9_-]+$/);
  await dialog.getByLabel("Share its own values").check();
  await expect(text).toHaveValue(/jane@corp\.test/);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  const other = await (await browser.newContext()).newPage();
  const requests: string[] = [];
  other.on("request", (request) => requests.push(request.url()));
  await other.goto(link);
  await expect(other.getByRole("region", { name: "Tests" })).toContainText("1 of 1 as expected");
  expect(new URL(other.url()).hash).toBe("");
  expect(requests.filter((url) => url.includes("v1,"))).toEqual([]);
  await expect(other.getByRole("textbox", { name: /^Configuration\./ })).toBeVisible();
  await other.close();
});

test("a link that was cut off opens nothing, and says so", async ({ page }) => {
  await page.goto("/#v1,AAAA");
  await expect(page.getByRole("alert").filter({ hasText: "holds no workspace" })).toBeVisible();
  expect(new URL(page.url()).hash).toBe("");
});
