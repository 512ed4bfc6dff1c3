import { parseCertificates } from "../authn/certificate/x509.ts";
import type { LoadedConfiguration } from "../authn/load.ts";
import {
  type Expectation,
  formatUnreachable,
  hashConfiguration,
  predictReload,
  type ReloadInput,
  type ReloadOutcome,
} from "../authn/reload.ts";
import { compareReplicas, parseReloadMetrics, type ReplicaState } from "../authn/reload-metrics.ts";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import { type GardenerView, isForGardener } from "./gardener-view.ts";
import { type Queries, sourceOf } from "./queries.ts";
import type { VersionView } from "./versions-view.ts";

/** What the panels under the configuration ask for beside the verdict. */
export interface PanelsInput {
  /** As pasted from `/metrics` of one or several API servers. */
  readonly metrics: string;
  /** Issuers that do not answer while the configuration is reloaded; names of others change nothing. */
  readonly unreachable: readonly string[];
}

/** What the panels under the configuration show. */
export interface PanelsView {
  /** One entry a version, oldest first; none while there is no text. */
  readonly versions: readonly VersionView[];
  /** If the target is Gardener: what its own admission says, before the server sees the file. */
  readonly gardener?: GardenerView;
  /** "sha256:…" of the edited text, as `apiserver_authentication_config_controller_last_config_info` has it. */
  readonly hash: string;
  /** Whether the version reports that hash. */
  readonly hashReported: boolean;
  readonly running?: RunningView;
  readonly replicas: readonly ReplicaState[];
  readonly authorities: readonly AuthorityView[];
}

/** The configuration that runs, and what becomes of the edited one beside it. */
export interface RunningView {
  readonly hash: string;
  readonly outcome: ReloadView;
}

/** What a running server does when the file becomes the edited one. */
export type ReloadView =
  | Extract<ReloadOutcome, { readonly kind: "unchanged" | "applied" }>
  /** What was set as running is itself refused, for these reasons. */
  | { readonly kind: "not-running"; readonly reasons: readonly string[] }
  | Omit<Extract<ReloadOutcome, { readonly kind: "refused" }>, "errors">
  | (Omit<Extract<ReloadOutcome, { readonly kind: "waits" }>, "unreachable"> & {
      readonly unreachable?: UnreachableView;
    });

/** What is logged and counted if issuers do not answer within a minute: the old configuration stays. */
export interface UnreachableView {
  readonly issuers: readonly string[];
  readonly line: string;
  readonly expectation: Expectation;
}

/** The certificate authorities that an issuer's TLS certificate is checked with. */
export interface AuthorityView {
  readonly issuer: { readonly index: number; readonly url: string };
  readonly span: Span;
  /** Why the server refuses the text. */
  readonly problem?: string;
  readonly certificates: readonly CertificateView[];
}

/** A certificate of the configuration, for people. */
export interface CertificateView {
  /** Untrusted text, chosen by the author of the certificate. */
  readonly subject: string;
  /** Unix seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly validity: "valid" | "expired" | "not-yet-valid";
  readonly isCA: boolean;
  readonly isSelfIssued: boolean;
  readonly key: string;
}

/** Texts and settings that the panels follow from. */
export interface PanelsSource {
  readonly minor: Minor;
  readonly configuration: string;
  readonly running?: string;
  readonly target: string;
  readonly disallowedIssuers: readonly string[];
  /** Unix seconds. */
  readonly now: number;
}

const linesShown = 20;

/** Everything that the panels show. */
export async function viewPanels(
  { metrics, unreachable }: PanelsInput,
  source: PanelsSource,
  queries: Pick<Queries, "load" | "gardener" | "versions">,
): Promise<PanelsView> {
  const { minor, configuration, running, disallowedIssuers, target, now } = source;
  const edited = sourceOf(source);
  const hash = hashConfiguration(configuration);
  const load = (text: string) => queries.load({ ...edited, text });
  const view =
    running === undefined
      ? undefined
      : viewRunning({ running, edited: configuration, minor, load }, unreachable);
  return {
    versions:
      configuration.trim() === ""
        ? []
        : await queries.versions({ text: configuration, disallowedIssuers }),
    ...(isForGardener(configuration, target) && { gardener: await queries.gardener(edited) }),
    hash,
    hashReported: minor >= 34,
    ...(view && { running: view }),
    replicas: compareReplicas(parseReloadMetrics(metrics), {
      edited: hash,
      ...(view && { running: view.hash }),
    }),
    authorities: viewAuthorities(load(configuration), now),
  };
}

function viewRunning(
  input: ReloadInput & { readonly load: (text: string) => LoadedConfiguration },
  unreachable: readonly string[],
): RunningView {
  const { running, load } = input;
  const outcome = predictReload(input);
  const hash = hashConfiguration(running);
  if (outcome.kind !== "not-running") return { hash, outcome: viewOutcome(outcome, unreachable) };
  const { decodeError, errors } = load(running);
  const reasons = decodeError === undefined ? errors.map(({ error }) => error) : [decodeError];
  return { hash, outcome: { kind: "not-running", reasons: reasons.slice(0, linesShown) } };
}

function viewOutcome(
  outcome: Exclude<ReloadOutcome, { readonly kind: "not-running" }>,
  unreachable: readonly string[],
): ReloadView {
  if (outcome.kind === "refused") {
    const { errors: _, ...view } = outcome;
    return view;
  }
  if (outcome.kind !== "waits") return outcome;
  const { unreachable: _, ...view } = outcome;
  const issuers = outcome.issuers.filter((issuer) => unreachable.includes(issuer));
  if (issuers.length === 0) return view;
  const line = formatUnreachable(issuers);
  return { ...view, unreachable: { issuers, line, expectation: unanswered } };
}

// UpdateAuthenticationConfigTimeout; what is written while another attempt waits comes after it.
const unanswered: Expectation = {
  seconds: [60, 120],
  metrics: [
    'apiserver_authentication_config_controller_automatic_reloads_total{status="failure"} +1',
  ],
};

function viewAuthorities({ decoded }: LoadedConfiguration, now: number): AuthorityView[] {
  if (decoded === undefined) return [];
  return decoded.configuration.jwt.flatMap(({ issuer }, index) => {
    const pem = issuer.certificateAuthority;
    if (pem === undefined || pem === "") return [];
    const { span } = decoded.locate(`jwt[${index}].issuer.certificateAuthority`);
    const parsed = parseCertificates(pem);
    const known = { issuer: { index, url: issuer.url }, span };
    if (parsed.kind === "error") return [{ ...known, problem: parsed.message, certificates: [] }];
    const certificates = parsed.value.map(
      ({ subject, notBefore, notAfter, isCA, isSelfIssued, key }): CertificateView => ({
        subject,
        notBefore,
        notAfter,
        validity: now > notAfter ? "expired" : now < notBefore ? "not-yet-valid" : "valid",
        isCA,
        isSelfIssued,
        key,
      }),
    );
    return [{ ...known, certificates }];
  });
}
