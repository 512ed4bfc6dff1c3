import { type ChildProcess, spawn } from "node:child_process";
import {
  type CodeAction,
  type CompletionItem,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  type Location,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

/** An editor without a window: a client of the Language Server Protocol with its documents. */
export interface LspEditor {
  readonly connection: ProtocolConnection;
  readonly child: ChildProcess;
  /** What the server showed or logged. */
  readonly messages: string[];
  /** Opens a text; `|` in it is the cursor and no part of it. */
  open(uri: string, text: string): Promise<void>;
  /** Replaces what is written by another text, both as they are; the server gets the change only. */
  edit(uri: string, written: string, text: string): Promise<void>;
  close(uri: string): Promise<void>;
  textOf(uri: string): string;
  /** The findings of the text as it is now. */
  diagnostics(uri: string): Promise<readonly Diagnostic[]>;
  /** The last list of findings, whatever it is about. */
  published(uri: string): PublishDiagnosticsParams | undefined;
  /** The position of a text in the document: of its beginning, or `offset` units behind it. */
  at(uri: string, written: string, offset?: number): Position;
  complete(uri: string, position: Position): Promise<readonly CompletionItem[]>;
  /** The words of a hover. */
  hover(uri: string, position: Position): Promise<string | undefined>;
  actions(uri: string, position: Position): Promise<readonly CodeAction[]>;
  definitions(uri: string, position: Position): Promise<readonly Location[]>;
  symbols(uri: string): Promise<readonly DocumentSymbol[]>;
  /** The text of a document after edits of the server. */
  apply(uri: string, edits: readonly TextEdit[]): string;
  stop(): Promise<void>;
}

/** Starts a server as an editor does; `settings` are what it asks for as its configuration. */
export async function startEditor(
  command: readonly string[],
  root: string | null,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<LspEditor> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const documents = new Map<string, TextDocument>();
  const told = new Map<string, PublishDiagnosticsParams>();
  const messages: string[] = [];
  let wake: (() => void)[] = [];
  connection.onNotification(
    "textDocument/publishDiagnostics",
    (told_: PublishDiagnosticsParams) => {
      told.set(told_.uri, told_);
      for (const resolve of wake.splice(0)) resolve();
    },
  );
  for (const method of ["window/showMessage", "window/logMessage"]) {
    connection.onNotification(method, ({ message }: { message: string }) => {
      messages.push(message);
    });
  }
  connection.onRequest("workspace/configuration", () => [settings]);
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: root,
    workspaceFolders: root === null ? null : [{ uri: root, name: "root" }],
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, labelDetailsSupport: true } },
      },
    },
  });
  await connection.sendNotification("initialized", {});

  const documentOf = (uri: string): TextDocument => {
    const found = documents.get(uri);
    if (found === undefined) throw new Error(`${uri} is not open`);
    return found;
  };
  const ask = <T>(method: string, uri: string, more: object = {}): Promise<T> =>
    connection.sendRequest(method, { textDocument: { uri }, ...more });
  return {
    ...{ connection, child, messages },
    async open(uri, text) {
      documents.set(uri, TextDocument.create(uri, "yaml", 1, text));
      await connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "yaml", version: 1, text },
      });
    },
    async edit(uri, written, text) {
      const document = documentOf(uri);
      const start = document.getText().indexOf(written);
      if (start < 0) throw new Error(`there is no ${written}`);
      const range = {
        start: document.positionAt(start),
        end: document.positionAt(start + written.length),
      };
      const change = { range, text };
      TextDocument.update(document, [change], document.version + 1);
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: document.version },
        contentChanges: [change],
      });
    },
    async close(uri) {
      documents.delete(uri);
      await connection.sendNotification("textDocument/didClose", { textDocument: { uri } });
    },
    textOf: (uri) => documentOf(uri).getText(),
    async diagnostics(uri) {
      for (;;) {
        const last = told.get(uri);
        if (last !== undefined && last.version === documents.get(uri)?.version) {
          return last.diagnostics;
        }
        await new Promise<void>((resolve) => {
          wake = [...wake, resolve];
        });
      }
    },
    published: (uri) => told.get(uri),
    at(uri, written, offset = 0) {
      const document = documentOf(uri);
      const start = document.getText().indexOf(written);
      if (start < 0) throw new Error(`there is no ${written}`);
      return document.positionAt(start + offset);
    },
    async complete(uri, position) {
      const list = await ask<CompletionList | null>("textDocument/completion", uri, { position });
      return list?.items ?? [];
    },
    async hover(uri, position) {
      const found = await ask<Hover | null>("textDocument/hover", uri, { position });
      const contents = found?.contents;
      return typeof contents === "object" && "value" in contents ? contents.value : undefined;
    },
    async actions(uri, position) {
      const range = { start: position, end: position };
      const context = { diagnostics: [...(told.get(uri)?.diagnostics ?? [])] };
      return (
        (await ask<CodeAction[] | null>("textDocument/codeAction", uri, { range, context })) ?? []
      );
    },
    async definitions(uri, position) {
      return (await ask<Location[] | null>("textDocument/definition", uri, { position })) ?? [];
    },
    async symbols(uri) {
      return (await ask<DocumentSymbol[] | null>("textDocument/documentSymbol", uri)) ?? [];
    },
    apply: (uri, edits) => TextDocument.applyEdits(documentOf(uri), [...edits]),
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await ended;
      connection.dispose();
    },
  };
}
