import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { Bundle } from "../export/bundle.ts";
import type { ExportRequest } from "../export/types.ts";
import type { Minor } from "../kube/minor.ts";
import type { AccessRequest, Origin, PolicyRule } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";
import type { ClaimDescription, TokenDescription } from "../token/describe.ts";
import type { KeyDescription, PastedKeys } from "../token/keys.ts";
import type { Authentication, UserInfo } from "../token/trace.ts";
import type { AnswerView } from "./access-answer.ts";
import type { AccessInput } from "./access-input.ts";
import type { MatrixView } from "./access-matrix.ts";
import type { AskerView } from "./access-stage.ts";
import type { PanelsInput, PanelsView } from "./configuration-view.ts";
import type { DifferenceView } from "./difference.ts";
import type { GrantView } from "./grant.ts";
import type { NearMissView } from "./near-misses.ts";
import type { PolicyFile, PolicyFileView } from "./policy-files.ts";
import type { LogLineView } from "./read-log-line.ts";
import type { RisksView } from "./risks.ts";
import type { ScratchInput, ScratchView } from "./scratch.ts";
import type { ClaimReader, ExpressionPlace } from "./token-fields.ts";
import type { KeptToken, KeptTokenView } from "./token-kept.ts";
import type { KeyRelation } from "./token-keys.ts";

/** Everything the page shows is a function of this. No clock, no network: what is unknown is not in it. */
export interface AnalysisInput {
  readonly minor: Minor;
  readonly configuration: string;
  /** The configuration that runs today, where the user keeps one. */
  readonly running?: string;
  readonly bindings: string;
  /** The roles and bindings that the cluster has today, where they are known; the files stand beside them too. */
  readonly runningBindings?: string;
  /** As pasted: a JWT in any wrapping, or a JSON object of claims. */
  readonly token: string;
  /** Pasted key material by issuer URL; the entry "" serves every issuer. JWKS, PEM or discovery document. */
  readonly keys: Readonly<Record<string, string>>;
  /** What endpoints of distributed claims answer, by URL: a JWT, or a status line. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly now: number;
  readonly target: string;
  readonly authorizationModes: readonly string[];
  /** The server's own service-account issuers. */
  readonly disallowedIssuers: readonly string[];
  /** Whether the default roles and bindings of the version stand below the user's own. */
  readonly defaultPolicy: boolean;
  /** The namespace the access panel looks at; undefined is cluster-wide. */
  readonly namespace?: string;
  /** Roles and bindings beside the document. The caller keeps each as long as it is the same. */
  readonly files?: readonly PolicyFile[];
  /** What is asked about access; absent asks as the token's user for no more than the summary. */
  readonly access?: AccessInput;
  /** An expression to try out beside the configuration. */
  readonly scratch?: ScratchInput;
  /** Asks for what stands beside the verdict: other versions, the running configuration, certificates. */
  readonly panels?: PanelsInput;
  /** Asks for the files to download, for the target. */
  readonly exporting?: ExportRequest;
  /** Tokens beside the one that is looked at. */
  readonly keptTokens?: readonly KeptToken[];
}

/** Everything the page shows. A part is absent where its stage could not run; the page then says so. */
export interface Analysis {
  /** All findings of all documents, in the order of the server, ours after them. */
  readonly diagnostics: readonly Diagnostic[];
  readonly configuration: ConfigurationReading;
  readonly token: TokenReading;
  /** Where a line of a log was pasted instead. */
  readonly logLine?: LogLineView;
  readonly keys: readonly KeysReading[];
  /** Whose keys are wanted: the configuration's issuers, those that keys were given for, those of pasted answers. */
  readonly keyIssuers: readonly string[];
  /** Absent while no token was given. */
  readonly authentication?: Authentication;
  readonly headline: Headline;
  readonly identity?: IdentityView;
  /** Who the token would become by a proposed change, where nobody comes of it now. `title` is hostile text too. */
  readonly afterFix?: { readonly title: string; readonly identity: IdentityView };
  readonly files?: readonly PolicyFileView[];
  /** Who asks about access, where it is not the token's user. */
  readonly asker?: AskerView;
  readonly access?: AccessView;
  readonly exports: readonly ExportFile[];
  readonly scratch?: ScratchView;
  readonly panels?: PanelsView;
  readonly bundle?: Bundle;
  /** Which fields read which claims; empty while the configuration does not decode. */
  readonly claimReaders: readonly ClaimReader[];
  /** Where the expressions stand in the text, for what the editor offers inside of them. */
  readonly places: { readonly text: string; readonly expressions: readonly ExpressionPlace[] };
  /** In the order in which they were kept. */
  readonly keptTokens?: readonly KeptTokenView[];
  /** What changes for the tokens against what runs, where something is said to run and there is a token. */
  readonly difference?: DifferenceView;
}

/** Whether a kube-apiserver of the version would start with the configuration. */
export interface ConfigurationReading {
  /** "empty": there is no text; "unreadable": it does not decode; "refused": decoded and not valid. */
  readonly verdict: "empty" | "unreadable" | "refused" | "accepted";
  readonly issuers: readonly {
    readonly index: number;
    readonly url: string;
    /** "" where there is none. */
    readonly discoveryURL: string;
    /** PEM; "" where there is none. */
    readonly certificateAuthority: string;
    readonly span?: Span;
  }[];
  /** The sha256 of the text in hex, as the server's metric reports it after "sha256:". */
  readonly hash?: string;
}

/** The verdict in one line and one sentence, made from `authentication` and never from anything else. */
export interface Headline {
  readonly verdict:
    | "accepted"
    | "refused"
    | "anonymous"
    | "unknown"
    | "no-token"
    | "no-configuration";
  /** "401 Unauthorized", "Authenticated", "Would be authenticated", "Not known". */
  readonly title: string;
  /** One sentence a beginner understands. Hostile text: it may hold claim values. */
  readonly sentence: string;
  /** What must hold for "would be": "if the signature is valid". */
  readonly condition?: string;
  /** The server's log line without time and process: `"Unable to authenticate the request" err="…"`. */
  readonly log?: string;
  /** What kubectl prints to the user. */
  readonly client?: string;
  /** The step that decided, `Step.id`. */
  readonly step?: string;
  readonly fixes?: readonly Fix[];
}

/** What was pasted into the token's pane. Its texts are hostile. */
export type TokenReading = TokenDescription;

/** One claim for the page. */
export type ClaimView = ClaimDescription;

/** What was pasted as an issuer's keys. */
export interface KeysReading {
  /** The issuer's URL; "" serves every issuer. */
  readonly issuer: string;
  readonly kind: PastedKeys["kind"];
  /** How the keys were written. */
  readonly form?: "JWKS" | "JWK" | "PEM";
  readonly keys: readonly KeyDescription[];
  /** What is wrong with the text, or odd about it. */
  readonly problem?: string;
  /** How the token at hand relates to the keys; absent where it is not this issuer's or there are none. */
  readonly relation?: KeyRelation;
}

/** The user that came of the token, and how other tools write it. */
export interface IdentityView {
  readonly user: UserInfo;
  /** What `kubectl auth whoami` prints, byte for byte, with its last line end. */
  readonly whoami: string;
  /** A `subjects:` list for a manifest: the user and each of its groups. */
  readonly subjects: string;
}

/** What the user may do, as far as the page asks. */
export interface AccessView {
  /** The proposed change without which there is no such user. */
  readonly afterFix?: string;
  /** Undefined is cluster-wide. */
  readonly namespace?: string;
  /** Namespaces that the bindings name, sorted, for the choice. */
  readonly namespaces: readonly string[];
  /** What `kubectl auth can-i --list` prints, byte for byte, with its last line end. */
  readonly canIList: string;
  /** Bindings that match the user, the user's own documents first. */
  readonly grants: readonly Grant[];
  /** Usual questions and their answers. */
  readonly decisions: readonly AccessDecision[];
  /** "system:masters is allowed before any authorizer is asked." */
  readonly notes: readonly string[];
  readonly nearMisses: readonly NearMissView[];
  readonly risks: RisksView;
  /** To the question, while there is one. */
  readonly answer?: AnswerView;
  /** Only while it is shown. */
  readonly matrix?: MatrixView;
  /** Only while it is shown. */
  readonly grant?: GrantView;
}

/** A binding that names the user or one of its groups. */
export interface Grant {
  readonly binding: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly origin: Origin;
  };
  /** The subject that matched. */
  readonly subject: { readonly kind: string; readonly name: string };
  /** `known` is false where nobody supplied the role: what it allows is unknown. */
  readonly role: {
    readonly kind: string;
    readonly name: string;
    readonly known: boolean;
    readonly origin?: Origin;
  };
  readonly rules: readonly PolicyRule[];
}

/** The answer to one request. */
export interface AccessDecision {
  readonly request: AccessRequest;
  /** "get pods -n app", as after `kubectl auth can-i`. */
  readonly question: string;
  readonly verdict: "allowed" | "denied" | "unknown";
  /** The authorizer's reason: `RBAC: allowed by ClusterRoleBinding "…" of ClusterRole "…" to Group "…"`. */
  readonly reason: string;
}

/** A file to download. */
export interface ExportFile {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** Why it should not be applied as it is: errors in the document. */
  readonly problem?: string;
}
