import { expect } from "@playwright/test";
import { test } from "./test.ts";
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

test("documents survive a reload at once, tokens do not", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", configuration);
  await workbench.waitUntilStored("https://kept.example.com");
  // The store has the example's token still.
  await workbench.pasteToken('{"iss":"https://kept.example.com","sub":"jane","aud":"kept"}');
  await page.reload();
  await expect(page.locator(".view-lines").first()).toContainText("kept.example.com");
  await expect(page.getByText("jane")).toHaveCount(0);
  await workbench.expectVerdict("No token yet");
  await expect(page.getByText(/^as of /)).toHaveCount(0);

  await workbench.write("Configuration", configuration.replaceAll("kept", "typed"));
  await page.reload();
  await expect(page.locator(".view-lines").first()).toContainText("typed.example.com");
});

test("New empties everything, and undo brings it back", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await page.getByRole("button", { name: "New" }).click();
  await expect(page.getByRole("heading", { name: /Why does the API server/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await workbench.expectVerdict("401 Unauthorized");
});
