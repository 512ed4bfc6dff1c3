import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import { findNearMisses, type NearMissOptions } from "../rbac/near-miss.ts";
import type { NearMissKind } from "../rbac/near-miss-types.ts";
import type { Origin, User } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";

/** A binding that does not name the user and almost does. All texts are untrusted. */
export interface NearMissView {
  readonly kinds: readonly NearMissKind[];
  readonly binding: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly origin: Origin;
  };
  readonly role: { readonly kind: string; readonly name: string };
  readonly ours: MarkedText;
  readonly theirs: MarkedText;
  readonly message: string;
  /** Change the binding, then change the mapping. */
  readonly fixes: readonly Fix[];
}

/** One side of a comparison. */
export interface MarkedText {
  /** "User", "Group"; the field of the subject if it is not the name. */
  readonly what: string;
  readonly text: string;
  /** Where it differs from the other. */
  readonly marks: readonly Span[];
}

/** What near misses are found in. */
export interface NearMissContext extends NearMissOptions {
  readonly authorizer: Authorizer;
  readonly user: User;
}

/** The near misses of a user, those that differ least first. */
export function viewNearMisses({
  authorizer,
  user,
  ...options
}: NearMissContext): readonly NearMissView[] {
  return findNearMisses(authorizer.policy, user, options).map((miss) => {
    const { kind, name, namespace, origin, roleRef } = miss.binding;
    return {
      kinds: miss.kinds,
      binding: { kind, name, namespace, origin },
      role: { kind: roleRef.kind, name: roleRef.name },
      ours: {
        what: miss.ours.from === "group" ? "Group" : "User",
        text: miss.ours.text,
        marks: miss.marks.ours,
      },
      theirs: {
        what: miss.theirs.field === "name" ? miss.subject.kind : miss.theirs.field,
        text: miss.theirs.text,
        marks: miss.marks.theirs,
      },
      message: miss.message,
      fixes: miss.fixes,
    };
  });
}
