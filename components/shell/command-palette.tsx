"use client";

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import {
  useDispatch,
  useKeeper,
  useKeeping,
  useOpener,
  usePointing,
  useReadAnalysis,
  useReadInputs,
  useWorkspaceState,
} from "../workspace/context.ts";
import { useLoadExample } from "../workspace/use-load-example.ts";
import styles from "./command-palette.module.css";
import { type Command, type CommandContext, filterCommands, listCommands } from "./commands.ts";
import { useLooks } from "./looks.ts";

export interface CommandPaletteProps {
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** Every command of the page: a field to filter them, and a list to choose from. */
export function CommandPalette({ onClose, onHelp }: CommandPaletteProps) {
  const commands = useCommands(onHelp);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => filterCommands(commands, query), [commands, query]);
  const chosen = Math.min(active, found.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [id, chosen]);

  function run(command: Command | undefined) {
    if (command === undefined || command.disabled) return;
    onClose();
    // The dialog gives the focus back first: a command may move it.
    setTimeout(() => void command.run());
  }

  function press(event: KeyboardEvent) {
    const last = found.length - 1;
    const next = {
      ArrowDown: chosen === last ? 0 : chosen + 1,
      ArrowUp: chosen <= 0 ? last : chosen - 1,
      PageDown: Math.min(chosen + 10, last),
      PageUp: Math.max(chosen - 10, 0),
    }[event.key];
    if (event.key === "Enter") run(found[chosen]);
    else if (next === undefined) return;
    else setActive(next);
    event.preventDefault();
  }

  return (
    <Dialog label="Commands" onClose={onClose} className={styles.palette ?? ""}>
      <input
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
        aria-autocomplete="list"
        className={styles.field}
        placeholder="Command, example, issuer, cluster …"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onKeyDown={press}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="Commands"
        className={styles.list}
        tabIndex={-1}
      >
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and hears the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus.
          <div
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            aria-disabled={command.disabled ?? false}
            className={styles.option}
            onPointerMove={() => index !== chosen && setActive(index)}
            onClick={() => run(command)}
          >
            <span className={styles.group}>{command.group}</span>
            <span className={styles.title}>
              <UntrustedText text={command.title} limit={200} />
            </span>
            {command.keys !== undefined && <kbd className={styles.keys}>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      <p role="status" className={styles.note}>
        {found.length === 0
          ? "No command has these words."
          : `${found.length} ${found.length === 1 ? "command" : "commands"}`}
      </p>
    </Dialog>
  );
}

function useCommands(showShortcuts: () => void): readonly Command[] {
  const dispatch = useDispatch();
  const opener = useOpener();
  const keeper = useKeeper();
  const { goTo } = usePointing();
  const loadExample = useLoadExample();
  const readInputs = useReadInputs();
  const readAnalysis = useReadAnalysis();
  const undone = useWorkspaceState(({ past }) => past.at(-1)?.title);
  const redone = useWorkspaceState(({ future }) => future.at(-1)?.title);
  const workspace = useKeeping(({ head }) => head.id);
  const presenting = useLooks((looks) => looks.presenting);
  const [workspaces, setWorkspaces] = useState<readonly { id: string; name: string }[]>([]);
  useEffect(() => {
    let left = false;
    keeper.list().then((names) => !left && setWorkspaces(names));
    return () => {
      left = true;
    };
  }, [keeper]);
  const { tests, issuers } = useLoadedLists();
  // The page behind an open dialog stays as it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is made once an opening.
  return useMemo(
    () =>
      listCommands({
        dispatch,
        opener,
        keeper,
        goTo,
        loadExample,
        inputs: readInputs(),
        analysis: readAnalysis(),
        undone,
        redone,
        workspaces,
        workspace,
        tests,
        issuers,
        presenting,
        showShortcuts,
      }),
    [workspaces, tests, issuers],
  );
}

/** What the palette lists once it is loaded: the tests of the strip and the catalogue of issuers. */
function useLoadedLists(): Pick<CommandContext, "tests" | "issuers"> {
  const readInputs = useReadInputs();
  const [tests, setTests] = useState<CommandContext["tests"]>([]);
  const [issuers, setIssuers] = useState<CommandContext["issuers"]>([]);
  useEffect(() => {
    let left = false;
    const text = readInputs().tests;
    if (text.trim() !== "")
      import("../tests/list-tests.ts").then(({ listTests }) => left || setTests(listTests(text)));
    import("@/lib/catalogue/catalogue.ts").then(
      ({ catalogue }) =>
        left || setIssuers([...catalogue].sort((a, b) => a.title.localeCompare(b.title))),
    );
    return () => {
      left = true;
    };
  }, [readInputs]);
  return { tests, issuers };
}
