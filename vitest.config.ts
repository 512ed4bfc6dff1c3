import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/find-chromium.mjs";

const executablePath = await findChromium();

/** `vitest run --project unit` or `--project browser` runs one kind of test only. */
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    // Vitest leaves one processor to itself: on two, one file would run at a time.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,cli,components,app,scripts}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.browser.test.{ts,tsx}"],
          // A test is not judged by its time: a busy machine may take ten times as long.
          testTimeout: 120_000,
          // The engine's modules are loaded once a worker, not once a file: loading took a quarter of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        // Named, because a package that is found late makes the page of a test load again.
        optimizeDeps: {
          include: [
            "react",
            "react/jsx-dev-runtime",
            "react-dom",
            "react-dom/client",
            "vitest-browser-react",
            "zustand",
            "zustand/vanilla",
            "zustand/shallow",
            "zustand/react/shallow",
            "idb",
            "yaml",
            "fflate",
            "@bufbuild/cel",
            "@bufbuild/re2",
            "@noble/hashes/sha2.js",
            "@noble/hashes/legacy.js",
            "jose/errors",
            "jose/jwk/thumbprint",
            "jose/jws/flattened/verify",
            "jose/key/import",
          ],
        },
        test: {
          name: "browser",
          include: ["components/**/*.browser.test.{ts,tsx}"],
          testTimeout: 60_000,
          // A busy machine takes a while for the first answer of a worker.
          expect: { poll: { timeout: 15_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(executablePath ? { executablePath } : {}),
                args: ["--no-sandbox", "--disable-gpu"],
              },
              contextOptions: { reducedMotion: "reduce" },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
