import { type Download, expect, type Locator, type Page } from "@playwright/test";
import { strFromU8, unzipSync } from "fflate";

/** For an expectation inside of `Workbench.showExports`, which tries again. */
export const briefly = { timeout: 1_000 };

/** The page as its user speaks of it. Tests go through names that assistive technology reads, not through markup. */
export class Workbench {
  readonly page: Page;
  readonly verdict: Locator;
  readonly steps: Locator;
  readonly token: Locator;
  readonly signature: Locator;
  readonly claims: Locator;
  readonly user: Locator;
  readonly access: Locator;
  readonly exports: Locator;

  constructor(page: Page) {
    this.page = page;
    this.verdict = page.getByRole("region", { name: "Verdict" });
    this.steps = page.getByRole("region", { name: "Steps" });
    this.token = page.getByRole("region", { name: "Token", exact: true });
    this.signature = page.getByRole("region", { name: "Signature", exact: true });
    this.claims = page.getByRole("region", { name: "Claims", exact: true });
    this.user = page.getByRole("region", { name: "User" });
    this.access = page.getByRole("region", { name: "Access" });
    this.exports = page.getByRole("region", { name: "Export" });
  }

  async open(): Promise<void> {
    await this.page.goto("/");
    // The first answer of the worker; narrow screens show it as a line.
    await expect(
      this.page.getByText("401 Unauthorized").filter({ visible: true }).first(),
    ).toBeVisible();
    await expect(this.editor("Configuration")).toBeVisible();
  }

  async loadExample(guide: string, title: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Example/ }).click();
    await this.page
      .getByRole("region", { name: guide })
      .getByRole("button", { name: title })
      .click();
    await expect(this.page.getByRole("button", { name: /^Example/ })).toContainText(
      `${guide}: ${title}`,
    );
  }

  /** The bindings that grant the user something. */
  async showGrants(): Promise<void> {
    await this.access.getByRole("tab", { name: /^Bindings/ }).click();
  }

  async chooseToken(title: string): Promise<void> {
    await this.page.getByLabel("Token of the example").selectOption({ label: title });
  }

  async expectVerdict(title: string): Promise<void> {
    await expect(this.verdict.getByRole("heading", { level: 2 })).toHaveText(title);
  }

  /** The ways to begin are where the panels were. */
  async expectEmpty(): Promise<void> {
    await expect(this.page.getByRole("textbox", { name: "Paste a token" })).toBeVisible();
  }

  async pasteToken(text: string): Promise<void> {
    const box = this.token.getByRole("textbox", { name: "Token", exact: true });
    if (!(await box.isVisible())) await this.token.getByRole("button", { name: "Edit" }).click();
    await box.fill(text);
  }

  async showDocument(name: "Configuration" | "Role bindings"): Promise<void> {
    // If the page has one column, the documents are in the row of its parts.
    const tab = this.page.getByRole("tab", { name }).first();
    const part = this.page
      .getByRole("navigation", { name: "Parts of the page" })
      .getByRole("button", { name });
    await tab.or(part).first().click();
  }

  editor(name: "Configuration" | "Role bindings"): Locator {
    return this.page.getByRole("textbox", { name: new RegExp(`^${name}\\.`) });
  }

  /**
   * Writes a document anew, with the first letters typed, so that an example and its token stay: what is pasted over an
   * example closes it.
   */
  async write(name: "Configuration" | "Role bindings", text: string): Promise<void> {
    await this.empty(name);
    const typed = text.slice(0, 8);
    for (const part of [typed, text.slice(typed.length)])
      if (part !== "") await pasteInto(this.editor(name), part);
  }

  /** Puts a text in a document's place in one paste, as a visitor does with a text of their own. */
  async paste(name: "Configuration" | "Role bindings", text: string): Promise<void> {
    await this.empty(name);
    await pasteInto(this.editor(name), text);
  }

  private async empty(name: "Configuration" | "Role bindings"): Promise<void> {
    await this.showDocument(name);
    await this.editor(name).focus();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.press("Delete");
  }

  /** Writes a document anew with one word in another's place. */
  async edit(name: "Configuration" | "Role bindings", from: string, to: string): Promise<void> {
    await this.showDocument(name);
    const editor = this.editor(name);
    await editor.focus();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.write(name, (await copyFrom(editor)).replaceAll(from, to));
  }

  /** Writes the expression of a small editor anew. */
  async writeExpression(editor: Locator, text: string): Promise<void> {
    // Until it has come, a plain field is in its place.
    const ready = editor.and(this.page.locator(".monaco-editor *"));
    await ready.focus();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.press("Delete");
    await pasteInto(ready, text);
  }

  /** What is selected in an editor. */
  async readSelection(editor: Locator): Promise<string> {
    return await copyFrom(editor);
  }

  /** The whole text of an editor. */
  async readEditor(editor: Locator): Promise<string> {
    await editor.focus();
    await this.page.keyboard.press("ControlOrMeta+A");
    return await copyFrom(editor);
  }

  /** Keeps the token that is looked at, under a name. */
  async saveToken(name: string): Promise<void> {
    await this.page.getByRole("button", { name: /^Keep this token/ }).click();
    await this.page.getByLabel("Name of the token").fill(name);
    await this.page.getByRole("button", { name: "Keep", exact: true }).click();
  }

  /** Waits until the browser has stored a workspace with this text in it: writing is held back while one types. */
  async waitUntilStored(text: string): Promise<void> {
    await expect.poll(() => this.readStored()).toContain(text);
  }

  /** The stored workspaces as one text. */
  private async readStored(): Promise<string> {
    return await this.page.evaluate(
      () =>
        new Promise<string>((resolve, reject) => {
          const request = indexedDB.open("claimcheck");
          request.onerror = () => reject(request.error);
          request.onsuccess = () => {
            const { result } = request;
            const all = result.transaction("workspaces").objectStore("workspaces").getAll();
            all.onsuccess = () => {
              result.close();
              resolve(all.result.map((record) => JSON.stringify(record)).join("\n"));
            };
          };
        }),
    );
  }

  /**
   * Brings the export into sight until `ready` holds. Its files are written once the panel is in sight of the finished page,
   * and what is above it may grow and move it away again.
   */
  async showExports(ready: () => Promise<void>): Promise<void> {
    await expect(async () => {
      await this.exports.scrollIntoViewIfNeeded();
      await ready();
    }).toPass({ timeout: 15_000 });
  }

  async download(name: string): Promise<string> {
    const button = this.exports.getByRole("button", { name: `Download ${name}` });
    await this.showExports(() => expect(button).toBeEnabled(briefly));
    const [download] = await Promise.all([this.page.waitForEvent("download"), button.click()]);
    return (await readDownload(download)).toString("utf8");
  }

  /** The archive of all files, as it is saved. */
  async downloadZip(): Promise<Buffer> {
    const button = this.exports.getByRole("button", { name: "Download all as zip" });
    await this.showExports(() => expect(button).toBeEnabled(briefly));
    const [download] = await Promise.all([this.page.waitForEvent("download"), button.click()]);
    return readDownload(download);
  }

  /** The archive's files by their path below its folder. */
  async downloadArchive(): Promise<Record<string, string>> {
    const entries = Object.entries(unzipSync(await this.downloadZip()));
    return Object.fromEntries(
      entries.map(([path, bytes]) => [path.slice(path.indexOf("/") + 1), strFromU8(bytes)]),
    );
  }
}

/** A paste event with plain text, without the system's clipboard, which parallel tests would share. */
async function pasteInto(target: Locator, text: string): Promise<void> {
  await target.evaluate((element, pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    element.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, text);
}

/** What a copy of the selection would put on the clipboard. */
async function copyFrom(target: Locator): Promise<string> {
  return await target.evaluate((element) => {
    const data = new DataTransfer();
    element.dispatchEvent(
      new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }),
    );
    return data.getData("text/plain");
  });
}

async function readDownload(download: Download): Promise<Buffer> {
  const stream = await download.createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
