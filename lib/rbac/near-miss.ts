import type { Fix } from "../diagnostics/diagnostic.ts";
import { usernameOf } from "./authorize.ts";
import { createNameComparer } from "./compare-names.ts";
import { rbacGroup } from "./manifest/decode-object.ts";
import { markDifferences } from "./mark-differences.ts";
import { type MappingDescription, repairBinding, repairMapping } from "./near-miss-fixes.ts";
import type { Found, LocatedMiss, Name, NearMiss, NearMissKind } from "./near-miss-types.ts";
import type { Binding, Policy, Subject, User } from "./types.ts";

/** What else is known, so that a miss can be repaired. */
export interface NearMissOptions {
  /** The text of the bindings document, for repairs in it. */
  readonly bindings?: string;
  /** How the user's name and groups came to be, for repairs in the configuration. */
  readonly mapping?: MappingDescription;
  /** Users that the mapping would give after a proposed change of the configuration. */
  readonly candidates?: readonly NearMissCandidate[];
}

/** The user after a change that is proposed elsewhere. */
export interface NearMissCandidate extends User {
  readonly fix: Fix;
}

/**
 * Bindings of the user's own documents that do not match the user but almost do, those that differ least first. A
 * binding that already names the user is none.
 */
export function findNearMisses(
  policy: Policy,
  user: User,
  options: NearMissOptions = {},
): readonly NearMiss[] {
  const names = listNames(user);
  const compare = createNameComparer(listPrefixes(options.mapping));
  // By the subject; by a text if the namespace of the binding counts too.
  const compared = new Map<Subject | string, Found | undefined>();
  const misses: NearMiss[] = [];
  for (const binding of policy.bindings) {
    if (binding.origin.kind === "default") continue;
    if (binding.subjects.some((subject) => matches(subject, binding, user))) {
      misses.push(...findRefused(binding, user, options));
      continue;
    }
    binding.subjects.forEach((subject, subjectIndex) => {
      const { kind, apiGroup, namespace, name } = subject;
      // The reader makes equal subjects one object.
      const key =
        kind === "User" || kind === "Group"
          ? subject
          : [kind, apiGroup, namespace, name, binding.namespace].join("\n");
      if (!compared.has(key)) {
        compared.set(key, compareSubject(subject, binding, user, names, compare, options));
      }
      const found = compared.get(key);
      if (found) misses.push(toNearMiss({ ...found, binding, subject, subjectIndex }, options));
    });
  }
  return misses
    .map((miss, index) => ({ miss, index }))
    .sort((a, b) => weigh(a.miss) - weigh(b.miss) || a.index - b.index)
    .map(({ miss }) => miss);
}

/** Whether a subject of the binding matches the user, as the authorizer says. */
function matches(subject: Subject, binding: Binding, user: User): boolean {
  if (subject.kind === "Group") return user.groups.includes(subject.name);
  return usernameOf(subject, binding.namespace) === user.username;
}

function listNames(user: User): readonly Name[] {
  const groups = user.groups.filter((group) => !group.startsWith("system:"));
  return [
    { from: "username", text: user.username },
    ...groups.map((text): Name => ({ from: "group", text })),
  ];
}

function listPrefixes(mapping: MappingDescription | undefined): readonly string[] {
  const prefixes = [mapping?.username?.prefix, mapping?.groups?.prefix];
  return prefixes.filter((prefix): prefix is string => prefix !== undefined && prefix !== "");
}

function compareSubject(
  subject: Subject,
  binding: Binding,
  user: User,
  names: readonly Name[],
  compare: ReturnType<typeof createNameComparer>,
  options: NearMissOptions,
): Found | undefined {
  const kind = correctKind(subject.kind);
  if (kind === undefined) return undefined;
  const account = readServiceAccount(user.username);
  if (kind === "ServiceAccount" || account !== undefined) {
    const found = compareServiceAccount(subject, kind, binding, user.username, account);
    if (found) return found;
  }
  if (kind === "ServiceAccount") return undefined;
  const theirs = { field: "name", text: subject.name } as const;
  const wanted = kind === "Group" ? "group" : "username";
  const spelling: NearMissKind[] = kind === subject.kind ? [] : ["kind-spelling"];
  const spelled = spelling.length > 0 ? { kind } : {};

  const same = names.find(({ from, text }) => from === wanted && text === subject.name);
  if (same !== undefined && spelling.length > 0) {
    const shown = { field: "kind", text: subject.kind } as const;
    return { kinds: spelling, ours: same, theirs: shown, repair: spelled, part: "" };
  }
  const other = names.find(({ from, text }) => from !== wanted && text === subject.name);
  if (other !== undefined) {
    const repair = { kind: other.from === "group" ? "Group" : "User" };
    const shown = { field: "kind", text: subject.kind } as const;
    return { kinds: ["wrong-kind"], ours: other, theirs: shown, repair, part: "" };
  }
  let best: Found | undefined;
  for (const ours of names) {
    const comparison = compare(ours.text, subject.name);
    if (comparison === undefined) continue;
    const right = ours.from === wanted;
    // Two deviations at most, and a pattern that also has the wrong kind is no near miss.
    if (!right && (comparison.differences.length > 1 || comparison.differences[0] === "pattern")) {
      continue;
    }
    const repair = {
      name: ours.text,
      ...(right ? spelled : { kind: ours.from === "group" ? "Group" : "User" }),
    };
    const kinds = [...comparison.differences, ...(right ? spelling : (["wrong-kind"] as const))];
    const found = { kinds, ours, theirs, repair, part: comparison.part };
    if (best === undefined || weigh(found) < weigh(best)) best = found;
  }
  return (
    best ??
    findCandidate(subject, kind, names, options.candidates ?? []) ??
    findIdentifier(subject, kind, names, options.mapping?.groups?.prefix ?? "")
  );
}

// All groups of the token are GUIDs and the binding says a name under the same prefix, or the reverse.
function findIdentifier(
  subject: Subject,
  kind: string,
  names: readonly Name[],
  prefix: string,
): Found | undefined {
  const groups = names.filter(({ from }) => from === "group");
  const [first] = groups;
  if (kind !== "Group" || first === undefined || !subject.name.startsWith(prefix)) return undefined;
  const isId = (name: string) =>
    guid.test(name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const wanted = isId(subject.name);
  if (subject.name.startsWith("system:") || groups.some(({ text }) => isId(text) === wanted)) {
    return undefined;
  }
  const theirs = { field: "name", text: subject.name } as const;
  return { kinds: ["id-for-name"], ours: first, theirs, repair: {}, part: "" };
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Who the user would be after a change, if that is what the subject names. */
function findCandidate(
  subject: Subject,
  kind: string,
  names: readonly Name[],
  candidates: readonly NearMissCandidate[],
): Found | undefined {
  if (subject.name.startsWith("system:")) return undefined;
  const candidate = candidates.find(({ username, groups }) =>
    kind === "Group" ? groups.includes(subject.name) : username === subject.name,
  );
  if (candidate === undefined) return undefined;
  const from = kind === "Group" ? "group" : "username";
  const ours = closest(
    names.filter((name) => name.from === from),
    subject.name,
  );
  const theirs = { field: "name", text: subject.name } as const;
  const found = { kinds: ["after-fix"], theirs, part: "", fix: candidate.fix } as const;
  // Without any group now there is none that the binding could name instead.
  return ours === undefined
    ? { ...found, ours: { from, text: "" }, repair: {} }
    : { ...found, ours, repair: { name: ours.text } };
}

const kinds = ["User", "Group", "ServiceAccount"] as const;

/** The kind that was meant; undefined for a word that is none. */
function correctKind(kind: string): (typeof kinds)[number] | undefined {
  const letters = kind
    .toLowerCase()
    .replace(/[^a-z]/g, "")
    .replace(/s$/, "");
  return kinds.find((known) => known === kind || known.toLowerCase() === letters);
}

function readServiceAccount(username: string): { namespace: string; name: string } | undefined {
  const found = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username);
  return found ? { namespace: found[1] ?? "", name: found[2] ?? "" } : undefined;
}

function compareServiceAccount(
  subject: Subject,
  kind: string,
  binding: Binding,
  username: string,
  account: { namespace: string; name: string } | undefined,
): Found | undefined {
  const ours: Name = { from: "username", text: username };
  const repair = {
    kind: "ServiceAccount",
    name: account?.name ?? "",
    namespace: account?.namespace ?? "",
  };
  if (account === undefined) {
    // A service account's name that is the user's: the kind is wrong.
    if (subject.name !== username) return undefined;
    const theirs = { field: "kind", text: subject.kind } as const;
    return { kinds: ["wrong-kind"], ours, theirs, repair: { kind: "User" }, part: "" };
  }
  if (kind === "ServiceAccount") {
    const namespace = subject.namespace === "" ? binding.namespace : subject.namespace;
    if (subject.name === account.name && namespace !== account.namespace) {
      const theirs = { field: "namespace", text: namespace } as const;
      const { name: _, kind: __, ...only } = repair;
      return { kinds: ["wrong-namespace"], ours, theirs, repair: only, part: "" };
    }
    const theirs = { field: "name", text: subject.name } as const;
    const whole = subject.name === username || isAccountForm(subject.name, account);
    if (whole) return { kinds: ["service-account-name"], ours, theirs, repair, part: "" };
    if (subject.kind !== kind && subject.name === account.name) {
      const spelled = { field: "kind", text: subject.kind } as const;
      return { kinds: ["kind-spelling"], ours, theirs: spelled, repair, part: "" };
    }
    if (
      subject.name.toLowerCase() === account.name.toLowerCase() &&
      namespace === account.namespace
    ) {
      return { kinds: ["case"], ours, theirs, repair, part: "" };
    }
    return undefined;
  }
  if (kind === "User" && isAccountForm(subject.name, account)) {
    const theirs = { field: "name", text: subject.name } as const;
    return { kinds: ["service-account-name"], ours, theirs, repair: { name: username }, part: "" };
  }
  if (kind === "Group" && subject.name === username) {
    const theirs = { field: "kind", text: subject.kind } as const;
    return { kinds: ["wrong-kind"], ours, theirs, repair: { kind: "User" }, part: "" };
  }
  return undefined;
}

function isAccountForm(text: string, { namespace, name }: { namespace: string; name: string }) {
  const forms = [
    `${namespace}:${name}`,
    `${namespace}/${name}`,
    `serviceaccount:${namespace}:${name}`,
    `system:serviceaccount:${namespace}/${name}`,
    `system:serviceaccounts:${namespace}:${name}`,
  ];
  return forms.includes(text);
}

/** Subjects that match by name in a binding that the server refuses for their apiGroup. */
function findRefused(binding: Binding, user: User, options: NearMissOptions): NearMiss[] {
  return binding.subjects.flatMap((subject, subjectIndex) => {
    if (!matches(subject, binding, user)) return [];
    const wanted = subject.kind === "ServiceAccount" ? "" : rbacGroup;
    if (subject.apiGroup === wanted || (subject.apiGroup === "" && wanted !== "")) return [];
    const from = subject.kind === "Group" ? "group" : "username";
    const text = subject.kind === "Group" ? subject.name : user.username;
    const found: LocatedMiss = {
      kinds: ["wrong-api-group"],
      ours: { from, text },
      theirs: { field: "apiGroup", text: subject.apiGroup },
      repair: { apiGroup: wanted },
      part: "",
      binding,
      subject,
      subjectIndex,
    };
    return [toNearMiss(found, options)];
  });
}

function toNearMiss(found: LocatedMiss, options: NearMissOptions): NearMiss {
  const { kinds: all, binding, subject, subjectIndex, ours, theirs } = found;
  const marked = theirs.field === "name" ? markDifferences(ours.text, theirs.text) : undefined;
  const whole = { start: 0, end: theirs.text.length };
  const fixes = [
    options.bindings === undefined ? undefined : repairBinding(found, options.bindings),
    found.fix ?? (options.mapping && repairMapping(found, options.mapping)),
  ];
  return {
    kinds: all,
    binding,
    subject,
    subjectIndex,
    ours,
    theirs,
    marks: { ours: marked?.a ?? [], theirs: marked?.b ?? [whole] },
    message: formatMessage(found),
    fixes: fixes.filter((fix): fix is Fix => fix !== undefined),
  };
}

function formatMessage({
  kinds: all,
  subject,
  ours,
  theirs,
  part,
  fix,
  binding,
}: LocatedMiss): string {
  const who = `${ours.from === "group" ? "group" : "user"} "${ours.text}"`;
  const name = `${subject.kind} "${subject.name}"`;
  const texts: Record<NearMissKind, string> = {
    "prefix-missing": `The binding says ${name}, with the prefix "${part}" that the ${who} does not have.`,
    "prefix-extra": `The binding says ${name}, without the prefix "${part}" of the ${who}.`,
    "prefix-doubled": `The binding says ${name}, the token gives the ${who}: one of them has the prefix "${part}" twice.`,
    "issuer-prefix": `The binding says ${name}, the token gives the ${who}: they differ by the issuer "${part}", which --oidc-username-prefix puts before a name by default.`,
    case: `The binding says ${name}, the token gives the ${who}: upper and lower case count.`,
    separator: `The binding says ${name}, the token gives the ${who}: the separators differ.`,
    "immutable-subject": `The binding says ${name}, the token gives the ${who}: GitHub writes the ids of owner and repository into the subject of repositories that were made, renamed or transferred after 15 July 2026. Bind the subject as the token has it, or map the user name from repository_id.`,
    "look-alike": `The binding says ${name}, which looks like the ${who} but is written with other characters.`,
    blanks: `The binding says ${name}, the token gives the ${who}: quotes, blanks or invisible characters differ.`,
    domain: `The binding says ${name}, the token gives the ${who}: the domain "${part}" is on one side only.`,
    "group-path": `The binding says ${name}, the token gives the ${who}: the path "${part}" is on one side only.`,
    repository: `The binding says ${name}, the token gives the ${who}: another repository of the same owner. If it was renamed, the binding must follow.`,
    "job-context": `The binding says ${name}, the token gives the ${who}: the same repository. GitHub names the environment of a job in the subject, and the branch or tag only of jobs without one.`,
    "id-for-name": guid.test(ours.text.slice(-36))
      ? `The binding says ${name}, and the groups of this token are object IDs (${ours.text}): bind the ID of the group, or have the issuer send names.`
      : `The binding says ${name}, an object ID, and the groups of this token are names (${ours.text}): bind the name, or have the issuer send IDs.`,
    pattern: `The binding says ${name} and means a pattern that fits the ${who}, but RBAC compares names letter by letter.`,
    "wrong-kind": `The binding says ${name}, but "${ours.text}" is a ${ours.from === "group" ? "Group" : "User"} of this token.`,
    "kind-spelling": `The binding's subject is of the kind "${subject.kind}", which does not exist; it matches no user.`,
    "wrong-api-group": `The subject ${name} has the apiGroup "${theirs.text}"; the server refuses the binding.`,
    "wrong-namespace": `The binding means the service account "${subject.name}" of ${theirs.text === "" ? "no namespace" : `the namespace "${theirs.text}"`}; this one is of another.`,
    "service-account-name": `The binding says ${name}; the service account's user name is "${ours.text}".`,
    "after-fix": `${binding.kind} "${binding.name}" names what the mapping would give after this change: ${fix?.title ?? ""}.`,
  };
  const [first, ...rest] = all;
  const more = rest.map((kind) => additions[kind]).filter((text) => text !== undefined);
  return [texts[first ?? "case"], ...more].join(" ");
}

const additions: Partial<Record<NearMissKind, string>> = {
  case: "Upper and lower case differ too.",
  "wrong-kind": "The kind of the subject is wrong too.",
  "kind-spelling": "The kind of the subject is misspelt too.",
};

/** The most probable meaning comes first. */
const weights: Record<NearMissKind, number> = {
  "after-fix": 0,
  "wrong-kind": 1,
  "kind-spelling": 1,
  "wrong-api-group": 1,
  "wrong-namespace": 2,
  "service-account-name": 1,
  case: 1,
  blanks: 1,
  "look-alike": 1,
  "immutable-subject": 1,
  "prefix-missing": 2,
  "prefix-extra": 2,
  "prefix-doubled": 2,
  "issuer-prefix": 2,
  pattern: 2,
  repository: 4,
  "job-context": 4,
  "id-for-name": 4,
  separator: 3,
  domain: 3,
  "group-path": 3,
};

function weigh({ kinds: all }: { readonly kinds: readonly NearMissKind[] }): number {
  return all.reduce((sum, kind) => sum + weights[kind], 0);
}

function closest(names: readonly Name[], text: string): Name | undefined {
  const shared = (name: string) => {
    let length = 0;
    while (length < name.length && name.at(-1 - length) === text.at(-1 - length)) length++;
    return length;
  };
  return [...names].sort((a, b) => shared(b.text) - shared(a.text))[0];
}
