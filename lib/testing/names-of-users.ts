import type { CompiledConfiguration } from "../authn/compile.ts";
import type { LoadedConfiguration } from "../authn/load.ts";
import { loadConfiguration } from "../authn/load.ts";
import { describeConditions, describePattern } from "../authn/names/describe.ts";
import type { Fact } from "../authn/names/fact.ts";
import { couldBe } from "../authn/names/match.ts";
import { namesOf } from "../authn/names/names.ts";
import type { Minor } from "../kube/minor.ts";
import { askIssuers } from "../token/authenticate.ts";
import { issuerKeysOf } from "../token/keys.ts";
import type { Choices } from "./random.ts";
import { randomClaims, randomIssuer, randomMapping } from "./random-mapping.ts";

/** Names of a user that the analysis does not allow; each as it would be reported. */
export function findForeignNames(
  loaded: LoadedConfiguration,
  user: { readonly username: string; readonly groups: readonly string[] },
): readonly string[] {
  const [names] = namesOf(loaded);
  if (names === undefined) return [];
  const write = (field: "username" | "groups") =>
    names[field].patterns
      .map((each) => `${describePattern(each)} if ${describeConditions(each.when).join(", ")}`)
      .join(" | ");
  return [
    ...(couldBe(names.username, user.username)
      ? []
      : [`user ${JSON.stringify(user.username)} is not among ${write("username")}`]),
    ...user.groups
      .filter((group) => !couldBe(names.groups, group))
      .map((group) => `group ${JSON.stringify(group)} is not among ${write("groups")}`),
  ];
}

/** Needs of the analysis that the claims of an accepted token do not meet; each as it would be reported. */
function findUnmetNeeds(
  loaded: LoadedConfiguration,
  claims: Readonly<Record<string, unknown>>,
): readonly string[] {
  const [names] = namesOf(loaded);
  const given: Readonly<Record<string, unknown>> = { iss: "", aud: "", iat: 0, exp: 0, ...claims };
  return (names?.needs ?? []).flatMap((need) => {
    const met = need.some(
      ({ facts, texts }) =>
        facts.every((fact) => couldHold(fact, given)) &&
        texts.every((claim) => typeof given[claim] === "string"),
    );
    const shown = need.map(({ facts, texts }) =>
      [...describeConditions(facts), ...texts].join(", "),
    );
    return met ? [] : [`needs one of ${shown.join(" | ")}`];
  });
}

// Facts about the presence of claims and about values that are no text; others are left to the names.
function couldHold(fact: Fact, claims: Readonly<Record<string, unknown>>): boolean {
  if (fact.kind !== "has" && fact.kind !== "value") return true;
  let value: unknown = claims;
  for (const step of fact.steps) {
    if (step.kind !== "field") return true;
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    value = isMap ? (value as Record<string, unknown>)[step.name] : undefined;
  }
  if (fact.kind === "has") return (value !== undefined) === fact.holds;
  return (String(value) === fact.value) === fact.holds;
}

/** The user that the engine gives for claims, without what the server adds; undefined if it refuses them. */
async function userOfClaims(
  configuration: CompiledConfiguration,
  claims: Readonly<Record<string, unknown>>,
  minor: Minor,
) {
  const now = 1_790_000_000;
  const payload = { iss: randomIssuer, aud: "kubernetes", iat: now, exp: now + 600, ...claims };
  const [answer] = await askIssuers({
    configuration,
    minor,
    credential: { kind: "draft", claims: JSON.stringify(payload) },
    now,
    external: {
      keysOf: () => issuerKeysOf({ kind: "empty" }, "no keys were given"),
      fetch: () => ({ kind: "missing", reason: "none" }),
    },
  });
  return answer?.user;
}

/** What came of a comparison. */
export interface NamesCheck {
  /** A configuration, its claims, and the names that should not have come out of them. */
  readonly problems: readonly string[];
  readonly users: number;
  readonly groups: number;
}

/**
 * Makes random configurations and tokens, and looks for users of the engine that the analysis of names does not allow.
 */
export async function checkNames(
  choices: Choices,
  configurations: number,
  tokens: number,
  minor: Minor,
): Promise<NamesCheck> {
  const problems: string[] = [];
  let users = 0;
  let groups = 0;
  for (let i = 0; i < configurations; i++) {
    const { configuration } = randomMapping(choices);
    const loaded = loadConfiguration(configuration, { minor });
    if (loaded.compiled === undefined) continue;
    for (let k = 0; k < tokens; k++) {
      const claims = randomClaims(choices);
      const user = await userOfClaims(loaded.compiled, claims, minor);
      if (user === undefined) continue;
      users++;
      groups += user.groups.length;
      const foreign = [...findForeignNames(loaded, user), ...findUnmetNeeds(loaded, claims)];
      if (foreign.length > 0) {
        problems.push([configuration, JSON.stringify(claims), ...foreign].join("\n"));
        break;
      }
    }
  }
  return { problems, users, groups };
}
