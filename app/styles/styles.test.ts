import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every width at which the page changes: words fold to icons, one column instead of two, a phone. */
const breakpoints = ["1280px", "900px", "600px"];

/** A panel on the right is as narrow as on a phone, or too narrow for a table of texts. */
const containers = ["480px", "760px"];

/** Lengths that are no spacing: a hairline, and places of things rather than room between them. */
const hairline = 1;
const place = 40;

// One declaration a line: Biome writes them so.
const modules = readdirSync(path.join(root, "components"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".module.css"))
  .sort()
  .flatMap((name) =>
    readFileSync(path.join(root, "components", name), "utf8")
      .split("\n")
      .map((text, index) => ({ place: `${name}:${index + 1}`, text: text.trim() })),
  );

test("room between things comes from the spacing tokens", () => {
  const spacing = /^(?:padding|margin|gap|row-gap|column-gap)[a-z-]*:/;
  expect(
    modules
      .filter(({ text }) => spacing.test(text))
      .filter(({ text }) =>
        [...text.matchAll(/\b(\d+(?:\.\d+)?)px/g)].some(
          ([, length]) => Number(length) > hairline && Number(length) < place,
        ),
      ),
  ).toEqual([]);
});

test("sizes of letters come from the type tokens", () => {
  expect(
    modules.filter(
      ({ text }) =>
        /^font-size:/.test(text) && !/^font-size: (?:var\(--size-\d\)|inherit|0);$/.test(text),
    ),
  ).toEqual([]);
});

test("corners come from the radius tokens", () => {
  expect(
    modules.filter(
      ({ text }) => /^border(?:-[a-z]+)*-radius:/.test(text) && /\d{1,2}px/.test(text),
    ),
  ).toEqual([]);
});

test("colours come from the colour tokens", () => {
  expect(modules.filter(({ text }) => /#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(/i.test(text))).toEqual([]);
});

test("the page changes at three widths, and a panel at two", () => {
  const widths = (rule: string) =>
    modules.flatMap(({ place, text }) =>
      text.startsWith(rule)
        ? [...text.matchAll(/width\s*[<>:=]+\s*(\d+px)/g)].map(([, width]) => ({ place, width }))
        : [],
    );
  expect(widths("@media").filter(({ width }) => !breakpoints.includes(width ?? ""))).toEqual([]);
  expect(widths("@container").filter(({ width }) => !containers.includes(width ?? ""))).toEqual([]);
});
