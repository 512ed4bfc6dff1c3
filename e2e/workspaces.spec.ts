import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** Several workspaces in one browser, two tabs on one of them, their history, and one order of undo. */

const first = "# first\njwt: []\n";
const second = "# second\njwt: []\n";

test("workspaces are created, renamed, duplicated, switched, deleted and brought back", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", first);
  await openMenu(page);
  await page.getByRole("button", { name: "Rename Workspace" }).click();
  await page.getByLabel("New name of Workspace").fill("prod");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(menuButton(page)).toHaveText("prod");
  await page.getByRole("button", { name: "New workspace" }).click();
  await expect(menuButton(page)).toHaveText("Workspace");
  await expect(text(page)).not.toContainText("first");
  await workbench.write("Configuration", second);
  await openMenu(page);
  await page.getByRole("button", { name: "Duplicate prod" }).click();
  await expect(menuButton(page)).toHaveText("prod (copy)");
  await expect(text(page)).toContainText("first");
  await choose(page, "Workspace");
  await expect(text(page)).toContainText("second");
  // Each workspace has an undo of its own.
  await choose(page, "prod");
  await expect(text(page)).toContainText("first");
  await expect(page.getByRole("button", { name: "Undo: Edit the configuration" })).toBeEnabled();
  await openMenu(page);
  await page.getByRole("button", { name: "Delete prod", exact: true }).click();
  await expect(page.getByText("The workspace “prod” was deleted.")).toBeVisible();
  await expect(text(page)).not.toContainText("# nothing");
  await openMenu(page);
  await expect(page.getByRole("button", { name: "Delete prod", exact: true })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(menuButton(page)).toBeFocused();
  await page.getByRole("button", { name: "Undo the deletion" }).click();
  await expect(menuButton(page)).toHaveText("prod");
  await expect(text(page)).toContainText("first");
  await page.reload();
  await expect(menuButton(page)).toHaveText("prod");
  await expect(text(page)).toContainText("first");
});

test("a workspace is exported as YAML and imported again, beside the others", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", first);
  await openMenu(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export this one" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Workspace.claimcheck.yaml");
  const file = await readFile(await download.path(), "utf8");
  expect(file).toContain("apiVersion: claimcheck/v1alpha1\nkind: Workspace\n");
  expect(file).toContain("configuration: |\n  # first\n  jwt: []\n");
  await workbench.write("Configuration", second);
  await openMenu(page);
  await importFile(page, "a.yaml", file);
  await expect(menuButton(page)).toHaveText("Workspace (copy)");
  await expect(text(page)).toContainText("first");
  await choose(page, "Workspace");
  await expect(text(page)).toContainText("second");
  await openMenu(page);
  await importFile(page, "b.yaml", "kind: Role\n");
  await expect(
    page.getByText("b.yaml holds no workspace. Open other files with Open."),
  ).toBeVisible();
});

test("earlier states outlive a reload and come back, and undo leads back", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", first);
  await expect.poll(() => stored(page)).toEqual([first]);
  await page.waitForTimeout(1600);
  await workbench.write("Configuration", second);
  await expect.poll(() => stored(page)).toEqual([second]);
  await page.reload();
  await expect(text(page)).toContainText("second");
  await openMenu(page);
  await page.getByRole("button", { name: "History" }).click();
  const states = page.getByRole("list", { name: "Earlier states" }).getByRole("listitem");
  await expect(states).toHaveCount(3);
  await expect(states.nth(0)).toContainText("Edit the configuration");
  await expect(states.nth(0)).toContainText(/lines? added, \d+ lines? removed: .*second/);
  await expect(states.nth(2)).toContainText("As it was opened");
  await expect(page.getByText("Documents over 1 MB are not in it.")).toBeVisible();
  await states.nth(1).getByRole("button").click();
  await expect(text(page)).toContainText("first");
  await page.getByRole("button", { name: /^Undo: Restore / }).click();
  await expect(text(page)).toContainText("second");
});

test("undo and redo go through typing, fixes, examples and settings in one order", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", first);
  await page.getByLabel("Kubernetes version").selectOption("34");
  await workbench.write("Role bindings", "# bound\n");
  await page.waitForTimeout(1600);
  await workbench.editor("Role bindings").focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("# typed");
  await expect(text(page)).toContainText("typed");

  // In the editor, the keys lead through the page's order, also into the other document.
  await page.keyboard.press("ControlOrMeta+z");
  await expect(text(page)).not.toContainText("typed");
  await expect(text(page)).toContainText("bound");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(text(page)).not.toContainText("bound");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByLabel("Kubernetes version")).not.toHaveValue("34");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByRole("tab", { name: "Configuration" }).first()).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(text(page)).not.toContainText("first");

  await page.getByRole("button", { name: "Redo: Edit the configuration" }).click();
  await expect(text(page)).toContainText("first");
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await expect(page.getByLabel("Kubernetes version")).toHaveValue("34");
  await page.keyboard.press("ControlOrMeta+y");
  await page.keyboard.press("ControlOrMeta+y");
  await expect(text(page)).toContainText("typed");
  await expect(page.getByRole("button", { name: "Redo", exact: true })).toBeDisabled();
});

function menuButton(page: Page) {
  return page.getByTitle(/^Workspace: /);
}

/** The text in the editor that is shown. */
function text(page: Page) {
  return page.locator(".view-lines").first();
}

async function openMenu(page: Page): Promise<void> {
  if (await page.getByRole("dialog", { name: "Workspaces" }).isVisible()) return;
  await menuButton(page).click();
  await expect(page.getByRole("dialog", { name: "Workspaces" })).toBeVisible();
}

async function choose(page: Page, name: string): Promise<void> {
  await openMenu(page);
  await page
    .getByRole("list", { name: "Workspaces of this browser" })
    .getByRole("button", { name: new RegExp(`^${name.replace(/[()]/g, "\\$&")}(?! \\()`) })
    .first()
    .click();
  await expect(menuButton(page)).toHaveText(name);
}

async function importFile(page: Page, name: string, content: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Import", exact: true }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
}

/** The configurations that are stored, in order. */
async function stored(page: Page): Promise<string[]> {
  return await page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const request = indexedDB.open("claimcheck");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const all = request.result.transaction("workspaces").objectStore("workspaces").getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve(all.result.map(({ configuration }) => configuration).sort());
          };
        };
      }),
  );
}
