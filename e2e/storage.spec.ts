import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** A page that does not load whole says so and offers another try; components/shell/keeping-notices.browser.test.tsx holds what is stored. */

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://kept.example.com
    audiences: [kept]
  claimMappings:
    username:
      claim: sub
      prefix: "kept:"
`;

const current = {
  apiVersion: "claimcheck/v1alpha1",
  kind: "Workspace",
  id: "default",
  name: "prod",
  cluster: { version: "1.34", target: "kubeadm", authorizationModes: ["RBAC"] },
  configuration,
  bindings: "",
  running: {},
  defaultPolicy: true,
  export: { comments: "kept", cluster: "", server: "", namespace: "", shoot: "" },
};

test("without JavaScript the page says that it needs it", async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    ...(baseURL && { baseURL }),
  });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.locator("noscript p")).toBeVisible();
  await expect(page.locator("noscript p")).toContainText(
    "Claimcheck works in your browser and needs JavaScript",
  );
  await context.close();
});

test("an engine that is gone after a new version was installed asks for a reload", async ({
  page,
}) => {
  await page.route(/_next\/static\/.*worker/, (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto("/");
  await expect(
    page.getByText(
      "The engine could not be loaded: a newer version was installed. Reload the page; your text is kept.",
    ),
  ).toBeVisible();
});

test("a part that is gone after a new version was installed asks for a reload", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await page.route(/_next\/static\/.*\.js/, (route) => route.fulfill({ status: 404, body: "" }));
  await page.getByRole("button", { name: /^Example/ }).click();
  await page.getByRole("region", { name: "Kanidm" }).getByRole("button").first().click();
  await expect(
    page.getByText(
      /^A part of the page could not be loaded: the connection failed, or a newer version/,
    ),
  ).toBeVisible();
  await page.unroute(/_next\/static\/.*\.js/);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.locator("[data-ready=true]")).toBeVisible();
});

test("a page that fails offers another try, and a file with the documents", async ({ page }) => {
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  await page.goto("/reference");
  await putRecord(page, {
    ...current,
    now: 1790000000,
    bindings: "# glpat-Zx81Kd03mQp77LwVbN4c\n",
  });
  await page.addInitScript(() => {
    const write = Date.prototype.toISOString;
    Object.assign(window, {
      mend: () => {
        Date.prototype.toISOString = write;
      },
    });
    Date.prototype.toISOString = () => {
      throw new Error("made by the test");
    };
  });
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "The page failed" })).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save my documents" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("claimcheck-workspaces.json");
  const saved = await readFile(await download.path(), "utf8");
  expect(JSON.parse(saved).items).toContainEqual({
    ...current,
    now: 1790000000,
    bindings: "# <secret removed before storing>\n",
  });
  await page.evaluate("mend()");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.locator(".view-lines").first()).toContainText("kept.example.com");
  expect(violations).toEqual([]);
});

/** Writes a record as an older page would, under the id that is opened first. */
async function putRecord(page: Page, record: unknown): Promise<void> {
  await page.evaluate(async (value) => {
    localStorage.removeItem("claimcheck.workspace");
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open("claimcheck", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("workspaces");
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const transaction = request.result.transaction("workspaces", "readwrite");
        transaction.objectStore("workspaces").clear();
        transaction.objectStore("workspaces").put(value, "default");
        transaction.oncomplete = () => {
          request.result.close();
          resolve();
        };
      };
    });
  }, record);
}
