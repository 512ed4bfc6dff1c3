import { expect, type Locator } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

test("by keyboard alone through the GitLab guide to the addition that fails", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const { steps } = workbench;
  const username = statusOf(steps, "username");
  const groups = statusOf(steps, "groups");
  // From anywhere in the timeline.
  await steps.getByRole("button", { name: /^failed Issuer/ }).focus();
  await page.keyboard.press("f");
  await expect(groups).toContainText("no such overload");
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");

  // The failing step is the first of its issuer, and open.
  await steps.getByRole("button", { name: /^failed Issuer 1 of 1/ }).focus();
  await page.keyboard.press("n");
  await expect(steps.getByRole("button", { name: /No groups/ })).toBeFocused();

  // Into the username's expression, and out again.
  await steps.getByRole("button", { name: /Username → gitlab:MyUserName/ }).focus();
  await page.keyboard.press("i");
  await expect(username).toContainText(/^1\/\d+/);
  await page.keyboard.press("n");
  await expect(username).toContainText(/^2\/\d+/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await expect(steps.getByRole("button", { name: /Username →/ })).toBeFocused();

  // The groups: each part with its value, up to the one that has none.
  await steps.getByRole("button", { name: /No groups/ }).focus();
  await page.keyboard.press("i");
  await pressUntil(page.keyboard, "n", groups, "has(claims.groups_direct)→true");
  await pressUntil(page.keyboard, "n", groups, '"gitlab:" + claims.groups_direct✗no such overload');
  // The piece is marked in the editor.
  await expect(page.locator('.view-lines [class*="marked"]').first()).toBeVisible();
  await page.keyboard.press("p");
  await expect(groups).toContainText('["foo"]');
  await page.keyboard.press("f");
  await expect(groups).toContainText("no such overload");
});

test("a comprehension by its rounds", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.loadExample("GitLab", "Users and pipelines, corrected");
  await workbench.expectVerdict("Authenticated");
  await workbench.pasteToken(
    JSON.stringify({
      iss: "https://gitlab.example.com",
      sub: "7",
      aud: "group_application_id",
      exp: 4_000_000_000,
      preferred_username: "jane",
      groups_direct: ["a", "b", "c"],
    }),
  );
  await workbench.expectVerdict("Would be authenticated");
  const { steps } = workbench;
  await steps.getByRole("button", { name: /^passed Groups →/ }).click();
  const expression = steps.getByRole("group", { name: /claimMappings\.groups/ });
  const source = expression.getByRole("region", { name: "Source with values" });
  await expect(source).toContainText('"a"true"gitlab:a"');
  await expression.getByRole("combobox", { name: "round" }).selectOption("2 of 3");
  await expect(source).toContainText('"b"true"gitlab:b"');

  // Stepping goes through the rounds one after the other.
  await source.focus();
  const status = statusOf(steps, "groups");
  const seen: string[] = [];
  for (const value of ["gitlab:a", "gitlab:b", "gitlab:c"]) {
    await pressUntil(page.keyboard, "n", status, `→"${value}"`);
    seen.push(value);
  }
  expect(seen).toEqual(["gitlab:a", "gitlab:b", "gitlab:c"]);
});

function statusOf(steps: Locator, field: "username" | "groups"): Locator {
  return steps
    .getByRole("group", { name: `Expression of jwt[0].claimMappings.${field}` })
    .getByRole("status");
}

async function pressUntil(
  keyboard: { press(key: string): Promise<void> },
  key: string,
  where: Locator,
  text: string,
): Promise<void> {
  for (let left = 60; left > 0; left -= 1) {
    if ((await where.textContent())?.includes(text)) return;
    await keyboard.press(key);
  }
  await expect(where).toContainText(text);
}
