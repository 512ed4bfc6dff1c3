import { expect, type Page } from "@playwright/test";
import { findViolationsInThemes } from "./axe.ts";
import { test } from "./test.ts";
import { countVisibleLines } from "./visible-lines.ts";
import { briefly, Workbench } from "./workbench.ts";

const sizes = [
  { width: 320, height: 700 },
  { width: 390, height: 844 },
  // 200 % zoom of 1440 × 900.
  { width: 720, height: 450 },
  { width: 768, height: 1024 },
  { width: 900, height: 800 },
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
] as const;

const stations = ["Token", "Issuer", "Signature", "Claims", "User", "Access", "Files"];

// The geometry of the page as it opens is looked at for each of these sizes in e2e/states.spec.ts.
test("at every width each part is reached by one press, and nothing scrolls sideways", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  const path = page.getByRole("navigation", { name: "Parts of the page" });
  const [smallest, ...larger] = sizes;
  await page.setViewportSize(smallest);
  await workbench.open();
  expect(await overlaps(page, "header button, header select, header h1")).toEqual([]);
  expect(await overlaps(page, 'nav[aria-label="Parts of the page"] button')).toEqual([]);
  for (const name of [/^New$/, /^Open$/, /^Export$/])
    await expect(page.locator("header").getByRole("button", { name })).toBeInViewport();
  expect(await countVisibleLines(page)).toBeGreaterThanOrEqual(12);

  for (const size of [smallest, ...larger])
    await test.step(`${size.width} × ${size.height}`, async () => {
      await page.setViewportSize(size);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
      // It is the marked one then.
      for (const name of stations) {
        const station = path.getByRole("button", { name: new RegExp(`${name}(?: \\d of \\d)?$`) });
        await station.click();
        await expect(station).toHaveAttribute("aria-current", "true");
        await expect(station).toBeInViewport();
      }
      await expect(workbench.exports).toBeInViewport();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
    });
});

test("at 900 px and more the page has two columns, below it one with the status path as its tabs", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await page.setViewportSize({ width: 900, height: 800 });
  await workbench.open();
  await expect(workbench.verdict).toBeVisible();
  await expect(workbench.editor("Configuration")).toBeVisible();
  await page.setViewportSize({ width: 899, height: 800 });
  await expect(workbench.verdict).toBeHidden();
  await expect(page.getByRole("tab", { name: "CEL" })).toBeHidden();
  const path = page.getByRole("navigation", { name: "Parts of the page" });
  await path.getByRole("button", { name: "Role bindings" }).click();
  await expect(workbench.editor("Role bindings")).toBeVisible();
  // The verdict is one line, and leads to the panel.
  await page.getByRole("button", { name: /401 Unauthorized/ }).click();
  await expect(workbench.verdict).toBeInViewport();
  await expect(workbench.editor("Role bindings")).toBeHidden();
});

test("at 390 px two bars are above the content, and the rest of the header opens", async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const workbench = new Workbench(page);
  await workbench.open();
  const editor = await page.locator(".monaco-editor").first().boundingBox();
  expect(editor?.y).toBeLessThanOrEqual(100);
  await expect(page.getByLabel("Kubernetes version")).toBeHidden();
  await page.getByRole("button", { name: /^More/ }).click();
  await expect(page.getByLabel("Kubernetes version")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await overlaps(page, "header button, header select")).toEqual([]);

  // By a key, the row of tabs leads into the document, and the line at the end to the verdict.
  await page.getByRole("button", { name: "Role bindings" }).press("Enter");
  await expect(workbench.editor("Role bindings")).toBeFocused();
  await page.locator('[data-place="verdict-line"]').press("Enter");
  await expect(workbench.verdict.getByRole("heading", { name: "401" })).toBeFocused();

  // "New" leads to the ways to begin, not to a blank page.
  await page.getByRole("button", { name: "New", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Paste a token" })).toBeInViewport();
  expect(await overlaps(page, "header button, header select")).toEqual([]);
});

test("the verdict has its cause, the remedy, the evidence and the steps in this order; an own token is judged now, under a banner", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const { verdict, steps } = workbench;
  const tops: number[] = [];
  for (const part of [
    verdict.getByText(/^The expression for groups/),
    verdict.getByRole("heading", { name: "What to do" }),
    verdict.getByRole("heading", { name: "Evidence" }),
    steps.getByRole("button", { name: /No groups/ }),
    steps.getByRole("button", { name: /checks passed/ }).first(),
  ]) {
    await expect(part).toBeVisible();
    tops.push((await part.boundingBox())?.y ?? 0);
  }
  expect(tops).toEqual([...tops].sort((a, b) => a - b));
  await expect(verdict.getByRole("button", { name: "Apply" }).first()).toBeVisible();
  await expect(verdict).toContainText("accepted as gitlab:MyUserName (gitlab:foo)");
  await expect(steps.getByRole("button", { name: /No groups/ })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
  await expect(steps).toContainText("issuer 1 of 1 refuses the token");

  await expect(workbench.verdict).toContainText("as of 2026-");
  await workbench.pasteToken(JSON.stringify({ ...claims, exp: yesterday() }));
  await workbench.expectVerdict("401 Unauthorized");
  await expect(workbench.verdict).toContainText("expired");
  await expect(workbench.verdict).not.toContainText("as of");
  await expect(page.getByText("Example configuration, your token.")).toBeVisible();
  await page.getByRole("button", { name: "Use my own" }).click();
  await workbench.expectVerdict("No configuration yet");
  await expect(workbench.token.getByRole("textbox", { name: "Token", exact: true })).toHaveValue(
    /gitlab\.example\.com/,
  );
});

test("an own configuration that is pasted, opened or dropped closes the example, with one notice; undo brings it back", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const notice = page.getByRole("alert").filter({ hasText: "The example is closed" });
  for (const [index, close] of [
    () => workbench.paste("Configuration", own),
    () => openFile(page, own),
    () => dropFile(page, own),
  ].entries()) {
    await close();
    await expect(notice).toHaveCount(1);
    await workbench.expectVerdict("No token yet");
    await expect(page.getByRole("button", { name: "Clock" })).toContainText("now");
    await expect(workbench.signature).toContainText("Keys: none");
    if (index === 2) break;
    // With its token, keys and clock.
    await notice.getByRole("button", { name: "Undo" }).click();
    await workbench.expectVerdict("401 Unauthorized");
    await expect(workbench.verdict).toContainText("as of 2026-");
    await expect(notice).toHaveCount(0);
  }
  // A reload brings nothing of the example back. What is stored is the same, whichever way closed it.
  await workbench.waitUntilStored("https://own.example.com");
  await page.reload();
  await workbench.expectVerdict("No token yet");
  await expect(page.getByRole("button", { name: "Clock" })).toContainText("now");
});

test("an unfinished configuration is a checklist, each insertion leads on", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await page.getByRole("button", { name: "New", exact: true }).click();
  await workbench.write("Configuration", "apiVersion: apiserver.config.k8s.io/v1\n");
  await workbench.expectVerdict("Not finished yet");
  await expect(page.getByRole("region", { name: "Findings" })).toHaveCount(0);
  await expect(page.getByText(/loads it|refuses it/)).toHaveCount(0);
  // e2e/states.spec.ts asks axe about it, light and dark.
  await workbench.verdict.getByRole("button", { name: "Insert kind" }).click();
  await workbench.expectVerdict("No token yet");
  await expect(page.getByText(/^kube-apiserver 1\.\d+ loads it$/)).toBeVisible();
  // Of other documents it says nothing.
  await workbench.showDocument("Role bindings");
  await expect(page.getByText(/loads it/)).toHaveCount(0);
});

test("axe finds nothing at a banner, a closed example and disabled buttons, light and dark", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.pasteToken(JSON.stringify({ ...claims, exp: yesterday() }));
  await expect(page.getByText("Example configuration, your token.")).toBeVisible();
  expect(await findViolationsInThemes(page)).toEqual([]);
  await workbench.paste("Configuration", own.replace("https://", "http://"));
  await workbench.expectVerdict("No verdict");
  await expect(workbench.exports).toContainText("The documents have an error");
  expect(await findViolationsInThemes(page)).toEqual([]);
});

test("an error is listed once, and the verdict and the export lead to it", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.paste(
    "Configuration",
    own.replace("claim: sub", 'expression: "claims.sub +"').replace('prefix: "x:"', ""),
  );
  await workbench.expectVerdict("No verdict");
  const findings = page.getByRole("region", { name: "Findings" });
  await expect(findings.getByText(/compilation failed/)).toHaveCount(1);
  // The files, one of which repeats it for the person who applies them, are written once the panel is looked at.
  const preview = workbench.exports.locator("pre");
  await workbench.showExports(() => expect(preview).toContainText("compilation failed", briefly));
  await expect(
    workbench.exports.locator("p, li").filter({ hasText: "compilation failed" }),
  ).toHaveCount(0);
  await expect(workbench.verdict.getByText(/\^/)).toHaveCount(0);
  await expect(workbench.verdict.getByRole("button", { name: /^Show the error/ })).toBeVisible();
  await expect(workbench.exports).toContainText("The documents have an error");
});

test("every part of the page has one place, and disabled buttons have the contrast of text", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const redo = page.getByRole("button", { name: "Redo", exact: true });
  await expect(redo).toBeDisabled();
  expect(await redo.evaluate((element) => getComputedStyle(element).opacity)).toBe("1");
  const { token, verdict, steps, signature, claims: read, user, access, exports } = workbench;
  await token.getByRole("button", { name: "Edit" }).click();
  await signature.getByRole("button", { name: /^Keys/ }).click();
  await read.getByRole("button", { name: /^Claims/ }).click();
  const places = {
    "header: examples": page.getByRole("button", { name: /^Example/ }),
    "header: new": page.getByRole("button", { name: "New", exact: true }),
    "header: open": page.getByRole("button", { name: "Open", exact: true }),
    "header: undo": page.getByRole("button", { name: /^Undo/ }),
    "header: redo": page.getByRole("button", { name: /^Redo/ }),
    "header: version": page.getByLabel("Kubernetes version"),
    "header: cluster and flags": page.getByRole("button", { name: /^Cluster:/ }),
    "header: clock": page.getByRole("button", { name: /Clock/ }),
    "header: export": page.getByRole("button", { name: "Export", exact: true }),
    "header: theme": page.locator("header").getByRole("button", { name: /theme|light|dark/i }),
    "configuration: editor": workbench.editor("Configuration"),
    "configuration: role bindings": page.getByRole("tab", { name: "Role bindings" }),
    "configuration: CEL": page.getByRole("tab", { name: "CEL" }),
    "configuration: findings": page.getByRole("region", { name: "Findings" }),
    "configuration: versions": page.getByRole("button", { name: /^Versions/ }),
    "configuration: what runs": page.getByRole("button", { name: /^Running/ }),
    "token: text": token.getByRole("textbox", { name: "Token", exact: true }),
    "token: its life": token.getByRole("slider"),
    "token: tokens of the example": page.getByLabel("Token of the example"),
    "token: edit claims": token.getByRole("button", { name: "Edit claims" }),
    "token: keep": token.getByRole("button", { name: /^Keep this token/ }),
    "token: how to get one": token.getByRole("button", { name: /^How to get a token/ }),
    "verdict: what to do": verdict.getByRole("heading", { name: "What to do" }),
    "verdict: server log": verdict.getByText("Server log"),
    "verdict: kubectl": verdict.getByText("kubectl", { exact: true }),
    "issuer: steps": steps.getByRole("button", { name: /Issuer 1 of 1/ }),
    "signature: keys": signature.getByRole("region", { name: /^Keys of/ }),
    "claims: table": read.getByRole("tab", { name: "Table" }),
    "claims: JSON": read.getByRole("tab", { name: "JSON" }),
    "claims: header": read.getByRole("tab", { name: "Header" }),
    "user: details": user.getByRole("tab", { name: "Details" }),
    "user: whoami": user.getByRole("tab", { name: "kubectl auth whoami" }),
    "user: subjects": user.getByRole("tab", { name: "subjects:" }),
    "access: who asks": access.getByRole("combobox", { name: "Who asks" }),
    "access: files of a cluster": access.getByRole("button", { name: /^Files of a cluster/ }),
    "access: permissions": access.getByRole("tab", { name: "Permissions" }),
    "access: bindings": access.getByRole("tab", { name: /^Bindings/ }),
    "access: near misses": access.getByRole("tab", { name: /^Near misses/ }),
    "access: give access": access.getByRole("tab", { name: "Give access" }),
    "access: risks": access.getByRole("tab", { name: /^Risks/ }),
    "access: can-i --list": access.getByRole("tab", { name: "can-i --list" }),
    "access: namespace": access.getByLabel("Namespace"),
    "access: default roles": access.getByLabel("default roles"),
    "files: configuration": exports.getByRole("button", {
      name: "Download authentication-config.yaml",
    }),
    "files: all as a zip": exports.getByRole("button", { name: /zip$/ }),
  };
  // The files are written once their part is looked at.
  await exports.scrollIntoViewIfNeeded();
  for (const [name, place] of Object.entries(places)) await expect(place, name).toHaveCount(1);
});

const own = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://own.example.com
    audiences: [kubernetes]
  claimMappings:
    username:
      claim: sub
      prefix: "x:"
`;

const claims = {
  iss: "https://gitlab.example.com",
  aud: "group_application_id",
  sub: "7",
  preferred_username: "jane",
  groups_direct: ["a"],
};

function yesterday(): number {
  return Math.floor(Date.now() / 1000) - 86_400;
}

/** Pairs of visible elements of a selector that cover each other by more than a hairline. */
async function overlaps(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((wanted) => {
    const shown = [...document.querySelectorAll(wanted)]
      .map((element) => ({
        name: element.getAttribute("aria-label") ?? element.textContent ?? "",
        box: element.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    return shown.flatMap((a, index) =>
      shown
        .slice(index + 1)
        .filter(
          (b) =>
            Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1 &&
            Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 1,
        )
        .map((b) => `${a.name} / ${b.name}`),
    );
  }, selector);
}

async function openFile(page: Page, text: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open", exact: true }).click(),
  ]);
  await chooser.setFiles({
    name: "own.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(text),
  });
}

async function dropFile(page: Page, text: string): Promise<void> {
  await page.evaluate((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], "own.yaml", { type: "application/yaml" }));
    document
      .querySelector("main")
      ?.dispatchEvent(
        new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
      );
  }, text);
}
