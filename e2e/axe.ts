import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Locator, Page } from "@playwright/test";
import type { AxeResults, RunOnly } from "axe-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Findings that are not ours to mend: rule, selector and reason. */
const exclusions: readonly { rule: string; selector: string; reason: string }[] = [
  {
    rule: "color-contrast",
    selector: ":root > span",
    reason: "Monaco puts words beside the body for a moment, to measure them",
  },
];

const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules that depend on colours. */
const aboutColours = {
  type: "rule",
  values: ["color-contrast", "link-in-text-block"],
} satisfies RunOnly;

/** What axe finds on the current page: rule and place, without the exclusions. `within` is the part that it looks at. */
export async function findViolations(
  page: Page,
  { runOnly = everything, within }: { runOnly?: RunOnly | string[]; within?: Locator } = {},
): Promise<string[]> {
  await waitForAnimations(page);
  // Through the debugger's protocol, which the page's Content-Security-Policy does not bind.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const results: AxeResults = await (within ?? page.locator("html")).evaluate(
    // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the script before.
    (part, rules) => (globalThis as any).axe.run(part, { runOnly: rules }),
    runOnly,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(
        ({ target }) =>
          !exclusions.some(
            ({ rule, selector }) => rule === id && target.join(" ").includes(selector),
          ),
      )
      .map(({ target }) => `${id}: ${target.join(" ")}`),
  );
}

/**
 * What axe finds in the light theme and in the dark one. The themes differ in the values of colours and nothing else
 * (app/styles/tokens.css), so the dark one is asked about colours only.
 */
export async function findViolationsInThemes(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  const light = await findViolations(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await findViolations(page, { runOnly: aboutColours });
  await page.emulateMedia({ colorScheme: "light" });
  return [...light, ...dark.map((line) => `dark: ${line}`)];
}

/** Waits until everything has the colour and the place that it keeps; what moves for ever is not waited for. */
async function waitForAnimations(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
