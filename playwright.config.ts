import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/find-chromium.mjs";

const port = Number(process.env.E2E_PORT ?? 3210);
const executablePath = await findChromium();

/**
 * Chromium takes the last of several such lists, so this one repeats what matters of Playwright's own. The others open a
 * page of the address bar beside each page of a test, which takes as long as a third of ours.
 */
const disabledFeatures = [
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"],
  ...["OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"],
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"],
  ...["PreloadTopChromeWebUI", "SpareRendererForSitePerProcess"],
];

/** End-to-end tests run against the production build, in whatever Chromium the machine has. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/e2e",
  fullyParallel: true,
  workers: 2,
  // For a test that hangs: the longest stories take a minute on a busy machine.
  timeout: 120_000,
  // A cold worker on a small machine takes a while for its first answer.
  expect: { timeout: 15_000 },
  retries: process.env.CI ? 1 : 0,
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? "test-results/e2e.json" }],
  ],
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    // Nothing is on its way when it is pressed, measured or looked at by axe.
    contextOptions: { reducedMotion: "reduce" },
    // Recording doubles the time: if there is a second try, that one is recorded.
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        // The next test's page finds the process of the last one's, with its compiled scripts (e2e/test.ts).
        "--process-per-site",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        `--disable-features=${disabledFeatures.join(",")}`,
      ],
    },
  },
  webServer: {
    command: "node scripts/serve.mjs",
    url: `http://localhost:${port}`,
    timeout: 60_000,
    reuseExistingServer: false,
    env: {
      PORT: String(port),
      // The tests' own OpenID provider, e2e/oidc-issuer.ts.
      CLAIMCHECK_ALLOW_NETWORKS: "127.0.0.1/32:9446,[::1]:9446",
    },
  },
});
