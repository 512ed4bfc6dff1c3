import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Expression, parseSync, Visitor } from "oxc-parser";

/** One way in which a file names another module. */
export interface ModuleImport {
  readonly specifier: string;
  /** The project's file, its path from the root; undefined for a package. */
  readonly target: string | undefined;
  /**
   * `static` is loaded with the file, `dynamic` when the code asks for it (a dynamic import, or the file of a worker),
   * `type` never: the compiler alone reads it.
   */
  readonly kind: "static" | "dynamic" | "type";
}

/** A source file of the project. */
export interface SourceModule {
  /** From the root, with slashes. */
  readonly file: string;
  readonly imports: readonly ModuleImport[];
  /** What the file uses of the world around it, in the order of the text: "window", "fetch", "Date.now". */
  readonly impurities: readonly string[];
  /** Directives such as "use client" that are not at the top, where alone they count. */
  readonly lateDirectives: readonly string[];
}

/**
 * Reads the TypeScript files under `folders` of `root` with a parser. Throws if a file does not parse: the other gates
 * would fail too.
 */
export function readModules(root: string, folders: readonly string[]): SourceModule[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        path.posix.join(folder, name.split(path.sep).join("/")),
      ),
    )
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .sort()
    .map((file) => readModule(file, readFileSync(path.join(root, file), "utf8")));
}

/** Reads one file: its path from the root, and its text. */
export function readModule(file: string, text: string): SourceModule {
  const { module, program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const imports: ModuleImport[] = [];
  const add = (specifier: string, kind: ModuleImport["kind"]) =>
    imports.push({ specifier, target: resolve(file, specifier), kind });

  for (const { moduleRequest, entries } of module.staticImports)
    add(moduleRequest.value, entries.length > 0 && entries.every(isType) ? "type" : "static");
  for (const { entries } of module.staticExports) {
    const specifier = entries.find(({ moduleRequest }) => moduleRequest !== null)?.moduleRequest;
    if (specifier) add(specifier.value, entries.every(isType) ? "type" : "static");
  }

  const impurities: string[] = [];
  const lateDirectives: string[] = [];
  let ownFetch = false;
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === "Literal" && typeof source.value === "string")
        add(source.value, "dynamic");
    },
    TSImportType({ source }) {
      add(source.value, "type");
    },
    NewExpression({ callee, arguments: [first, second] }) {
      if (callee.type !== "Identifier") return;
      // The way in which bundlers are told the file of a worker.
      if (callee.name === "URL" && first?.type === "Literal" && second?.type === "MemberExpression")
        add(String(first.value), "dynamic");
      if (callee.name === "Date" && first === undefined) impurities.push("new Date()");
    },
    ExpressionStatement(statement) {
      const { expression } = statement;
      const inner =
        expression.type === "ParenthesizedExpression" ? expression.expression : expression;
      if (inner.type !== "Literal" || typeof inner.value !== "string") return;
      // The parser marks the ones at the top.
      if (!("directive" in statement && statement.directive)) lateDirectives.push(inner.value);
    },
    FunctionDeclaration({ id }) {
      if (id?.name === "fetch") ownFetch = true;
    },
    CallExpression({ callee }) {
      if (callee.type === "Identifier" && callee.name === "fetch") impurities.push("fetch");
    },
    MemberExpression({ object, property }) {
      const name = `${nameOf(object)}.${property.type === "Identifier" ? property.name : "?"}`;
      const global = globals.find((one) => name === one || name.startsWith(`${one}.`));
      if (global !== undefined) impurities.push(global);
    },
  }).visit(program);
  return {
    file,
    imports,
    lateDirectives,
    impurities: ownFetch ? impurities.filter((name) => name !== "fetch") : impurities,
  };
}

const globals = [
  "window",
  "localStorage",
  "sessionStorage",
  "indexedDB",
  "navigator",
  "process",
  "document.body",
  "document.title",
  "document.cookie",
  "document.createElement",
  "document.getElementById",
  "document.querySelector",
  "document.addEventListener",
  "Date.now",
  "performance.now",
  "Math.random",
  "crypto.getRandomValues",
  "crypto.randomUUID",
];

function isType(entry: { readonly isType: boolean }): boolean {
  return entry.isType;
}

function nameOf(expression: Expression | { readonly type: "Super" }): string {
  return expression.type === "Identifier" ? expression.name : "";
}

function resolve(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier);
  return undefined;
}

/**
 * The groups of names that reach each other: the strongly connected components of more than one name, by Tarjan's
 * algorithm, each sorted. `edges` are pairs of names.
 */
export function findCircles(edges: Iterable<readonly [string, string]>): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (from === to) continue;
    next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const visit = (name: string): number => {
    const index = order.size;
    order.set(name, index);
    low.set(name, index);
    open.push(name);
    for (const to of next.get(name) ?? []) {
      if (!order.has(to)) low.set(name, Math.min(low.get(name) ?? 0, visit(to)));
      else if (open.includes(to)) low.set(name, Math.min(low.get(name) ?? 0, order.get(to) ?? 0));
    }
    const lowest = low.get(name) ?? index;
    if (lowest === index) {
      const circle = open.splice(open.indexOf(name));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest;
  };
  for (const name of next.keys()) if (!order.has(name)) visit(name);
  return circles.sort((a, b) => (a[0] ?? "").localeCompare(b[0] ?? ""));
}
