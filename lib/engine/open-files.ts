import type { Opened } from "../import/open.ts";
import { isZip, readZip } from "../import/read-zip.ts";
import type { Minor } from "../kube/minor.ts";
import { inlineFiles } from "../workspace/inline-files.ts";
import { readWorkspaceFile } from "../workspace/workspace-file.ts";
import { joinDocuments } from "../yaml/join-documents.ts";
import { openPaste } from "./open-paste.ts";
import { settingsOf } from "./opened-settings.ts";

/** A file that was given. */
export interface GivenFile {
  /** Its name, with the folders above it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where a text goes in the page. */
export type OpenPlace =
  | "configuration"
  | "bindings"
  | "token"
  | "keys"
  | "agent"
  | "workspace"
  | "files";

/** What is done with the files that were given. */
export interface OpenPlan {
  readonly configuration?: string;
  /** The text out of which the configuration was taken. */
  readonly opened?: string;
  /** What that text says of its cluster, as `Fix.settings`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly bindings?: string;
  readonly token?: string;
  /** Tokens after the first, to be kept beside it. */
  readonly otherTokens: readonly { readonly name: string; readonly text: string }[];
  /** The file of GitLab's agent: its entries are among those who can ask about access. */
  readonly agent?: string;
  /** A key set. */
  readonly keys?: string;
  /** Workspace files. */
  readonly workspaces: readonly string[];
  /** Paths of files of roles and bindings that are too large for an editor, and their bytes if they were in an archive. */
  readonly beside: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly placed: readonly {
    readonly path: string;
    readonly place: OpenPlace;
    readonly title: string;
  }[];
  readonly left: readonly { readonly path: string; readonly reason: string }[];
  /** Sentences about what was taken out of other texts. */
  readonly notes: readonly string[];
}

export interface OpenFilesOptions {
  readonly version: Minor;
  /** Says where a text seems to belong that could not be read: the page's own guess. */
  readonly guess: (text: string) => "configuration" | "bindings" | "token" | undefined;
}

/** Limits for what is opened at once; sizes in bytes. */
export const openLimits = {
  files: 500,
  file: 8 * 1024 * 1024,
  total: 64 * 1024 * 1024,
  /** Roles and bindings from here on are read beside the document. */
  dump: 512 * 1024,
} as const;

interface Candidate {
  readonly path: string;
  readonly title: string;
  readonly text: string;
  /** Of several, the highest is taken. */
  readonly rank: number;
  readonly opened?: Opened;
  readonly source?: string;
}

/** Says where each file goes, by its content alone. Archives are opened. Never throws. */
export function planFiles(given: readonly GivenFile[], options: OpenFilesOptions): OpenPlan {
  const left: { path: string; reason: string }[] = [];
  const texts: { path: string; text: string }[] = [];
  const plan = {
    beside: [] as { path: string; bytes: Uint8Array }[],
    placed: [] as { path: string; place: OpenPlace; title: string }[],
  };
  for (const { path, bytes } of expand(given, left)) {
    const text = decode(bytes);
    if (text === undefined) {
      left.push({ path, reason: "it is no UTF-8 text" });
    } else if (bytes.length > openLimits.dump && options.guess(text) === "bindings") {
      plan.beside.push({ path, bytes });
      plan.placed.push({ path, place: "files", title: "roles and bindings" });
    } else if (bytes.length > openLimits.file) {
      left.push({ path, reason: "it is larger than 8 MB" });
    } else if (text.trim() !== "") texts.push({ path, text });
    else left.push({ path, reason: "it is empty" });
  }
  const configurations: Candidate[] = [];
  const bindings: Candidate[] = [];
  const tokens: Candidate[] = [];
  const keys: Candidate[] = [];
  const agents: Candidate[] = [];
  const isOnly = given.length === 1 && texts.length === 1 && left.length === 0;
  const { workspaces, rest, notes } = takeWorkspaces(texts);
  for (const { path, title } of workspaces) plan.placed.push({ path, place: "workspace", title });
  for (const { path, text } of rest) {
    const taken = take(path, text, options, isOnly);
    if (taken.configuration) configurations.push(taken.configuration);
    if (taken.bindings) bindings.push(taken.bindings);
    if (taken.token) tokens.push(taken.token);
    if (taken.keys) keys.push(taken.keys);
    if (taken.agent) agents.push(taken.agent);
    if (taken.reason !== undefined) left.push({ path, reason: taken.reason });
  }
  const place = (one: Candidate | undefined, at: OpenPlace) => {
    if (one !== undefined) plan.placed.push({ path: one.path, place: at, title: one.title });
    return one;
  };
  const configuration = place(best(configurations), "configuration");
  leaveOthers(configurations, configuration, "configuration", left);
  for (const one of bindings) place(one, "bindings");
  // A kubeconfig that only says how tokens are got is no token beside a configuration.
  const wanted = tokens.filter(({ rank }) => rank > 0 || texts.length === 1);
  for (const { path } of tokens.filter((one) => !wanted.includes(one)))
    left.push({ path, reason: "it says how to get a token, but it holds none" });
  const taken = configuration?.source === undefined ? undefined : configuration.opened;
  const settings = taken && settingsOf(taken);
  const [token, ...otherTokens] = wanted;
  for (const one of wanted) place(one, "token");
  const agent = place(agents[0], "agent");
  leaveOthers(agents, agent, "file of an agent", left);
  const key = place(keys[0], "keys");
  leaveOthers(keys, key, "key set", left);
  return {
    ...(configuration !== undefined && { configuration: configuration.text }),
    ...(configuration?.source !== undefined && { opened: configuration.source }),
    ...(settings !== undefined && { settings }),
    ...(bindings.length > 0 && {
      // Equal manifests once.
      bindings: joinDocuments([...new Set(bindings.map(({ text }) => text))]),
    }),
    ...(token !== undefined && { token: token.text }),
    otherTokens: otherTokens.map(({ path, text }) => ({ name: nameOf(path), text })),
    ...(agent !== undefined && { agent: agent.text }),
    ...(key !== undefined && { keys: key.text }),
    ...plan,
    workspaces: workspaces.map(({ text }) => text),
    left,
    notes: [...notes, ...notesOf(configuration?.opened)],
  };
}

function notesOf(opened: Opened | undefined): readonly string[] {
  if (opened === undefined) return [];
  const { notes, placeholders } = opened;
  const variables = `It contains variables as they are written: ${placeholders.join(", ")}.`;
  return placeholders.length === 0 ? notes : [...notes, variables];
}

type PathAndText = Pick<Candidate, "path" | "text">;

/** Workspace files, each with the files that it names, and the files that none of them names. */
function takeWorkspaces(texts: readonly PathAndText[]): {
  readonly workspaces: readonly Pick<Candidate, "path" | "text" | "title">[];
  readonly rest: readonly PathAndText[];
  readonly notes: readonly string[];
} {
  const found = texts.filter(({ text }) => readWorkspaceFile(text) !== undefined);
  if (found.length === 0) return { workspaces: [], rest: texts, notes: [] };
  const others = texts.filter((one) => !found.includes(one));
  const files = new Map(others.map(({ path, text }) => [path, text]));
  const inlined = found.map(({ path, text }) => ({ path, ...inlineFiles(text, path, files) }));
  const used = new Set(inlined.flatMap((one) => one.used));
  return {
    workspaces: inlined.map(({ path, text, used: names }) => {
      const title = names.length === 0 ? "a workspace" : `a workspace with ${names.join(", ")}`;
      return { path, text, title };
    }),
    rest: others.filter(({ path }) => !used.has(path)),
    notes: inlined.flatMap(({ path, missing }) =>
      missing.length === 0
        ? []
        : [
            `${path} names files that were not opened, or are over 512 kB: ${missing.join(", ")}. Open them together with it, or the folder that holds all of them.`,
          ],
    ),
  };
}

function expand(
  given: readonly GivenFile[],
  left: { path: string; reason: string }[],
): readonly GivenFile[] {
  return given.flatMap((file) => {
    if (!isZip(file.bytes)) return [file];
    const result = readZip(file.bytes, openLimits);
    if (result.kind === "refused") {
      left.push({ path: file.path, reason: `the archive is not opened: ${result.reason}` });
      return [];
    }
    left.push(...result.left.map(({ path, reason }) => ({ path, reason })));
    return result.entries.flatMap(({ path, bytes }) => {
      if (!isZip(bytes)) return [{ path, bytes }];
      left.push({ path, reason: "it is an archive in an archive" });
      return [];
    });
  });
}

interface Taken {
  readonly configuration?: Candidate;
  readonly bindings?: Candidate;
  readonly token?: Candidate;
  readonly keys?: Candidate;
  readonly agent?: Candidate;
  /** Why nothing was taken. */
  readonly reason?: string;
}

function take(
  path: string,
  text: string,
  { version, guess }: OpenFilesOptions,
  isOnly: boolean,
): Taken {
  if (isKeySet(text)) return { keys: { path, title: "a key set", text, rank: 1 } };
  const opened = openPaste(text, { version, name: path });
  const { title, configuration, bindings } = opened;
  if (configuration !== undefined) {
    if (configuration === text) return { configuration: { path, title, text, rank: 3 } };
    const rank = opened.kind === "configuration" ? 2 : 1;
    const found = { path, title, text: configuration, rank, opened, source: text };
    if (bindings !== undefined)
      return {
        configuration: {
          ...found,
          title:
            opened.kind === "settings"
              ? `an AuthenticationConfiguration that was made of ${title}`
              : "an AuthenticationConfiguration",
        },
        bindings: { path, title: "role bindings", text: bindings, rank: 1 },
      };
    // A file alone is shown as it is, and the page offers what can be taken out of it.
    return { configuration: isOnly ? { path, title, text, rank } : found };
  }
  if (opened.format === "gitlab-agent") return { agent: { path, title, text, rank: 1 } };
  if (opened.refused !== undefined && isOnly)
    return { configuration: { path, title, text, rank: 0 } };
  if (opened.refused !== undefined) return { reason: opened.refused };
  if (opened.kind === "bindings") {
    const whole = opened.format === "manifest" ? text : (bindings ?? text);
    return { bindings: { path, title, text: whole, rank: 1 } };
  }
  if (opened.kind === "token" || opened.kind === "claims")
    return { token: { path, title, text, rank: 1 } };
  if (opened.kind === "client" && !hasToken(text)) return { token: { path, title, text, rank: 0 } };
  const guessed = guess(text);
  if (guessed === "token")
    return { token: { path, title: "a kubeconfig or token", text, rank: hasToken(text) ? 1 : 0 } };
  if (guessed === "bindings") return { bindings: { path, title: "role bindings", text, rank: 1 } };
  // A log line is read in the token's place.
  if (opened.kind === "log" && isOnly) return { token: { path, title, text, rank: 1 } };
  if (guessed === "configuration" || isOnly) {
    const known = guessed === "configuration";
    const words = known ? "an AuthenticationConfiguration" : "a text that is not known";
    return { configuration: { path, title: words, text, rank: known ? 1 : 0, opened } };
  }
  return { reason: "it holds no configuration, role bindings, token or keys" };
}

function best(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (found, one) => (found === undefined || one.rank > found.rank ? one : found),
    undefined,
  );
}

function leaveOthers(
  candidates: readonly Candidate[],
  taken: Candidate | undefined,
  what: string,
  left: { path: string; reason: string }[],
): void {
  if (taken === undefined) return;
  for (const one of candidates) {
    if (one === taken) continue;
    const isSame = one.text.trim() === taken.text.trim();
    left.push({
      path: one.path,
      reason: isSame
        ? `it holds the same ${what} as ${taken.path}`
        : `only one ${what} can be open: it is the one of ${taken.path}`,
    });
  }
}

function isKeySet(text: string): boolean {
  if (!text.trimStart().startsWith("{") || !text.includes('"keys"')) return false;
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) && keys.every((key) => typeof key?.kty === "string");
  } catch {
    return false;
  }
}

/** Whether a kubeconfig seems to hold a token itself. */
function hasToken(text: string): boolean {
  return text.includes("token:") || text.includes('"token"') || text.includes("eyJ");
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).slice(0, 60);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
