import { expect } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

test("from nothing to the cause of one's own 401: one press, two pastes", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  // The first stop of Tab leads past the header and the documents.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(workbench.verdict.getByRole("heading", { name: "401" })).toBeFocused();
  await page.getByRole("button", { name: "New", exact: true }).click();
  await workbench.expectEmpty();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Compose: add an issuer" })).toBeFocused();
  await workbench.paste("Configuration", configuration);
  await workbench.pasteToken(signed);
  await workbench.expectVerdict("401 Unauthorized");
  await expect(workbench.verdict.getByRole("heading", { name: "What to do" })).toBeVisible();
  await expect(workbench.verdict).toContainText("audience");
  // The token is judged now, and nothing of the example is left.
  await expect(workbench.verdict).not.toContainText("as of");
  await expect(page.getByText("gitlab.example.com")).toHaveCount(0);
});

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://login.example.org
    audiences: [kubernetes]
  claimMappings:
    username: {claim: sub, prefix: "x:"}
`;

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signed = [
  encode({ alg: "RS256", kid: "1", typ: "JWT" }),
  encode({ iss: "https://login.example.org", aud: "another", sub: "7", exp: 4_000_000_000 }),
  "c2lnbmF0dXJl",
].join(".");
