// @ts-check
// `npm run dev`: Next's development server, telemetry off.
import { bin, ensurePackages, run } from "./prepare.mjs";

ensurePackages();
process.exit(
  run(process.execPath, [
    bin("next", "dist/bin/next"),
    "dev",
    // Listens on this machine only and ignores HOSTNAME.
    "--hostname",
    "127.0.0.1",
    "--port",
    process.env.PORT ?? "3000",
  ]),
);
