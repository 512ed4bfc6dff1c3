import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { startServer } from "./server-process.ts";

/** The tarball of `npm run package`, as a machine without this repository has it. */

const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-package-"));
const installed = path.join(folder, "node_modules", "claimcheck");
const command = path.join(installed, "claimcheck.mjs");

// One package for all.
test.describe.configure({ mode: "serial" });

test.beforeAll(() => {
  test.setTimeout(180_000);
  execFileSync(process.execPath, ["--import", "tsx", "scripts/package.ts"]);
  const [tarball = ""] = readdirSync(".").filter((name) => /^claimcheck-.*\.tgz$/.test(name));
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["xzf", tarball, "-C", installed, "--strip-components=1"]);
  // What the registry would give for its dependencies, as the server of an image has it, and nothing else.
  for (const name of readdirSync(".next/standalone/node_modules")) {
    symlinkSync(
      path.resolve(".next/standalone/node_modules", name),
      path.join(folder, "node_modules", name),
    );
  }
  cpSync("examples/gitlab.claimcheck.yaml", path.join(folder, "gitlab.claimcheck.yaml"));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

test("the packed command runs tests", () => {
  const { stdout } = spawnSync(process.execPath, [command, "test"], {
    ...{ cwd: folder, encoding: "utf8" },
  });
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("14 of 14 tests passed");
});

test("the packed command answers an agent", () => {
  const { stdout, status } = spawnSync(process.execPath, [command, "mcp"], {
    ...{ cwd: folder, encoding: "utf8" },
    input: `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\n`,
  });
  expect(JSON.parse(stdout)).toMatchObject({ result: { serverInfo: { name: "claimcheck" } } });
  expect(status).toBe(0);
});

test("the packed page opens with a file of the command, which is given out once", async ({
  page,
  request,
}) => {
  const server = startServer([process.execPath, command, "open", "gitlab.claimcheck.yaml"], {
    cwd: folder,
  });
  await expect(() => expect(server.said()).toContain("Open http://")).toPass({ timeout: 30_000 });
  const [address = ""] = /http:\/\/\S+/.exec(server.said()) ?? [];
  const id = new URL(address).hash.slice("#open=".length);
  await page.goto(address);
  await expect(page.getByRole("region", { name: "Tests" })).toContainText(/\d+ of \d+ as expected/);
  expect(new URL(page.url()).hash).toBe("");
  const again = await request.get(`${new URL(address).origin}/opened/${id}`);
  expect(again.status()).toBe(404);
  server.process.kill("SIGTERM");
  await server.ended;
});
