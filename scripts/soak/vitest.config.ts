import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * `npm run soak`: what is too long for `npm test`. Each `scripts/soak/*.soak.ts` is a vitest file and runs alone, one
 * after the other; `npm run soak -- pages` runs those whose name matches. Print figures with console.log.
 */
export default defineConfig({
  root,
  resolve: { alias: { "@": root } },
  test: {
    include: ["scripts/soak/**/*.soak.ts"],
    fileParallelism: false,
    passWithNoTests: true,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    disableConsoleIntercept: true,
  },
});
