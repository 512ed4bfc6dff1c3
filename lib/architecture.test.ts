import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  findCircles,
  type ModuleImport,
  readModule,
  readModules,
  type SourceModule,
} from "./testing/read-modules.ts";

/** Findings, spans and Go's text functions: what every folder of lib may use. */
const ground = ["lib/diagnostics", "lib/source", "lib/go"];

/** The languages, and Kubernetes versions as data. */
const languages = ["lib/cel", "lib/yaml", "lib/kube", ...ground];

/** How a configuration is read, and what is below. */
const configuration = ["lib/authn", ...languages];

/** From a token to a user and to permissions, and what is below. */
const answers = ["lib/identity", "lib/token", "lib/rbac", ...configuration];

/** Advice and issuers as data, and what is below. */
const advice = ["lib/lint", "lib/catalogue", "lib/form", ...answers];

/** What a panel of the page may import; a panel never imports another one. */
const panel = [
  "components/fixes",
  "components/editor",
  "components/expression",
  "components/workspace",
  "components/ui",
  "lib/kube",
];

/**
 * The direction of imports: one row a folder. A file may import from its own folder and from the folders of its row; a
 * folder without a row fails. The rows allow no circle (a test below says so). `app` and `components` may take types
 * from every folder of lib, because types bind nothing at run time. Tests may import everything below them, and
 * `lib/testing`.
 */
const table: Readonly<Record<string, readonly string[]>> = {
  app: ["components/shell", "components/reference", "lib/remote"],

  cli: [
    ...["lib/engine", "lib/workspace", "lib/import", "lib/export", "lib/explain", "lib/secrets"],
    "lib/editor",
    ...advice,
  ],

  "components/shell": [
    "components/config",
    "components/compose",
    "components/token",
    "components/trace",
    "components/access",
    "components/export",
    "components/scratch",
    "components/log",
    "components/tests",
    "lib/examples",
    "lib/catalogue",
    "lib/rbac",
    ...panel,
  ],
  "components/reference": [
    "components/ui",
    "lib/export",
    "lib/workspace",
    "lib/rbac",
    "lib/authn",
    "lib/cel",
    "lib/explain",
    "lib/kube",
  ],
  "components/config": ["lib/form", "lib/authn", "lib/yaml", "lib/source", ...panel],
  "components/compose": ["lib/catalogue", ...panel],
  "components/token": ["lib/examples", "lib/catalogue", "lib/editor", ...panel],
  "components/trace": panel,
  "components/access": panel,
  "components/export": ["lib/export", ...panel],
  "components/log": ["lib/explain", "lib/workspace", ...panel],
  "components/scratch": panel,
  "components/tests": ["lib/workspace", "lib/source", ...panel],
  "components/fixes": ["components/workspace", "components/ui"],
  "components/editor": [
    "components/workspace",
    "components/ui",
    "lib/editor",
    "lib/rbac",
    "lib/authn",
    "lib/cel",
    "lib/yaml",
    "lib/kube",
    "lib/diagnostics",
  ],
  "components/expression": ["components/workspace", "components/ui"],
  "components/workspace": [
    "components/ui",
    "lib/engine",
    "lib/workspace",
    "lib/secrets",
    "lib/examples",
    "lib/catalogue",
    "lib/kube",
    "lib/source",
    "lib/diagnostics",
  ],
  "components/ui": [],

  "lib/engine": [
    "lib/workspace",
    "lib/compose",
    "lib/import",
    "lib/export",
    "lib/explain",
    "lib/secrets",
    ...advice,
  ],
  "lib/workspace": ["lib/import", "lib/export", "lib/explain", "lib/secrets", ...advice],
  "lib/import": advice,
  "lib/export": ["lib/secrets", ...advice],
  "lib/explain": advice,
  "lib/compose": advice,
  "lib/lint": answers,
  "lib/catalogue": answers,
  // The form's edits of a text, and what proves that a mapping keeps its meaning.
  "lib/form": answers,
  // What an editor offers at a cursor, for the page's editor and the language server.
  "lib/editor": ["lib/catalogue", ...answers],
  "lib/examples": [],
  // A service account's token and a certificate are turned into a user that rbac asks for.
  "lib/identity": ["lib/rbac", ...configuration],
  "lib/token": configuration,
  "lib/rbac": configuration,
  "lib/secrets": configuration,
  "lib/authn": languages,
  "lib/cel": ["lib/kube", ...ground],
  "lib/yaml": ground,
  "lib/kube": ground,
  "lib/diagnostics": ["lib/source", "lib/go"],
  "lib/source": [],
  "lib/go": [],
  // What an issuer answers is decoded as the server decodes it.
  "lib/remote": ["lib/token", "lib/go"],
};

/** The files through which the page enters a folder of the engine; the rest of the folder is its own. */
const doors: Readonly<Record<string, readonly string[]>> = {
  "lib/engine": [
    "lib/engine/engine.ts",
    "lib/engine/open-files.ts",
    "lib/engine/read-policy-file.ts",
    "lib/engine/whole-log/log-groups-view.ts",
    "lib/engine/whole-log/looks-like-log.ts",
    "lib/engine/whole-log/reproduce.ts",
  ],
  "lib/cel": [
    "lib/cel/editor/complete.ts",
    "lib/cel/editor/hover.ts",
    "lib/cel/editor/signature.ts",
    "lib/cel/editor/definition.ts",
    "lib/cel/editor/colour.ts",
    "lib/cel/reference.ts",
  ],
  "lib/explain": [
    "lib/explain/cause-pages.ts",
    "lib/explain/explain-text.ts",
    "lib/explain/whole-log/read-log.ts",
  ],
  "lib/export": ["lib/export/zip.ts", "lib/export/matrix.ts"],
  "lib/examples": ["lib/examples/catalogue.ts"],
};

/** Packages that the pure engine may use; everything else in lib is our own. */
const enginePackages = [
  "jose",
  "@bufbuild/cel",
  "@bufbuild/cel-spec",
  "@bufbuild/protobuf",
  "@bufbuild/re2",
  "@noble/hashes",
  "fflate",
  "yaml",
];

/** Folders that talk to the world on purpose. */
const impure = ["lib/remote"];

/** Files of more than 400 lines: what they follow in Go is one file too, and reads best in one piece. */
const longFiles = [
  // checker/checker.go of cel-go.
  "lib/cel/checker/check.ts",
  // The grammar of CEL by recursive descent.
  "lib/cel/parser/build-tree.ts",
  // ANTLR's adaptive prediction, and the visitor of cel-go's parser/parser.go.
  "lib/cel/parser/predict.ts",
  "lib/cel/parser/visit.ts",
  // A table: one page a cause.
  "lib/explain/cause-pages.ts",
  // parserc.go of go-yaml.
  "lib/yaml/parser.ts",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = readModules(root, ["app", "cli", "components", "lib"]);
const sources = modules.filter(({ file }) => !isTest(file));

test("imports go in one direction", () => {
  const wrong = modules.flatMap(({ file, imports }) => {
    const from = folderOf(file);
    // Tests and data at the top of lib, and test aids, look at everything.
    if (from === undefined) return [];
    return imports.flatMap(({ target, kind }) => {
      if (target === undefined || target === "." || target.endsWith(".css")) return [];
      const to = folderOf(target);
      if (from === to || (isTest(file) && target.startsWith("lib/testing/"))) return [];
      if (kind === "type" && !from.startsWith("lib/") && to?.startsWith("lib/")) return [];
      return to !== undefined && table[from]?.includes(to) ? [] : [`${file} imports ${target}`];
    });
  });
  expect(wrong).toEqual([]);
});

test("the table of folders has no circle", () => {
  const rows = Object.entries(table).flatMap(([from, all]) =>
    all.map((to): [string, string] => [from, to]),
  );
  expect(findCircles(rows)).toEqual([]);
});

test("no files import each other in a circle, types included", () => {
  const edges = sources.flatMap(({ file, imports }) =>
    targetsOf(imports).map((to) => pair(file, to)),
  );
  expect(findCircles(edges)).toEqual([]);
});

test("no folders beside each other import each other in a circle, types included", () => {
  const edges = sources.flatMap(({ file, imports }) =>
    targetsOf(imports).flatMap((to) => {
      const [from, target] = foldersApart(file, to);
      return from === undefined || target === undefined ? [] : [pair(from, target)];
    }),
  );
  expect(findCircles(edges)).toEqual([]);
});

test("the page enters the engine by its doors", () => {
  const wrong = sources
    .filter(({ file }) => !file.startsWith("lib/") && !file.startsWith("cli/"))
    .flatMap(({ file, imports }) =>
      targetsOf(imports.filter(({ kind }) => kind !== "type"))
        .filter((target) => doors[folderOf(target) ?? ""]?.includes(target) === false)
        .map((target) => `${file} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

test("the engine is pure: no React, DOM, Node or network", () => {
  const wrong = sources
    .filter(({ file }) => file.startsWith("lib/") && !impure.includes(folderOf(file) ?? ""))
    .flatMap(({ file, imports, impurities }) => [
      ...imports
        .filter(({ target, specifier }) => target === undefined && !isEnginePackage(specifier))
        .map(({ specifier }) => `${file} imports ${specifier}`),
      ...impurities.map((name) => `${file} uses ${name}`),
    ]);
  expect(wrong).toEqual([]);
});

test("no module of the engine has a variable of its own: what is remembered is in the engine's cache", () => {
  const wrong = sources
    .filter(({ file }) => file.startsWith("lib/") && !file.startsWith("lib/testing/"))
    .flatMap(({ file }) =>
      [...readFileSync(path.join(root, file), "utf8").matchAll(/^(?:export )?let (\w+)/gm)].map(
        ([, name]) => `${file}: ${name}`,
      ),
    );
  expect(wrong).toEqual([
    // The size of the parser's tables, which hold the grammar and no text.
    "lib/cel/parser/predict.ts: places",
    // A counter that an evaluation sets at its start.
    "lib/cel/work.ts: left",
  ]);
});

test("the files to download are written by code that is loaded when somebody looks at them", () => {
  const early = sources
    .filter(({ file }) => folderOf(file) !== "lib/export")
    .flatMap(({ file, imports }) =>
      targetsOf(imports.filter(({ kind }) => kind === "static"))
        .filter((to) => to.startsWith("lib/export/") || to === "lib/engine/write-export.ts")
        .map((to) => `${file} imports ${to}`),
    );
  expect(early).toEqual([
    // A page of its own, which is made on the server.
    "components/reference/target-matrix.tsx imports lib/export/matrix.ts",
    "lib/engine/condition-words.ts imports lib/export/markdown.ts",
    "lib/engine/incident-view.ts imports lib/export/markdown.ts",
    // The report, which write-export.ts alone imports.
    "lib/engine/review-difference.ts imports lib/export/markdown.ts",
    "lib/engine/review-report.ts imports lib/export/markdown.ts",
    "lib/engine/review-summary.ts imports lib/export/markdown.ts",
    "lib/engine/wrap-fields.ts imports lib/export/targets.ts",
    "lib/engine/write-export.ts imports lib/export/bundle.ts",
  ]);
});

test("no file has more than 400 lines, unless it is one walk over a grammar or one table", () => {
  const long = sources
    .map(({ file }) => file)
    .filter((file) => readFileSync(path.join(root, file), "utf8").split("\n").length > 401)
    .filter((file) => !file.endsWith(".generated.ts"));
  expect(long).toEqual(longFiles);
});

test.each([
  {
    name: "the first paint",
    roots: ["app/layout.tsx", "app/page.tsx"],
    folders: ["lib/diagnostics", "lib/examples", "lib/kube", "lib/secrets", "lib/workspace"],
  },
  {
    name: "the engine's worker",
    roots: ["components/workspace/engine.worker.ts"],
    folders: ["lib/engine", "lib/lint", "lib/identity", "lib/token", "lib/rbac", ...configuration],
  },
])(
  "$name loads nothing else of lib at once: what is rarely needed comes later",
  ({ roots, folders }) => {
    const early = listLoadedAtOnce(roots).filter((file) => file.startsWith("lib/"));
    expect(early.filter((file) => !folders.includes(folderOf(file) ?? ""))).toEqual([]);
  },
);

test('a directive such as "use client" is at the top of its file', () => {
  expect(
    modules.flatMap(({ file, lateDirectives }) =>
      lateDirectives.map((directive) => `${file}: ${directive}`),
    ),
  ).toEqual([]);
});

test("test aids are imported by tests only", () => {
  expect(importersOf(({ target }) => target?.startsWith("lib/testing/") === true)).toEqual([]);
});

test("only components/editor imports monaco-editor", () => {
  expect(
    importersOf(({ specifier }) => specifier.startsWith("monaco-editor")).filter(
      (file) => !file.startsWith("components/editor/"),
    ),
  ).toEqual([]);
});

test.each<{ name: string; text: string; want: Partial<SourceModule> }>([
  {
    name: "an import of a value and of a type of the same file",
    text: 'import { type A, b } from "../b/b.ts";',
    want: {
      imports: [{ specifier: "../b/b.ts", target: "lib/b/b.ts", kind: "static" }],
      impurities: [],
    },
  },
  {
    name: "imports of types only, in each of their forms",
    text: 'import type { A } from "./a.ts"; import { type B } from "./b.ts"; let c: import("./c.ts").C;',
    want: {
      imports: [
        { specifier: "./a.ts", target: "lib/a/a.ts", kind: "type" },
        { specifier: "./b.ts", target: "lib/a/b.ts", kind: "type" },
        { specifier: "./c.ts", target: "lib/a/c.ts", kind: "type" },
      ],
      impurities: [],
    },
  },
  {
    name: "an import for its effect, and what is exported again",
    text: 'import "./a.css"; export { b } from "@/lib/b.ts"; export type { C } from "pack/c";',
    want: {
      imports: [
        { specifier: "./a.css", target: "lib/a/a.css", kind: "static" },
        { specifier: "@/lib/b.ts", target: "lib/b.ts", kind: "static" },
        { specifier: "pack/c", target: undefined, kind: "type" },
      ],
      impurities: [],
    },
  },
  {
    name: "what is loaded later: a dynamic import and the file of a worker",
    text: 'import("./a.ts"); new Worker(new URL("./w.ts", import.meta.url));',
    want: {
      imports: [
        { specifier: "./a.ts", target: "lib/a/a.ts", kind: "dynamic" },
        { specifier: "./w.ts", target: "lib/a/w.ts", kind: "dynamic" },
      ],
      impurities: [],
    },
  },
  {
    name: "no import in a comment or in a text",
    text: '// import "./a.ts"\nconst text = `import "./b.ts"`;',
    want: { imports: [], impurities: [] },
  },
  {
    name: "the clock, chance, the network and the page",
    text: "new Date(); new Date(0); Date.now(); Math.random(); fetch(url); window.location.href; document.body;",
    want: {
      imports: [],
      impurities: ["new Date()", "Date.now", "Math.random", "fetch", "window", "document.body"],
    },
  },
  {
    name: "a field or a function that only has such a name",
    text: "document.text; input.window.length; fetch(1); function fetch(index: number) {}",
    want: { imports: [], impurities: [] },
  },
  {
    name: "a directive in front of an import, and one behind it",
    text: '"use client"; import "./a.ts"; "use strict"; ("use server");',
    want: {
      imports: [{ specifier: "./a.ts", target: "lib/a/a.ts", kind: "static" }],
      impurities: [],
      lateDirectives: ["use strict", "use server"],
    },
  },
])("a file is read: $name", ({ text, want }) => {
  expect(readModule("lib/a/file.ts", text)).toEqual({
    file: "lib/a/file.ts",
    lateDirectives: [],
    ...want,
  });
});

test.each<{ name: string; edges: [string, string][]; want: string[][] }>([
  {
    name: "a line",
    edges: [
      ["a", "b"],
      ["b", "c"],
      ["a", "c"],
    ],
    want: [],
  },
  { name: "a file that imports itself", edges: [["a", "a"]], want: [] },
  {
    name: "two circles, one behind the other",
    edges: [
      ["d", "c"],
      ["c", "d"],
      ["d", "a"],
      ["a", "b"],
      ["b", "a"],
    ],
    want: [
      ["a", "b"],
      ["c", "d"],
    ],
  },
])("circles are found: $name", ({ edges, want }) => {
  expect(findCircles(edges)).toEqual(want);
});

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.startsWith("lib/testing/");
}

function isEnginePackage(specifier: string): boolean {
  return enginePackages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

function importersOf(matches: (one: ModuleImport) => boolean): string[] {
  return sources.filter(({ imports }) => imports.some(matches)).map(({ file }) => file);
}

/** The files that are loaded with some files, those themselves included. */
function listLoadedAtOnce(roots: readonly string[]): string[] {
  const known = new Map(sources.map((module) => [module.file, module]));
  const loaded = new Set(roots);
  for (const file of loaded) {
    const imports = known.get(file)?.imports.filter(({ kind }) => kind === "static") ?? [];
    for (const target of targetsOf(imports)) loaded.add(target);
  }
  return [...loaded];
}

/** The project's own TypeScript files of imports. */
function targetsOf(imports: readonly ModuleImport[]): string[] {
  return imports.flatMap(({ target }) => (target && /\.tsx?$/.test(target) ? [target] : []));
}

function pair(from: string, to: string): [string, string] {
  return [from, to];
}

/** The two folders in which the paths of two files part; none where one of the files is beside the folder of the other. */
function foldersApart(a: string, b: string): [string | undefined, string | undefined] {
  const [left, right] = [a.split("/").slice(0, -1), b.split("/").slice(0, -1)];
  const depth = left.findIndex((name, index) => name !== right[index]);
  if (depth === -1 || depth >= right.length) return [undefined, undefined];
  return [left.slice(0, depth + 1).join("/"), right.slice(0, depth + 1).join("/")];
}

/** The row of the table that a file belongs to; undefined for tests and data at the top of lib, and for test aids. */
function folderOf(file: string): string | undefined {
  const [top = "", second, third] = file.split("/");
  if (top === "app" || top === "cli") return top;
  return third === undefined || second === "testing" ? undefined : `${top}/${second}`;
}
