import { expect, type Page } from "@playwright/test";
import { findViolations, findViolationsInThemes } from "./axe.ts";
import { states } from "./states.ts";
import { test } from "./test.ts";
import { countVisibleLines } from "./visible-lines.ts";
import { Workbench } from "./workbench.ts";

const wide = { width: 1440, height: 900 };
const sizes = [
  wide,
  { width: 1024, height: 768 },
  { width: 900, height: 800 },
  { width: 768, height: 1024 },
  // 200 % zoom of 1440 × 900.
  { width: 720, height: 450 },
  { width: 390, height: 844 },
  { width: 320, height: 700 },
];

test("twelve states keep their geometry at every width, and axe finds nothing, light and dark", async ({
  page,
}) => {
  test.setTimeout(600_000);
  // Colours are looked at when they have changed, not on their way.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize(wide);
  const workbench = new Workbench(page);
  await workbench.open();
  for (const { name, reach, modal = false } of states) {
    await page.setViewportSize(wide);
    await reach(workbench);
    for (const size of sizes) {
      await page.setViewportSize(size);
      await settle(page);
      const where = `${name} at ${size.width} px`;
      expect(await faultsOf(page, modal), where).toEqual([]);
      if (!modal) expect(await editorLines(page, workbench), where).toBeGreaterThanOrEqual(12);
    }
    await page.setViewportSize(wide);
    expect(await findViolationsInThemes(page), name).toEqual([]);
  }
});

test("names in the header are whole at every width, and with the text spacing of WCAG 1.4.12", async ({
  page,
}) => {
  await page.setViewportSize(wide);
  const workbench = new Workbench(page);
  await workbench.open();
  const widths = Array.from({ length: 29 }, (_, index) => ({
    width: 1440 - 40 * index,
    height: 900,
  }));
  for (const spaced of [false, true]) {
    if (spaced) await page.evaluate(spaceText);
    for (const size of [...widths, ...sizes]) {
      await page.setViewportSize(size);
      await settle(page);
      const where = `${size.width} px${spaced ? ", spaced" : ""}`;
      expect(await faultsOf(page, false), where).toEqual([]);
    }
  }
});

/** What WCAG 1.4.12 lets a reader set. */
function spaceText() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `:not(.monaco-editor, .monaco-editor *) {
      line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
    } p { margin-block-end: 2em !important; }`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

test("without motion nothing moves, and forced colours keep every mark", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce", forcedColors: "active" });
  const workbench = new Workbench(page);
  await workbench.open();
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll("*")].filter((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element);
        return [...`${transitionDuration}, ${animationDuration}`.matchAll(/[\d.]+/g)].some(
          ([seconds]) => Number(seconds) > 0,
        );
      }).length,
  );
  expect(moving).toBe(0);
  // What is current is marked by more than a background.
  const current = page
    .getByRole("navigation", { name: "Parts of the page" })
    .locator('[aria-current="true"]');
  expect(await current.evaluate(edges)).not.toEqual("none");
  await page.keyboard.press("F1");
  const option = page
    .getByRole("dialog", { name: "Commands" })
    .getByRole("option", { selected: true });
  expect(await option.evaluate(edges)).not.toEqual("none");
  expect(await findViolations(page)).toEqual([]);
});

/** The lines around an element that colours which are forced do not take away. */
function edges(element: Element): string {
  const { outlineStyle, borderBlockEndStyle, borderBlockEndWidth } = getComputedStyle(element);
  const border = borderBlockEndWidth === "0px" ? "none" : borderBlockEndStyle;
  return outlineStyle === "none" ? border : outlineStyle;
}

/** Two frames: the editor lays itself out after the window has changed. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** What is wrong with the arrangement: sentences, none if it is right. */
async function faultsOf(page: Page, modal: boolean): Promise<string[]> {
  return page.evaluate((covered) => {
    const faults: string[] = [];
    const nameOf = (element: Element) =>
      (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 60);
    const boxOf = (selector: string) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      return box !== undefined && box.width > 0 && box.height > 0 ? box : undefined;
    };
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page scrolls sideways: ${scrollWidth}`);

    // Nothing is cut off at the right, except inside of what scrolls by itself.
    const scrolls = (element: Element | null): boolean => {
      for (let at = element; at !== null && at !== document.body; at = at.parentElement) {
        const { overflowX } = getComputedStyle(at);
        if (overflowX !== "visible" || at.matches(".monaco-editor")) return true;
      }
      return false;
    };
    for (const pane of document.querySelectorAll("main > div, header, footer")) {
      const { right } = pane.getBoundingClientRect();
      if (right > innerWidth + 1) faults.push(`beyond the right edge: ${pane.className}`);
      if (pane.scrollWidth > pane.clientWidth + 1 && getComputedStyle(pane).overflowX !== "hidden")
        for (const element of pane.querySelectorAll("*")) {
          const box = element.getBoundingClientRect();
          if (box.right > right + 1 && box.width > 1 && !scrolls(element.parentElement))
            faults.push(`wider than its pane: ${element.tagName} ${nameOf(element)}`);
        }
    }

    for (const selector of [
      "header button, header select, header h1",
      'nav[aria-label="Parts of the page"] button',
    ]) {
      const shown = [...document.querySelectorAll(selector)]
        .map((element) => ({ name: nameOf(element), box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 1 && box.height > 1);
      shown.forEach((a, index) => {
        for (const b of shown.slice(index + 1))
          if (
            Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1 &&
            Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 1
          )
            faults.push(`${a.name} covers ${b.name}`);
      });
    }

    // The names of the workspace and of the example are whole.
    for (const name of document.querySelectorAll("header button span")) {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = name;
      if (clientWidth > 1 && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 2))
        faults.push(`cut: ${nameOf(name)}`);
    }

    for (const name of ["New", "Open", "Export"]) {
      const button = [...document.querySelectorAll("header button")].find(
        (one) => one.textContent?.trim() === name,
      );
      const box = button?.getBoundingClientRect();
      if (box === undefined || box.width < 20 || box.left < 0 || box.right > innerWidth + 1)
        faults.push(`${name} is not in sight`);
    }

    // Order: header, path, panes, status.
    const header = boxOf("header");
    const path = boxOf('nav[aria-label="Parts of the page"]');
    const left = boxOf("main > div:first-of-type");
    const footer = boxOf("footer");
    if (header === undefined || path === undefined) faults.push("no header or no path");
    else if (path.top < header.bottom - 1) faults.push("the path covers the header");
    if (footer !== undefined && footer.bottom > innerHeight + 1)
      faults.push("the footer is cut off");
    if (
      innerWidth >= 900 &&
      (left === undefined || path === undefined || left.right > path.left + 1)
    )
      faults.push("the columns overlap, or there is one only");
    if (covered) {
      const dialog = boxOf("dialog[open]");
      if (dialog === undefined || dialog.left < 0 || dialog.right > innerWidth + 1)
        faults.push("the dialog is cut off");
      else if (dialog.bottom > innerHeight + 1) faults.push("the dialog is too high");
    }
    return faults;
  }, modal);
}

/** The lines of the editor in sight; if the page is one column, its part is shown first. */
async function editorLines(page: Page, workbench: Workbench): Promise<number> {
  const narrow = (page.viewportSize()?.width ?? 0) < 900;
  const path = page.getByRole("navigation", { name: "Parts of the page" });
  if (narrow) await path.getByRole("button", { name: /Configuration$/ }).click();
  await expect(workbench.editor("Configuration")).toBeVisible();
  await settle(page);
  const lines = await countVisibleLines(page);
  if (narrow) await path.getByRole("button", { name: /Token$/ }).click();
  return lines;
}
