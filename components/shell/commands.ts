import type { Analysis } from "@/lib/engine/analysis.ts";
import { catalogue } from "@/lib/examples/catalogue.ts";
import { type Minor, minors, nameMinor } from "@/lib/kube/minor.ts";
import { clusterTargets } from "@/lib/kube/targets.ts";
import { download } from "../ui/download.ts";
import type { Action } from "../workspace/action.ts";
import { openComposer, openComposerAt } from "../workspace/composer.ts";
import { nameFiles } from "../workspace/dropped-files.ts";
import type { Inputs } from "../workspace/inputs.ts";
import type { Keeper } from "../workspace/keeper.ts";
import type { Opener } from "../workspace/opener.ts";
import { openSharing } from "../workspace/sharing.ts";
import { openWholeLog } from "../workspace/whole-log.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { chooseTheme, present } from "./looks.ts";
import { type CommandGroup, placeCommands } from "./places.ts";
import { isThere, reach } from "./reach.ts";
import { shortcuts } from "./shortcuts.ts";

/** Something that the page can do, by name. */
export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  /** Untrusted text: it may be a name that a visitor chose. */
  readonly title: string;
  /** The key that does the same: "Ctrl+Z". */
  readonly keys?: string;
  /** It does nothing now, as its button does nothing. */
  readonly disabled?: boolean;
  readonly run: () => unknown;
}

/** What commands read and change. */
export interface CommandContext {
  readonly dispatch: (action: Action) => void;
  readonly opener: Opener;
  readonly keeper: Keeper;
  readonly goTo: Workspace["goTo"];
  readonly loadExample: (id: string) => Promise<void>;
  readonly inputs: Inputs;
  readonly analysis: Analysis | undefined;
  /** Titles of the steps that undo and redo lead to. */
  readonly undone: string | undefined;
  readonly redone: string | undefined;
  readonly workspaces: readonly { readonly id: string; readonly name: string }[];
  /** The tests of the strip, and the issuers of the catalogue, once they are loaded. */
  readonly tests: readonly { readonly index: number; readonly name: string }[];
  readonly issuers: readonly { readonly id: string; readonly title: string }[];
  /** The workspace that is open. */
  readonly workspace: string;
  readonly presenting: boolean;
  readonly showShortcuts: () => void;
}

/** Every command of the page as it is now, group by group. */
export function listCommands(context: CommandContext): Command[] {
  const { dispatch } = context;
  const places = placeCommands.flatMap(({ id, group, title, place }): Command[] =>
    isThere(place) ? [{ id, group, title, run: () => reach(place, dispatch) }] : [],
  );
  const all = [
    ...startCommands(context),
    ...places,
    ...inputCommands(context),
    ...testCommands(context),
    ...catalogueCommands(context),
    ...serverCommands(context),
    ...workspaceCommands(context),
    ...exampleCommands(context),
    ...viewCommands(context),
    ...references,
  ];
  return groups.flatMap((group) => all.filter((command) => command.group === group));
}

/** The commands whose group and title hold every word of a query, those that begin with it first. */
export function filterCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  const found = commands.filter(({ group, title }) => {
    const text = `${group} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = ({ title }: Command) => title.toLowerCase().startsWith(words.join(" "));
  return [...found.filter(begins), ...found.filter((command) => !begins(command))];
}

const groups: readonly CommandGroup[] = [
  "Start",
  "Go to",
  "Configuration",
  "Token",
  "Tests",
  "User and access",
  "Files",
  "Server",
  "Workspaces",
  "Examples",
  "View",
  "Reference",
];

function startCommands({ dispatch, opener, undone, redone }: CommandContext): Command[] {
  return [
    {
      id: "new",
      group: "Start",
      title: "New: close all documents and the token",
      run: () => {
        dispatch({ kind: "clear" });
        reach({ view: "token" }, dispatch);
      },
    },
    {
      id: "add-issuer",
      group: "Start",
      title: "Add an issuer from the catalogue",
      run: openComposer,
    },
    {
      id: "open",
      group: "Start",
      title: "Open files",
      run: () => pickFiles({ multiple: true }, (files) => opener.openFiles(nameFiles(files))),
    },
    {
      id: "open-folder",
      group: "Start",
      title: "Open a folder",
      run: () => pickFiles({ folder: true }, (files) => opener.openFiles(nameFiles(files))),
    },
    {
      id: "whole-log",
      group: "Start",
      title: "Open a whole log: its failures by cause",
      run: () => openWholeLog(),
    },
    {
      id: "undo",
      group: "Start",
      title: undone === undefined ? "Undo" : `Undo: ${undone}`,
      keys: shortcuts.undo.keys,
      disabled: undone === undefined,
      run: () => dispatch({ kind: "undo" }),
    },
    {
      id: "redo",
      group: "Start",
      title: redone === undefined ? "Redo" : `Redo: ${redone}`,
      keys: shortcuts.redo.keys,
      disabled: redone === undefined,
      run: () => dispatch({ kind: "redo" }),
    },
  ];
}

/** The issuers of the configuration, the tokens that are kept, and the files for each kind of cluster. */
function inputCommands({ dispatch, goTo, inputs, analysis }: CommandContext): Command[] {
  const issuers = (analysis?.configuration.issuers ?? []).flatMap(({ index, url, span }) =>
    span === undefined
      ? []
      : [
          {
            id: `issuer-${index}`,
            group: "Configuration" as const,
            title: `Issuer ${index + 1}: ${url}`,
            run: () => goTo("configuration", span),
          },
        ],
  );
  const tokens = inputs.savedTokens.map(({ id, name }) => ({
    id: `token-${id}`,
    group: "Token" as const,
    title: `Kept token: ${name}`,
    run: () => dispatch({ kind: "choose-saved", id }),
  }));
  const files = clusterTargets.map(({ id, title }) => ({
    id: `files-${id}`,
    group: "Files" as const,
    title: `Files for ${title}`,
    run: () => {
      dispatch({ kind: "set-server", server: { target: id } });
      reach({ view: "files" }, dispatch);
    },
  }));
  return [...issuers, ...tokens, ...files];
}

/** One for each test: it opens in the strip, which has run it. */
function testCommands({ dispatch, tests }: CommandContext): Command[] {
  return tests.flatMap(({ index, name }): Command[] => {
    const place = { control: `[data-place="test-${index}"]` };
    if (!isThere(place)) return [];
    const title = `Test: ${name === "" ? index + 1 : name}`;
    return [{ id: `test-${index}`, group: "Tests", title, run: () => reach(place, dispatch) }];
  });
}

/** One for each issuer of the catalogue: the dialog opens at its questions. */
function catalogueCommands({ issuers }: CommandContext): Command[] {
  return issuers.map(({ id, title }) => ({
    id: `add-${id}`,
    group: "Configuration",
    title: `Add issuer: ${title}`,
    run: () => openComposerAt(id),
  }));
}

function serverCommands({ dispatch }: CommandContext): Command[] {
  return [
    ...[...minors].reverse().map((minor: Minor) => ({
      id: `minor-${minor}`,
      group: "Server" as const,
      title: `Kubernetes ${nameMinor(minor)}`,
      run: () => dispatch({ kind: "set-minor", minor }),
    })),
    {
      id: "clock-now",
      group: "Server",
      title: "Clock: judge now",
      run: () => dispatch({ kind: "set-clock", clock: { kind: "now" } }),
    },
  ];
}

function workspaceCommands({ keeper, workspaces, workspace }: CommandContext): Command[] {
  return [
    {
      id: "workspace-new",
      group: "Workspaces",
      title: "New workspace",
      run: () => keeper.create(),
    },
    {
      id: "workspace-duplicate",
      group: "Workspaces",
      title: "Duplicate this workspace",
      run: () => keeper.duplicate(),
    },
    {
      id: "workspace-share",
      group: "Workspaces",
      title: "Share this workspace as a link",
      run: openSharing,
    },
    {
      id: "workspace-export",
      group: "Workspaces",
      title: "Export all workspaces as one file",
      run: async () =>
        download("workspaces.yaml", await keeper.exportText("all"), "application/yaml"),
    },
    ...workspaces
      .filter(({ id }) => id !== workspace)
      .map(({ id, name }) => ({
        id: `workspace-${id}`,
        group: "Workspaces" as const,
        title: `Open the workspace ${name}`,
        run: () => keeper.open(id),
      })),
  ];
}

function exampleCommands({ loadExample }: CommandContext): Command[] {
  return catalogue.map(({ id, guide, title }) => ({
    id: `example-${id}`,
    group: "Examples" as const,
    title: `Example: ${guide}: ${title}`,
    run: () => loadExample(id),
  }));
}

function viewCommands({ presenting, showShortcuts }: CommandContext): Command[] {
  return [
    {
      id: "present",
      group: "View",
      title: presenting
        ? "Presentation mode: show claim values, names and tokens again"
        : "Presentation mode: hide claim values, names and tokens",
      run: () => present(!presenting),
    },
    {
      id: "print",
      group: "View",
      title: "Print a report: configuration, verdict, findings, access",
      run: () => print(),
    },
    {
      id: "shortcuts",
      group: "View",
      title: "Keyboard shortcuts",
      keys: shortcuts.help.keys,
      run: showShortcuts,
    },
    ...(["system", "light", "dark"] as const).map((theme) => ({
      id: `theme-${theme}`,
      group: "View" as const,
      title: theme === "system" ? "Theme: as the system" : `Theme: ${theme}`,
      run: () => chooseTheme(theme),
    })),
  ];
}

const references: readonly Command[] = [
  { path: "/reference", title: "CEL functions and variables" },
  { path: "/reference/configuration", title: "Fields of the AuthenticationConfiguration" },
  { path: "/errors", title: "Causes of a refusal, with what to do" },
  { path: "/locked-out", title: "Locked out: the way back into a cluster" },
].map(({ path, title }) => ({
  id: path,
  group: "Reference",
  title,
  run: () => open(path, "_blank", "noopener"),
}));

function pickFiles(
  { multiple = false, folder = false },
  use: (files: readonly File[]) => unknown,
): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = multiple;
  input.webkitdirectory = folder;
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) void use(files);
  });
  input.click();
}
