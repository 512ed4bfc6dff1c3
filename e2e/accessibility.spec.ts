import { expect, test } from "@playwright/test";
import { findViolations } from "./axe.ts";
import { Workbench } from "./workbench.ts";

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing, ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const workbench = new Workbench(page);
      await workbench.open();
      expect(await findViolations(page)).toEqual([]);
    });
  }
}
