import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { ask, type ServerProcess, type StartOptions, startServer } from "./server-process.ts";
import { Workbench } from "./workbench.ts";

/**
 * The image without a container engine: its files are put together as the Dockerfile's COPY lines say, from the build
 * that is there, and its command is run as another user on a read-only tree.
 */

/** 65532 if this may be chosen. */
const isRoot = process.getuid?.() === 0;

interface Stage {
  readonly copies: { readonly from: readonly string[]; readonly to: string }[];
  readonly env: Record<string, string>;
  command: string[];
  user: string;
  workdir: string;
}

let image: string;
let stage: Stage;
const running: ServerProcess[] = [];

test.beforeAll(async () => {
  // The bundle of the server, as scripts/build.mjs makes it.
  execFileSync(process.execPath, [
    "-e",
    'import("./scripts/prepare.mjs").then(({ bundleServer }) => bundleServer())',
  ]);
  stage = readLastStage(readFileSync("Dockerfile", "utf8"));
  // Not under /root, which another user may not enter.
  image = mkdtempSync(path.join(tmpdir(), "claimcheck-image-"));
  chmodSync(image, 0o755);
  for (const { from, to } of stage.copies) {
    for (const source of from) copyInto(source, path.join(image, to), to.endsWith("/"));
  }
  makeReadOnly(image);
});

test.afterEach(async () => {
  for (const server of running.splice(0)) {
    server.process.kill("SIGKILL");
    await server.ended;
  }
});

test.afterAll(() => {
  execFileSync("chmod", ["-R", "u+w", image]);
  rmSync(image, { recursive: true });
});

test("has what the server needs and nothing of the tools", () => {
  expect([stage.workdir, stage.user, stage.command]).toEqual([
    "/app",
    "65532:65532",
    ["node", ".next/claimcheck-server.mjs"],
  ]);
  expect(readdirSync(image).sort()).toEqual([
    ".next",
    "LICENSE",
    "node_modules",
    "package.json",
    "public",
    "sbom.cdx.json",
    "third-party-notices.txt",
  ]);
  const names = readdirSync(path.join(image, "node_modules"));
  expect(
    names.filter((name) => /^(sharp|@img|typescript|vitest|playwright|esbuild)$/.test(name)),
  ).toEqual([]);
});

test("does not start without CLAIMCHECK_HOSTS", async () => {
  const server = start({});
  expect([await server.ended, server.said()]).toEqual([
    1,
    "CLAIMCHECK_HOSTS is not set. Name the host by which browsers reach this server, as in CLAIMCHECK_HOSTS=claimcheck.example.com; requests to other names are refused.\n",
  ]);
});

test("serves the whole workbench as another user from a read-only tree", async ({ browser }) => {
  const server = start({ CLAIMCHECK_HOSTS: "claimcheck.example.com", PORT: "0" });
  const port = await server.port();
  expect((await ask(port, "/healthz", { host: "10.1.2.3" })).status).toBe(200);
  expect((await ask(port, "/", { host: "claimcheck.example.com" })).status).toBe(200);
  expect((await ask(port, "/", { host: "10.1.2.3" })).status).toBe(421);

  const page = await browser.newPage({ baseURL: `http://localhost:${port}` });
  const failed: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
  });
  page.on("pageerror", (error) => failed.push(String(error)));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on("console", (message) => {
    if (message.type() === "error") failed.push(message.text());
  });
  const workbench = new Workbench(page);
  await workbench.open();
  // The engine's worker answers, and the editor has its colours: its worker and its chunks are there.
  await expect(page.getByText("401 Unauthorized").filter({ visible: true }).first()).toBeVisible();
  await expect(page.locator(".view-lines [class^=mtk]").first()).toBeVisible();
  await workbench.write(
    "Configuration",
    "kind: AuthenticationConfiguration\n\tjwt: []\nfoo: b\nbar: c\n",
  );
  await expect(page.getByText(/yaml: line/).first()).toBeVisible();
  await page.goto("/reference");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(failed).toEqual([]);
  expect(server.said()).not.toMatch(/EROFS|EACCES|EPERM|Error/);
  await page.close();
});

function start(env: Readonly<Record<string, string>>): ServerProcess {
  const [program = "", ...args] = stage.command;
  const options: StartOptions = {
    cwd: image,
    env: { ...stage.env, ...env },
    ...(isRoot ? { uid: Number(stage.user.split(":")[0]) } : {}),
  };
  const server = startServer([program === "node" ? process.execPath : program, ...args], options);
  running.push(server);
  return server;
}

/** The instructions of the last stage that this test follows; any other that changes files is a mistake here. */
function readLastStage(text: string): Stage {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const found: Stage = { copies: [], env: {}, command: [], user: "", workdir: "" };
  for (const line of lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")) + 1)) {
    const [instruction = "", ...words] = line.split(/\s+/);
    const rest = line.slice(instruction.length).trim();
    if (instruction === "COPY") {
      expect(words.shift()).toBe("--from=build");
      const to = words.pop() ?? "";
      found.copies.push({ from: words.map((word) => word.replace(/^\/src\//, "")), to });
    } else if (instruction === "ENV") {
      for (const word of words) {
        const [name = "", value = ""] = word.split("=");
        found.env[name] = value;
      }
    } else if (instruction === "CMD") found.command = JSON.parse(rest) as string[];
    else if (instruction === "USER") found.user = rest;
    else if (instruction === "WORKDIR") found.workdir = rest;
    else expect(["EXPOSE", "HEALTHCHECK"]).toContain(instruction);
  }
  return found;
}

/** As COPY does it: of a folder its contents, a file into a folder under its own name. */
function copyInto(source: string, target: string, isFolder: boolean): void {
  expect(existsSync(source), `${source} is in the build`).toBe(true);
  if (statSync(source).isDirectory()) {
    mkdirSync(target, { recursive: true });
    cpSync(source, target, { recursive: true });
  } else {
    mkdirSync(isFolder ? target : path.dirname(target), { recursive: true });
    cpSync(source, isFolder ? path.join(target, path.basename(source)) : target);
  }
}

function makeReadOnly(folder: string): void {
  execFileSync("chmod", ["-R", "a-w,a+rX", folder]);
}
