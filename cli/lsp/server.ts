import {
  CodeActionKind,
  createConnection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { packageVersion } from "../package-version.ts";
import { toCodeActions } from "./code-actions.ts";
import { complete } from "./complete.ts";
import { findDefinitions } from "./definition.ts";
import { createState, type DocumentState, fileOf, partsOf } from "./document-state.ts";
import { hover } from "./hover.ts";
import type { JudgeOptions } from "./judge.ts";
import { createJudgeClient } from "./judge-client.ts";
import { createJudging } from "./judging.ts";
import { listLenses } from "./lenses.ts";
import { listSymbols } from "./list-symbols.ts";
import {
  type RunTestsResult,
  runTestsCommand,
  runTestsRequest,
  type Settings,
} from "./protocol.ts";
import { toDiagnostic, toTestDiagnostics } from "./publish.ts";
import { readClosedFile } from "./read-closed-file.ts";
import { pathOf, readSettings } from "./settings.ts";
import { findSignature } from "./signature.ts";

/** How long an answer waits for a judgement of what was just typed. */
const patienceMilliseconds = 600;
/** How long an edited document rests before others are judged with it. */
const restMilliseconds = 500;

/**
 * Serves an editor over the streams, as the Language Server Protocol says. `entry` is the file that is started as the
 * engine's thread. Everything is answered on this machine; no file is written and nothing is fetched.
 */
export function startLanguageServer(
  entry: URL,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stdout,
): void {
  const connection = createConnection(input, output);
  const states = new Map<string, DocumentState>();
  const failedTests = new Map<string, readonly Diagnostic[]>();
  let roots: readonly string[] = [];
  let settings: Settings = {};
  let said = "";
  let given: InitializeParams["capabilities"] = {};

  const client = createJudgeClient(entry, (line) => connection.console.error(line));
  const options = (): JudgeOptions => ({ settings, roots, now: Math.floor(Date.now() / 1000) });
  const judging = createJudging(client, options, publish);
  connection.onShutdown(() => client.stop());

  connection.onInitialize((params): InitializeResult => {
    given = params.capabilities;
    const folders = params.workspaceFolders ?? [];
    const uris = folders.length > 0 ? folders.map(({ uri }) => uri) : [params.rootUri ?? ""];
    roots = uris.flatMap((uri) => pathOf(uri) ?? []);
    take(params.initializationOptions?.claimcheck ?? params.initializationOptions);
    return {
      serverInfo: { name: "claimcheck", version: packageVersion },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        completionProvider: { triggerCharacters: [".", "?", "[", '"', "'"] },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ["(", ","] },
        definitionProvider: true,
        documentSymbolProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        codeLensProvider: {},
        executeCommandProvider: { commands: [runTestsCommand] },
        workspace: { workspaceFolders: { supported: true } },
      },
    };
  });

  connection.onInitialized(async () => {
    const { workspace } = given;
    // An editor that refuses is asked without.
    const refused = () => undefined;
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
      const watchers = [{ globPattern: "**/*.{yaml,yml}" }];
      await connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers })
        .catch(refused);
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      await connection.client
        .register(DidChangeConfigurationNotification.type, { section: "claimcheck" })
        .catch(refused);
    }
    await ask();
  });
  connection.onDidChangeConfiguration(async ({ settings: all }) => {
    if (given.workspace?.configuration === true) await ask();
    else take(all?.claimcheck ?? all);
    judgeAll();
  });
  connection.onDidChangeWatchedFiles(judgeAll);

  async function ask(): Promise<void> {
    if (given.workspace?.configuration !== true) return;
    const found = await connection.workspace.getConfiguration("claimcheck").catch(() => undefined);
    if (found !== undefined && found !== null) take(found);
    judgeAll();
  }

  function take(value: unknown): void {
    const read = readSettings(value, roots);
    settings = read.settings;
    const problems = read.problems.join(" ");
    if (problems !== "" && problems !== said) show(MessageType.Warning, problems);
    said = problems;
  }

  // Without a question to the user: nobody has to answer.
  function show(type: MessageType, message: string): void {
    void connection.sendNotification(ShowMessageNotification.type, { type, message });
  }

  function judgeAll(): void {
    for (const state of states.values()) judging.touch(state, true);
  }

  function publish(state: DocumentState): void {
    const { document, judgement } = state;
    if (judgement === undefined || !states.has(document.uri)) return;
    void connection.sendDiagnostics({
      uri: document.uri,
      version: judgement.version,
      diagnostics: [
        ...judgement.findings.map(toDiagnostic),
        ...(failedTests.get(document.uri) ?? []),
      ],
    });
  }

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const known = states.get(uri);
    if (known !== undefined) judging.forget(known);
    const state = createState(TextDocument.create(uri, languageId, version, text));
    states.set(uri, state);
    overlay(uri, text);
    judging.touch(state, true);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const state = states.get(uri);
    if (state === undefined) return;
    state.document = TextDocument.update(state.document, contentChanges, version);
    failedTests.delete(uri);
    judging.touch(state);
    settleOthers(state);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const state = states.get(uri);
    if (state === undefined) return;
    judging.forget(state);
    states.delete(uri);
    failedTests.delete(uri);
    overlay(uri, undefined);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
    judgeAll();
  });

  function overlay(uri: string, text: string | undefined): void {
    const path = pathOf(uri);
    if (path !== undefined) client.setText(path, text);
  }

  // Files are judged with the ones that their workspace names: when one rests, the others are judged again.
  const edited = new Set<DocumentState>();
  let others: NodeJS.Timeout | undefined;
  function settleOthers(changed: DocumentState): void {
    edited.add(changed);
    clearTimeout(others);
    others = setTimeout(() => {
      const all = [...edited];
      showEdits();
      const [only] = all;
      for (const state of states.values()) {
        if (all.length > 1 || state !== only) judging.touch(state, true);
      }
    }, restMilliseconds);
  }

  // The engine reads what was edited as it is in the editor. A document may be closed by now: then the disk counts.
  function showEdits(): void {
    for (const state of edited) {
      const { document } = state;
      if (states.get(document.uri) === state) overlay(document.uri, document.getText());
    }
    edited.clear();
  }

  connection.onCompletion(async ({ textDocument: { uri }, position }, token) => {
    const state = states.get(uri);
    if (state === undefined) return null;
    const { completion } = given.textDocument ?? {};
    const items = await complete(
      state,
      state.document.offsetAt(position),
      {
        snippets: completion?.completionItem?.snippetSupport === true,
        labelDetails: completion?.completionItem?.labelDetailsSupport === true,
      },
      () => judging.settle(state, patienceMilliseconds),
    );
    // What is offered depends on what is typed: the next key press asks again.
    return token.isCancellationRequested ? null : { isIncomplete: true, items };
  });

  connection.onHover(async ({ textDocument: { uri }, position }) => {
    const state = states.get(uri);
    if (state === undefined) return null;
    await judging.settle(state, patienceMilliseconds);
    const formats = given.textDocument?.hover?.contentFormat;
    const markdown = formats?.includes(MarkupKind.Markdown) ?? true;
    return hover(state, state.document.offsetAt(position), markdown);
  });

  connection.onSignatureHelp(async ({ textDocument: { uri }, position }) => {
    const state = states.get(uri);
    return state === undefined ? null : findSignature(state, state.document.offsetAt(position));
  });

  connection.onDefinition(async ({ textDocument: { uri }, position }) => {
    const state = states.get(uri);
    if (state === undefined) return null;
    await judging.settle(state, patienceMilliseconds);
    return findDefinitions(state, state.document.offsetAt(position));
  });

  connection.onDocumentSymbol(({ textDocument: { uri } }) => {
    const state = states.get(uri);
    return state === undefined ? null : listSymbols(state);
  });

  connection.onCodeAction(async ({ textDocument: { uri }, range, context }) => {
    const state = states.get(uri);
    const { only } = context;
    const isWanted =
      only === undefined || only.some((kind) => kind === "" || kind === CodeActionKind.QuickFix);
    if (state === undefined || !isWanted || partsOf(state).parts.length === 0) return null;
    const { document } = state;
    const { version } = document;
    const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const actions = await client.actions(fileOf(state), options(), span);
    // They were made for a text that is no longer there.
    if (actions === undefined || state.document.version !== version) return null;
    return toCodeActions(actions, version, context.diagnostics);
  });

  connection.onCodeLens(({ textDocument: { uri } }) => {
    const state = states.get(uri);
    return state === undefined ? null : listLenses(state);
  });

  async function runTests(uri: unknown): Promise<RunTestsResult> {
    const state = typeof uri === "string" ? states.get(uri) : undefined;
    const file = state === undefined ? readClosedFile(uri) : fileOf(state);
    if (file === undefined) throw new ResponseError(-32602, "The workspace file cannot be read.");
    showEdits();
    const result = await client.runTests(file, options());
    if (result === undefined) throw new ResponseError(-32603, "The tests could not be run.");
    return result;
  }
  connection.onRequest(runTestsRequest, ({ uri }: { uri: unknown }) => runTests(uri));
  connection.onExecuteCommand(async ({ command, arguments: args = [] }) => {
    if (command !== runTestsCommand) return null;
    const result = await runTests(args[0]);
    const state = states.get(result.uri);
    failedTests.set(result.uri, toTestDiagnostics(result));
    if (state !== undefined) publish(state);
    const passed = result.tests.filter((test) => test.passed).length;
    const words = `${passed} of ${result.tests.length} tests passed.`;
    if (result.findings.length > 0) {
      show(MessageType.Error, "The workspace file has errors; no test was run.");
    } else show(passed === result.tests.length ? MessageType.Info : MessageType.Warning, words);
    return result;
  });

  connection.listen();
}
