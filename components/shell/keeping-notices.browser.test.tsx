import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { render } from "vitest-browser-react";
import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { Action } from "../workspace/action.ts";
import { WorkspaceContext } from "../workspace/context.ts";
import { loadMasking } from "../workspace/mask-client.ts";
import { createWorkspace, type Workspace } from "../workspace/workspace.ts";
import { KeepingNotices } from "./keeping-notices.tsx";
import { StatusBar } from "./status-bar.tsx";

/**
 * What the browser stores: the first visit, records of any shape, refused and unanswered writes, two tabs. It is the only
 * test of components that uses the page's databases: they run side by side in one browser.
 */

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

const readPrototype = IDBObjectStore.prototype.get;
const writePrototype = IDBObjectStore.prototype.put;
let endings: (() => void)[] = [];

beforeEach(async () => {
  localStorage.clear();
  sessionStorage.clear();
  for (const { name = "" } of await indexedDB.databases()) {
    await new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onerror = resolve;
    });
  }
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  IDBObjectStore.prototype.get = readPrototype;
  IDBObjectStore.prototype.put = writePrototype;
  for (const end of endings) end();
  endings = [];
});

/**
 * A tab that opens the page: its store, and the notices of it. `close` is what a reload begins with, after the browser has
 * said so; `crash` is without a word.
 */
async function visit() {
  const workspace = createWorkspace();
  const end = workspace.keeper.start();
  endings.push(end);
  await vi.waitFor(() => expect(workspace.state.getState().ready).toBe(true), { timeout: 30_000 });
  const shown = await render(
    <WorkspaceContext value={workspace}>
      <KeepingNotices />
      <StatusBar />
    </WorkspaceContext>,
  );
  await loadMasking();
  const crash = async () => {
    end();
    await shown.unmount();
  };
  return {
    workspace,
    // What this tab shows, not the page with all of them.
    shown: shown.locator,
    crash,
    close: async () => {
      window.dispatchEvent(new PageTransitionEvent("pagehide"));
      await crash();
    },
  };
}

const read = ({ readInputs }: Workspace) => readInputs().documents.configuration;

function write({ dispatch }: Workspace, text: string): void {
  dispatch({ kind: "edit", document: "configuration", text });
}

/** The records of the store, as they are in it. */
async function stored(): Promise<{ configuration?: string }[]> {
  return await new Promise((resolve, reject) => {
    const request = indexedDB.open("claimcheck");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const { result } = request;
      if (!result.objectStoreNames.contains("workspaces")) {
        result.close();
        return resolve([]);
      }
      const all = result.transaction("workspaces").objectStore("workspaces").getAll();
      all.onsuccess = () => {
        result.close();
        resolve(all.result);
      };
    };
  });
}

const storedTexts = async () => (await stored()).map((record) => record.configuration).sort();

/** Writes a record as an older page did, under the id that is opened first. */
async function putRecord(record: unknown): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open("claimcheck", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("workspaces");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction("workspaces", "readwrite");
      transaction.objectStore("workspaces").put(record, "default");
      transaction.oncomplete = () => {
        request.result.close();
        resolve();
      };
    };
  });
}

test("a first visit has the first example, and stores what is typed", async () => {
  const { workspace, shown } = await visit();
  expect(read(workspace)).toContain("https://gitlab.example.com");
  expect(workspace.readInputs().example).toMatchObject({ edited: false });
  await expect
    .element(shown.getByRole("contentinfo"))
    .toHaveTextContent("Documents stay in this browser, tokens and claims in this tab.");
  write(workspace, "jwt: []\n");
  await expect.poll(storedTexts).toEqual(["jwt: []\n"]);
});

/** lib/workspace/parse-workspace.test.ts reads every shape; `kept` says whether the configuration in it comes back. */
for (const { name, record, kept } of [
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
]) {
  test(`a stored record leaves a page that works and stores again: ${name}`, async () => {
    await putRecord(record);
    const { workspace } = await visit();
    expect(read(workspace)).toBe(kept ? configuration : "");
    expect(workspace.keeping.getState().problem).toBeUndefined();
    write(workspace, `# ${name}\n`);
    await expect.poll(storedTexts).toEqual([`# ${name}\n`]);
  });
}

test("what was dropped of a stored record is said until it is dismissed", async () => {
  await putRecord({
    ...current,
    running: "x",
    cluster: { ...current.cluster, version: "1.99" },
  });
  const { workspace, shown } = await visit();
  const words = shown.getByText(
    'Some of what this browser stored could not be read and was left out: "running" (not an object), "cluster.version" (not a known version).',
  );
  await expect.element(words).toBeVisible();
  expect(read(workspace)).toBe(configuration);
  await shown.getByRole("button", { name: "Dismiss" }).click();
  await expect.element(words).not.toBeInTheDocument();
});

test("a secret is masked in what is stored, and the next visit says where", async () => {
  const { workspace, shown, close } = await visit();
  write(workspace, `${configuration}# glpat-Zx81Kd03mQp77LwVbN4c\n`);
  await expect
    .element(shown.getByText("Secrets are masked in what is stored: configuration (line 11)."))
    .toBeVisible();
  await expect.poll(storedTexts).toEqual([`${configuration}# <secret removed before storing>\n`]);
  await close();
  const again = await visit();
  await expect
    .element(
      again.shown.getByText(
        'Secrets are not stored. In place of them, "<secret removed before storing>" is in: configuration, line 11.',
      ),
    )
    .toBeVisible();
  expect(read(again.workspace)).toBe(`${configuration}# <secret removed before storing>\n`);
});

for (const { name, text } of [
  {
    name: "an unfinished list",
    text: "jwt:\n- issuer:\n    url: https://a.test\n    audiences: [",
  },
  { name: "words and a tab", text: "just words: and\n  - broken\n\tyaml # with a comment\n" },
  {
    name: "two documents",
    text: `${configuration}---\nkind: Role\nmetadata: {name: "r\\u00e9"}\n`,
  },
  { name: "a comment outside of ASCII", text: "# only a comment 漢字 \u{1f511}\n" },
]) {
  test(`what was typed comes back, whether it decodes or not: ${name}`, async () => {
    const { workspace, close } = await visit();
    write(workspace, text);
    await expect.poll(storedTexts).toEqual([text]);
    await close();
    const again = await visit();
    expect(read(again.workspace)).toBe(text);
    expect(await storedTexts()).toEqual([text]);
  });
}

test("a refused write is said, and a press on Store again stores", async () => {
  const open = indexedDB.open.bind(indexedDB);
  let refusing = true;
  vi.spyOn(indexedDB, "open").mockImplementation((...given) => {
    if (refusing) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    return open(...given);
  });
  const { workspace, shown } = await visit();
  await expect
    .element(
      shown.getByText(
        /^The stored documents could not be read: the browser gives no more space \(QuotaExceededError\)/,
      ),
    )
    .toBeVisible();
  write(workspace, configuration);
  const words = shown.getByText(
    "Your documents are not stored: the browser gives no more space (QuotaExceededError). They are lost when this tab closes.",
  );
  await expect.element(words).toBeVisible();
  const bar = shown.getByRole("contentinfo");
  await expect.element(bar).toHaveTextContent("Documents are not stored, tokens and claims");
  refusing = false;
  await shown.getByRole("button", { name: "Store again" }).click();
  await expect.element(words).not.toBeInTheDocument();
  await expect.element(bar).toHaveTextContent("Documents stay in this browser");
  expect(await storedTexts()).toEqual([configuration]);
});

test("a write that fails in its transaction is said", async () => {
  const { workspace, shown } = await visit();
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("no", "UnknownError");
  };
  write(workspace, configuration);
  await expect
    .element(
      shown.getByText(/^Your documents are not stored: the browser refuses \(UnknownError\)/),
    )
    .toBeVisible();
  expect(await storedTexts()).toEqual([]);
});

test("an open that never answers is given up after five seconds", async () => {
  // A database that an older page holds is never opened in a newer version.
  const open = indexedDB.open.bind(indexedDB);
  const held = open("held", 1);
  await new Promise((resolve) => {
    held.onsuccess = resolve;
  });
  endings.push(() => held.result.close());
  vi.spyOn(indexedDB, "open").mockImplementation(() => open("held", 2));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const workspace = createWorkspace();
  endings.push(workspace.keeper.start());
  await vi.advanceTimersByTimeAsync(4999);
  expect(workspace.state.getState().ready).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  vi.useRealTimers();
  await vi.waitFor(() => expect(workspace.state.getState().ready).toBe(true));
  expect(workspace.keeping.getState().problem).toMatch(
    /^The stored documents could not be read: the browser did not answer for 5 seconds/,
  );
  write(workspace, configuration);
  expect(read(workspace)).toBe(configuration);
});

test("documents that could not be read are not written over", async () => {
  await putRecord(current);
  let first = true;
  IDBObjectStore.prototype.get = function (...given) {
    if (first) {
      first = false;
      throw new DOMException("no", "UnknownError");
    }
    return readPrototype.apply(this, given);
  };
  const { workspace } = await visit();
  write(workspace, "jwt: []\n");
  await expect.poll(storedTexts).toEqual([configuration, "jwt: []\n"]);
  expect(await stored()).toContainEqual(current);
});

test("a reload says once what was in memory only", async () => {
  const { workspace, close } = await visit();
  workspace.dispatch({ kind: "set-token", text: '{"iss":"https://a.test","sub":"jane"}' });
  workspace.dispatch({ kind: "save-token", name: "jane" });
  await expect.poll(stored).toHaveLength(1);
  await close();
  const again = await visit();
  await expect
    .element(
      again.shown.getByText(
        "The reload removed what was in memory only and is never stored: the token and 1 kept token.",
      ),
    )
    .toBeVisible();
  expect(again.workspace.readInputs().token).toBe("");
  await again.close();
  const third = await visit();
  await expect.element(third.shown.getByText(/^The reload removed/)).not.toBeInTheDocument();
});

const ownToken = '{"iss":"https://a.test","sub":"jane"}';
const plan: OpenPlan = {
  ...{ configuration, otherTokens: [], workspaces: [], beside: [], placed: [] },
  ...{ left: [], notes: [] },
};
const late = "The page ended before your last change was stored: this is the state before it.";

/** Each is done and the tab closed at once; before it, the example was edited and stored. */
const lastChanges: { name: string; change: readonly Action[]; want: object }[] = [
  {
    name: "an own token over the example",
    change: [{ kind: "set-token", text: ownToken }],
    want: {
      text: "# edited\n",
      token: "",
      clock: { kind: "now" },
      example: { id: "gitlab", edited: true },
    },
  },
  {
    name: "typing",
    change: [{ kind: "edit", document: "configuration", text: "# edited more\n" }],
    want: { text: "# edited more\n" },
  },
  {
    name: "an own configuration",
    change: [{ kind: "edit", document: "configuration", text: configuration }],
    want: { text: configuration, token: "", clock: { kind: "now" }, example: undefined },
  },
  {
    name: "a file that was opened",
    change: [{ kind: "open-plan", title: "Open a.yaml", plan, files: [] }],
    want: { text: configuration, token: "", clock: { kind: "now" }, example: undefined },
  },
  {
    name: "New",
    change: [{ kind: "clear" }],
    want: { text: "", token: "", clock: { kind: "now" }, example: undefined },
  },
  {
    name: "undo of New",
    change: [{ kind: "clear" }, { kind: "undo" }],
    want: { text: "# edited\n" },
  },
  {
    name: "a moment that was chosen",
    change: [{ kind: "set-clock", clock: { kind: "at", seconds: 1_800_000_000 } }],
    want: { clock: { kind: "at", seconds: 1_800_000_000 } },
  },
];

test.each(lastChanges)("a tab is closed right after $name", async ({ change, want }) => {
  const { workspace, close } = await visit();
  write(workspace, "# edited\n");
  await expect.poll(storedTexts).toEqual(["# edited\n"]);
  for (const action of change) workspace.dispatch(action);
  await close();
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("jane");
  const again = await visit();
  const { documents, token, clock, example } = again.workspace.readInputs();
  expect({ text: documents.configuration, token, clock, example }).toMatchObject(want);
  if (change.some(({ kind }) => kind === "set-token")) expect(example?.token).toBeUndefined();
  await expect.element(again.shown.getByText(late)).not.toBeInTheDocument();
  expect(Object.keys(localStorage).filter((key) => /unwritten/.test(key))).toEqual([]);
});

test("a page that ends without a word does not bring the example's token and clock back", async () => {
  const { workspace, crash } = await visit();
  write(workspace, "# edited\n");
  await expect.poll(storedTexts).toEqual(["# edited\n"]);
  workspace.dispatch({ kind: "set-token", text: ownToken });
  await crash();
  const again = await visit();
  await expect.element(again.shown.getByText(late)).toBeVisible();
  const { token, clock, example } = again.workspace.readInputs();
  expect({ token, clock }).toEqual({ token: "", clock: { kind: "now" } });
  expect(example?.token).toBeUndefined();
});

test("what a closed tab had not stored is a workspace of its own if another tab came first", async () => {
  const a = await visit();
  write(a.workspace, "# base\n");
  await expect.poll(storedTexts).toEqual(["# base\n"]);
  const b = await visit();
  write(a.workspace, "# first\n");
  await expect.element(b.shown.getByText(conflict)).toBeVisible();
  write(b.workspace, "# second\n");
  await b.close();
  await a.close();
  const again = await visit();
  await expect
    .element(
      again.shown.getByText(
        'Another tab changed the workspace "Workspace" before your last change was stored: your version is the workspace "Workspace (copy)".',
      ),
    )
    .toBeVisible();
  expect(await storedTexts()).toEqual(["# first\n", "# second\n"]);
});

const conflict = /^Another tab changed this workspace at /;

test("two tabs on one workspace: each learns of the other's change, and nothing is lost", async () => {
  const a = await visit();
  write(a.workspace, "# base\n");
  await expect.poll(storedTexts).toEqual(["# base\n"]);
  const b = await visit();
  expect(read(b.workspace)).toBe("# base\n");

  write(a.workspace, "# first\n");
  await expect.element(b.shown.getByText(conflict)).toBeVisible();
  write(b.workspace, "# second\n");
  // The tab with the conflict stores nothing: this is what `Keep mine` is for.
  await expect.poll(storedTexts).toEqual(["# first\n"]);
  await b.shown.getByRole("button", { name: "Keep mine" }).click();
  await expect.element(b.shown.getByText(conflict)).not.toBeInTheDocument();
  await expect.poll(storedTexts).toEqual(["# second\n"]);

  await expect.element(a.shown.getByText(conflict)).toBeVisible();
  await a.shown.getByRole("button", { name: "Take theirs" }).click();
  await expect.poll(() => read(a.workspace)).toBe("# second\n");
  const { past } = a.workspace.state.getState();
  expect(past.at(-1)?.title).toBe("Take the other tab's version");
  a.workspace.dispatch({ kind: "undo" });
  expect(read(a.workspace)).toBe("# first\n");

  await expect.element(b.shown.getByText(conflict)).toBeVisible();
  await b.shown.getByRole("button", { name: "Duplicate mine" }).click();
  await expect.poll(() => b.workspace.keeping.getState().head.name).toBe("Workspace (copy)");
  await expect.poll(storedTexts).toEqual(["# first\n", "# second\n"]);

  // A tab whose workspace another one deletes stores nothing until its visitor chose.
  await b.workspace.keeper.remove("default");
  const words = "Another tab deleted this workspace. Nothing is stored until you choose.";
  await expect.element(a.shown.getByText(words)).toBeVisible();
  write(a.workspace, "# unstored\n");
  await expect.element(a.shown.getByRole("button", { name: "Open another" })).toBeVisible();
  expect(await storedTexts()).toEqual(["# second\n"]);
  await a.shown.getByRole("button", { name: "Keep mine" }).click();
  await expect.element(a.shown.getByText(words)).not.toBeInTheDocument();
  await expect.poll(storedTexts).toEqual(["# second\n", "# unstored\n"]);
});

test("a duplicate takes the token and the steps of undo along, and the original keeps them", async () => {
  const { workspace } = await visit();
  const { keeper, state, keeping, dispatch } = workspace;
  write(workspace, "# first\n");
  dispatch({ kind: "set-token", text: "eyJ.own.x" });
  const { token } = workspace.readInputs();
  const { past } = state.getState();
  await keeper.duplicate();
  const names = () => keeping.getState().head.name;
  expect([names(), workspace.readInputs().token]).toEqual(["Workspace (copy)", token]);
  expect(state.getState().past).toEqual(past);
  write(workspace, "# copy\n");
  await keeper.open("default");
  expect([names(), read(workspace), workspace.readInputs().token]).toEqual([
    ...["Workspace", "# first\n", token],
  ]);
  expect(state.getState().past).toEqual(past);
});

test("a new name in one tab is the name in the other, and no conflict", async () => {
  const a = await visit();
  write(a.workspace, "# first\n");
  await expect.poll(storedTexts).toEqual(["# first\n"]);
  const b = await visit();
  await a.workspace.keeper.rename("default", "prod");
  await expect.poll(() => b.workspace.keeping.getState().head.name).toBe("prod");
  await expect.element(b.shown.getByText(/^Another tab/)).not.toBeInTheDocument();
});
