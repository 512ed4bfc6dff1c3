import { describeClaim, describeConditions } from "../authn/names/describe.ts";
import { type Fact, pinOf } from "../authn/names/fact.ts";
import type { Giver } from "../authn/names/match.ts";
import type { ClaimPart } from "../authn/names/text.ts";
import { isListClaim } from "./list-claims.ts";
import { namesOwner } from "./pinning.ts";
import { findProvider } from "./providers.ts";

/** Who can get a name at an issuer, from few to all. */
export type Reach =
  /** One person or one workload, whose id decides. */
  | "one"
  /** Those whom the issuer's owner put in a group, or to whom it gave a value. */
  | "members"
  /** Any user of the issuer, who can bring it about. */
  | "users"
  /** Everyone with an account at a service that is open to the public. */
  | "everybody";

/** Who can get a name by one issuer. */
export interface Holders {
  readonly reach: Reach;
  /** "any user with the sub \"jane\" at https://…". Untrusted text: it holds names. */
  readonly who: string;
  /** What must hold of the token besides, a few words each. */
  readonly conditions: readonly string[];
}

/** Who can get the name that an issuer can give, as far as the mappings and rules decide it. */
export function describeHolders({ issuer, pattern, values, when }: Giver): Holders {
  const provider = findProvider(issuer.url);
  const fixed = when.flatMap((fact) => {
    const pin = pinOf(fact);
    return pin?.texts.length === 1 ? [{ part: pin.part, text: pin.texts[0] ?? "" }] : [];
  });
  const said = when.filter((fact) => !isGuard(fact));
  const conditions = describeConditions(said.filter((fact) => !isAmong(fact, values)));
  const at = `at ${issuer.url}`;
  if (provider?.pins !== undefined && !namesOwner(when, provider.pins)) {
    const open = provider.openTo ?? `everybody ${at}`;
    const what = values.map(describeValue).join(" and ");
    return { reach: "everybody", who: what === "" ? open : `${open} with the ${what}`, conditions };
  }
  const unknown = pattern.parts.some(
    (part) => part.kind === "claim" && part.steps[0]?.kind === "unknown",
  );
  if (unknown) {
    return {
      reach: "users",
      who: `perhaps any user of ${issuer.url} (how the name is made is not followed)`,
      conditions,
    };
  }
  const all = [...values, ...fixed];
  const id = all.find(({ part }) => stable.has(nameOf(part)) && part.transforms.length === 0);
  const rest = (used: { readonly part: ClaimPart }) =>
    describeConditions(said.filter((fact) => !isAmong(fact, [...values, used])));
  if (id !== undefined) {
    const others = values.filter((each) => each !== id).map(describeValue);
    return {
      reach: "one",
      who: `any user with the ${[describeValue(id), ...others].join(" and ")} ${at}`,
      conditions: rest(id),
    };
  }
  const own = values.find(({ part }) => chosen.has(nameOf(part)));
  if (own !== undefined) {
    return {
      reach: "users",
      who: `any user of ${issuer.url} who can choose the ${describeValue(own)}`,
      conditions: rest(own),
    };
  }
  const group = values.find(
    ({ part }) => part.steps.some(({ kind }) => kind === "each") || isListClaim(nameOf(part)),
  );
  if (group !== undefined) {
    const claim = nameOf(group.part) || describeClaim(group.part);
    // A claim that is a list at the provider is read as a whole, which no list can be.
    const isWhole =
      group.part.transforms.length === 0 && !group.part.steps.some(({ kind }) => kind === "each");
    return {
      reach: "members",
      who: `members of ${JSON.stringify(group.text)} (claim ${claim}) ${at}`,
      conditions: [...rest(group), ...(isWhole ? [`${claim} is one text, not a list`] : [])],
    };
  }
  if (values.length > 0) {
    const what = values.map(describeValue).join(" and ");
    return { reach: "members", who: `users of ${issuer.url} with the ${what}`, conditions };
  }
  const decides = when.some((fact) => fact.kind === "text" && fact.holds);
  return {
    reach: decides ? "members" : "users",
    who: `${decides ? "those users" : "every user"} of ${issuer.url}`,
    conditions,
  };
}

function describeValue({
  part,
  text,
}: {
  readonly part: ClaimPart;
  readonly text: string;
}): string {
  return `${describeClaim(part)} ${JSON.stringify(text)}`;
}

function nameOf({ steps }: ClaimPart): string {
  const [first, ...more] = steps;
  return first?.kind === "field" && more.every(({ kind }) => kind === "each") ? first.name : "";
}

function isAmong(fact: Fact, values: readonly { readonly part: ClaimPart }[]): boolean {
  const pin = pinOf(fact);
  return (
    pin?.texts.length === 1 &&
    values.some(({ part }) => JSON.stringify(part) === JSON.stringify(pin.part))
  );
}

// That a name is none of Kubernetes' own is no condition that one has to bring about.
function isGuard(fact: Fact): boolean {
  return (
    fact.kind === "text" &&
    !fact.holds &&
    fact.test.kind === "starts" &&
    fact.test.text.startsWith("system:")
  );
}

/** Claims of which an issuer gives each value to one person or workload. */
const stable = new Set([
  "sub",
  "oid",
  "uid",
  "user_id",
  "email",
  "upn",
  "unique_name",
  "user_email",
]);

/** Claims whose value a person can usually choose. */
const chosen = new Set([
  "preferred_username",
  "nickname",
  "name",
  "given_name",
  "family_name",
  "display_name",
  "username",
  "user_name",
  "user_login",
  "login",
  "spn",
]);
