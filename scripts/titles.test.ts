import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["app", "cli", "components", "e2e", "lib", "scripts"];
const title = /\)\(\s*(["'`])(.*?)\1,/;

test("a title says what is tested, and is not a row's name or number alone", () => {
  const bad = folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => /\.(test\.tsx?|spec\.ts)$/.test(file) && !file.startsWith("scripts/titles"))
    .flatMap((file) =>
      readFileSync(path.join(root, file), "utf8")
        .split("\n")
        // An indented test is in a `describe`, whose title comes first.
        .filter((line) => line.includes("%#") || (/^(test|\))/.test(line) && isPlaceholder(line)))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(bad).toEqual([]);
});

function isPlaceholder(line: string): boolean {
  const [, , text = "a title"] = title.exec(line) ?? [];
  return !/[a-z]{3}/i.test(text.replace(/\$[\w.]+|%[a-z]/g, ""));
}
