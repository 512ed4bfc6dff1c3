import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * The module `vscode` as far as this extension and vscode-languageclient use it: documents, settings, diagnostics and tests
 * are kept here; every other function gives something that can be disposed of.
 */
export interface FakeEditor {
  /** What `require("vscode")` gives. */
  readonly module: object;
  /** The messages of diagnostics by file, as the language client set them. */
  readonly diagnostics: ReadonlyMap<string, readonly string[]>;
  /** Error messages that were shown. */
  readonly errors: readonly string[];
  /** Commands that were registered. */
  readonly commands: ReadonlyMap<string, (...args: unknown[]) => unknown>;
  readonly controller: () => FakeController;
  /** What runs of tests reported: "passed jane". */
  readonly reports: readonly string[];
}

/** The list of tests. */
export interface FakeController {
  readonly items: FakeItems;
  resolveHandler?: (item?: FakeItem) => Promise<void>;
}

/** A file or a test in the list. */
export interface FakeItem {
  readonly id: string;
  readonly label: string;
  readonly uri?: Uri;
  parent?: FakeItem;
  readonly children: FakeItems;
  error?: unknown;
}

type Listener = (value: unknown) => unknown;

class Disposable {
  static from(...all: { dispose(): unknown }[]) {
    return new Disposable(() => {
      for (const one of all) one.dispose();
    });
  }
  readonly end: () => unknown;
  constructor(end: () => unknown = () => undefined) {
    this.end = end;
  }
  dispose() {
    return this.end();
  }
}

class EventEmitter {
  private readonly listeners = new Set<Listener>();
  readonly event = (listener: Listener, self?: unknown) => {
    const bound: Listener = (value) => listener.call(self, value);
    this.listeners.add(bound);
    return new Disposable(() => this.listeners.delete(bound));
  };
  fire(value: unknown) {
    for (const listener of this.listeners) listener(value);
  }
  dispose() {
    this.listeners.clear();
  }
}

class Uri {
  static parse(text: string) {
    return new Uri(text);
  }
  static file(path: string) {
    return new Uri(pathToFileURL(path).href);
  }
  readonly text: string;
  readonly scheme: string;
  readonly path: string;
  constructor(text: string) {
    this.text = text;
    const { protocol, pathname } = new URL(text);
    this.scheme = protocol.slice(0, -1);
    this.path = decodeURIComponent(pathname);
  }
  get fsPath() {
    return fileURLToPath(this.text);
  }
  toString() {
    return this.text;
  }
}

class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position, end: Position) {
    this.start = start;
    this.end = end;
  }
}

class Location {
  readonly uri: Uri;
  readonly range: Range;
  constructor(uri: Uri, range: Range) {
    this.uri = uri;
    this.range = range;
  }
}

class CancellationTokenSource {
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: () => new Disposable(),
  };
  cancel() {
    this.token.isCancellationRequested = true;
  }
  dispose() {}
}

class Diagnostic {
  readonly range: Range;
  readonly message: string;
  constructor(range: Range, message: string) {
    this.range = range;
    this.message = message;
  }
}

class TestMessage {
  static diff(message: string, expectedOutput: string, actualOutput: string) {
    return Object.assign(new TestMessage(message), { expectedOutput, actualOutput });
  }
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

class TestRunRequest {
  readonly include: readonly FakeItem[] | undefined;
  readonly exclude = undefined;
  constructor(include?: readonly FakeItem[]) {
    this.include = include;
  }
}

/** A list of files or tests, as the editor keeps it. */
export class FakeItems {
  private readonly all = new Map<string, FakeItem>();
  private readonly parent: FakeItem | undefined;
  constructor(parent?: FakeItem) {
    this.parent = parent;
  }
  get size() {
    return this.all.size;
  }
  get(id: string) {
    return this.all.get(id);
  }
  add(item: FakeItem) {
    if (this.parent !== undefined) item.parent = this.parent;
    this.all.set(item.id, item);
  }
  delete(id: string) {
    this.all.delete(id);
  }
  replace(items: readonly FakeItem[]) {
    this.all.clear();
    for (const item of items) this.add(item);
  }
  forEach(visit: (item: FakeItem) => void) {
    this.all.forEach(visit);
  }
}

/** An editor with these workspace files and settings of `claimcheck.`. */
export function createFakeEditor(
  files: readonly string[],
  settings: Readonly<Record<string, unknown>> = {},
): FakeEditor {
  const diagnostics = new Map<string, readonly string[]>();
  const errors: string[] = [];
  const commands = new Map<string, (...args: unknown[]) => unknown>();
  const reports: string[] = [];
  const opened = new EventEmitter();
  const documents: { readonly uri: Uri }[] = [];
  let controller: FakeController | undefined;
  const event = () => new Disposable();

  const openTextDocument = async (uri: Uri) => {
    const known = documents.find((one) => one.uri.text === uri.text);
    if (known !== undefined) return known;
    const text = readFileSync(uri.fsPath, "utf8");
    const document = {
      ...{ uri, fileName: uri.fsPath, languageId: "yaml", version: 1, isClosed: false },
      getText: () => text,
    };
    documents.push(document);
    opened.fire(document);
    return document;
  };
  const createTestController = () => {
    const made = {
      items: new FakeItems(),
      createTestItem(id: string, label: string, uri?: Uri): FakeItem {
        const item: Omit<FakeItem, "children"> = { ...{ id, label }, ...(uri && { uri }) };
        return Object.assign(item, { children: new FakeItems(item as FakeItem) });
      },
      createRunProfile: () => new Disposable(),
      createTestRun: () => ({
        started: () => undefined,
        passed: ({ label }: FakeItem) => reports.push(`passed ${label}`),
        failed: ({ label }: FakeItem, messages: readonly TestMessage[]) =>
          reports.push(`failed ${label}: ${messages.map(({ message }) => message).join("; ")}`),
        errored: ({ label }: FakeItem, messages: unknown) =>
          reports.push(
            `errored ${label}: ${[messages].flat().map((one) => (one as TestMessage).message)}`,
          ),
        end: () => reports.push("end"),
      }),
      dispose: () => undefined,
    };
    controller = made;
    return made;
  };

  const known: Readonly<Record<string, unknown>> = {
    ...{ Disposable, EventEmitter, Uri, Position, Range, Location, Diagnostic },
    ...{ CancellationTokenSource, TestMessage, TestRunRequest },
    version: "1.91.0",
    env: { language: "en", appName: "editor", appRoot: "", onDidChangeTelemetryEnabled: event },
    TestRunProfileKind: { Run: 1 },
    tests: { createTestController },
    commands: {
      registerCommand(name: string, run: (...args: unknown[]) => unknown) {
        commands.set(name, run);
        return new Disposable(() => commands.delete(name));
      },
    },
    languages: {
      match: () => 10,
      createDiagnosticCollection: () => ({
        set: (uri: Uri, found: readonly { readonly message: string }[]) =>
          diagnostics.set(
            uri.toString(),
            found.map(({ message }) => message),
          ),
        delete: (uri: Uri) => diagnostics.delete(uri.toString()),
        clear: () => diagnostics.clear(),
        dispose: () => undefined,
      }),
    },
    window: {
      createOutputChannel: () =>
        new Proxy({}, { get: (_, name) => (name === "logLevel" ? 3 : () => new Disposable()) }),
      showErrorMessage: async (text: string) => void errors.push(text),
      visibleTextEditors: [],
      tabGroups: { all: [], onDidChangeTabs: event },
    },
    workspace: {
      workspaceFolders: undefined,
      textDocuments: documents,
      notebookDocuments: [],
      onDidOpenTextDocument: opened.event,
      openTextDocument,
      asRelativePath: (uri: Uri) => uri.path.split("/").at(-1),
      createFileSystemWatcher: () => ({
        ...{ onDidCreate: event, onDidChange: event, onDidDelete: event },
        dispose: () => undefined,
      }),
      findFiles: async () => files.map((file) => Uri.file(file)),
      getConfiguration: () => ({
        get: (name: string) => settings[name],
        ...settings,
      }),
    },
  };
  return {
    module: withDefaults(known),
    ...{ diagnostics, errors, commands, reports },
    controller: () => {
      if (controller === undefined) throw new Error("There is no list of tests.");
      return controller;
    },
  };
}

/** What is not known is a class to extend, and a function that gives something to dispose of. */
function withDefaults(known: Readonly<Record<string, unknown>>): object {
  const made = new Map<string, unknown>();
  return new Proxy(known, {
    get(_, name) {
      if (name === "__esModule") return true;
      if (typeof name === "symbol" || name === "then") return undefined;
      const value = known[name];
      if (isGroup(value)) {
        if (!made.has(name)) made.set(name, withDefaults(value));
        return made.get(name);
      }
      if (value !== undefined || name in known) return value;
      if (!made.has(name))
        made.set(name, name.startsWith("on") ? () => new Disposable() : anything());
      return made.get(name);
    },
  });
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function anything(): unknown {
  const base = class {
    dispose() {}
  };
  return new Proxy(base, {
    apply: () => new Disposable(),
    get: (target, name) =>
      name in target || typeof name === "symbol" ? Reflect.get(target, name) : anything(),
  });
}
