import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import { type Flag, type FlagWord, readFlagWords } from "./flags.ts";
import { charmOption, takeCharmArguments } from "./form-charm.ts";
import { joinKopsCommands, takeCloudCommand } from "./form-cloud-commands.ts";
import { takeFlags } from "./form-flags.ts";
import { readHelmCommands, takeHelm } from "./form-helm.ts";
import { takeClientCommand } from "./form-kubectl.ts";
import { listPatchFiles, SubjectCommands } from "./form-subjects.ts";
import type { Doubt } from "./found.ts";
import { depthLimit, type Piece, placeOf, stringPiece } from "./piece.ts";
import { readShell, type ShellCommand, type ShellWord } from "./read-shell.ts";
import { explainDoubts, refuseUnknown, unknownWords } from "./unknown.ts";
import { mayHold } from "./words.ts";
import { writeHeredoc } from "./write-heredoc.ts";

/** Looks through the commands of a script or a terminal. */
export function foundOfCommands(
  x: Exploration,
  commands: readonly ShellCommand[],
  piece: Piece,
): void {
  const printed = new Map<string, Printed>();
  const joined = joinKopsCommands(commands, x.holes);
  const subjects = new SubjectCommands(x);
  const patches = listPatchFiles(joined);
  const helm = readHelmCommands(x, joined, piece);
  const merged = new Set([...helm.values()].flatMap((one) => one.merged));
  for (const [index, command] of joined.entries()) {
    const file = command.writes[0] ?? fileOfTee(joined[index + 1]);
    for (const heredoc of command.heredocs) {
      if (merged.has(heredoc) || (file !== undefined && patches.has(file))) continue;
      const own = stringPiece(
        piece,
        { value: heredoc.value, span: heredoc.span, offsets: () => heredoc.offsets },
        { path: [...piece.path, ...(file === undefined ? [] : [file])], around: piece.around },
        "heredoc",
        (changed) => writeHeredoc(piece.text, heredoc, changed, x.holes),
      );
      x.look(own);
    }
    if (subjects.take(command, joined[index + 1], piece)) continue;
    const values = helm.get(command);
    if (values !== undefined) takeHelm(x, values, placeOf(piece, command.span), piece);
    else if (!takePrinted(command, file ?? "", piece, printed)) takeCommand(x, command, piece);
  }
  subjects.finish();
  // Lines that a script appends to one file are the flags of one server.
  for (const { flags, span, file } of printed.values()) {
    takeFlags(x, { flags, strange: [] }, span, {
      format: "flags",
      title: `--oidc-* flags that are written to ${file === "" ? "a file" : file}`,
      ...(file.includes("/microk8s/") && { target: "microk8s" }),
    });
  }
}

// `cat <<EOF | sudo tee FILE`: the command behind the pipe.
function fileOfTee(next: ShellCommand | undefined): string | undefined {
  const words = withoutPrefixes(next?.words ?? []);
  return baseName(words[0]?.value ?? "") === "tee" ? words.at(-1)?.value : undefined;
}

interface Printed {
  readonly flags: Flag[];
  readonly file: string;
  readonly span: Span;
}

// `echo "--oidc-client-id=k8s" >> FILE`, `… | sudo tee -a FILE`.
function takePrinted(
  command: ShellCommand,
  file: string,
  piece: Piece,
  printed: Map<string, Printed>,
): boolean {
  const words = withoutPrefixes(command.words);
  const program = baseName(words[0]?.value ?? "");
  if (program !== "echo" && program !== "printf") return false;
  const lines = words.slice(1).filter(({ value }) => /^--(?:oidc|authentication)-/.test(value));
  const { flags } = readFlagWords(
    lines.map((word) => flagWord(word, piece)),
    false,
  );
  if (flags.length === 0 || flags.some(({ value }) => value.value.includes("\n"))) return false;
  const whole = placeOf(piece, command.span);
  const before = printed.get(file);
  printed.set(file, {
    file,
    flags: [...(before?.flags ?? []), ...flags],
    span: before === undefined ? whole : { start: before.span.start, end: whole.end },
  });
  return true;
}

function takeCommand(x: Exploration, command: ShellCommand, piece: Piece): void {
  const words = withoutPrefixes(command.words);
  const program = baseName(words[0]?.value ?? "");
  const whole = placeOf(piece, command.span);
  if (
    takeClientCommand(
      x,
      words.map(({ value }) => value),
      whole,
    )
  )
    return;
  const before = x.found.length;
  if (takeCloudCommand(x, words, piece)) {
    refuseDoubts(x, before, doubtsOfWords(x, words, program, piece));
    return;
  }
  // What such a program writes is a result of its own language.
  if (/^(?:sed|gsed|awk|perl|jq|yq|envsubst)$/.test(program)) {
    if (words.some(({ value }) => /oidc-(?:issuer-url|client-id)/.test(value)))
      x.found.push({
        ...{ kind: "refused", format: "flags", title: `an expression of ${program}`, notes: [] },
        span: whole,
        reason: `${program} changes a file by an expression of its own language: open the file that comes of it.`,
      });
    return;
  }
  // A list of processes has columns before the command.
  const server = words.findIndex(({ value }) => /(?:^|\/)kube-apiserver$/.test(value));
  // K3s and RKE2 log what they run: "Running kube-apiserver --advertise-port=…".
  const isLogged = server === 1 && words[0]?.value === "Running";
  if (isLogged || (server > 0 && words.slice(0, server).some(({ value }) => /^\d+$/.test(value)))) {
    takeCommand(x, { ...command, words: words.slice(server) }, piece);
    return;
  }
  const flags = program.startsWith("-") ? words : words.slice(1);
  // `args.push("--oidc-client-id=k8s")`: one argument of several in a program; `args+=(…)` is an array of a shell.
  if (program.startsWith("-") && /[^=]\($/.test(textBefore(piece, command))) return;
  const reading = readFlagWords(
    flags.map((word) => flagWord(word, piece)),
    false,
  );
  if (reading.flags.length > 0) {
    // "5. Add --oidc-issuer-url=… to the file": a number is no program, and the line is a sentence.
    if (/^\d+[.)]?$/.test(program)) return;
    const doubts = doubtsOfWords(x, words, program, piece);
    if (isApiServer(x.holes.reveal(program), words, reading.through) || isVariable(x, words[0])) {
      takeFlags(x, { ...reading, doubts }, whole, {
        ...aboutOf(program, reading.through),
        ...(piece.path.some((one) => one.includes("/microk8s/")) && { target: "microk8s" }),
        grammar: piece.depth > 0 ? "text" : "shell",
      });
    } else if (isGiven(x, reading.flags, words)) {
      x.found.push({
        kind: "refused",
        format: "flags",
        title: `flags of ${program}`,
        span: whole,
        notes: [],
        reason: `These are flags of ${x.holes.reveal(program)}, not of kube-apiserver.`,
      });
    }
    return;
  }
  // What is only printed is no command, and may be one line of several.
  const isPrinted = /^(?:echo|printf|log|print)$/.test(program) && command.writes.length === 0;
  // Arguments and variables that hold a command line, a document, or flags for a program to hand on.
  for (const word of [...command.assignments, ...command.words])
    takeWord(x, word, piece, isPrinted);
}

function textBefore({ text }: Piece, { span: { start } }: ShellCommand): string {
  return text.slice(Math.max(start - 2, 0), start);
}

// Variables that may hold further flags; as a program only one that is not named like it.
function doubtsOfWords(
  x: Exploration,
  words: readonly ShellWord[],
  program: string,
  piece: Piece,
): Doubt[] {
  const [first] = words;
  const rest = words.slice(program.startsWith("-") ? 0 : 1);
  const name = nameAmong(x, rest, program);
  const unknown = unknownWords(
    rest.filter((word) => word !== name).map((word) => flagWord(word, piece)),
    x.holes,
  );
  const own =
    first !== undefined && isVariable(x, first) && !apiServer.test(x.holes.reveal(program))
      ? [flagWord(first, piece)]
      : [];
  return [...own, ...unknown].map(({ value, span }) => ({ written: x.holes.reveal(value), span }));
}

// `k3d cluster create $NAME`: the one argument that is no flag, behind the words of the verb.
function nameAmong(
  x: Exploration,
  words: readonly ShellWord[],
  program: string,
): ShellWord | undefined {
  if (!/^(?:k3d|kops|exo)$/.test(program)) return undefined;
  const at = words.findIndex(({ value }) => !/^[a-z]+$/.test(value));
  const word = words[at];
  return word !== undefined && !/arg|opt|flag|[@*]/i.test(x.holes.reveal(word.value))
    ? word
    : undefined;
}

function refuseDoubts(x: Exploration, before: number, doubts: readonly Doubt[]): void {
  if (doubts.length === 0) return;
  const reason = explainDoubts(x, doubts, { grammar: "text", what: "settings" });
  refuseUnknown(x, before, ({ kind }) => (kind === "settings" ? reason : undefined));
}

const apiServer = /api_?-?server(?!\w{0,20}(?:arg|opt|flag))|k3s_?(?:bin|cmd)/i;

function isVariable(x: Exploration, word: ShellWord | undefined): boolean {
  return word !== undefined && x.holes.list(word.value).length > 0 && !/\//.test(word.value);
}

function takeWord(x: Exploration, word: ShellWord, piece: Piece, isPrinted: boolean): void {
  const assigned =
    /^(?:[A-Za-z_]\w*\+?|--?[a-z][a-zA-Z0-9.-]*)=(?=\s*(?:[{[\n]|--[a-z]\S{0,400}\s))|^[A-Za-z_]\w*\+?=/.exec(
      word.value,
    )?.[0].length ?? 0;
  const value = word.value.slice(assigned);
  const braced = /^\s*[{[]/.test(value) && /[}\]]$/.test(value.trimEnd());
  const document = (braced || value.includes("\n")) && mayHold(value);
  const line =
    /oidc|authentication-config|AuthenticationConfiguration/.test(value) && /\s/.test(value);
  takeSubstitutions(x, word, piece);
  if (word.value.startsWith(`${charmOption}=`)) {
    const start = charmOption.length + 1;
    const tree = {
      ...{ value: word.value.slice(start), span: word.span },
      offsets: () => word.offsets.slice(start),
    };
    takeCharmArguments(x, stringPiece(piece, tree, piece, "string"));
    return;
  }
  if (!document && (!line || isPrinted)) return;
  const own = stringPiece(
    piece,
    { value, span: word.span, offsets: () => word.offsets.slice(assigned) },
    piece,
    "string",
  );
  if (document) {
    x.look(own);
    return;
  }
  // A word may be read as itself again, if no hole is left to hide a variable in.
  if (own.depth > depthLimit) return;
  const result = readShell(value, x.holes);
  if (result.kind === "read") foundOfCommands(x, result.commands, own);
}

// `TOKEN=$(gcloud auth print-identity-token …)`: only commands that print a token are looked for inside of it.
function takeSubstitutions(x: Exploration, word: ShellWord, piece: Piece): void {
  for (const hidden of x.holes.list(word.value)) {
    const inner = /^\$\(((?:buildkite-agent|gcloud|kubectl|oc) [\s\S]{1,2000})\)$/.exec(
      hidden,
    )?.[1];
    const result = inner === undefined ? undefined : readShell(inner, x.holes);
    if (result?.kind !== "read") continue;
    for (const { words } of result.commands) {
      const plain = words.map(({ value }) => value);
      if (/(?:token|oidc)/.test(plain.join(" ")))
        takeClientCommand(x, plain, placeOf(piece, word.span));
    }
  }
}

// Words before the program: keywords of the shell, and programs that start another one.
function withoutPrefixes(words: readonly ShellWord[]): readonly ShellWord[] {
  let start = 0;
  while (start < words.length && prefixes.has(words[start]?.value ?? "")) start++;
  return words.slice(start);
}

const prefixes = new Set([
  ..."if then else elif while until do ! { exec sudo env nohup time command CMD ENTRYPOINT $ # % >".split(
    " ",
  ),
]);

function isApiServer(program: string, words: readonly ShellWord[], through: string): boolean {
  if (through !== "" || program.startsWith("-")) return true;
  if (/^(?:kube-apiserver|apiserver|hyperkube|kcp|kube-oidc-proxy|ExecStart)/.test(program))
    return true;
  return /^(?:k3s|rke2|k0s|kubelite)$/.test(program) && words.length > 1;
}

// A sentence names flags; a command gives them values.
function isGiven(x: Exploration, flags: readonly Flag[], words: readonly ShellWord[]): boolean {
  return (
    words.some(({ value }) => /^--oidc-[a-z-]+=./.test(value)) ||
    flags.some(
      ({ name, value: { value } }) =>
        name === "issuer-url" && (value.includes("://") || x.holes.list(value).length > 0),
    )
  );
}

function aboutOf(
  program: string,
  through: string,
): { format: string; title: string; target?: string } {
  if (through === "k3d") return { format: "k3d", title: "flags of k3d", target: "k3d" };
  if (through === "minikube")
    return { format: "minikube", title: "flags of minikube", target: "minikube" };
  if (through === "k3s") {
    const target = program.startsWith("rke2") ? "rke2" : "k3s";
    return { format: "k3s", title: "flags of k3s or RKE2", target };
  }
  return { format: "flags", title: "--oidc-* flags of kube-apiserver" };
}

function baseName(path: string): string {
  if (path.startsWith("-")) return path;
  return path.slice(path.lastIndexOf("/") + 1);
}

function flagWord(word: ShellWord, piece: Piece): FlagWord {
  return {
    value: word.value,
    span: placeOf(piece, word.span),
    part: (start, end) =>
      placeOf(piece, {
        start: word.offsets[start] ?? word.span.start,
        end: word.offsets[end] ?? word.span.end,
      }),
  };
}
