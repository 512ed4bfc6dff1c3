import type { Answers } from "@/lib/catalogue/entry.ts";
import { applyEdits } from "@/lib/diagnostics/apply-edits.ts";
import type { Edit } from "@/lib/diagnostics/diagnostic.ts";
import type { AccessInput, AgentInput } from "@/lib/engine/access-input.ts";
import type { AnalysisInput, SavedToken } from "@/lib/engine/input.ts";
import type { ScratchInput } from "@/lib/engine/scratch-view.ts";
import type { Example } from "@/lib/examples/example.ts";
import { type Minor, newestMinor } from "@/lib/kube/minor.ts";
import {
  clusterTargets,
  defaultAuthorizationModes,
  findClusterTarget,
} from "@/lib/kube/targets.ts";
import { type ExportOptions, emptyOptions } from "./export-options.ts";

/** The documents that a workspace keeps. */
export type EditedDocument = "configuration" | "bindings";

/** The present, or a moment. One of a token's life is a claim of it, which is never stored. */
export type Clock =
  | { readonly kind: "now" }
  | { readonly kind: "at"; readonly seconds: number; readonly of?: "token" | "example" };

/** What the user gave: `analyze` makes everything else of it. */
export interface Inputs {
  readonly documents: Readonly<Record<EditedDocument, string>>;
  /** The text out of which the configuration was taken. It may hold secrets, so it lives in memory only. */
  readonly opened?: string | undefined;
  /** As pasted. Lives in memory only. */
  readonly token: string;
  /** Tokens to come back to, each with a name. They live in memory only, and outlive examples and undo. */
  readonly savedTokens: readonly SavedInput[];
  /** Pasted keys by issuer URL; "" serves every issuer. */
  readonly keys: Readonly<Record<string, string>>;
  /** What endpoints of distributed claims answer, by URL. They live in memory only, like the token that names them. */
  readonly answers: Readonly<Record<string, string>>;
  readonly minor: Minor;
  readonly server: ServerSettings;
  /** The configuration that runs today, if the user keeps one. */
  readonly running?: string | undefined;
  /** The role bindings that the cluster has today, if the user keeps them. */
  readonly runningBindings?: string | undefined;
  readonly clock: Clock;
  /** Undefined is cluster-wide. */
  readonly namespace?: string | undefined;
  readonly defaultPolicy: boolean;
  /** Files of roles and bindings beside the document: read when they are needed, never kept. */
  readonly files: readonly OpenedFile[];
  /** What is asked about access, and as whom. It may hold names and certificates, so it lives in memory only. */
  readonly access: AccessInput;
  /** Ways in without an issuer that were composed: the answers by the way's id. They name people, and live in memory only. */
  readonly ways: Readonly<Record<string, Answers>>;
  /** What is in the scratch pad. It may hold values of claims, so it lives in memory only. */
  readonly scratch: ScratchInput;
  /** How the files to download are to be written. Like the server, it stays when the documents change. */
  readonly exportOptions: ExportOptions;
  /** Text of the list of tests, as in the workspace file. */
  readonly tests: string;
  /** The example that the inputs came from; `edited` once anything differs from it. */
  readonly example?: ExampleMark | undefined;
}

/** A token to come back to. */
export interface SavedInput extends SavedToken {
  /** The moment in Unix seconds that an example's token is judged at; undefined for every other token. */
  readonly moment?: number;
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
  /** Which of its tokens is in the token's pane; undefined once another text does. */
  readonly token?: string | undefined;
  readonly edited: boolean;
}

/** The form of the GitLab agent before anything is known of it. */
export const emptyAgent: AgentInput = {
  config: "",
  account: "gitlab-agent/gitlab-agent",
  entry: 0,
  username: "",
  ids: {},
  roles: {},
  jobId: "1",
  groupIds: "",
  environment: "",
  tier: "",
};

/** A workspace with nothing in it, on the newest version, at the present time. */
export const emptyInputs: Inputs = {
  documents: { configuration: "", bindings: "" },
  token: "",
  savedTokens: [],
  keys: {},
  answers: {},
  minor: newestMinor,
  server: { target: clusterTargets[0]?.id ?? "", authorizationModes: defaultAuthorizationModes },
  running: undefined,
  runningBindings: undefined,
  clock: { kind: "now" },
  defaultPolicy: true,
  files: [],
  access: { part: "matrix", question: "", wanted: "", grantee: "", asker: { kind: "token" } },
  ways: {},
  scratch: { expression: "", variable: "claims" },
  exportOptions: emptyOptions,
  tests: "",
};

/** An example as inputs: its documents, one of its tokens (the first, unless named), its keys and its clock. */
export function inputsOfExample(example: Example, minor: Minor, tokenId?: string): Inputs {
  const token = example.tokens.find(({ id }) => id === tokenId) ?? example.tokens[0];
  return {
    ...emptyInputs,
    documents: { configuration: example.configuration, bindings: example.bindings },
    token: token?.text ?? "",
    keys: example.keys,
    minor,
    clock: { kind: "at", seconds: example.now, of: "example" },
    namespace: example.namespace,
    example: { id: example.id, token: token?.id, edited: false },
  };
}

/** The inputs as the engine takes them. `now` in Unix seconds represents the clock that runs. */
export function analysisInput(inputs: Inputs, now: number): AnalysisInput {
  return {
    minor: inputs.minor,
    configuration: inputs.documents.configuration,
    ...(inputs.opened === undefined ? {} : { opened: inputs.opened }),
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
    ways: inputs.ways,
    scratch: inputs.scratch,
    ...(inputs.savedTokens.length === 0 ? {} : { savedTokens: inputs.savedTokens }),
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
    Object.keys(inputs.ways).length === 0 &&
    inputs.files.length === 0
  );
}

/** The documents after edits; undefined if an edit is about another document or outside of the text. */
export function editDocuments(
  documents: Inputs["documents"],
  edits: readonly Edit[],
): Inputs["documents"] | undefined {
  if (edits.some(({ document }) => document !== "configuration" && document !== "bindings")) {
    return undefined;
  }
  const configuration = applyEdits(documents.configuration, "configuration", edits);
  const bindings = applyEdits(documents.bindings, "bindings", edits);
  return configuration === undefined || bindings === undefined
    ? undefined
    : { configuration, bindings };
}

/** A text by a name that a visitor chose: "constructor" is as good as any. "" if there is none. */
export function textOf(texts: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(texts, name) ? (texts[name] ?? "") : "";
}
