import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { bundleCommand } from "../scripts/bundle-command.ts";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** Tests of a workspace: kept from a verdict, run while one types, stored, in the file, and run by the command. */

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

function login(): string {
  const now = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    ...{ iss: "https://idp.example.com", aud: "k8s", sub: "42", iat: now - 60, exp: now + 3600 },
    ...{ email: "jane@example.com", email_verified: true, jti: "only-this-login" },
  });
}

async function keepLogin(page: Page): Promise<Workbench> {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.paste("Configuration", configuration);
  await workbench.pasteToken(login());
  await workbench.expectVerdict("Would be authenticated");
  await page.getByRole("button", { name: "Keep as a test" }).click();
  return workbench;
}

test("a verdict is kept as a test, which turns red and green with the configuration", async ({
  page,
}) => {
  const workbench = await keepLogin(page);
  const form = page.getByRole("form", { name: "Keep as a test" });
  // The button gives its place and the focus to the form, and gets both back.
  await expect(form.getByRole("textbox", { name: "Name of the test" })).toBeFocused();
  // What is kept is shown before: made-up values, and nothing that names one login.
  await expect(form).toContainText("test.user@example.com");
  await expect(form).not.toContainText("jane");
  await expect(form.locator("pre")).not.toContainText("only-this-login");
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Keep as a test" })).toBeFocused();

  const strip = page.getByRole("region", { name: "Tests" });
  await expect(strip).toContainText("Tests: 1 of 1 as expected");
  await workbench.edit("Configuration", '"idp:"', '"other:"');
  await expect(strip).toContainText("Tests: 0 of 1 as expected");
  const chip = strip.getByRole("button", { name: /idp:test.user@example.com gets in/ });
  await chip.click();
  await expect(strip.getByRole("table")).toContainText('username "idp:test.user@example.com"');
  await expect(strip.getByRole("table")).toContainText('username "other:test.user@example.com"');
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(chip).toBeFocused();
  await page.getByRole("button", { name: /^Undo: Edit the configuration/ }).click();
  await expect(strip).toContainText("Tests: 1 of 1 as expected");

  // Writing is held back for a moment while one types.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(strip).toContainText("Tests: 1 of 1 as expected");
  await page.keyboard.press("F1");
  await page.getByRole("combobox", { name: "Command" }).fill("test idp:test.user gets in");
  await page.getByRole("option", { name: /^Tests ?Test: idp:test\.user/ }).click();
  await expect(chip).toHaveAttribute("aria-expanded", "true");
  await strip.getByRole("button", { name: "Look at it step by step" }).click();
  await workbench.expectVerdict("Would be authenticated");
  await strip.getByRole("button", { name: "Remove" }).click();
  await expect(strip).toHaveCount(0);
  await page.getByRole("button", { name: "Undo: Remove a test" }).click();
  await expect(strip).toContainText("Tests: 1 of 1 as expected");
});

test("versions are compared for the token and the tests", async ({ page }) => {
  await keepLogin(page);
  await page.getByRole("button", { name: "Keep the test" }).click();
  await page.getByRole("button", { name: "Compare versions" }).click();
  const table = page.getByRole("region", { name: "Versions compared" });
  // The API version v1 is read from 1.34 on.
  await expect(table.getByRole("listitem").filter({ hasText: "1.33, the token" })).toContainText(
    "the file does not load",
  );
  await expect(table.getByRole("row", { name: /^test idp:test\.user/ })).toContainText("changes");
  expect(await findViolations(page)).toEqual([]);
  await table.getByRole("button", { name: "1.33" }).click();
  await expect(page.getByRole("region", { name: "Tests" })).toContainText("0 of 1 as expected");
});

test("tests are edited as text, and an error is said with its line", async ({ page }) => {
  await keepLogin(page);
  const form = page.getByRole("form", { name: "Keep as a test" });
  await form.getByLabel("Those of the token").check();
  await form.getByLabel("Name of the test").fill("jane gets in");
  await form.getByRole("button", { name: "Keep the test" }).click();
  const strip = page.getByRole("region", { name: "Tests" });
  await strip.getByRole("button", { name: "Edit tests" }).click();
  const text = strip.getByRole("textbox", { name: "Tests, as in the workspace file" });
  await expect(text).toHaveValue(/^- name: jane gets in\n/);
  const list = await text.inputValue();
  await text.fill(`${list}- name: guest\n  anonymous: true\n  expect: {can: [get pods]}\n`);
  await expect(strip).toContainText("Tests: 1 of 2 as expected");
  await text.fill(`${list}- name: guest\n  anonymous: true\n`);
  await expect(strip).toContainText("Tests: 1 of 1 as expected, 1 error in the text");
  await expect(strip).toContainText(/Line \d+: tests\[1\]\.expect is required/);
});

test("the workspace file runs in the command, and holds no token", async ({ page }) => {
  await keepLogin(page);
  await page.getByRole("button", { name: "Keep the test" }).click();
  await page
    .getByRole("button", { name: /^Workspace/ })
    .first()
    .click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export this one" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Workspace.claimcheck.yaml");
  const file = path.join(mkdtempSync(path.join(tmpdir(), "claimcheck-")), "w.claimcheck.yaml");
  const text = await readFile(await download.path(), "utf8");
  writeFileSync(file, text);
  expect(text).not.toContain("jane");
  const command = path.join(path.dirname(file), "claimcheck.mjs");
  await bundleCommand(command);
  const run = spawnSync(process.execPath, [command, "test", file], { encoding: "utf8" });
  expect(run.stdout).toContain("1 of 1 tests passed");
});
