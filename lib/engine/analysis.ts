import type { OfferedName } from "../authn/names/offer.ts";
import type { ExpressionPlace } from "../cel/editor/expression-place.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { TokenDescription } from "../token/describe.ts";
import type { Authentication } from "../token/trace.ts";
import type { AccessView } from "./access-view.ts";
import type { AskerView } from "./asker-view.ts";
import type { ConfigurationReading } from "./configuration-view.ts";
import type { DifferenceView } from "./difference-view.ts";
import type { Exportable } from "./export-view.ts";
import type { ClaimReader } from "./fields-view.ts";
import type { Headline } from "./headline-view.ts";
import type { IdentityView } from "./identity-view.ts";
import type { KeysReading } from "./keys-view.ts";
import type { LogLineView } from "./log-line-view.ts";
import type { PolicyFileView } from "./policy-file-view.ts";
import type { ReviewView } from "./review-view.ts";
import type { SavedTokenView } from "./saved-token-view.ts";
import type { ScratchView } from "./scratch-view.ts";

/** Everything the page shows. A part is absent if its stage could not run; the page then says so. */
export interface Analysis {
  /** All findings of all documents, in the order of the server, ours after them. */
  readonly diagnostics: readonly Diagnostic[];
  readonly configuration: ConfigurationReading;
  /** What was pasted into the token's pane. Its texts are untrusted. */
  readonly token: TokenDescription;
  /** Where a line of a log was pasted instead. */
  readonly logLine?: LogLineView;
  readonly keys: readonly KeysReading[];
  /** Whose keys are wanted: the configuration's issuers, those that keys were given for, those of pasted answers. */
  readonly keyIssuers: readonly string[];
  /** Absent while no token was given. */
  readonly authentication?: Authentication;
  readonly headline: Headline;
  readonly identity?: IdentityView;
  /** User after applying the proposed fix; set only if authentication yields no user. `title` is untrusted text too. */
  readonly afterFix?: { readonly title: string; readonly identity: IdentityView };
  readonly files?: readonly PolicyFileView[];
  /** Who asks about access, if it is not the token's user. */
  readonly asker?: AskerView;
  readonly access?: AccessView;
  /** If no token makes a user and no other one asks: who could get in, and who may do what. */
  readonly review?: ReviewView;
  /** Whether there is something to download, and whether it has errors; `Engine.export` gives the files. */
  readonly exportable: Exportable;
  readonly scratch?: ScratchView;
  /** Which fields read which claims; empty while the configuration does not decode. */
  readonly claimReaders: readonly ClaimReader[];
  /** Where the expressions are in the text, for what the editor offers inside of them. */
  readonly places: { readonly text: string; readonly expressions: readonly ExpressionPlace[] };
  /** Names that the issuers can give: what a binding can name, also without a token. Untrusted text: the file's. */
  readonly subjects: readonly OfferedName[];
  /** In the order in which they were saved. */
  readonly savedTokens?: readonly SavedTokenView[];
  /** What changes for the tokens against what runs, if something is said to run and there is a token. */
  readonly difference?: DifferenceView;
}
