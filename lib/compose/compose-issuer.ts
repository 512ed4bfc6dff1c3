import { type LoadedConfiguration, loadConfiguration } from "../authn/load.ts";
import { couldBegin } from "../authn/names/match.ts";
import { namesOf } from "../authn/names/names.ts";
import type { DecodedConfiguration, JwtAuthenticator } from "../authn/types.ts";
import { textOf } from "../catalogue/answers.ts";
import type { Answers, CatalogueEntry, IssuerItem, Population } from "../catalogue/entry.ts";
import { applyEdits } from "../diagnostics/apply-edits.ts";
import type { Edit } from "../diagnostics/diagnostic.ts";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import { findData } from "../yaml/data.ts";
import { findMarker } from "./conditional.ts";
import { insertItem } from "./insert-item.ts";
import { writeMerge } from "./merge-edits.ts";
import { isGuard, mergeItem } from "./merge-item.ts";
import { entriesOf, listCases, type ProofCase, proveMerge } from "./prove-merge.ts";

/** What is asked for. */
export interface ComposeRequest {
  /** The configuration's text. */
  readonly text: string;
  readonly entry: CatalogueEntry;
  /** `checkAnswers` finds nothing in them. */
  readonly answers: Answers;
  readonly minor: Minor;
  /** Unix seconds. */
  readonly now: number;
  /** The server's own service-account issuers. */
  readonly disallowedIssuers?: readonly string[];
  /** Tokens that must end as they do, if the entry is merged. */
  readonly tokens?: readonly ProofCase[];
}

/** How an issuer gets into a configuration, or why it does not. */
export type Composed =
  | {
      readonly kind: "composed";
      readonly edits: readonly Edit[];
      readonly text: string;
      readonly loaded: LoadedConfiguration;
      /** What the server makes of the text as it is. */
      readonly before: LoadedConfiguration;
      /** The new entry in a configuration of its own. */
      readonly alone: LoadedConfiguration;
      readonly merge?: MergeReport;
    }
  | {
      readonly kind: "refused";
      readonly reason: string;
      /** The URL of the entry that stands in the way, in the text. */
      readonly entry?: Span;
    };

/** What became of an entry with the same URL. */
export interface MergeReport {
  /** Of the entry in `jwt`. */
  readonly index: number;
  /** For which tokens that got in it is not the same, a sentence each. */
  readonly differences: readonly string[];
  /** Tokens that were compared before and after. */
  readonly tokens: number;
}

/**
 * The changes that put an issuer of the catalogue into a configuration: a new entry, or both populations in the entry
 * that has its URL. The result is read again and compared with what was meant; a merge is run before and after.
 */
export async function composeIssuer(request: ComposeRequest): Promise<Composed> {
  const { text, entry, answers, minor, disallowedIssuers = [] } = request;
  const item = entry.write(answers);
  const loaded = loadConfiguration(text, { minor, disallowedIssuers });
  const index = loaded.decoded?.configuration.jwt.findIndex(
    ({ issuer }) => issuer.url === item.issuer.url,
  );
  const whole = insertItem("", item, minor);
  const alone = loadConfiguration(
    (whole.kind === "edited" && applyEdits("", "configuration", whole.edits)) || "",
    { minor, disallowedIssuers },
  );
  const made = alone.decoded?.configuration.jwt[0];
  if (alone.compiled === undefined || made === undefined) {
    const [first] = alone.diagnostics;
    return refuse(`The server would refuse the new entry: ${first?.message ?? ""}`);
  }
  if (loaded.decoded !== undefined && index !== undefined && index >= 0) {
    const { decoded } = loaded;
    const merged = await merge(request, { loaded, decoded, index, item, alone });
    const place = findData(decoded.data, `jwt[${index}].issuer.url`)?.span;
    return merged.kind === "refused" && place ? { ...merged, entry: place } : merged;
  }
  const inserted = insertItem(text, item, minor);
  if (inserted.kind === "refused") return inserted;
  const before = loaded.decoded?.configuration.jwt ?? [];
  return finish(request, inserted.edits, [...before, made], { loaded, alone });
}

function finish(
  { text, minor, disallowedIssuers = [] }: ComposeRequest,
  edits: readonly Edit[],
  want: readonly JwtAuthenticator[],
  { loaded: before, alone }: Pick<Meeting, "loaded" | "alone">,
): Composed {
  const after = applyEdits(text, "configuration", edits);
  if (after === undefined) return refuse(unchangeable);
  const loaded = loadConfiguration(after, { minor, disallowedIssuers });
  const got = loaded.decoded?.configuration.jwt;
  if (got === undefined) {
    const reason = loaded.diagnostics[0]?.message ?? loaded.decodeError ?? "";
    return refuse(
      before.decoded === undefined && text.trim() !== ""
        ? `The server refuses the configuration as it is (${reason}). Correct it first.`
        : `The text would not load: ${reason}`,
    );
  }
  // An anchor, say, would have changed another entry too.
  return JSON.stringify(got) === JSON.stringify(want)
    ? { kind: "composed", edits, text: after, loaded, before, alone }
    : refuse(unchangeable);
}

interface Meeting {
  readonly loaded: LoadedConfiguration;
  readonly decoded: DecodedConfiguration;
  readonly index: number;
  readonly item: IssuerItem;
  readonly alone: LoadedConfiguration;
}

async function merge(request: ComposeRequest, meeting: Meeting): Promise<Composed> {
  const { text, entry, answers, minor, now, tokens = [] } = request;
  const { loaded, decoded, index, item, alone } = meeting;
  const { jwt } = decoded.configuration;
  const old = jwt[index];
  const where = `jwt[${index}]`;
  if (old === undefined || loaded.compiled === undefined) {
    return refuse(
      `${where} has this URL already, and the server takes one entry a URL. The two can be merged once the configuration has no errors.`,
    );
  }
  const { population } = entry;
  const otherMarkers = markersBeside(entry, item.issuer.url);
  const prefix = textOf(answers, "prefix");
  const problem =
    population === undefined
      ? `${where} has this URL already, and the server takes one entry a URL. Nothing tells its tokens from those of ${entry.title}: change that entry.`
      : findProblem(population, otherMarkers, { ...meeting, old, minor });
  if (population === undefined || problem !== undefined) return refuse(problem ?? "");
  const merged = mergeItem({ old, item, population, otherMarkers, prefix, minor });
  if (merged.kind === "refused") return merged;
  const data = findData(decoded.data, where);
  const edits = data && writeMerge(text, data, old, merged);
  if (edits === undefined) return refuse(unchangeable);
  const result = finish(
    request,
    edits.map((edit) => ({ document: "configuration", ...edit })),
    jwt.map((each, at) => (at === index ? merged.entry : each)),
    meeting,
  );
  if (result.kind === "refused") return result;
  const { compiled } = result.loaded;
  if (compiled === undefined || alone.compiled === undefined) {
    return refuse(
      `The server would refuse the merged entry: ${result.loaded.diagnostics[0]?.message ?? ""}`,
    );
  }
  const proof = await proveMerge({
    before: loaded.compiled,
    alone: alone.compiled,
    after: compiled,
    cases: [...listCases(entry, answers, old, minor), ...tokens],
    minor,
    now,
  });
  if (proof.kind === "differs") {
    const [rule] = otherMarkers;
    const remedy =
      proof.losesAccess && rule !== undefined
        ? ` If such tokens are to stay out, add the rule ${rule} to ${where} first.`
        : "";
    return refuse(
      `It would change what becomes of tokens that ${where} is about. ${proof.reason}${remedy}`,
    );
  }
  const clash = findClash(
    meeting,
    prefix,
    old.userValidationRules.some((rule) => !isGuard(rule, minor)),
  );
  if (clash !== undefined) return refuse(clash);
  return {
    ...result,
    merge: {
      index,
      differences: [...merged.differences, ...sayCollisions(meeting, prefix)],
      tokens: proof.tokens,
    },
  };
}

const unchangeable =
  "The text of the entry cannot be changed safely: parts of it may be brought in by anchors, or be written twice.";

function findProblem(
  { marker }: Population,
  otherMarkers: readonly string[],
  { index, old, minor }: Meeting & { readonly old: JwtAuthenticator; readonly minor: Minor },
): string | undefined {
  const where = `jwt[${index}]`;
  const expressions = [
    ...old.claimValidationRules.map(({ expression }) => expression),
    old.claimMappings.username.expression,
    old.claimMappings.groups.expression,
  ];
  const use = findMarker(expressions, marker, otherMarkers, minor);
  if (use === "rule") return `${where} is for these tokens already: change its rules instead.`;
  if (use === "condition") {
    return `${where} tells these tokens from others already: change it there instead.`;
  }
  return undefined;
}

// A user with a name of one population must not get a name of the other.
function findClash(meeting: Meeting, prefix: string, hasUserRules: boolean): string | undefined {
  const { loaded, index, alone } = meeting;
  const names = namesOf(loaded)[index];
  const own = namesOf(alone)[0];
  for (const field of ["username", "groups"] as const) {
    const open = own?.[field].patterns.some(
      ({ parts: [first] }) => first?.kind !== "text" || !first.text.startsWith(prefix),
    );
    if (open) return `The new names do not all begin with ${prefix}.`;
    const clash = names?.[field].patterns.find((pattern) => {
      const [first] = pattern.parts;
      return (
        first?.kind === "text" && (couldBegin(pattern, prefix) || prefix.startsWith(first.text))
      );
    });
    if (clash !== undefined) {
      return `Names of jwt[${index}] can begin with ${prefix} too. Choose another beginning for the new ones.`;
    }
  }
  if (hasUserRules && mayBegin(meeting, "username", prefix)) {
    return `jwt[${index}] has rules about the user, and its names have no beginning of their own: one could begin with ${prefix}, and the rules would not hold for it. Give its names a prefix first.`;
  }
  return undefined;
}

/** Whether a name of the entry that is there could begin as the new ones. */
function mayBegin({ loaded, index }: Meeting, field: "username" | "groups", prefix: string) {
  return (
    namesOf(loaded)[index]?.[field].patterns.some((pattern) => couldBegin(pattern, prefix)) ?? true
  );
}

// What cannot be ruled out by the names of the entry, which are as they were.
function sayCollisions(meeting: Meeting, prefix: string): readonly string[] {
  return (["username", "groups"] as const).flatMap((field) => {
    const what = field === "username" ? "User names" : "Groups";
    return mayBegin(meeting, field, prefix)
      ? [
          `${what} of jwt[${meeting.index}] have no beginning of their own: one could be the same as a new one. Give them a prefix.`,
        ]
      : [];
  });
}

function markersBeside(entry: CatalogueEntry, url: string): readonly string[] {
  return entriesOf(url).flatMap((one) =>
    entry.population?.beside.includes(one.entry.id) && one.entry.population
      ? [one.entry.population.marker]
      : [],
  );
}

function refuse(reason: string): { readonly kind: "refused"; readonly reason: string } {
  return { kind: "refused", reason };
}
