import { expect, test } from "@playwright/test";
import { Workbench } from "./workbench.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://kept.example.com
    audiences: [kept]
  claimMappings:
    username:
      claim: sub
      prefix: "kept:"
`;

test("documents survive a reload, tokens do not", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", configuration);
  await workbench.pasteToken('{"iss":"https://kept.example.com","sub":"jane","aud":"kept"}');
  await expect(workbench.verdict).not.toContainText("GitLab");
  await expect(page.getByText("https://kept.example.com").first()).toBeVisible();
  // Writing is held back for a moment while one types.
  await page.waitForTimeout(1500);

  await page.reload();
  await expect(page.locator(".view-lines").first()).toContainText("kept.example.com");
  await expect(page.getByText("jane")).toHaveCount(0);
  await workbench.expectVerdict("No token yet");
});

test("New empties everything, and undo brings it back", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await page.getByRole("button", { name: "New" }).click();
  await expect(page.getByRole("heading", { name: /Why does the API server/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await workbench.expectVerdict("401 Unauthorized");
});

test("a failed write is said on the page", async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
  });
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", configuration);
  await expect(page.getByText(/not (be )?(kept|saved|stored)/i).first()).toBeVisible();
  await expect(page.locator(".view-lines").first()).toContainText("kept.example.com");
});
