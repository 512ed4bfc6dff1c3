// `npm start`: from a fresh clone to a served production build.
import { spawn } from "node:child_process";
import { bin, ensureBuild, ensurePackages, environment, fail, root } from "./prepare.mjs";

const port = process.env.PORT ?? "3000";
if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
  fail(`PORT must be a port number, not "${port}".`);

ensurePackages();
if (!ensureBuild()) fail("The build failed; its messages stand above.");

console.log(`Claimcheck is served at http://localhost:${port}`);
const server = spawn(process.execPath, [bin("next", "dist/bin/next"), "start", "--port", port], {
  cwd: root,
  env: environment,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 0));
