import type { Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { AccessInput } from "@/lib/engine/access-input.ts";
import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { ScratchInput } from "@/lib/engine/scratch-view.ts";
import type { Example } from "@/lib/examples/example.ts";
import { formatMinor, type Minor } from "@/lib/kube/minor.ts";
import type { ExportOptions } from "./export-options.ts";
import {
  type Clock,
  type EditedDocument,
  type ExampleMark,
  editDocuments,
  emptyInputs,
  type Inputs,
  inputsOfExample,
  type OpenedFile,
  type RunningDocuments,
  type SavedInput,
  type ServerSettings,
} from "./inputs.ts";
import { replacesText, withoutExample } from "./leave-example.ts";

/** What the left pane shows: a document, or the pad for trying expressions. */
export type LeftTab = EditedDocument | "scratch";

/** Parts of the page, in the order of the status path; "configuration" is the left column. */
export type View =
  | "configuration"
  | "token"
  | "issuer"
  | "signature"
  | "claims"
  | "user"
  | "access"
  | "files";

/** What a server knows beside the token, and the page has to be told. */
export type TokenPart = "keys" | "answers";

export interface State {
  readonly inputs: Inputs;
  /** False until the kept documents were read. */
  readonly ready: boolean;
  readonly view: View;
  readonly document: LeftTab;
  /** Which part of the signature section is open. */
  readonly tokenPart: TokenPart | undefined;
  /** The signed token that the claims being edited came from. */
  readonly signed?: string | undefined;
  /** The text of a document of an example that was emptied, to tell a paste of the same text from another. */
  readonly emptied?: { readonly document: EditedDocument; readonly text: string } | undefined;
  /** Issuers that the visitor gave keys for while an example was shown. */
  readonly ownKeys?: readonly string[] | undefined;
  /** The example was left by an input of the visitor, who was not told yet. */
  readonly leftExample?: boolean | undefined;
  /** Where "undo" leads, newest last: one order for typing, fixes, files, examples and settings. */
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
  /** What the newest change goes on with: changes of the same thing without a pause are one step. */
  readonly going?: Going | undefined;
}

/** A state to go back to. */
export interface Moment {
  /** What was done after these inputs: "Load GitLab". */
  readonly title: string;
  readonly inputs: Inputs;
}

interface Going {
  readonly of: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

export type Action =
  /** Another workspace comes into the page, with the steps that this tab knows of it. */
  | {
      readonly kind: "restore";
      readonly inputs: Inputs;
      readonly past?: readonly Moment[];
      readonly future?: readonly Moment[];
    }
  /** Other inputs for the same workspace, as a step that can be taken back. */
  | { readonly kind: "replace"; readonly title: string; readonly inputs: Inputs }
  | {
      readonly kind: "edit";
      readonly document: EditedDocument;
      readonly text: string;
      /** The editor changed line ends, and the visitor nothing: no step of undo. */
      readonly normalized?: boolean;
    }
  | {
      readonly kind: "open-file";
      readonly place: EditedDocument | "token";
      readonly name: string;
      readonly text: string;
    }
  /** Files that were looked at, as one step. */
  | {
      readonly kind: "open-plan";
      readonly title: string;
      readonly plan: OpenPlan;
      readonly files: readonly OpenedFile[];
    }
  /** A text in the wrong place goes to another one: bindings are added, everything else is replaced. */
  | {
      readonly kind: "move-text";
      readonly from: EditedDocument | "token";
      readonly to: EditedDocument | "token";
    }
  | { readonly kind: "set-token"; readonly text: string }
  /** Claims of the token that is looked at, to be edited: the clock stays. */
  | { readonly kind: "draft-token"; readonly text: string }
  /** A token of the example, and the moment of the example in Unix seconds. */
  | {
      readonly kind: "choose-token";
      readonly id: string;
      readonly text: string;
      readonly moment: number;
    }
  /** Keeps the token that is looked at. */
  | { readonly kind: "save-token"; readonly name: string }
  | { readonly kind: "choose-saved"; readonly id: string }
  | { readonly kind: "rename-saved"; readonly id: string; readonly name: string }
  | { readonly kind: "drop-saved"; readonly id: string }
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
  /** Empties what is of the example. */
  | { readonly kind: "leave-example" }
  /** Back to the example that an input of the visitor has left. */
  | { readonly kind: "return-to-example" }
  | { readonly kind: "dismiss-left-example" }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "show"; readonly view: View }
  /** Undefined closes what is open. */
  | { readonly kind: "show-token-part"; readonly part: TokenPart | undefined }
  | { readonly kind: "set-scratch"; readonly scratch: ScratchInput }
  | { readonly kind: "set-export-options"; readonly options: ExportOptions }
  | { readonly kind: "show-document"; readonly document: LeftTab };

export const initialState: State = {
  inputs: emptyInputs,
  ready: false,
  view: "configuration",
  document: "configuration",
  tokenPart: undefined,
  past: [],
  future: [],
};

/** How many steps can be taken back. */
const pastLimit = 50;
/** The texts of all steps together, in UTF-16 units: older steps go first. */
const pastSize = 32_000_000;
/** After a pause of this length, typing is another step. */
const pauseMilliseconds = 1500;

/**
 * The state after an action at a moment in milliseconds since 1970. Unknown documents or edits outside a text change
 * nothing.
 */
export function reduce(state: State, action: Action, now = 0): State {
  const { inputs } = state;
  switch (action.kind) {
    case "restore":
      return {
        ...state,
        ready: true,
        inputs: action.inputs,
        past: action.past ?? [],
        future: action.future ?? [],
        going: undefined,
        // What is known of another workspace only.
        signed: undefined,
        ownKeys: undefined,
        emptied: undefined,
        leftExample: undefined,
      };
    case "replace":
      return { ...remember(state, action.title), inputs: action.inputs };
    case "edit": {
      if (inputs.documents[action.document] === action.text) return state;
      const title = `Edit the ${documentNames[action.document]}`;
      const before = inputs.documents[action.document];
      const shown =
        before === "" && state.emptied?.document === action.document ? state.emptied.text : before;
      if (inputs.example !== undefined && !action.normalized && replacesText(shown, action.text))
        return leaveExample(state, { [action.document]: action.text });
      const emptied = action.text === "" ? { document: action.document, text: before } : undefined;
      const remembered = action.normalized
        ? state
        : { ...rememberStep(state, title, now, action.document), emptied };
      return change(remembered, {
        documents: { ...inputs.documents, [action.document]: action.text },
        ...(!action.normalized && { example: markEdited(inputs.example) }),
      });
    }
    case "open-file": {
      if (inputs.example !== undefined && action.place !== "token")
        return {
          ...leaveExample(state, { [action.place]: action.text }),
          document: action.place,
          view: "configuration",
        };
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
    case "open-plan":
      return openPlan(state, action);
    case "move-text": {
      const { from, to } = action;
      const text = from === "token" ? inputs.token : inputs.documents[from];
      if (from === to || text === "") return state;
      const remembered = remember(state, `Move to ${placeNames[to]}`);
      const emptied =
        from === "token"
          ? setToken(remembered, "", undefined)
          : change(remembered, { documents: { ...inputs.documents, [from]: "" } });
      return putText(emptied, to, text);
    }
    case "set-token":
      return setToken(rememberToken(state, action.text, now), action.text, undefined);
    case "draft-token": {
      const signed = isClaims(inputs.token) ? state.signed : inputs.token;
      const remembered = rememberToken(state, action.text, now);
      return { ...setToken(remembered, action.text, undefined, inputs.clock), signed };
    }
    case "choose-token":
      return setToken(
        remember(state, "Choose another token"),
        action.text,
        action.id,
        clockOfExample(inputs, action.moment),
      );
    case "save-token":
      return change(state, { savedTokens: saveToken(inputs, action.name) });
    case "choose-saved": {
      const saved = inputs.savedTokens.find(({ id }) => id === action.id);
      if (saved === undefined) return state;
      const before = remember(state, "Choose another token");
      if (saved.moment === undefined) return setToken(before, saved.text, undefined);
      return setToken(before, saved.text, undefined, clockOfExample(inputs, saved.moment));
    }
    case "rename-saved":
      return change(state, {
        savedTokens: inputs.savedTokens.map((saved) =>
          saved.id === action.id ? { ...saved, name: action.name } : saved,
        ),
      });
    case "drop-saved":
      return change(state, {
        savedTokens: inputs.savedTokens.filter(({ id }) => id !== action.id),
      });
    case "set-keys":
      return {
        ...change(rememberStep(state, "Edit the keys", now, `keys ${action.issuer}`), {
          keys: withoutEmpty({ ...inputs.keys, [action.issuer]: action.text }),
        }),
        ownKeys: [...(state.ownKeys ?? []), action.issuer],
      };
    case "set-answer":
      return change(rememberStep(state, "Edit an answer", now, `answer ${action.url}`), {
        answers: withoutEmpty({ ...inputs.answers, [action.url]: action.text }),
      });
    case "set-minor":
      if (inputs.minor === action.minor) return state;
      return change(remember(state, `Kubernetes ${formatMinor(action.minor)}`), {
        minor: action.minor,
      });
    case "set-server":
      return change(rememberStep(state, "Change the cluster", now, "server"), {
        server: { ...inputs.server, ...action.server },
      });
    case "set-running": {
      const forgets = Object.values(action.running).includes(undefined);
      const of = `running ${Object.keys(action.running)} ${forgets}`;
      return change(rememberStep(state, "Change what runs", now, of), action.running);
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
      return change(rememberStep(state, "Set the clock", now, "clock"), { clock: action.clock });
    case "set-namespace":
      return change(rememberStep(state, "Choose a namespace", now, "namespace"), {
        namespace: action.namespace,
      });
    case "set-default-policy":
      return change(remember(state, "Change the default roles"), { defaultPolicy: action.on });
    case "add-file":
      // Opened again, a file replaces what it was.
      return {
        ...change(remember(state, `Open ${action.file.name}`), {
          files: [...inputs.files.filter(({ name }) => name !== action.file.name), action.file],
        }),
        view: "access",
      };
    case "remove-file":
      return change(remember(state, "Remove a file"), {
        files: inputs.files.filter(({ id }) => id !== action.id),
      });
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
          savedTokens: inputs.savedTokens,
        },
        document: "configuration",
        ownKeys: undefined,
        leftExample: undefined,
      };
    case "apply-fix": {
      const documents = editDocuments(inputs.documents, action.fix.edits);
      if (documents === undefined) return state;
      return change(remember(state, action.fix.title), {
        documents,
        // What the configuration was taken out of is kept in memory only: it can be written back there.
        ...(action.fix.id === "import/open" && { opened: inputs.documents.configuration }),
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
          savedTokens: inputs.savedTokens,
        },
        document: "configuration",
        // Where the page is one column, the ways to begin are on the right side.
        view: "token",
      };
    case "leave-example":
      if (inputs.example === undefined) return state;
      return { ...leaveExample(state, {}), leftExample: undefined };
    case "return-to-example": {
      let back: State = state;
      // Every example has a configuration: one that is empty was emptied for the paste.
      while (
        back.past.length > 0 &&
        (back.inputs.example === undefined || back.inputs.documents.configuration === "")
      )
        back = travel(back, "past", "future");
      return { ...back, leftExample: undefined };
    }
    case "dismiss-left-example":
      return { ...state, leftExample: undefined };
    case "undo":
      return travel(state, "past", "future");
    case "redo":
      return travel(state, "future", "past");
    case "show":
      return { ...state, view: action.view };
    case "show-token-part":
      // Where the page is one column, the configuration may be in front.
      return { ...state, tokenPart: action.part, view: action.part ? "signature" : state.view };
    case "show-document":
      return { ...state, document: action.document, view: "configuration" };
  }
}

function leaveExample(state: State, documents: Partial<Inputs["documents"]>): State {
  return {
    ...remember(state, "Leave the example"),
    inputs: withoutExample(state.inputs, documents, state.ownKeys ?? []),
    ownKeys: undefined,
    emptied: undefined,
    leftExample: true,
    // Where the page is one column, the ways to begin are on the right side.
    view: Object.keys(documents).length === 0 ? "token" : state.view,
  };
}

function openPlan(
  state: State,
  { title, plan, files }: Extract<Action, { kind: "open-plan" }>,
): State {
  const { configuration, bindings, token, keys, opened } = plan;
  const hasDocument = configuration !== undefined || bindings !== undefined;
  const documents = {
    ...(configuration !== undefined && { configuration }),
    ...(bindings !== undefined && { bindings }),
  };
  const remembered = remember(state, title);
  const { inputs } = state;
  const left: State =
    hasDocument && inputs.example !== undefined
      ? {
          ...remembered,
          inputs: withoutExample(inputs, documents, state.ownKeys ?? []),
          ownKeys: undefined,
          emptied: undefined,
          leftExample: true,
        }
      : change(remembered, { documents: { ...inputs.documents, ...documents } });
  let next = configuration === undefined ? left : change(left, { opened });
  if (token !== undefined) next = setToken(next, token, undefined);
  if (keys !== undefined) next = change(next, { keys: { ...next.inputs.keys, "": keys } });
  for (const one of plan.otherTokens) {
    const taken = next.inputs.savedTokens;
    const saved = saveToken({ ...next.inputs, token: one.text, clock: { kind: "now" } }, one.name);
    if (saved !== taken) next = change(next, { savedTokens: saved });
  }
  if (files.length > 0) {
    const names = new Set(files.map(({ name }) => name));
    next = change(next, {
      files: [...next.inputs.files.filter(({ name }) => !names.has(name)), ...files],
    });
  }
  if (configuration !== undefined)
    return { ...next, document: "configuration", view: "configuration" };
  if (bindings !== undefined) return { ...next, document: "bindings", view: "configuration" };
  if (token !== undefined) return { ...next, view: "token" };
  return { ...next, view: files.length > 0 ? "access" : next.view };
}

/** Puts a text into a place: bindings are added to those that are there. */
function putText(state: State, to: EditedDocument | "token", text: string): State {
  if (to === "token") return { ...setToken(state, text, undefined), view: "token" };
  const { documents, example } = state.inputs;
  const before = documents[to];
  const joint = before.trim() === "" ? "" : before.endsWith("\n") ? "---\n" : "\n---\n";
  const after = to === "bindings" && joint !== "" ? before + joint + text : text;
  if (example !== undefined)
    return {
      ...leaveExample(state, { [to]: text }),
      past: state.past,
      document: to,
      view: "configuration",
    };
  return {
    ...change(state, { documents: { ...documents, [to]: after } }),
    document: to,
    view: "configuration",
  };
}

const placeNames: Readonly<Record<EditedDocument | "token", string>> = {
  configuration: "Configuration",
  bindings: "Role bindings",
  token: "Token",
};

function change(state: State, inputs: Partial<Inputs>): State {
  return { ...state, inputs: { ...state.inputs, ...inputs } };
}

function setToken(
  state: State,
  text: string,
  exampleToken: string | undefined,
  clock = clockOfOwn(state.inputs, text),
): State {
  const { example } = state.inputs;
  return change(state, {
    token: text,
    clock,
    example:
      example === undefined
        ? undefined
        : { ...example, token: exampleToken, edited: example.edited || exampleToken === undefined },
  });
}

/**
 * The clock for a token of the visitor's own: the moment of an example, or of another token's life, says nothing about
 * it, so it is judged now. A moment that the visitor chose stays, and so does the clock while claims are edited.
 */
function clockOfOwn({ clock, token }: Inputs, text: string): Clock {
  if (clock.kind === "now" || clock.of === undefined || text === token) return clock;
  return isClaims(token) && isClaims(text) ? clock : { kind: "now" };
}

/** The clock for a token of an example: its moment, unless the visitor chose another one. */
function clockOfExample({ clock, example }: Inputs, moment: number): Clock {
  if (clock.kind === "at" && clock.of === undefined) return clock;
  // "Now" while a token of the example is looked at was chosen too.
  if (clock.kind === "now" && example?.token !== undefined) return clock;
  return { kind: "at", seconds: moment, of: "example" };
}

function isClaims(text: string): boolean {
  return text.trimStart().startsWith("{");
}

/** How many tokens the strip has room for. */
export const savedLimit = 24;

/** The saved tokens with the present one behind them, or under its new name where it is among them already. */
function saveToken({ savedTokens, token, clock }: Inputs, name: string): readonly SavedInput[] {
  if (token.trim() === "") return savedTokens;
  if (savedTokens.some(({ text }) => text === token))
    return savedTokens.map((saved) => (saved.text === token ? { ...saved, name } : saved));
  if (savedTokens.length >= savedLimit) return savedTokens;
  const last = Math.max(0, ...savedTokens.map(({ id }) => Number(id)));
  const moment = clock.kind === "at" && clock.of === "example" ? clock.seconds : undefined;
  const saved = { id: String(last + 1), name, text: token };
  return [...savedTokens, moment === undefined ? saved : { ...saved, moment }];
}

function markEdited(example: ExampleMark | undefined): ExampleMark | undefined {
  return example === undefined ? undefined : { ...example, edited: true };
}

function remember(state: State, title: string): State {
  return {
    ...state,
    past: withinSize([...state.past, { title, inputs: state.inputs }].slice(-pastLimit)),
    future: [],
    going: undefined,
  };
}

/** Begins a step, or goes on with the newest one if it is about the same thing and there was no pause. */
function rememberStep(state: State, title: string, now: number, of: string): State {
  const { going } = state;
  const goesOn = going?.of === of && now - going.at < pauseMilliseconds;
  return { ...(goesOn ? state : remember(state, title)), going: { of, at: now } };
}

function rememberToken(state: State, text: string, now: number): State {
  return state.inputs.token === text ? state : rememberStep(state, "Edit the token", now, "token");
}

/** The newest moments whose texts are within the limit, equal texts counted once. */
function withinSize(moments: readonly Moment[]): readonly Moment[] {
  const seen = new Set<string>();
  let size = 0;
  for (let i = moments.length - 1; i >= 0; i--) {
    const {
      documents,
      token,
      running = "",
      runningBindings = "",
    } = moments[i]?.inputs ?? emptyInputs;
    for (const text of [...Object.values(documents), token, running, runningBindings]) {
      if (seen.has(text)) continue;
      seen.add(text);
      size += text.length;
    }
    // The step that was just made can always be taken back.
    if (size > pastSize && i < moments.length - 1) return moments.slice(i + 1);
  }
  return moments;
}

function travel(state: State, from: "past" | "future", to: "past" | "future"): State {
  const moment = state[from].at(-1);
  if (moment === undefined) return state;
  const { inputs } = state;
  const { documents } = moment.inputs;
  const changed = (["configuration", "bindings"] as const).filter(
    (name) => documents[name] !== inputs.documents[name],
  );
  const [only] = changed;
  return {
    ...state,
    inputs: {
      ...moment.inputs,
      savedTokens: inputs.savedTokens,
      // What is asked and tried is no part of the documents, unless the step took it away.
      ...(inputs.access !== emptyInputs.access && { access: inputs.access }),
      ...(inputs.scratch !== emptyInputs.scratch && { scratch: inputs.scratch }),
      exportOptions: inputs.exportOptions,
    },
    going: undefined,
    // What changes is shown.
    document:
      only !== undefined && changed.length === 1 && state.document !== only ? only : state.document,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], { title: moment.title, inputs }],
  };
}

const documentNames: Readonly<Record<EditedDocument, string>> = {
  configuration: "configuration",
  bindings: "role bindings",
};

function withoutEmpty(keys: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).filter(([, text]) => text.trim() !== ""));
}
