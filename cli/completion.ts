import { clusterTargets } from "../lib/kube/targets.ts";
import { type CommandRow, commands, type OptionRow, optionsOf, type shells } from "./commands.ts";

/** The completion of a shell, from the table of commands: a script to be sourced. */
export function writeCompletion(shell: (typeof shells)[number]): string {
  switch (shell) {
    case "bash":
      return writeBash();
    case "zsh":
      return writeZsh();
    case "fish":
      return writeFish();
  }
}

const rows: readonly CommandRow[] = commands;

function listOptions(command: CommandRow): readonly OptionRow[] {
  return optionsOf(command).map((option) =>
    option.name === "to" ? { ...option, offers: clusterTargets.map(({ id }) => id) } : option,
  );
}

function summaryOf({ text }: CommandRow): string {
  return text.join(" ");
}

// A text as one word of any of the three shells.
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function namesOf({ name, short }: OptionRow): readonly string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
}

function writeBash(): string {
  const cases = rows.map((command) => {
    const options = listOptions(command);
    const values = options.flatMap((option) => {
      if (option.value === undefined) return [];
      const pattern = namesOf(option).join("|");
      const { offers } = option;
      const reply =
        offers === "files"
          ? 'COMPREPLY=($(compgen -f -- "$word"))'
          : `COMPREPLY=($(compgen -W ${quote((offers ?? []).join(" "))} -- "$word"))`;
      return [`        ${pattern}) ${reply}; return ;;`];
    });
    const words = options.flatMap(namesOf).join(" ");
    const operands =
      typeof command.offers === "string"
        ? command.offers === "files"
          ? '      COMPREPLY=($(compgen -f -- "$word"))'
          : "      COMPREPLY=()"
        : `      COMPREPLY=($(compgen -W ${quote(command.offers.join(" "))} -- "$word"))`;
    return [
      `    ${command.name})`,
      ...(values.length === 0 ? [] : ['      case "$before" in', ...values, "      esac"]),
      `      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W ${quote(`${words} --help`.trim())} -- "$word")); return; fi`,
      operands,
      "      ;;",
    ].join("\n");
  });
  return `# bash completion of claimcheck: source <(claimcheck completion bash)
_claimcheck() {
  local IFS=$' \\t\\n'
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quote([...rows.map(({ name }) => name), "--help"].join(" "))} -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
}
complete -o filenames -F _claimcheck claimcheck
`;
}

function writeZsh(): string {
  // _arguments reads [ ] : and \\ in its specifications.
  const escapeText = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");
  const cases = rows.map((command) => {
    const specifications = listOptions(command).flatMap((option) =>
      namesOf(option).map((name) => {
        const star = option.multiple === true ? "*" : "";
        const action =
          option.offers === "files" ? "_files" : option.offers && `(${option.offers.join(" ")})`;
        const value =
          option.value === undefined ? "" : `:${escapeText(option.value)}:${action ?? " "}`;
        return quote(`${star}${name}[${escapeText(option.text)}]${value}`);
      }),
    );
    const operands =
      typeof command.offers === "string"
        ? command.offers === "files"
          ? [quote("*:file:_files")]
          : []
        : [quote(`1:${escapeText(command.arguments)}:(${command.offers.join(" ")})`)];
    const all = [...specifications, quote("--help[show help]"), ...operands];
    return `    ${command.name}) _arguments ${all.join(" ")} ;;`;
  });
  return `#compdef claimcheck
# zsh completion of claimcheck: source <(claimcheck completion zsh), after compinit
_claimcheck() {
  local -a commands
  commands=(${rows.map((command) => quote(`${command.name}:${escapeText(summaryOf(command))}`)).join(" ")})
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join("\n")}
  esac
}
compdef _claimcheck claimcheck
`;
}

function writeFish(): string {
  const lines = rows.flatMap((command) => {
    const seen = `__fish_seen_subcommand_from ${command.name}`;
    const offers = typeof command.offers === "string" ? undefined : command.offers;
    return [
      `complete -c claimcheck -n __fish_use_subcommand -f -a ${command.name} -d ${quote(summaryOf(command))}`,
      ...(command.offers === "files" ? [] : [`complete -c claimcheck -n ${quote(seen)} -f`]),
      ...(offers === undefined
        ? []
        : [`complete -c claimcheck -n ${quote(seen)} -f -a ${quote(offers.join(" "))}`]),
      ...listOptions(command).map(({ name, short, value, offers: words, text }) =>
        [
          `complete -c claimcheck -n ${quote(seen)} -l ${name}`,
          ...(short === undefined ? [] : [`-s ${short}`]),
          ...(value === undefined ? [] : [words === "files" ? "-r -F" : "-x"]),
          ...(typeof words === "object" ? [`-a ${quote(words.join(" "))}`] : []),
          `-d ${quote(text)}`,
        ].join(" "),
      ),
    ];
  });
  return `# fish completion of claimcheck: claimcheck completion fish | source
${lines.join("\n")}
`;
}
