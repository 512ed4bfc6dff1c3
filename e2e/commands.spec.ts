import { expect, type Page } from "@playwright/test";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** Opens the palette and runs the command of this name. */
async function run(page: Page, title: string): Promise<void> {
  await page.keyboard.press("F1");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill(title);
  await expect(palette.getByRole("option").first()).toContainText(title);
  await page.keyboard.press("Enter");
  await expect(palette).toHaveCount(0);
}

test("the commands: from anywhere, every capability of the page, and the shortcuts", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("F1, Ctrl+K and the button open the commands, from the editor too, and Escape gives the focus back", async () => {
    const palette = page.getByRole("dialog", { name: "Commands" });
    const editor = workbench.editor("Configuration");
    for (const key of ["F1", "ControlOrMeta+K"]) {
      await editor.focus();
      await page.keyboard.press(key);
      await expect(palette.getByRole("combobox")).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(palette).toHaveCount(0);
      await expect(editor).toBeFocused();
    }
    await page.getByRole("button", { name: "Commands (F1)" }).click();
    const options = palette.getByRole("option");
    await expect(options.first()).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("ArrowDown");
    await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
    expect(await findViolations(page)).toEqual([]);
    await palette.getByRole("combobox").fill("no such command");
    await expect(palette.getByRole("status")).toHaveText("No command has these words.");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Commands" })).toHaveCount(0);
  });

  await test.step("the commands hold every capability of the page", async () => {
    // What is drawn late is there.
    await expect(page.getByRole("button", { name: /^Versions/ })).toBeVisible();
    await expect(workbench.exports).toBeVisible();
    await page.keyboard.press("F1");
    const options = page.getByRole("dialog", { name: "Commands" }).getByRole("option");
    await expect(options.first()).toBeVisible();
    const titles = await options.allTextContents();
    expect(wanted.filter((one) => !titles.some((title) => title.includes(one)))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Commands" })).toHaveCount(0);
  });

  await test.step("? shows the shortcuts, but not in a field", async () => {
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await workbench.access.getByLabel("can-i").fill("");
    await page.keyboard.press("?");
    await expect(help).toHaveCount(0);
    await page.getByRole("button", { name: "Commands (F1)" }).focus();
    await page.keyboard.press("?");
    await expect(help).toContainText("F1 or Ctrl+K");
    expect(await findViolations(page)).toEqual([]);
    await help.getByRole("button", { name: "Close" }).click();
    await expect(help).toHaveCount(0);
  });
});

test("commands lead to the parts of the page, and change it", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await expect(page.getByRole("button", { name: /^Versions/ })).toBeVisible();
  await run(page, "Versions: which Kubernetes loads this file");
  await expect(page.getByRole("button", { name: /^Versions/ })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
  await run(page, "Steps of the issuers");
  const steps = page.getByRole("group", { name: /^Steps/ });
  await expect(steps.getByRole("heading", { name: "Steps" })).toBeFocused();
  await page.keyboard.press("n");
  await expect(steps.getByRole("button").first()).toBeFocused();
  await run(page, "kubectl auth can-i --list");
  await expect(workbench.access.getByRole("tab", { name: "can-i --list" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(workbench.access.getByRole("tab", { name: "can-i --list" })).toBeInViewport();
  await run(page, "Example: GitLab: Users and pipelines, corrected");
  await workbench.expectVerdict("Authenticated");
  await run(page, "Undo");
  await workbench.expectVerdict("401 Unauthorized");
  await run(page, "Files for Talos 1.14 and later");
  await expect(workbench.exports).toContainText("Files for Talos 1.14 and later");
  await run(page, "Add issuer: Okta");
  await expect(page.getByRole("form", { name: "Questions of Okta" })).toBeVisible();
  await page.keyboard.press("Escape");
  await run(page, "Theme: dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await run(page, "New: close all documents and the token");
  await workbench.expectEmpty();
  const chooser = page.waitForEvent("filechooser");
  await run(page, "Open files");
  expect((await chooser).isMultiple()).toBe(true);

  // What cannot be loaded takes nothing else of the page away.
  // A browser takes from its cache what an earlier page loaded, offline too; with a route it does not.
  await page.route("**/_next/static/**", (route) => route.abort());
  await page.context().setOffline(true);
  // Outside of every field, wherever the closed dialog gave the focus back to.
  await page.getByRole("heading", { name: "Claimcheck", exact: true }).click();
  await page.keyboard.press("?");
  const notice = page.getByRole("alert").filter({ hasText: "this browser was offline" });
  await expect(notice).toBeVisible();
  await expect(notice.getByRole("button")).toHaveCount(0);
  await workbench.expectEmpty();
  await page.context().setOffline(false);
  await expect(notice.getByRole("button", { name: "Reload" })).toBeVisible();
});

test("presentation mode hides claim values, names and tokens; a print is a report without the token", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("presentation mode hides claim values, names and tokens, and shows them again", async () => {
    await workbench.loadExample("GitLab", "Users and pipelines, corrected");
    await workbench.expectVerdict("Authenticated");
    await workbench.claims.getByRole("button", { name: /^Claims/ }).click();
    const shown = page.locator("main");
    await expect(shown).toContainText("MyUserName");
    await run(page, "Presentation mode");
    await expect(page.getByText("claim values, names and tokens are hidden")).toBeVisible();
    await expect(shown).not.toContainText("MyUserName");
    await expect(workbench.verdict).toContainText("•••");
    await workbench.user.getByRole("tab", { name: "kubectl auth whoami" }).click();
    await expect(shown).not.toContainText("MyUserName");
    // What the configuration says itself is what is presented.
    await expect(shown).toContainText("https://gitlab.example.com");
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Show everything" }).click();
    await expect(shown).toContainText("MyUserName");
  });

  await test.step("a print is a report: verdict, findings, configuration and access, without the token", async () => {
    await workbench.loadExample("GitLab", "Users and pipelines, corrected");
    await workbench.expectVerdict("Authenticated");
    await expect(workbench.access.getByRole("grid")).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const report = page.getByRole("article", { name: "Report" });
    await expect(report).toBeVisible();
    await expect(page.locator("main")).toBeHidden();
    for (const title of ["Verdict: Authenticated", "Findings", "Configuration", "Access"])
      await expect(report.getByRole("heading", { name: title, exact: true })).toBeVisible();
    await expect(report).toContainText("url: https://gitlab.example.com");
    expect(await report.textContent()).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await expect(report).toHaveCount(0);
  });
});

test("the first visit is told what the page is for, the second one not", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const sentence = page.getByText(
    "Claimcheck shows why a kube-apiserver accepts or refuses a token",
  );
  await expect(sentence).toBeVisible();
  await page.reload();
  await workbench.expectVerdict("401 Unauthorized");
  await expect(sentence).toHaveCount(0);
});

const wanted = [
  "New: close all documents",
  "Open files",
  "Open a folder",
  "Add an issuer from the catalogue",
  "Add issuer: Microsoft Entra ID",
  "Share this workspace as a link",
  "Undo",
  "Redo",
  "Configuration",
  "Role bindings",
  "CEL: try an expression",
  "Verdict and what to do",
  "Steps of the issuers",
  "Signature and keys",
  "Claims",
  "User",
  "Access",
  "Files",
  "Findings and fixes",
  "Versions: which Kubernetes loads this file",
  "Running configuration, reload and replicas",
  "Issuer 1: https://gitlab.example.com",
  "Paste or edit the token",
  "Token of the example",
  "Keep this token to compare",
  "How to get a token, or only its claims",
  "Keys: paste or fetch",
  "Claims as a table or as JSON",
  "User: details",
  "User: kubectl auth whoami",
  "User: subjects for a binding",
  "Who asks",
  "Ask a question: can-i, who can",
  "Permissions by resource",
  "Bindings of the user",
  "Near misses",
  "Give access",
  "Risks of the permissions",
  "kubectl auth can-i --list",
  "Namespace",
  "Files of a cluster",
  "Options of the files",
  "Report for a reviewer",
  "Download all files as a zip",
  "Files for kubeadm",
  "Files for Gardener, Cyso EMK",
  "Kubernetes 1.37",
  "Kubernetes 1.30",
  "Clock: judge now",
  "Clock: judge at another moment",
  "Flags of the API server",
  "New workspace",
  "Duplicate this workspace",
  "Export all workspaces as one file",
  "History of this workspace",
  "Example: GitLab: Users and pipelines, corrected",
  "Presentation mode",
  "Print a report",
  "Keyboard shortcuts",
  "Theme: dark",
  "CEL functions and variables",
  "Fields of the AuthenticationConfiguration",
  "Causes of a refusal",
  "Locked out",
  "Open a whole log",
];
