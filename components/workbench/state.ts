import type { Edit, Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { AccessInput } from "@/lib/engine/access-input.ts";
import type { ScratchInput } from "@/lib/engine/scratch.ts";
import type { KeptToken } from "@/lib/engine/token-kept.ts";
import type { AnalysisInput } from "@/lib/engine.ts";
import type { Example } from "@/lib/examples/example.ts";
import { type Minor, newestMinor } from "@/lib/kube/minor.ts";
import { clusterTargets, findClusterTarget } from "@/lib/kube/targets.ts";
import { type ExportOptions, emptyOptions } from "../export/export-options.ts";

/** The documents that a workspace keeps. */
export type EditedDocument = "configuration" | "bindings";

/** What the left pane shows: a document, or the pad for trying expressions. */
export type LeftTab = EditedDocument | "scratch";

export type Clock = { readonly kind: "now" } | { readonly kind: "at"; readonly seconds: number };

/** What the user gave: `analyze` makes everything else of it. */
export interface Inputs {
  readonly documents: Readonly<Record<EditedDocument, string>>;
  /** As pasted. Lives in memory only. */
  readonly token: string;
  /** Tokens to come back to, each with a name. They live in memory only, and outlive examples and undo. */
  readonly keptTokens: readonly KeptToken[];
  /** Pasted keys by issuer URL; "" serves every issuer. */
  readonly keys: Readonly<Record<string, string>>;
  /** What endpoints of distributed claims answer, by URL. They live in memory only, like the token that names them. */
  readonly answers: Readonly<Record<string, string>>;
  readonly minor: Minor;
  readonly server: ServerSettings;
  /** The configuration that runs today, where the user keeps one. */
  readonly running?: string | undefined;
  /** The role bindings that the cluster has today, where the user keeps them. */
  readonly runningBindings?: string | undefined;
  readonly clock: Clock;
  /** Undefined is cluster-wide. */
  readonly namespace?: string | undefined;
  readonly defaultPolicy: boolean;
  /** Files of roles and bindings beside the document: read where they are needed, never kept. */
  readonly files: readonly OpenedFile[];
  /** What is asked about access, and as whom. It may hold names and certificates, so it lives in memory only. */
  readonly access: AccessInput;
  /** What stands in the scratch pad. It may hold values of claims, so it lives in memory only. */
  readonly scratch: ScratchInput;
  /** How the files to download are to be written. Like the server, it stays when the documents change. */
  readonly exportOptions: ExportOptions;
  /** The example that the inputs came from; `edited` once anything differs from it. */
  readonly example?: ExampleMark | undefined;
}

/** What runs today, of what is edited. */
export type RunningDocuments = Pick<Inputs, "running" | "runningBindings">;

/** What is known of the server beside its version. */
export interface ServerSettings {
  /** A kind of cluster, `ClusterTarget.id`. */
  readonly target: string;
  /** Issuers of the server's own service-account tokens; undefined are the usual ones of the target. */
  readonly serviceAccountIssuers?: readonly string[] | undefined;
  readonly authorizationModes: readonly string[];
}

/** A file that the browser can read again. */
export interface OpenedFile {
  readonly id: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly content: Blob;
}

export interface ExampleMark {
  readonly id: string;
  /** Which of its tokens stands in the token's pane; undefined once another text does. */
  readonly token?: string | undefined;
  readonly edited: boolean;
}

/** Parts of the page, as the tab bar of narrow screens names them. */
export type View = "configuration" | "token" | "verdict" | "access" | "export";

/** What a server knows beside the token, and the page has to be told. */
export type TokenPart = "keys" | "answers";

export interface State {
  readonly inputs: Inputs;
  /** False until the kept documents were read. */
  readonly ready: boolean;
  readonly view: View;
  readonly document: LeftTab;
  /** What stands open below the token. */
  readonly tokenPart: TokenPart | undefined;
  /** Where "undo" leads, newest last: a change of the whole is never the end of what was there. */
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
}

interface Moment {
  /** What was done after these inputs: "Load GitLab". */
  readonly title: string;
  readonly inputs: Inputs;
}

export type Action =
  | { readonly kind: "restore"; readonly inputs: Inputs }
  | { readonly kind: "edit"; readonly document: EditedDocument; readonly text: string }
  | {
      readonly kind: "open-file";
      readonly place: EditedDocument | "token";
      readonly name: string;
      readonly text: string;
    }
  | { readonly kind: "set-token"; readonly text: string }
  | { readonly kind: "choose-token"; readonly id: string; readonly text: string }
  /** Keeps the token that is looked at. */
  | { readonly kind: "keep-token"; readonly name: string }
  | { readonly kind: "choose-kept"; readonly id: string }
  | { readonly kind: "rename-kept"; readonly id: string; readonly name: string }
  | { readonly kind: "drop-kept"; readonly id: string }
  | { readonly kind: "set-keys"; readonly issuer: string; readonly text: string }
  | { readonly kind: "set-answer"; readonly url: string; readonly text: string }
  | { readonly kind: "set-minor"; readonly minor: Minor }
  | { readonly kind: "set-server"; readonly server: Partial<ServerSettings> }
  /** Undefined: none are known any more. What is not named stays. */
  | { readonly kind: "set-running"; readonly running: Partial<RunningDocuments> }
  | { readonly kind: "restore-running" }
  | { readonly kind: "set-clock"; readonly clock: Clock }
  | { readonly kind: "set-namespace"; readonly namespace: string | undefined }
  | { readonly kind: "set-default-policy"; readonly on: boolean }
  | { readonly kind: "add-file"; readonly file: OpenedFile }
  | { readonly kind: "remove-file"; readonly id: string }
  | { readonly kind: "set-access"; readonly access: Partial<AccessInput> }
  | { readonly kind: "load-example"; readonly example: Example; readonly token?: string }
  | { readonly kind: "apply-fix"; readonly fix: Fix }
  | { readonly kind: "clear" }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "show"; readonly view: View }
  /** Undefined closes what is open. */
  | { readonly kind: "show-token-part"; readonly part: TokenPart | undefined }
  | { readonly kind: "set-scratch"; readonly scratch: ScratchInput }
  | { readonly kind: "set-export-options"; readonly options: ExportOptions }
  | { readonly kind: "show-document"; readonly document: LeftTab };

/** A workspace with nothing in it, on the newest version, at the present time. */
export const emptyInputs: Inputs = {
  documents: { configuration: "", bindings: "" },
  token: "",
  keptTokens: [],
  keys: {},
  answers: {},
  minor: newestMinor,
  server: { target: clusterTargets[0]?.id ?? "", authorizationModes: ["Node", "RBAC"] },
  running: undefined,
  runningBindings: undefined,
  clock: { kind: "now" },
  defaultPolicy: true,
  files: [],
  access: { part: "matrix", question: "", wanted: "", grantee: "", asker: { kind: "token" } },
  scratch: { expression: "", variable: "claims" },
  exportOptions: emptyOptions,
};

export const initialState: State = {
  inputs: emptyInputs,
  ready: false,
  view: "configuration",
  document: "configuration",
  tokenPart: undefined,
  past: [],
  future: [],
};

/** How many changes of the whole can be taken back. */
const pastLimit = 50;

/** The state after an action. Unknown documents or edits outside a text change nothing. */
export function reduce(state: State, action: Action): State {
  const { inputs } = state;
  switch (action.kind) {
    case "restore":
      return { ...state, ready: true, inputs: action.inputs };
    case "edit":
      if (inputs.documents[action.document] === action.text) return state;
      return change(state, {
        documents: { ...inputs.documents, [action.document]: action.text },
        example: markEdited(inputs.example),
      });
    case "open-file": {
      const remembered = remember(state, `Open ${action.name}`);
      if (action.place === "token")
        return { ...setToken(remembered, action.text, undefined), view: "token" };
      return {
        ...change(remembered, {
          documents: { ...inputs.documents, [action.place]: action.text },
          example: undefined,
        }),
        document: action.place,
        view: "configuration",
      };
    }
    case "set-token":
      return setToken(state, action.text, undefined);
    case "choose-token":
      return setToken(state, action.text, action.id);
    case "keep-token":
      return change(state, { keptTokens: keepToken(inputs, action.name) });
    case "choose-kept": {
      const kept = inputs.keptTokens.find(({ id }) => id === action.id);
      return kept === undefined ? state : setToken(state, kept.text, undefined);
    }
    case "rename-kept":
      return change(state, {
        keptTokens: inputs.keptTokens.map((kept) =>
          kept.id === action.id ? { ...kept, name: action.name } : kept,
        ),
      });
    case "drop-kept":
      return change(state, {
        keptTokens: inputs.keptTokens.filter(({ id }) => id !== action.id),
      });
    case "set-keys":
      return change(state, {
        keys: withoutEmpty({ ...inputs.keys, [action.issuer]: action.text }),
      });
    case "set-answer":
      return change(state, {
        answers: withoutEmpty({ ...inputs.answers, [action.url]: action.text }),
      });
    case "set-minor":
      return change(state, { minor: action.minor });
    case "set-server":
      return change(state, { server: { ...inputs.server, ...action.server } });
    case "set-running": {
      // Setting it where there was none loses nothing that undo would have to bring back.
      const lost = inputs.running !== undefined || inputs.runningBindings !== undefined;
      return change(lost ? remember(state, "Change what runs") : state, action.running);
    }
    case "restore-running": {
      const { running, runningBindings } = inputs;
      if (running === undefined && runningBindings === undefined) return state;
      return change(remember(state, "Edit what runs"), {
        documents: {
          configuration: running ?? inputs.documents.configuration,
          bindings: runningBindings ?? inputs.documents.bindings,
        },
        example: markEdited(inputs.example),
      });
    }
    case "set-clock":
      return change(state, { clock: action.clock });
    case "set-namespace":
      return change(state, { namespace: action.namespace });
    case "set-default-policy":
      return change(state, { defaultPolicy: action.on });
    case "add-file":
      // Opened again, a file replaces what it was.
      return {
        ...change(remember(state, `Open ${action.file.name}`), {
          files: [...inputs.files.filter(({ name }) => name !== action.file.name), action.file],
        }),
        view: "access",
      };
    case "remove-file":
      return change(state, { files: inputs.files.filter(({ id }) => id !== action.id) });
    case "set-access":
      return change(state, { access: { ...inputs.access, ...action.access } });
    case "set-scratch":
      return change(state, { scratch: action.scratch });
    case "set-export-options":
      return change(state, { exportOptions: action.options });
    case "load-example":
      return {
        ...remember(state, `Load “${action.example.title}”`),
        inputs: {
          ...inputsOfExample(action.example, inputs.minor, action.token),
          server: inputs.server,
          exportOptions: inputs.exportOptions,
          keptTokens: inputs.keptTokens,
        },
        document: "configuration",
      };
    case "apply-fix": {
      const documents = applyEdits(inputs.documents, action.fix.edits);
      if (documents === undefined) return state;
      return change(remember(state, action.fix.title), {
        documents,
        example: markEdited(inputs.example),
      });
    }
    case "clear":
      return {
        ...remember(state, "New"),
        inputs: {
          ...emptyInputs,
          minor: inputs.minor,
          server: inputs.server,
          exportOptions: inputs.exportOptions,
          keptTokens: inputs.keptTokens,
        },
        document: "configuration",
      };
    case "undo":
      return travel(state, "past", "future");
    case "redo":
      return travel(state, "future", "past");
    case "show":
      return { ...state, view: action.view };
    case "show-token-part":
      // Where the page is one column, the token is another view.
      return { ...state, tokenPart: action.part, view: action.part ? "token" : state.view };
    case "show-document":
      return { ...state, document: action.document, view: "configuration" };
  }
}

/** An example as inputs: its documents, one of its tokens (the first, unless named), its keys and its clock. */
export function inputsOfExample(example: Example, minor: Minor, tokenId?: string): Inputs {
  const token = example.tokens.find(({ id }) => id === tokenId) ?? example.tokens[0];
  return {
    ...emptyInputs,
    documents: { configuration: example.configuration, bindings: example.bindings },
    token: token?.text ?? "",
    keys: example.keys,
    minor,
    clock: { kind: "at", seconds: example.now },
    namespace: example.namespace,
    example: { id: example.id, token: token?.id, edited: false },
  };
}

/** The inputs as the engine takes them. `now` in Unix seconds stands for the clock that runs. */
export function analysisInput(inputs: Inputs, now: number): AnalysisInput {
  return {
    minor: inputs.minor,
    configuration: inputs.documents.configuration,
    bindings: inputs.documents.bindings,
    token: inputs.token,
    keys: inputs.keys,
    answers: inputs.answers,
    now: inputs.clock.kind === "now" ? now : inputs.clock.seconds,
    target: inputs.server.target,
    authorizationModes: inputs.server.authorizationModes,
    disallowedIssuers: serviceAccountIssuers(inputs.server),
    defaultPolicy: inputs.defaultPolicy,
    ...(inputs.running === undefined ? {} : { running: inputs.running }),
    ...(inputs.runningBindings === undefined ? {} : { runningBindings: inputs.runningBindings }),
    access: inputs.access,
    scratch: inputs.scratch,
    ...(inputs.keptTokens.length === 0 ? {} : { keptTokens: inputs.keptTokens }),
    ...(inputs.namespace === undefined ? {} : { namespace: inputs.namespace }),
  };
}

/** The issuers of the server's own service-account tokens: those that were given, or the usual ones of the target. */
export function serviceAccountIssuers(server: ServerSettings): readonly string[] {
  return server.serviceAccountIssuers ?? findClusterTarget(server.target).serviceAccountIssuers;
}

/** Whether nothing was given at all: the page shows its three doors. */
export function isEmpty(inputs: Inputs): boolean {
  return (
    inputs.documents.configuration === "" &&
    inputs.documents.bindings === "" &&
    inputs.token === "" &&
    inputs.files.length === 0
  );
}

/** The documents after edits; undefined where an edit points at another document or outside of the text. */
export function applyEdits(
  documents: Inputs["documents"],
  edits: readonly Edit[],
): Inputs["documents"] | undefined {
  const result: Record<EditedDocument, string> = { ...documents };
  // From the end, so that the spans in front keep their places.
  for (const { document, span, newText } of [...edits].sort(
    (a, b) => b.span.start - a.span.start,
  )) {
    if (document !== "configuration" && document !== "bindings") return undefined;
    const text = result[document];
    if (span.start > span.end || span.end > text.length) return undefined;
    result[document] = text.slice(0, span.start) + newText + text.slice(span.end);
  }
  return result;
}

function change(state: State, inputs: Partial<Inputs>): State {
  return { ...state, inputs: { ...state.inputs, ...inputs } };
}

function setToken(state: State, text: string, exampleToken: string | undefined): State {
  const { example } = state.inputs;
  return change(state, {
    token: text,
    example:
      example === undefined
        ? undefined
        : { ...example, token: exampleToken, edited: example.edited || exampleToken === undefined },
  });
}

/** How many tokens the strip has room for. */
export const keptLimit = 24;

/** The kept tokens with the present one behind them, or under its new name where it is among them already. */
function keepToken({ keptTokens, token }: Inputs, name: string): readonly KeptToken[] {
  if (token.trim() === "") return keptTokens;
  if (keptTokens.some(({ text }) => text === token))
    return keptTokens.map((kept) => (kept.text === token ? { ...kept, name } : kept));
  if (keptTokens.length >= keptLimit) return keptTokens;
  const last = Math.max(0, ...keptTokens.map(({ id }) => Number(id)));
  return [...keptTokens, { id: String(last + 1), name, text: token }];
}

function markEdited(example: ExampleMark | undefined): ExampleMark | undefined {
  return example === undefined ? undefined : { ...example, edited: true };
}

function remember(state: State, title: string): State {
  return {
    ...state,
    past: [...state.past, { title, inputs: state.inputs }].slice(-pastLimit),
    future: [],
  };
}

function travel(state: State, from: "past" | "future", to: "past" | "future"): State {
  const moment = state[from].at(-1);
  if (moment === undefined) return state;
  return {
    ...state,
    inputs: { ...moment.inputs, keptTokens: state.inputs.keptTokens },
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], { title: moment.title, inputs: state.inputs }],
  };
}

/** A text by a name that a visitor chose: "constructor" is as good as any. "" where there is none. */
export function textOf(texts: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(texts, name) ? (texts[name] ?? "") : "";
}

function withoutEmpty(keys: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).filter(([, text]) => text.trim() !== ""));
}
