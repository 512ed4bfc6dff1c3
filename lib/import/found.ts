import type { Span } from "../source/span.ts";
import type { Segment } from "./write-text.ts";

/** Something that a text holds. Spans are offsets in the pasted text. */
export type Found =
  | FoundConfiguration
  | FoundSettings
  | FoundRefusal
  | FoundReference
  | FoundBindings
  | FoundClient
  | FoundClaims
  | FoundUser
  | FoundToken
  | FoundLog;

interface FoundBase {
  /** What it was recognised as: "talos-machine-files", "flags". */
  readonly format: string;
  /** What it is, for a sentence: "a Talos machine configuration". */
  readonly title: string;
  readonly span: Span;
  readonly notes: readonly string[];
}

/** An AuthenticationConfiguration word for word, or a part of one. */
export interface FoundConfiguration extends FoundBase {
  readonly kind: "configuration";
  readonly text: string;
  /** Leads a span of `text` to the pasted text. */
  readonly place: (span: Span) => Span;
  /** The pasted text with another configuration in its place. */
  readonly put: (configuration: string) => string | undefined;
  readonly placeholders: readonly string[];
  /** The kind of cluster that the wrapper says, and what else it says for the export. */
  readonly target?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** The path under which the file is put on the machine. */
  readonly file?: string;
}

/** Settings of another form, converted. */
export interface FoundSettings extends FoundBase {
  readonly kind: "settings";
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly placeholders: readonly string[];
  readonly target?: string;
  /** The pasted text with these fields of its product in place of those that were converted. */
  readonly putFields?: (fields: Readonly<Record<string, unknown>>) => string | undefined;
  /** Flags of kube-apiserver as they were read, for the proof. */
  readonly legacy?: LegacyMeaning;
  /** Why the API server does not start with the text as it is written, a sentence. */
  readonly unstartable?: string;
}

/** What the old settings mean, independent of the file that was written of them. */
export interface LegacyMeaning {
  readonly issuerUrl: string;
  readonly audiences: readonly string[];
  readonly usernameClaim: string;
  readonly usernamePrefix: string;
  readonly groupsClaim: string;
  readonly groupsPrefix: string;
  readonly requiredClaims: Readonly<Record<string, string>>;
  readonly signingAlgorithms: readonly string[];
}

/** A form that is known, of which nothing certain can be made. */
export interface FoundRefusal extends FoundBase {
  readonly kind: "refused";
  readonly reason: string;
  /** What it would be; settings if absent. */
  readonly about?: "bindings" | "configuration" | "log" | "settings";
  /** "partial": settings that may belong to others of the text; "unknown": a part of them is not in the text. */
  readonly because?: "partial" | "unknown";
  /** Where the values of a partial one are. */
  readonly values?: readonly Span[];
}

/** A part that may hold further settings, as it is written, and where it is in the pasted text. */
export interface Doubt {
  readonly written: string;
  readonly span: Span;
}

/** Only the name of a file. */
export interface FoundReference extends FoundBase {
  readonly kind: "reference";
  readonly file: string;
  /** The kind of cluster that reads it. */
  readonly target?: string;
}

/** Roles and bindings, as YAML. */
export interface FoundBindings extends FoundBase {
  readonly kind: "bindings";
  readonly text: string;
  readonly placeholders: readonly string[];
}

/** How tokens are got. */
export interface FoundClient extends FoundBase {
  readonly kind: "client";
  readonly client: ClientSettings;
}

/** What a client asks the issuer for. */
export interface ClientSettings {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  /** Audiences that a job asks for. */
  readonly audiences?: readonly string[];
  readonly usesAccessToken?: boolean;
  readonly notes: readonly string[];
}

/** Claims of a token. */
export interface FoundClaims extends FoundBase {
  readonly kind: "claims";
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A user who asked. */
export interface FoundUser extends FoundBase {
  readonly kind: "user";
  readonly user: ImportedUser;
  /** As after `kubectl auth can-i`. */
  readonly question?: string;
}

/** A user as an answer of a cluster names it. */
export interface ImportedUser {
  readonly username: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A token. */
export interface FoundToken extends FoundBase {
  readonly kind: "token";
}

/** An answer or line of a cluster or a client that holds nothing to take over. */
export interface FoundLog extends FoundBase {
  readonly kind: "log";
  /** What is asked, by whom is not in the text. As after `kubectl auth can-i`. */
  readonly question?: string;
}
