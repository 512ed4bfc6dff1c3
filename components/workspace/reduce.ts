import { formatMinor } from "@/lib/kube/minor.ts";
import { hideKubectlSecrets } from "@/lib/secrets/hide-client-secrets.ts";
import type { Action } from "./action.ts";
import {
  type EditedDocument,
  type ExampleMark,
  editDocuments,
  emptyInputs,
  inputsOfExample,
} from "./inputs.ts";
import { isPaste, leaveExample, replacesText } from "./leave-example.ts";
import { openPlan, putText } from "./put-text.ts";
import { changeInputs, type State } from "./state.ts";
import { remember, rememberStep, travel } from "./steps.ts";
import { takeSettings } from "./take-settings.ts";
import { clockOfExample, isClaims, rememberToken, saveToken, setToken } from "./tokens.ts";

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
      const before = inputs.documents[action.document];
      if (before === action.text) return state;
      const title = `Edit the ${documentNames[action.document]}`;
      const text = isPaste(before, action.text) ? hideKubectlSecrets(action.text) : action.text;
      const shown =
        before === "" && state.emptied?.document === action.document ? state.emptied.text : before;
      if (inputs.example !== undefined && !action.normalized && replacesText(shown, text))
        return leaveExample(state, { [action.document]: text });
      const emptied = text === "" ? { document: action.document, text: before } : undefined;
      const remembered = action.normalized
        ? state
        : {
            ...rememberStep(state, title, now, `${action.document}${action.field ?? ""}`),
            emptied,
          };
      return changeInputs(remembered, {
        documents: { ...inputs.documents, [action.document]: text },
        ...(!action.normalized && { example: markEdited(inputs.example) }),
      });
    }
    case "open-file": {
      if (inputs.example !== undefined && action.place !== "token")
        return {
          ...leaveExample(state, { [action.place]: hideKubectlSecrets(action.text) }),
          document: action.place,
          view: "configuration",
        };
      const remembered = remember(state, `Open ${action.name}`);
      if (action.place === "token")
        return { ...setToken(remembered, action.text, undefined), view: "token" };
      return {
        ...changeInputs(remembered, {
          documents: { ...inputs.documents, [action.place]: hideKubectlSecrets(action.text) },
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
          : changeInputs(remembered, { documents: { ...inputs.documents, [from]: "" } });
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
      return changeInputs(state, { savedTokens: saveToken(inputs, action.name) });
    case "choose-saved": {
      const saved = inputs.savedTokens.find(({ id }) => id === action.id);
      if (saved === undefined) return state;
      const before = remember(state, "Choose another token");
      if (saved.moment === undefined) return setToken(before, saved.text, undefined);
      return setToken(before, saved.text, undefined, clockOfExample(inputs, saved.moment));
    }
    case "rename-saved":
      return changeInputs(state, {
        savedTokens: inputs.savedTokens.map((saved) =>
          saved.id === action.id ? { ...saved, name: action.name } : saved,
        ),
      });
    case "drop-saved":
      return changeInputs(state, {
        savedTokens: inputs.savedTokens.filter(({ id }) => id !== action.id),
      });
    case "set-keys":
      return {
        ...changeInputs(rememberStep(state, "Edit the keys", now, `keys ${action.issuer}`), {
          keys: withoutEmpty({ ...inputs.keys, [action.issuer]: action.text }),
        }),
        ownKeys: [...(state.ownKeys ?? []), action.issuer],
      };
    case "set-answer":
      return changeInputs(rememberStep(state, "Edit an answer", now, `answer ${action.url}`), {
        answers: withoutEmpty({ ...inputs.answers, [action.url]: action.text }),
      });
    case "set-minor":
      if (inputs.minor === action.minor) return state;
      return changeInputs(remember(state, `Kubernetes ${formatMinor(action.minor)}`), {
        minor: action.minor,
      });
    case "set-server":
      return changeInputs(rememberStep(state, "Change the cluster", now, "server"), {
        server: { ...inputs.server, ...action.server },
      });
    case "set-running": {
      const forgets = Object.values(action.running).includes(undefined);
      const of = `running ${Object.keys(action.running)} ${forgets}`;
      return changeInputs(rememberStep(state, "Change what runs", now, of), action.running);
    }
    case "restore-running": {
      const { running, runningBindings } = inputs;
      if (running === undefined && runningBindings === undefined) return state;
      return changeInputs(remember(state, "Edit what runs"), {
        documents: {
          configuration: running ?? inputs.documents.configuration,
          bindings: runningBindings ?? inputs.documents.bindings,
        },
        example: markEdited(inputs.example),
      });
    }
    case "set-clock":
      return changeInputs(rememberStep(state, "Set the clock", now, "clock"), {
        clock: action.clock,
      });
    case "set-namespace":
      return changeInputs(rememberStep(state, "Choose a namespace", now, "namespace"), {
        namespace: action.namespace,
      });
    case "set-default-policy":
      return changeInputs(remember(state, "Change the default roles"), {
        defaultPolicy: action.on,
      });
    case "add-file":
      // Opened again, a file replaces what it was.
      return {
        ...changeInputs(remember(state, `Open ${action.file.name}`), {
          files: [...inputs.files.filter(({ name }) => name !== action.file.name), action.file],
        }),
        view: "access",
      };
    case "remove-file":
      return changeInputs(remember(state, "Remove a file"), {
        files: inputs.files.filter(({ id }) => id !== action.id),
      });
    case "set-access":
      return changeInputs(state, { access: { ...inputs.access, ...action.access } });
    case "set-tests": {
      if (action.text === inputs.tests) return state;
      const before =
        action.title === undefined
          ? rememberStep(state, "Edit the tests", now, "tests")
          : remember(state, action.title);
      return changeInputs(before, { tests: action.text });
    }
    case "set-way": {
      const { [action.id]: known, ...others } = inputs.ways;
      if (known === undefined && action.answers === undefined) return state;
      return changeInputs(remember(state, action.title), {
        ways: action.answers === undefined ? others : { ...others, [action.id]: action.answers },
      });
    }
    case "set-scratch":
      return changeInputs(state, { scratch: action.scratch });
    case "set-export-options":
      return changeInputs(state, { exportOptions: action.options });
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
      return changeInputs(remember(state, action.fix.title), {
        documents,
        // What the configuration was taken out of is kept in memory only: it can be written back there.
        ...(action.fix.id === "import/open" && {
          opened: inputs.documents.configuration,
          ...takeSettings(inputs, action.fix.settings),
        }),
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
        leftExample: undefined,
        document: "configuration",
        // If the page has one column, the ways to begin are on the right side.
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
      // If the page has one column, the configuration may be in front.
      return { ...state, tokenPart: action.part, view: action.part ? "signature" : state.view };
    case "show-document":
      return { ...state, document: action.document, view: "configuration" };
  }
}

function markEdited(example: ExampleMark | undefined): ExampleMark | undefined {
  return example === undefined ? undefined : { ...example, edited: true };
}

const placeNames: Readonly<Record<EditedDocument | "token", string>> = {
  configuration: "Configuration",
  bindings: "Role bindings",
  token: "Token",
};

const documentNames: Readonly<Record<EditedDocument, string>> = {
  configuration: "configuration",
  bindings: "role bindings",
};

function withoutEmpty(keys: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).filter(([, text]) => text.trim() !== ""));
}
