import { writeFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { strToU8, zipSync } from "fflate";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** Files, folders, archives and pasted texts find their places, and what became of each is said. */

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://opened.example.com
    audiences: [kept]
  claimMappings:
    username:
      claim: sub
      prefix: "kept:"
`;
const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: opened-role, namespace: apps}
rules: []
`;
const claims = '{"iss":"https://opened.example.com","aud":"kept","sub":"jane","exp":4102444800}';

type Files = readonly { readonly name: string; readonly content: string }[];

test("dropped files go to their places: several in one step, an agent's, one of two kinds, a workspace", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("several dropped files go to their places in one step, and one notice says so", async () => {
    await drop(page, [
      { name: "notes.txt", content: "hello\n" },
      { name: "role.yaml", content: role },
      { name: "claims.json", content: claims },
      { name: "auth.yaml", content: configuration },
    ]);
    const report = page.getByRole("list", { name: "What was opened" }).getByRole("listitem");
    await expect(report).toHaveText([
      "Configuration: an AuthenticationConfiguration from auth.yaml.",
      "Role bindings: a Role from role.yaml.",
      "Token: claims of a token from claims.json.",
      "notes.txt was left out: it holds no configuration, role bindings, token or keys.",
      "The example is closed, with its token, keys and clock. Your input is judged now.",
    ]);
    await expect(text(page)).toContainText("opened.example.com");
    await expect(page.getByText("kept:jane").filter({ visible: true }).first()).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
    await workbench.showDocument("Role bindings");
    await expect(text(page)).toContainText("opened-role");
    await page.getByRole("button", { name: "Undo: Open 4 files" }).click();
    await workbench.showDocument("Configuration");
    await expect(text(page)).not.toContainText("opened.example.com");
  });

  await test.step("the file of GitLab's agent becomes the one who asks", async () => {
    const content = "user_access:\n  access_as: {user: {}}\n  projects: [{id: group/app}]\n";
    await drop(page, [{ name: "config.yaml", content }]);
    await expect(workbench.access.getByLabel("Who asks")).toHaveValue("gitlab-agent");
    await expect(workbench.access.getByLabel("config.yaml of the agent")).toHaveValue(content);
    await expect(workbench.access).toContainText("group/app");
  });

  await test.step("a configuration and role bindings in one file are split", async () => {
    await drop(page, [{ name: "both.yaml", content: `${configuration}---\n${role}` }]);
    await expect(text(page)).toContainText("opened.example.com");
    await expect(text(page)).not.toContainText("opened-role");
    await workbench.showDocument("Role bindings");
    await expect(text(page)).toContainText("opened-role");
  });

  await test.step("a workspace file that is opened is a workspace of its own", async () => {
    await drop(page, [
      {
        name: "prod.yaml",
        content: `apiVersion: claimcheck/v1alpha1\nkind: Workspace\nname: prod\nconfiguration: |\n  # imported\n`,
      },
    ]);
    await expect(page.getByTitle("Workspace: prod")).toBeVisible();
    await workbench.showDocument("Configuration");
    await expect(text(page)).toContainText("imported");
  });
});

test("an archive of several folders is opened, the product's own comes back, a too large one is refused", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("an archive of several folders is opened; one that is too large is refused", async () => {
    await open(
      page,
      "a.zip",
      zipSync({ x: { "auth.yaml": strToU8(configuration), y: { "r.yaml": strToU8(role) } } }),
    );
    const report = page.getByRole("list", { name: "What was opened" }).getByRole("listitem");
    await expect(report).toHaveText([
      "Configuration: an AuthenticationConfiguration from x/auth.yaml.",
      "Role bindings: a Role from x/y/r.yaml.",
      "The example is closed, with its token, keys and clock. Your input is judged now.",
    ]);
    await expect(text(page)).toContainText("opened.example.com");
    const zeros = new Uint8Array(8 * 1024 * 1024);
    await open(
      page,
      "bomb.zip",
      zipSync(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}`, zeros]))),
    );
    await expect(report).toHaveText([
      "bomb.zip was left out: the archive is not opened: its files are larger than 64 MB together.",
    ]);
    await expect(text(page)).toContainText("opened.example.com");
  });

  await test.step("the product's own archive comes back", async () => {
    await drop(page, [
      { name: "auth.yaml", content: configuration },
      { name: "role.yaml", content: role },
    ]);
    await expect(text(page)).toContainText("opened.example.com");
    const archive = await workbench.downloadZip();
    await page.getByRole("button", { name: "New", exact: true }).click();
    await open(page, "claimcheck.zip", archive);
    const report = page.getByRole("list", { name: "What was opened" });
    await expect(report).toContainText("Configuration: an AuthenticationConfiguration from ");
    await expect(report).toContainText("Role bindings: a Role from ");
    await expect(page.getByText(/^Some of the imported file/)).toHaveCount(0);
    await expect(text(page)).toContainText("opened.example.com");
    await workbench.showDocument("Role bindings");
    await expect(text(page)).toContainText("opened-role");
  });
});

test("a paste beside every field, and a text in the wrong field, are offered their places", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("a paste beside every field is looked at and offered its place", async () => {
    await paste(page, `${configuration}---\n${role}`);
    await expect(
      page.getByText("The pasted text is an AuthenticationConfiguration and role bindings."),
    ).toBeVisible();
    await expect(text(page)).not.toContainText("opened.example.com");
    await page.getByRole("button", { name: "Open it" }).click();
    await expect(text(page)).toContainText("opened.example.com");
    await page.getByRole("button", { name: "Dismiss", exact: true }).last().click();
  });

  await test.step("a text in the wrong field moves to its own with a press", async () => {
    await page.getByRole("button", { name: "New", exact: true }).click();
    await page.getByLabel("Paste a token").fill(configuration);
    await page.getByRole("button", { name: "Move to Configuration" }).click();
    await expect(text(page)).toContainText("opened.example.com");
    await expect(page.getByText("holds no token")).toHaveCount(0);

    await workbench.write("Role bindings", claims);
    await expect(page.getByText("This is a token, claims or a kubeconfig.")).toBeVisible();
    await page.getByRole("button", { name: "Move to Token" }).click();
    await expect(page.getByText("kept:jane").filter({ visible: true }).first()).toBeVisible();

    await workbench.write("Configuration", claims);
    await page.getByRole("button", { name: "Move to Token" }).click();
    await page.getByRole("button", { name: "Undo: Move to Token" }).click();
    await expect(text(page)).toContainText("jane");
  });
});

test("what comes before the page is ready is opened then, and no file takes its place", async ({
  page,
}, info) => {
  const file = info.outputPath("auth.yaml");
  writeFileSync(file, configuration);
  let release = () => {};
  const scripts = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await scripts;
    await route.continue();
  });
  await page.goto("/", { waitUntil: "commit" });
  const frame = page.locator("[data-ready=false]");
  await frame.waitFor();
  const browser = await page.context().newCDPSession(page);
  // As a user drops it: a browser opens what the page does not take.
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await browser.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await paste(page, role);
  await page.mouse.click(300, 300);
  await page.keyboard.press("Tab");
  await page.keyboard.type("typed too early");
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
  expect(await page.evaluate(() => document.documentElement.dataset.waiting)).toBe("");
  release();
  await expect(page.getByText(/^The pasted text is a Role/)).toBeVisible();
  await expect(page.getByText("typed too early")).toHaveCount(0);
  await expect(text(page)).toContainText("opened.example.com");
  expect(await page.evaluate(() => document.documentElement.dataset.waiting)).toBeUndefined();
  expect(new URL(page.url()).pathname).toBe("/");
  // Beside the workbench a file is refused, on pages without one too.
  await page.goto("/targets");
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await browser.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await expect(page.getByRole("heading").first()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/targets");
});

function text(page: Page) {
  return page.locator(".view-lines").first();
}

async function drop(page: Page, files: Files): Promise<void> {
  const data = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, content } of given) transfer.items.add(new File([content], name));
    return transfer;
  }, files);
  for (const type of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("[data-ready]", type, { dataTransfer: data });
}

async function open(page: Page, name: string, content: Uint8Array): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open", exact: true }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: "application/zip", buffer: Buffer.from(content) });
}

async function paste(page: Page, content: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    document.body.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, content);
}
