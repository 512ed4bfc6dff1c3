import { type Minor, parseMinor } from "../kube/minor.ts";
import { createLines } from "../source/lines.ts";
import type { Span } from "../source/span.ts";
import { readToken } from "../token/read.ts";
import type { Exploration } from "./exploration.ts";
import { placeBySegments } from "./form-configuration.ts";
import { readJenkinsPipeline } from "./form-jenkins.ts";
import type {
  ClientSettings,
  Found,
  FoundConfiguration,
  FoundSettings,
  ImportedUser,
  LegacyMeaning,
} from "./found.ts";
import { createHoles } from "./holes.ts";
import { type Refused, refuseBranches, refuseTemplate } from "./open-template.ts";
import { depthLimit, wholePiece } from "./piece.ts";
import { readText } from "./read-text.ts";
import { findUnread, readPlainFile } from "./unread.ts";

/** What a text is, in one word. */
export type OpenedKind =
  | "configuration"
  | "bindings"
  | "token"
  | "claims"
  | "log"
  | "client"
  | "settings"
  | "none";

/** A text that was opened: what it is, and what can be taken out of it. */
export interface Opened {
  readonly kind: OpenedKind;
  /** What it was recognised as: "plain", "config-map", "flags"; "unknown" if it was not. */
  readonly format: string;
  /** The same for a sentence: "a ConfigMap". */
  readonly title: string;
  /** An AuthenticationConfiguration, taken out or converted. */
  readonly configuration?: string;
  /** Roles and bindings, as YAML. */
  readonly bindings?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly user?: ImportedUser;
  /** What the user asked, as after `kubectl auth can-i`. */
  readonly question?: string;
  readonly client?: ClientSettings;
  /** What was left out, assumed or is lost, a sentence each. */
  readonly notes: readonly string[];
  /** Variables in what was taken out, as they are written. */
  readonly placeholders: readonly string[];
  /** Why no configuration is offered although the text was recognised. */
  readonly refused?: string;
  /** Of what was recognised, in the pasted text. */
  readonly span: Span;
  /** Leads a span of `configuration` to the pasted text. */
  readonly place?: (span: Span) => Span;
  /** The pasted text with another configuration in place of this one; undefined if that cannot be said. */
  readonly put?: (configuration: string) => string | undefined;
  /** The same for converted settings, which the kind of cluster writes itself: its fields in place of those of the text. */
  readonly putFields?: (fields: Readonly<Record<string, unknown>>) => string | undefined;
  /** The kind of cluster that the text says, an id of lib/kube/targets.ts. */
  readonly target?: string;
  /**
   * What the text says for the export: name and namespace of the object around it; cluster, server, shoot, version
   * ("1.34") and kubeadm ("v1beta4") of the cluster; object, the name of the object that is its control plane.
   */
  readonly options?: Readonly<Record<string, string>>;
  /** The meaning of converted settings, for the proof. */
  readonly legacy?: LegacyMeaning;
  /** Why the API server does not start with the pasted text as it is written, although it says what is meant. */
  readonly unstartable?: string;
}

/** The cluster's version, and the name of the file if there is one. */
export interface OpenOptions {
  /** The version to write for, if the text does not name the version of its cluster. */
  readonly version: Minor;
  /** `version` was asked for: it counts even if the text names another one. */
  readonly exact?: boolean;
  readonly name?: string;
}

/**
 * Says what a text is and takes out of it what the workbench can use. Nothing is evaluated, and what is not certain is
 * refused with its reason. Never throws; linear in the length of the text.
 */
export function openText(text: string, options: OpenOptions): Opened {
  const { version, exact = false } = options;
  const opened = openFor(text, options);
  const own = exact ? undefined : parseMinor(opened.options?.version ?? "");
  // A server of that version may not read what is written for another one.
  return own === undefined || own === version
    ? opened
    : openFor(text, { ...options, version: own });
}

function openFor(text: string, { version, name = "" }: OpenOptions): Opened {
  const holes = createHoles(text);
  const x: Exploration = {
    minor: version,
    holes,
    found: [],
    clusters: [],
    look: (piece) => {
      if (piece.depth <= depthLimit && piece.text.trim() !== "") readText(x, piece);
    },
    lineAt: createLines(text),
    name,
    control: [],
    template: undefined,
  };
  x.look(wholePiece(text));
  const plain = x.found.length === 0 && x.control.length === 0 ? readPlainFile(text) : undefined;
  if (plain !== undefined) x.found.push(plain);
  const pipeline = x.found.length === 0 ? readJenkinsPipeline(text) : undefined;
  if (pipeline !== undefined) x.found.push(pipeline);
  if (x.found.every(({ format }) => format === "exec-credential")) foundOfToken(x, text);
  const unread = x.found.length === 0 && x.control.length === 0 ? findUnread(text) : undefined;
  if (unread?.kind === "refused") x.found.push(unread);
  refuseBranches(x, text);
  const opened = decide(x, text);
  return unread?.kind === "comment" ? { ...opened, notes: [...opened.notes, unread.note] } : opened;
}

// What is around a token is the reader's of tokens.
function foundOfToken(x: Exploration, text: string): void {
  const whole = { start: 0, end: text.length };
  const [answer = whole] = x.found.map(({ span }) => span);
  const isToken = (span: Span) => /^jw[te]$/.test(readToken(text.slice(span.start, span.end)).kind);
  const span = [whole, answer].find(isToken);
  if (span === undefined) return;
  x.found.splice(0, x.found.length, {
    ...{ kind: "token", format: "jwt", title: "a token", span, notes: [] },
  });
}

type Offer = FoundConfiguration | FoundSettings;

function decide(x: Exploration, text: string): Opened {
  const offers = x.found.filter((one): one is Offer => isOffer(one));
  const rest = gatherRest(x.found);
  const wholeSpan = { start: 0, end: text.length };
  const nothing: Opened = {
    kind: "none",
    format: "unknown",
    title: "a text that is not known",
    notes: [],
    placeholders: [],
    span: wholeSpan,
  };
  const rendered = refuseTemplate(x, text, offers);
  if (rendered !== undefined) return { ...nothing, ...rest, ...rendered };
  const chosen = choose(offers);
  const partial = chosen?.kind === "settings" ? refusePartial(x, chosen) : undefined;
  if (partial !== undefined) return { ...nothing, ...rest, ...partial };
  if (chosen !== undefined) return { ...rest, ...offer(x, chosen, offers) };
  const refusal = x.found.find(({ kind }) => kind === "refused");
  const reference = x.found.find(({ kind }) => kind === "reference");
  const other = describeRest(x.found);
  if (refusal?.kind === "refused" && (other === undefined || other.kind === "client")) {
    const { format, title, span, notes, reason, about: kind = "settings" } = refusal;
    return { ...nothing, ...rest, kind, format, title, span, notes, refused: reason };
  }
  if (reference?.kind === "reference" && other === undefined) {
    const { format, title, span, file } = reference;
    const refused = `This text only names another file: open ${file}, which the API server reads.`;
    return { ...nothing, kind: "settings", format, title, span, refused };
  }
  const branched = x.control.length > 0 && other?.kind === "bindings" ? [conditional] : [];
  const notes = [...(other?.notes ?? []), ...leftOut(x), ...branched];
  return { ...nothing, ...rest, ...other, notes: [...new Set(notes)] };
}

// `args+=(--oidc-groups-claim=groups)`: whose settings these are is decided where they are joined.
function refusePartial(
  x: Exploration,
  { kind, format, title, span, segments }: FoundSettings,
): Refused | undefined {
  // What an alias of YAML brings in is found at its anchor as well.
  const starts = new Set(segments.map(({ from }) => from.start));
  const isTaken = (value: Span) => starts.has(value.start);
  const more = x.found.find(
    (one) => one.kind === "refused" && one.because === "partial" && !one.values?.every(isTaken),
  );
  if (more === undefined) return undefined;
  const refused = `Line ${x.lineAt(more.span.start)} has settings that may belong to those from line ${x.lineAt(span.start)}: whether one API server gets both cannot be said. Open all flags of one server together (ps -ww -o args shows them).`;
  return { kind, format, title, span, refused };
}

// Of what nothing certain can be made, beside others that are taken.
function leftOut(x: Exploration): string[] {
  return x.found.flatMap((one) =>
    one.kind === "refused" && (one.about === "bindings" || one.because === "unknown")
      ? [`Left out is ${one.title} from line ${x.lineAt(one.span.start)}: ${one.reason}`]
      : [],
  );
}

const conditional =
  "The text is a template with conditions: whether this part of it is rendered depends on values that are not here.";

function isOffer({ kind }: Found): boolean {
  return kind === "configuration" || kind === "settings";
}

/** A file before settings; of several the first. */
function choose(offers: readonly Offer[]): Offer | undefined {
  return offers.find(({ kind }) => kind === "configuration") ?? offers[0];
}

function offer(x: Exploration, chosen: Offer, offers: readonly Offer[]): Opened {
  const others = offers.filter((one) => one !== chosen && one.text !== chosen.text);
  const notes = [
    ...chosen.notes,
    ...others.map((one) => noteOnOther(x, one, chosen)),
    ...leftOut(x),
  ];
  if (x.control.length > 0) notes.push(conditional);
  const reference = x.found.find(({ kind }) => kind === "reference");
  if (
    chosen.kind === "settings" &&
    reference?.kind === "reference" &&
    !notes.some((n) => n.includes("together"))
  ) {
    notes.push(
      `The text also names a file, ${reference.file}: if it is of the same API server, that file counts.`,
    );
  }
  const { kind, format, title, span, placeholders } = chosen;
  const { target, options } = clusterOf(x, chosen);
  const base = {
    kind,
    format,
    title,
    span,
    placeholders,
    notes: [...new Set(notes)],
    configuration: chosen.text,
    ...(target !== undefined && { target }),
    ...(options !== undefined && { options }),
  };
  // The variables were hidden from the readers.
  const shown = (changed: string | undefined) =>
    changed === undefined ? undefined : x.holes.reveal(changed);
  if (chosen.kind === "configuration") {
    const { place, put } = chosen;
    return { ...base, place, put: (configuration) => shown(put(configuration)) };
  }
  const { segments, legacy, unstartable, putFields } = chosen;
  return {
    ...base,
    ...(putFields !== undefined && {
      putFields: (fields: Readonly<Record<string, unknown>>) => shown(putFields(fields)),
    }),
    ...(unstartable !== undefined && { unstartable }),
    place: placeBySegments(segments, span),
    ...(legacy !== undefined && { legacy }),
  };
}

// The kind of cluster and its names: what is around the configuration says it, else the one cluster of the text.
function clusterOf(x: Exploration, chosen: Offer): Pick<Opened, "target" | "options"> {
  const [only, ...more] = x.clusters;
  const told = more.length === 0 ? only : undefined;
  const readers = new Set(
    x.found.flatMap((one) => (one.kind === "reference" ? (one.target ?? []) : [])),
  );
  const [reader] = readers;
  const file = chosen.kind === "configuration" ? chosen.file : undefined;
  const byPath = /\/rancher\/(rke2|k3s)\//.exec(file ?? "")?.[1];
  const target =
    chosen.target ?? told?.target ?? byPath ?? (readers.size === 1 ? reader : undefined);
  const own = chosen.kind === "configuration" ? chosen.options : undefined;
  const names = Object.entries({ ...told?.options, ...own }).map(
    ([name, value]) => [name, x.holes.reveal(value)] as const,
  );
  // A name that is a variable is no name yet.
  const kept = names.filter(([, value]) => !/\$\{|\{\{/.test(value));
  return {
    ...(target !== undefined && { target }),
    ...(kept.length > 0 && { options: Object.fromEntries(kept) }),
  };
}

function noteOnOther(x: Exploration, other: Offer, chosen: Offer): string {
  const line = (span: Span) => x.lineAt(span.start);
  return `The text holds more than one: this is ${chosen.title} from line ${line(chosen.span)}; ${other.title} from line ${line(other.span)} is left out.`;
}

type Rest = Pick<Opened, "bindings" | "claims" | "user" | "question" | "client">;

function gatherRest(found: readonly Found[]): Rest {
  const bindings = found.flatMap((one) => (one.kind === "bindings" ? [one.text] : []));
  const claims = found.find(({ kind }) => kind === "claims");
  const user = found.find(({ kind }) => kind === "user");
  const client = found.find(({ kind }) => kind === "client");
  const asked = found.find((one) => one.kind === "log" && one.question !== undefined);
  return {
    ...(asked?.kind === "log" && asked.question !== undefined && { question: asked.question }),
    ...(bindings.length > 0 && { bindings: bindings.join("---\n") }),
    ...(claims?.kind === "claims" && { claims: claims.claims }),
    ...(user?.kind === "user" && {
      user: user.user,
      ...(user.question !== undefined && { question: user.question }),
    }),
    ...(client?.kind === "client" && { client: client.client }),
  };
}

/** The kind of a text without a configuration, by the most that it holds. */
function describeRest(
  found: readonly Found[],
): Pick<Opened, "kind" | "format" | "title" | "span" | "notes" | "placeholders"> | undefined {
  const order = ["bindings", "user", "claims", "client", "token", "log"] as const;
  for (const wanted of order) {
    const all = found.filter(({ kind }) => kind === wanted);
    const [one] = all;
    if (one === undefined) continue;
    const { format, title, span } = one;
    // Whom an agent impersonates did not ask anything: the text says how others do.
    if (wanted === "user" && format === "gitlab-agent") continue;
    return {
      kind: wanted === "user" ? "log" : wanted,
      format,
      title: wanted === "bindings" && all.length > 1 ? "roles and bindings" : title,
      span,
      notes: [...new Set(all.flatMap(({ notes }) => notes))],
      placeholders: all.flatMap((each) => (each.kind === "bindings" ? each.placeholders : [])),
    };
  }
  return undefined;
}
