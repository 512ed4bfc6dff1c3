import { expect } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

test.describe("the scratch pad", () => {
  test("shows type, value and cost of an expression over the claims, and follows the version", async ({
    page,
  }) => {
    const workbench = new Workbench(page);
    await workbench.open();

    await test.step("shows type, value and cost of an expression over the claims", async () => {
      await page.getByRole("tab", { name: "CEL" }).click();
      const expression = page.getByRole("textbox", { name: "Expression" });

      await workbench.writeExpression(
        expression,
        `dyn(claims.groups_direct).map(g, "gitlab:" + g)`,
      );
      const pad = page.getByRole("tabpanel", { name: "CEL" });
      await expect(pad).toContainText("list(string)");
      await expect(pad).toContainText('["gitlab:foo"]');

      // What people write first does not compile, and the page says so in the server's words.
      await workbench.writeExpression(expression, `claims.groups_direct.map(g, "gitlab:" + g)`);
      await expect(
        page.getByText(
          "expression of type 'any' cannot be range of a comprehension (must be list, map, or dynamic)",
        ),
      ).toBeVisible();

      await workbench.writeExpression(expression, `"gitlab:" + claims.groups_direct`);
      await expect(pad).toContainText("no such overload");
    });

    await test.step("follows the version: whole numbers are integers up to 1.33 and doubles since", async () => {
      await page.getByRole("tab", { name: "CEL" }).click();
      await workbench.writeExpression(
        page.getByRole("textbox", { name: "Expression" }),
        "claims.exp + 1",
      );
      const pad = page.getByRole("tabpanel", { name: "CEL" });
      await expect(pad).toContainText("no such overload");
      await page.getByLabel("Kubernetes version").selectOption("1.33");
      await expect(pad).toContainText("1790003001");
    });
  });
});

test("the reference is searched and leads to one entry", async ({ page }) => {
  await page.goto("/reference");
  await page.getByRole("searchbox", { name: "Search" }).fill("semver");
  await expect(page.getByRole("heading", { name: /semver/i }).first()).toBeVisible();
  await page.getByLabel("Kubernetes").selectOption("1.32");
  await expect(page.getByText("Nothing matches")).toBeVisible();
});
