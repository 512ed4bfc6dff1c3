import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { bundleCommand } from "../scripts/bundle-command.ts";
import { test } from "./test.ts";
import { briefly, Workbench } from "./workbench.ts";

/**
 * A pasted token leaves the tab by no way: not in a request, URL, title, history entry, storage or console line, and
 * nothing on the page breaks the Content-Security-Policy.
 */
test("no part of a token leaves the tab", async ({ page, context, baseURL }) => {
  const token = makeToken();
  const parts = token.split(".");
  const leaks: string[] = [];
  const watch = (where: string, text: string | null | undefined): void => {
    for (const [index, part] of parts.entries()) {
      if (text?.includes(part)) leaks.push(`part ${index + 1} of the token: ${where}`);
    }
  };
  context.on("request", (request) => {
    watch(`request ${request.url()}`, request.url());
    watch(`body of ${request.url()}`, request.postData());
    watch(`headers of ${request.url()}`, JSON.stringify(request.headers()));
    if (!request.url().startsWith(`${baseURL}/`) && !/^(data|blob):/.test(request.url())) {
      leaks.push(`request to another origin: ${request.url()}`);
    }
  });
  page.on("console", (message) => watch("console", message.text()));
  page.on("pageerror", (error) => watch("error", String(error)));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on("console", (message) => {
    if (message.text().startsWith("securitypolicyviolation")) leaks.push(message.text());
  });

  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.pasteToken(token);
  await expect(workbench.verdict).toContainText("invalid bearer token");
  // The dialog that adds an issuer reads a token as well, and fills the questions from it.
  await page.locator("#add-issuer").click();
  const composer = page.getByRole("dialog", { name: "Add an issuer" });
  await composer.getByRole("button", { name: "From a token or discovery document" }).click();
  await composer.getByRole("textbox", { name: /A token, a discovery document/ }).fill(token);
  await expect(composer.getByLabel("Issuer URL")).toHaveValue("https://leak.example.com");
  await searchBrowser(page, watch);
  await composer.getByRole("button", { name: "Cancel" }).click();
  await composer.getByRole("button", { name: "Close and lose them" }).click();
  await workbench.write("Configuration", `# ${token}\njwt: [\n  token: ${token}\n`);
  // Of what cannot be read no files are made; of this they are. It is complete, so that there is a verdict to note
  // down, and its rule does not compile.
  const readable = `# ${token}
apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "https://idp.example.com/${token}", audiences: [k8s]}
  claimValidationRules:
  - expression: claims.iss == "${token}" &&
  claimMappings:
    username: {claim: sub, prefix: ""}
    groups: {claim: "${token}", prefix: ""}
`;
  await workbench.write("Configuration", readable);
  await workbench.write("Role bindings", `kind: Role\nmetadata:\n  name: ${token}\n`);
  await workbench.signature.getByRole("button", { name: /^Keys/ }).click();
  await workbench.signature.getByRole("textbox").last().fill(token);
  await openFile(page, "kubeconfig", kubeconfig(token));
  await expect(workbench.claims).toContainText("Claims (4)");
  await shareAndSave(page, watch);
  // The documents are broken on purpose; their owner takes the files all the same. The consent is to the errors of
  // these documents, so their files must be there first.
  const zip = workbench.exports.getByRole("button", { name: /zip$/ });
  await workbench.showExports(() => expect(zip).toBeVisible(briefly));
  await expect(
    workbench.exports.getByRole("list", { name: "What looks like a secret" }),
  ).toBeVisible();
  await workbench.exports.getByRole("checkbox", { name: /I know these errors/ }).check();
  await workbench.exports.getByRole("checkbox", { name: /I looked at these places/ }).check();
  for (const button of await workbench.exports.getByRole("button", { name: /^Download/ }).all()) {
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    watch("name of a download", download.suggestedFilename());
  }
  await page.waitForTimeout(1500);
  await searchBrowser(page, watch);

  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.waitForTimeout(1500);
  await searchBrowser(page, watch);
  watch("the page after a reload", await page.content());

  expect(leaks).toEqual([]);
});

test("the page's policy forbids what a leak would need", async ({ request }) => {
  const response = await request.get("/");
  const policy = response.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]+' 'strict-dynamic'(;|$)/);
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/https?:/);
  expect(response.headers()["referrer-policy"]).toBe("no-referrer");
  expect(response.headers()["x-content-type-options"]).toBe("nosniff");
  expect(response.headers()["permissions-policy"]).toContain("camera=()");
});

/** All that goes to others by a press: the note for a ticket, a link, the workspace's file and what the command says about it. */
async function shareAndSave(
  page: Page,
  watch: (where: string, text: string) => void,
): Promise<void> {
  await page.getByRole("button", { name: "Note for a ticket" }).click();
  const note = page.getByRole("textbox", { name: /^Everything that the note holds/ });
  await expect(note).toHaveValue(/^# Login problem\n/);
  watch("note for a ticket", await note.inputValue());
  const menu = page.getByRole("button", { name: /^Workspace/ }).first();
  await menu.click();
  await page.getByRole("button", { name: "Share a link" }).click();
  const dialog = page.getByRole("dialog", { name: "Share a link" });
  const shared = dialog.getByRole("textbox", { name: "Everything that the link holds" });
  await expect(shared).toHaveValue(/kind: Workspace/);
  watch("link", await shared.inputValue());
  await page.keyboard.press("Escape");
  await menu.click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export this one" }).click(),
  ]);
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-leak-"));
  const file = path.join(folder, "w.claimcheck.yaml");
  await download.saveAs(file);
  watch("file of the workspace", readFileSync(file, "utf8"));
  await page.keyboard.press("Escape");
  const command = path.join(folder, "claimcheck.mjs");
  await bundleCommand(command);
  for (const args of [
    ["test"],
    ["validate", file],
    ["review", file],
    ["explain", file, "--log", file],
  ]) {
    const { stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      ...{ cwd: folder, encoding: "utf8" },
    });
    watch(`output of ${args[0]}`, `${stdout}${stderr}`);
  }
  rmSync(folder, { recursive: true });
}

async function searchBrowser(
  page: Page,
  watch: (where: string, text: string) => void,
): Promise<void> {
  watch("URL", page.url());
  watch("title", await page.title());
  const state = await page.evaluate(async () => {
    const databases: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name ?? "");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        databases.push(
          await new Promise((resolve) => {
            all.onsuccess = () => resolve(all.result);
          }),
        );
      }
      database.close();
    }
    const entries =
      "navigation" in window
        ? (window.navigation as { entries(): { url: string }[] }).entries()
        : [];
    return {
      databases: JSON.stringify(databases),
      local: JSON.stringify({ ...localStorage }),
      session: JSON.stringify({ ...sessionStorage }),
      cookies: document.cookie,
      history: JSON.stringify([history.state, entries.map(({ url }) => url)]),
      caches: JSON.stringify(await caches.keys()),
    };
  });
  for (const [where, text] of Object.entries(state)) watch(where, text);
}

async function openFile(page: Page, name: string, text: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open", exact: true }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: "application/yaml", buffer: Buffer.from(text) });
}

function kubeconfig(token: string): string {
  return `apiVersion: v1
kind: Config
current-context: c
clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443"}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
users: [{name: u, user: {token: "${token}"}}]
`;
}

/** A JWT whose three parts occur nowhere else. */
function makeToken(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const unique = () => randomBytes(12).toString("hex");
  const header = part({ alg: "RS256", typ: "JWT", kid: unique() });
  const claims = part({
    iss: "https://leak.example.com",
    sub: unique(),
    aud: unique(),
    exp: 1790000600,
  });
  return `${header}.${claims}.${randomBytes(256).toString("base64url")}`;
}
