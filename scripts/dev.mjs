// `npm run dev`: Next's development server, telemetry off.
import { bin, ensurePackages, run } from "./prepare.mjs";

ensurePackages();
process.exit(
  run(process.execPath, [
    bin("next", "dist/bin/next"),
    "dev",
    "--port",
    process.env.PORT ?? "3000",
  ]),
);
