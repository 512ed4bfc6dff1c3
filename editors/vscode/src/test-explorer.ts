import {
  type CancellationToken,
  Disposable,
  Location,
  Position,
  Range,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  type Uri,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { groupByName, type RanTest, type RunTestsResult, type ServerRange } from "./results.ts";

/** The tests of the workspace files, in the editor's list of tests. */
export interface TestExplorer extends Disposable {
  /** Runs every test of a workspace file. */
  runFile(uri: Uri): Promise<void>;
}

const pattern = "**/*.claimcheck.{yaml,yml}";

/** Lists the tests of all workspace files and runs them; `client` gives the language server while there is one. */
export function createTestExplorer(client: () => LanguageClient | undefined): TestExplorer {
  const controller = tests.createTestController("claimcheck", "Claimcheck");
  const watcher = workspace.createFileSystemWatcher(pattern);
  const add = (uri: Uri) => addFile(controller, uri);
  const refresh = async (uri: Uri) => {
    const item = controller.items.get(uri.toString());
    // Files whose tests are not listed yet are asked when they are.
    if (item !== undefined && item.children.size > 0) await list(controller, item, client());
  };
  const run = (request: TestRunRequest, token?: CancellationToken) =>
    runTests(controller, request, client(), token);
  controller.resolveHandler = async (item) => {
    if (item !== undefined) return list(controller, item, client());
    for (const uri of await workspace.findFiles(pattern, "**/node_modules/**")) add(uri);
  };
  controller.createRunProfile("Run", TestRunProfileKind.Run, run, true);
  const kept = Disposable.from(
    controller,
    watcher,
    watcher.onDidCreate(add),
    watcher.onDidChange(refresh),
    watcher.onDidDelete((uri) => controller.items.delete(uri.toString())),
  );
  return {
    runFile: (uri) => run(new TestRunRequest([add(uri)])),
    dispose: () => kept.dispose(),
  };
}

function addFile(controller: TestController, uri: Uri): TestItem {
  const id = uri.toString();
  const known = controller.items.get(id);
  if (known !== undefined) return known;
  const item = controller.createTestItem(id, workspace.asRelativePath(uri), uri);
  item.canResolveChildren = true;
  controller.items.add(item);
  return item;
}

/** Asks the server about the tests of a file; they are so fast that they are run to be listed. */
async function ask(uri: Uri, client: LanguageClient | undefined): Promise<RunTestsResult> {
  if (client === undefined) throw new Error("The language server does not run.");
  // The server knows what is open.
  await workspace.openTextDocument(uri);
  return client.sendRequest<RunTestsResult>("claimcheck/runTests", {
    uri: client.code2ProtocolConverter.asUri(uri),
  });
}

async function list(
  controller: TestController,
  item: TestItem,
  client: LanguageClient | undefined,
): Promise<void> {
  if (item.uri === undefined) return;
  try {
    show(controller, item, item.uri, await ask(item.uri, client));
  } catch (error) {
    item.error = messageOf(error);
  }
}

function show(
  controller: TestController,
  file: TestItem,
  uri: Uri,
  { findings, tests: ran }: RunTestsResult,
): ReadonlyMap<string, readonly RanTest[]> {
  const groups = groupByName(ran);
  const [problem] = findings;
  file.error = problem?.message;
  // The tests of a file that cannot be read are not known.
  if (problem !== undefined) return groups;
  file.children.replace(
    [...groups].map(([name, [first]]) => {
      const child = controller.createTestItem(name, name, uri);
      if (first !== undefined) child.range = toRange(first.range);
      return child;
    }),
  );
  return groups;
}

async function runTests(
  controller: TestController,
  request: TestRunRequest,
  client: LanguageClient | undefined,
  token?: CancellationToken,
): Promise<void> {
  const run = controller.createTestRun(request);
  for (const [file, wanted] of filesOf(controller, request)) {
    if (token?.isCancellationRequested === true) break;
    if (file.uri === undefined) continue;
    for (const test of wanted ?? [file]) run.started(test);
    try {
      const result = await ask(file.uri, client);
      const groups = show(controller, file, file.uri, result);
      report(run, request, file, file.uri, result, groups);
    } catch (error) {
      for (const test of wanted ?? [file]) run.errored(test, new TestMessage(messageOf(error)));
    }
  }
  run.end();
}

/** The files of a request, each with the tests that are wanted of it, or undefined for all. */
function filesOf(
  controller: TestController,
  { include }: TestRunRequest,
): ReadonlyMap<TestItem, readonly TestItem[] | undefined> {
  const files = new Map<TestItem, readonly TestItem[] | undefined>();
  if (include === undefined) {
    controller.items.forEach((file) => {
      files.set(file, undefined);
    });
    return files;
  }
  for (const item of include) {
    if (item.parent === undefined) files.set(item, undefined);
    else if (!files.has(item.parent))
      files.set(
        item.parent,
        include.filter(({ parent }) => parent === item.parent),
      );
  }
  return files;
}

function report(
  run: TestRun,
  { include, exclude = [] }: TestRunRequest,
  file: TestItem,
  uri: Uri,
  { findings }: RunTestsResult,
  groups: ReadonlyMap<string, readonly RanTest[]>,
): void {
  if (findings.length > 0) {
    run.errored(
      file,
      findings.map(({ message, range }) => messageAt(message, uri, range)),
    );
    return;
  }
  const named = include?.filter(({ parent }) => parent?.id === file.id).map(({ id }) => id) ?? [];
  const all = include === undefined || include.some(({ id }) => id === file.id);
  file.children.forEach((child) => {
    if (!all && !named.includes(child.id)) return;
    if (exclude.some(({ id, parent }) => id === child.id && parent?.id === file.id)) return;
    const results = groups.get(child.id) ?? [];
    const failed = results.filter(({ passed }) => !passed);
    run.started(child);
    if (failed.length === 0) run.passed(child);
    else
      run.failed(
        child,
        failed.flatMap((one) => messagesOf(one, uri)),
      );
  });
}

function messagesOf({ version, mismatches }: RanTest, uri: Uri): TestMessage[] {
  return mismatches.map(({ field, expected, actual, range }) => {
    const message = TestMessage.diff(
      `${field}, Kubernetes ${version}: ${actual}`,
      expected,
      actual,
    );
    message.location = new Location(uri, toRange(range));
    return message;
  });
}

function messageAt(text: string, uri: Uri, range: ServerRange): TestMessage {
  const message = new TestMessage(text);
  message.location = new Location(uri, toRange(range));
  return message;
}

function toRange({ start, end }: ServerRange): Range {
  return new Range(
    new Position(start.line, start.character),
    new Position(end.line, end.character),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
