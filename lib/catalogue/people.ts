import { listOf, textOf } from "./answers.ts";
import { buildEntry, type EntryParts, type SharedFacts } from "./build-entry.ts";
import type { Answers, CatalogueEntry, Input, Persona, Rule, Want } from "./entry.ts";
import {
  claimKeys,
  claimList,
  claimListOrText,
  claimText,
  hasOneOf,
  missingClaim,
  prefixEach,
  requireClaim,
} from "./expressions.ts";
import { audienceInput, choiceInput, textInput, trimmed } from "./inputs.ts";

/** Facts about an identity provider for people, from which its entry is made. */
export interface PeopleFacts extends SharedFacts, Pick<CatalogueEntry, "scopes"> {
  /** The questions that say which issuer it is. */
  readonly inputs: readonly Input[];
  readonly audience: Parameters<typeof audienceInput>[0];
  /** The claim that names a person and never changes; `sub` if nothing is said. */
  readonly subject?: string;
  readonly groups?: GroupFacts;
  /** Rules of its own, before those that hold for every provider. */
  rules?(answers: Answers): readonly Rule[];
  /** Claims of a person, without iss, aud and groups. */
  person(answers: Answers): Readonly<Record<string, unknown>>;
  /** Personas beside those that every provider has; `base` is a person who gets in. */
  personas?(answers: Answers, base: Persona): readonly Persona[];
}

/** How a provider sends groups. */
export interface GroupFacts {
  /** The claim, or what finds it among the answers. */
  readonly claim: string | ((answers: Answers) => string);
  /** A list of names; a list, or the name itself if there is only one; or an object whose keys are the names. */
  readonly form: "list" | "list-or-text" | "keys";
  /** CEL over an entry `g`: which entries are groups; all of them if absent. */
  readonly keep?: string;
  readonly example: readonly string[];
  /** A group of the same form that may not enter. */
  readonly other?: string;
  readonly help?: string;
  /** What one value must look like. */
  readonly pattern?: RegExp;
  readonly wrong?: string;
}

/** The message of the rule about groups. */
const notInGroup = "not in a group that may enter";

/** An entry for people: named by an immutable claim, groups with the prefix, one audience, guards. */
export function peopleEntry(facts: PeopleFacts): CatalogueEntry {
  const { inputs, audience, groups, openTo } = facts;
  return buildEntry(facts, {
    kind: "people",
    inputs: [
      ...inputs,
      audienceInput({
        label: "Client ID",
        help: "Of a client that only this cluster uses: the aud of its ID tokens.",
        ...audience,
      }),
      ...(groups ? groupInputs(groups, openTo) : []),
    ],
    map: (answers) => mapPerson(facts, answers),
    personas: (answers) => makePersonas(facts, answers),
    scopes: facts.scopes,
  });
}

function groupInputs(groups: GroupFacts, openTo: string | undefined): Input[] {
  const warning = openTo === undefined ? {} : { warning: `That is ${openTo}.` };
  return [
    choiceInput({
      id: "who",
      label: "Who may enter",
      default: openTo === undefined ? "everyone" : "groups",
      options: [
        { value: "everyone", label: "Everyone who can log in to the client", ...warning },
        { value: "groups", label: "Members of these groups" },
      ],
    }),
    textInput({
      id: "groups",
      kind: "list",
      label: "Groups",
      example: groups.example,
      when: { input: "who", is: ["groups"] },
      pattern: groups.pattern ?? trimmed,
      wrong: groups.wrong ?? "No spaces around it.",
      ...(groups.help !== undefined && { help: groups.help }),
    }),
  ];
}

function mapPerson(facts: PeopleFacts, answers: Answers): ReturnType<EntryParts["map"]> {
  const { subject = "sub", groups } = facts;
  const list = groups && listExpression(groups, answers);
  const restricted = list !== undefined && textOf(answers, "who") === "groups";
  return {
    rules: [
      ...(facts.rules?.(answers) ?? []),
      requireClaim(subject),
      ...(restricted
        ? [{ expression: hasOneOf(list, listOf(answers, "groups")), message: notInGroup }]
        : []),
    ],
    name: claimText(subject),
    groups: list && prefixEach(list, textOf(answers, "prefix")),
  };
}

function listExpression(groups: GroupFacts, answers: Answers): string {
  const claim = claimOfGroups(groups, answers);
  const list = lists[groups.form](claim);
  return groups.keep === undefined ? list : `${list}.filter(g, ${groups.keep})`;
}

const lists: Readonly<Record<GroupFacts["form"], (claim: string) => string>> = {
  list: claimList,
  "list-or-text": claimListOrText,
  keys: claimKeys,
};

function claimOfGroups({ claim }: GroupFacts, answers: Answers): string {
  return typeof claim === "string" ? claim : claim(answers);
}

function makePersonas(facts: PeopleFacts, answers: Answers): [Persona, ...Persona[]] {
  const { subject = "sub", groups, source } = facts;
  const prefix = textOf(answers, "prefix");
  const restricted = groups !== undefined && textOf(answers, "who") === "groups";
  const person = {
    iss: facts.url(answers),
    aud: textOf(answers, "audience"),
    ...facts.person(answers),
  };
  const claim = groups === undefined ? undefined : claimOfGroups(groups, answers);
  const names = groups && [(restricted && listOf(answers, "groups")[0]) || groups.example[0] || ""];
  const other = groups?.other ?? "another-group";
  const withGroups = (given: readonly string[]) =>
    claim === undefined ? {} : { [claim]: groups?.form === "keys" ? toKeys(given) : given };
  const accepted = (given: readonly string[]): Want => ({
    verdict: "authenticated",
    username: prefix + String(Reflect.get(person, subject)),
    groups: given.map((name) => prefix + name),
  });
  const refused = (message: string): Want => ({
    verdict: "unauthorized",
    code: "rule-false",
    message,
  });
  const base: Persona = {
    id: "member",
    title: names === undefined ? "A person" : `A member of ${names.join(", ")}`,
    claims: { ...person, ...withGroups(names ?? []) },
    want: accepted(names ?? []),
    source,
  };
  const groupPersonas: Persona[] =
    names === undefined
      ? []
      : [
          {
            id: "other-group",
            title: "A member of another group",
            claims: { ...person, ...withGroups([other]) },
            want: restricted ? refused(notInGroup) : accepted([other]),
            source,
          },
          {
            id: "no-groups",
            title: "A token without groups",
            claims: person,
            want: restricted ? refused(notInGroup) : accepted([]),
            source,
          },
        ];
  const { [subject]: _, ...nameless } = base.claims;
  return [
    base,
    ...groupPersonas,
    ...(facts.personas?.(answers, base) ?? []),
    {
      id: "no-name",
      title: `A token without ${subject}`,
      claims: nameless,
      want: refused(missingClaim(subject)),
      source,
    },
  ];
}

function toKeys(names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, { "210987654321": "acme.example.com" }]));
}
