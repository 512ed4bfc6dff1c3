import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** What every room above them may use. */
const ground = ["lib/kube", "lib/diagnostics", "lib/source", "lib/go"];

/** What reads a configuration, and the languages in it. */
const configuration = ["lib/authn", "lib/cel", "lib/yaml", ...ground];

/**
 * The direction of imports. A room may import from itself and from the rooms named behind it; what a room is, `roomOf`
 * says. Tests are read too, except that they may also use node and vitest.
 */
const allowed: Record<string, readonly string[]> = {
  app: ["components", "lib/remote"],
  components: [
    "lib/engine",
    "lib/import",
    "lib/export",
    "lib/explain",
    "lib/lint",
    "lib/cel",
    "lib/examples",
    "lib/kube",
    "lib/source",
  ],
  "lib/engine": [
    "lib/lint",
    "lib/explain",
    "lib/import",
    "lib/export",
    "lib/token",
    "lib/rbac",
    "lib/identity",
    ...configuration,
  ],
  "lib/examples": [],
  "lib/remote": [],
  "lib/lint": configuration,
  "lib/explain": configuration,
  "lib/import": configuration,
  "lib/export": ["lib/rbac", ...configuration],
  "lib/token": configuration,
  "lib/identity": ["lib/rbac", "lib/authn", "lib/yaml", ...ground],
  "lib/rbac": ["lib/authn", "lib/yaml", ...ground],
  "lib/authn": ["lib/cel", "lib/yaml", ...ground],
  "lib/cel": ground,
  "lib/yaml": ["lib/source", "lib/go"],
  "lib/kube": [],
  "lib/diagnostics": ["lib/source", "lib/go"],
  "lib/source": [],
  "lib/go": [],
};

/** The files through which the page enters a room of the engine; the rest of the room is its own. */
const doors: Readonly<Record<string, readonly string[]>> = {
  "lib/engine": ["lib/engine.ts"],
  "lib/cel": ["lib/cel/editor/complete.ts", "lib/cel/editor/hover.ts", "lib/cel/reference.ts"],
  "lib/export": ["lib/export/zip.ts"],
  "lib/lint": ["lib/lint/lint.ts"],
  "lib/examples": ["lib/examples/catalogue.ts"],
};

/** Packages that the pure engine may use; everything else in lib is our own. */
const enginePackages = [
  "@bufbuild/cel",
  "@bufbuild/cel-spec",
  "@bufbuild/protobuf",
  "@bufbuild/re2",
  "@noble/hashes",
  "fflate",
  "jose",
  "yaml",
];

/** Rooms that talk to the world on purpose. */
const impure = ["lib/remote"];

const root = fileURLToPath(new URL("..", import.meta.url));

test("imports go in one direction", () => {
  const wrong: string[] = [];
  for (const file of sourceFiles()) {
    const from = roomOf(file);
    for (const { specifier, typeOnly } of importsOf(file)) {
      const target = resolve(file, specifier);
      if (target === undefined) continue;
      const to = roomOf(target);
      if (from === to || from === undefined) continue;
      if (isTest(file) && target.startsWith("lib/testing/")) continue;
      // Types may come from anywhere in lib: they bind nothing at run time.
      if (typeOnly && (from === "app" || from === "components") && to?.startsWith("lib/")) continue;
      if (to === undefined || !allowed[from]?.includes(to)) wrong.push(`${file} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("the page enters the engine by its doors", () => {
  const wrong: string[] = [];
  for (const file of sourceFiles().filter((name) => !name.startsWith("lib/") && !isTest(name))) {
    for (const { specifier, typeOnly } of importsOf(file)) {
      const target = typeOnly ? undefined : resolve(file, specifier);
      const entries = target === undefined ? undefined : doors[roomOf(target) ?? ""];
      if (target !== undefined && entries?.includes(target) === false) {
        wrong.push(`${file} imports ${target}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("the engine is pure: no React, DOM, Node or network", () => {
  const wrong: string[] = [];
  for (const file of sourceFiles().filter((name) => name.startsWith("lib/"))) {
    if (isTest(file) || impure.includes(roomOf(file) ?? "")) continue;
    for (const { specifier } of importsOf(file)) {
      if (specifier.startsWith(".")) continue;
      const name = specifier.startsWith("@")
        ? specifier.split("/").slice(0, 2).join("/")
        : specifier.split("/")[0];
      if (!enginePackages.includes(name ?? "")) wrong.push(`${file} imports ${specifier}`);
    }
    const globals =
      /(?<![.\w"/])(?:document\.(?:body|title|cookie|createElement|getElementById|querySelector|addEventListener)|window\.|localStorage|(?<=(?:await|return|=)\s)fetch\(|Date\.now\(|new Date\(\)|Math\.random\()/.exec(
        code(file),
      );
    if (globals) wrong.push(`${file} uses ${globals[0]}`);
  }
  expect(wrong).toEqual([]);
});

test("the files to download are written by code that is loaded when somebody looks at them", () => {
  const early = sourceFiles()
    .filter((file) => roomOf(file) !== "lib/export" && !isTest(file))
    .flatMap((file) =>
      [...code(file).matchAll(/^\s*(?:import|export)\s+(?!type\s)[^"';]*?from\s*"([^"]+)"/gm)].map(
        ([, specifier]) => ({ file, target: resolve(file, specifier ?? "") }),
      ),
    )
    .filter(
      ({ target }) => target?.startsWith("lib/export/") || target === "lib/engine/make-bundle.ts",
    );
  expect(early.map(({ file, target }) => `${file} imports ${target}`)).toEqual([
    "lib/engine/make-bundle.ts imports lib/export/bundle.ts",
    "lib/engine/make-bundle.ts imports lib/export/inline-code.ts",
  ]);
});

test("test aids are imported by tests only", () => {
  const wrong: string[] = [];
  for (const file of sourceFiles().filter((name) => !isTest(name))) {
    for (const { specifier } of importsOf(file)) {
      const target = resolve(file, specifier);
      if (target?.startsWith("lib/testing/")) wrong.push(`${file} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("only components/editor imports monaco-editor", () => {
  const importers = sourceFiles().filter((file) =>
    importsOf(file).some(({ specifier }) => specifier.startsWith("monaco-editor")),
  );
  expect(importers.filter((file) => !file.startsWith("components/editor/"))).toEqual([]);
});

function sourceFiles(): string[] {
  return ["app", "components", "lib"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts")),
  );
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.startsWith("lib/testing/");
}

function code(file: string): string {
  return readFileSync(path.join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

function importsOf(file: string): { specifier: string; typeOnly: boolean }[] {
  const found: { specifier: string; typeOnly: boolean }[] = [];
  for (const match of code(file).matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^"';]*?from\s*"([^"]+)"|import\("([^"]+)"\)|^\s*import\s+"([^"]+)"/gm,
  )) {
    found.push({
      specifier: match[2] ?? match[3] ?? match[4] ?? "",
      typeOnly: match[1] !== undefined,
    });
  }
  return isTest(file)
    ? found.filter(({ specifier }) => specifier.startsWith(".") || specifier.startsWith("@/"))
    : found;
}

/** The project's file behind a specifier, or undefined for a package. */
function resolve(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier);
  return undefined;
}

function roomOf(file: string): string | undefined {
  const [top, second] = file.split("/");
  if (top !== "lib") return top;
  if (second === "engine.ts" || second === "engine" || second === "engine-worker.ts")
    return "lib/engine";
  // Tests and data at the top of lib look at everything.
  if (second === undefined || second.endsWith(".ts") || second === "testing") return undefined;
  return `lib/${second}`;
}
