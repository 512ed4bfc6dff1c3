import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { Workbench } from "./workbench.ts";

/** What the browser stored: of any shape, refused, or never answered. The page works, says so, and offers another try. */

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

const older = {
  documents: { configuration, bindings: "" },
  minor: 34,
  server: { target: "kubeadm", authorizationModes: ["RBAC"] },
  clock: { kind: "now" },
  defaultPolicy: true,
};
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

/** Records of several kinds; lib/workspace/parse-workspace.test.ts reads every shape; `kept` says whether the configuration in them comes back. */
const records: readonly {
  readonly name: string;
  readonly record: unknown;
  readonly kept: boolean;
}[] = [
  { name: "an older record", record: older, kept: true },
  { name: "a record of this version", record: current, kept: true },
  { name: "null", record: null, kept: false },
  { name: "a text", record: "jwt: []", kept: false },
  { name: "documents as a list", record: { ...older, documents: [configuration] }, kept: false },
  {
    name: "a configuration as a number",
    record: { ...older, documents: { configuration: 7, bindings: "" } },
    kept: false,
  },
  {
    name: "a clock at a text",
    record: { ...older, clock: { kind: "at", seconds: "x" } },
    kept: true,
  },
  {
    name: "issuers as objects",
    record: {
      ...older,
      server: { target: "kubeadm", authorizationModes: [], serviceAccountIssuers: [{}] },
    },
    kept: true,
  },
  {
    name: "export options with numbers",
    record: { ...older, exportOptions: { comments: 1, cluster: 2, server: 3 } },
    kept: true,
  },
  {
    name: "a newer version of the format",
    record: { ...current, apiVersion: "claimcheck/v9" },
    kept: true,
  },
];

test("a stored record of any shape leaves a page that works and stores again", async ({ page }) => {
  test.setTimeout(120_000);
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.goto("/reference");
  const workbench = new Workbench(page);
  for (const { name, record, kept } of records) {
    await putRecord(page, record);
    await page.goto("/");
    await expect(workbench.editor("Configuration"), name).toBeVisible();
    await expect(page.locator("[data-ready=true]"), name).toBeVisible();
    const lines = page.locator(".view-lines").first();
    if (kept) await expect(lines, name).toContainText("kept.example.com");
    else await expect(lines, name).not.toContainText("kept.example.com");
    // What is typed afterwards is stored.
    await workbench.write("Configuration", `# ${name}\njwt: []\n`);
    await expect.poll(() => storedConfiguration(page), name).toBe(`# ${name}\njwt: []\n`);
  }
  expect(failures).toEqual([]);
});

test("what was dropped of a stored record is said, and the rest is there", async ({ page }) => {
  await page.goto("/reference");
  await putRecord(page, {
    ...current,
    running: "x",
    cluster: { ...current.cluster, version: "1.99" },
  });
  await page.goto("/");
  await expect(
    page.getByText(
      'Some of what this browser stored could not be read and was left out: "running" (not an object), "cluster.version" (not a known version).',
    ),
  ).toBeVisible();
  await expect(page.locator(".view-lines").first()).toContainText("kept.example.com");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText("Some of what this browser stored")).toHaveCount(0);
});

test("a text that comes back with masks says where they are", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const secret = "glpat-Zx81Kd03mQp77LwVbN4c";
  await workbench.write("Configuration", `${configuration}# ${secret}\n`);
  await expect(
    page.getByText("Secrets are masked in what is stored: configuration (line 11)."),
  ).toBeVisible();
  await expect
    .poll(() => storedConfiguration(page))
    .toBe(`${configuration}# <secret removed before storing>\n`);
  await page.reload();
  await expect(
    page.getByText(
      'Secrets are not stored. In place of them, "<secret removed before storing>" is in: configuration, line 11.',
    ),
  ).toBeVisible();
  await expect(page.locator(".view-lines").first()).toContainText("secret removed before storing");
});

test("what is typed comes back, whether it decodes or not", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  for (const text of [
    "jwt:\n- issuer:\n    url: https://a.test\n    audiences: [",
    "just words: and\n  - broken\n\tyaml # with a comment\n",
    `${configuration}---\nkind: Role\nmetadata: {name: "r\\u00e9"}\n`,
    "# only a comment 漢字 \u{1f511}\n",
  ]) {
    await workbench.write("Configuration", text);
    await expect.poll(() => storedConfiguration(page)).toBe(text);
    await page.reload();
    await expect(page.locator("[data-ready=true]")).toBeVisible();
    await expect.poll(() => storedConfiguration(page)).toBe(text);
  }
});

test("a clock that was set by a token is not stored", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await page.getByRole("button", { name: /^Clock/ }).click();
  await page.getByRole("button", { name: "When it was issued" }).click();
  await expect.poll(() => storedRecord(page)).toHaveProperty("apiVersion", "claimcheck/v1alpha1");
  expect(await storedRecord(page)).not.toHaveProperty("now");
});

test("a refused write is said, and another try stores", async ({ page }) => {
  await page.addInitScript(() => {
    const open = indexedDB.open.bind(indexedDB);
    let refusing = true;
    Object.assign(window, { allowStorage: () => (refusing = false) });
    indexedDB.open = (...arguments_: Parameters<IDBFactory["open"]>) => {
      if (refusing) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      return open(...arguments_);
    };
  });
  const workbench = new Workbench(page);
  await workbench.open();
  await expect(
    page.getByText(/^The stored documents could not be read: the browser gives no more space/),
  ).toBeVisible();
  await workbench.write("Configuration", configuration);
  await expect(
    page.getByText(
      "Your documents are not stored: the browser gives no more space (QuotaExceededError). They are lost when this tab closes.",
    ),
  ).toBeVisible();
  await expect(page.getByText(/Documents are not stored/)).toBeVisible();
  // No write of the typing is left to come: the press alone stores.
  await page.waitForTimeout(2000);
  await page.evaluate("allowStorage()");
  await page.getByRole("button", { name: "Store again" }).click();
  await expect(page.getByText(/^Your documents are not stored/)).toHaveCount(0);
  await expect(page.getByText(/Documents stay in this browser/)).toBeVisible();
});

test("a write that fails in its transaction is said", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no", "UnknownError");
    };
  });
  await workbench.write("Configuration", configuration);
  await expect(
    page.getByText(/^Your documents are not stored: the browser refuses \(UnknownError\)/),
  ).toBeVisible();
});

test("an open that never answers is given up after five seconds", async ({ page }) => {
  await page.addInitScript(() => {
    // A database that an older page holds is never opened in a newer version.
    const open = indexedDB.open.bind(indexedDB);
    open("held", 1);
    indexedDB.open = () => open("held", 2);
  });
  const workbench = new Workbench(page);
  await workbench.open();
  await expect(
    page.getByText(
      /^The stored documents could not be read: the browser did not answer for 5 seconds/,
    ),
  ).toBeVisible();
  await workbench.write("Configuration", configuration);
  await expect(page.locator(".view-lines").first()).toContainText("kept.example.com");
});

test("documents that could not be read are not written over", async ({ page }) => {
  await page.goto("/reference");
  await putRecord(page, current);
  await page.addInitScript(() => {
    const get = IDBObjectStore.prototype.get;
    let first = true;
    IDBObjectStore.prototype.get = function (...arguments_) {
      if (first) {
        first = false;
        throw new DOMException("no", "UnknownError");
      }
      return get.apply(this, arguments_);
    };
  });
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", "jwt: []\n");
  await expect.poll(async () => (await allRecords(page)).length).toBe(2);
  expect(await allRecords(page)).toContainEqual(current);
});

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

test("without workers the page says so and keeps the text", async ({ page }) => {
  await page.addInitScript(() => {
    Object.assign(window, { Worker: undefined });
  });
  await page.goto("/");
  await expect(
    page.getByText(/^Nothing can be analysed: this browser runs no web workers/),
  ).toBeVisible();
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
    page.getByText(/^A part of the page could not be loaded: a newer version was installed/),
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

async function allRecords(page: Page): Promise<unknown[]> {
  return await page.evaluate(
    () =>
      new Promise<unknown[]>((resolve, reject) => {
        const request = indexedDB.open("claimcheck");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          if (!request.result.objectStoreNames.contains("workspaces")) return resolve([]);
          const all = request.result.transaction("workspaces").objectStore("workspaces").getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve(all.result);
          };
        };
      }),
  );
}

async function storedRecord(page: Page): Promise<unknown> {
  return (await allRecords(page))[0];
}

async function storedConfiguration(page: Page): Promise<unknown> {
  return ((await storedRecord(page)) as { configuration?: unknown } | undefined)?.configuration;
}
