import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import type { NameDifference } from "./compare-names.ts";
import type { Binding, Subject } from "./types.ts";

/** A miss and the subject of the binding that it is in. */
export interface LocatedMiss extends Found {
  readonly binding: Binding;
  readonly subject: Subject;
  readonly subjectIndex: number;
}

/** In what a subject misses the user. */
export type NearMissKind =
  | NameDifference
  /** The name fits, but the subject is of another kind: User for Group, ServiceAccount for User. */
  | "wrong-kind"
  /** `group`, `Users`: no kind at all, so the subject matches no user. */
  | "kind-spelling"
  /** The name fits, but the server refuses the subject's apiGroup. */
  | "wrong-api-group"
  /** The service account's name fits in another namespace, or there is none. */
  | "wrong-namespace"
  /** A service account's user name written in another form: `app:bot`, `app/bot`. */
  | "service-account-name"
  /** The token's groups are identifiers (GUIDs), and the binding names a group, or the reverse. */
  | "id-for-name"
  /** The mapping would give exactly this name after a change that is proposed elsewhere. */
  | "after-fix";

/** A subject that does not match the user and almost does. */
export interface NearMiss {
  /** What is wrong, the first thing first. */
  readonly kinds: readonly NearMissKind[];
  readonly binding: Binding;
  readonly subject: Subject;
  readonly subjectIndex: number;
  /** What the user has: its name, or one of its groups. */
  readonly ours: { readonly from: "username" | "group"; readonly text: string };
  /** What the binding has. */
  readonly theirs: {
    readonly field: "name" | "kind" | "apiGroup" | "namespace";
    readonly text: string;
  };
  /** Where `ours.text` and `theirs.text` differ, as ranges in each. */
  readonly marks: { readonly ours: readonly Span[]; readonly theirs: readonly Span[] };
  /** One sentence. Untrusted text: it holds names. */
  readonly message: string;
  /** Change the binding, then change the mapping; only those that can be made in the documents at hand. */
  readonly fixes: readonly Fix[];
}

/** What the user has: its name, or one of its groups. */
export interface Name {
  readonly from: "username" | "group";
  readonly text: string;
}

/** In what one subject misses the user, and what would repair it. */
export interface Found {
  readonly kinds: readonly NearMissKind[];
  readonly ours: Name;
  readonly theirs: NearMiss["theirs"];
  /** What to write in the subject's place, by field. */
  readonly repair: Readonly<Partial<Record<"name" | "kind" | "apiGroup" | "namespace", string>>>;
  readonly part: string;
  /** The change of the mapping after which the binding matches. */
  readonly fix?: Fix;
}
