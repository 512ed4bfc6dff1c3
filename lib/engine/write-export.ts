import type { LoadedConfiguration } from "../authn/load.ts";
import type { JwtAuthenticator } from "../authn/types.ts";
import type { CompileResult } from "../cel/program.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Bundle, exportBundle } from "../export/bundle.ts";
import type { ReviewFacts } from "../export/review-facts.ts";
import type { ExportRequest, IssuerFacts } from "../export/types.ts";
import { openText } from "../import/open.ts";
import { newestMinor } from "../kube/minor.ts";
import { type AccessQueries, policySourceOf } from "./access-queries.ts";
import { listClaimsRead } from "./claims-read.ts";
import type { ExportSource } from "./export-source.ts";
import { type Queries, sourceOf } from "./queries.ts";
import { gatherReview, type ReviewMaterial } from "./review-report.ts";
import { requestWays, type WaySource } from "./ways-view.ts";

/** What the files to download say of the documents. Names in it are untrusted text. */
export interface ExportFacts {
  /**
   * The errors of the documents, whatever the export makes of the API version and of the field `anonymous`: what an
   * API server of the version refuses, and what our own advice calls an error.
   */
  readonly errors: readonly string[];
  readonly issuers: readonly IssuerFacts[];
  readonly review: ReviewFacts;
}

const linesShown = 50;

/** The files for a target, as they are asked for. `diagnostics` are the findings of all documents. */
export async function writeExport(
  source: ExportSource & WaySource & { readonly target: string },
  { tests: list = "", testsNow, ...request }: ExportRequest,
  diagnostics: readonly Diagnostic[],
  queries: ExportQueries,
): Promise<Bundle> {
  const { configuration, bindings, minor, target } = source;
  const facts = await gatherFacts(source, diagnostics, queries);
  const resources = await queries.served("");
  const asked = { ...request, ...requestWays(source) };
  const tests =
    list.trim() === ""
      ? undefined
      : { list, holdsConfiguration, ...(testsNow !== undefined && { now: testsNow }) };
  return exportBundle(
    { configuration, bindings, minor, resources, ...facts, ...asked, ...(tests && { tests }) },
    target,
  );
}

function holdsConfiguration(text: string): boolean {
  const { configuration, refused } = openText(text, { version: newestMinor });
  return refused === undefined && configuration !== undefined;
}

type ExportQueries = Pick<Queries, "load"> &
  Pick<AccessQueries, "authorizer" | "ownPolicy" | "served">;

/** What the analysis knows for an export, whatever it is written as. */
async function gatherFacts(
  source: ExportSource,
  diagnostics: readonly Diagnostic[],
  queries: ExportQueries,
): Promise<ExportFacts> {
  const { configuration: text } = source;
  const loaded = queries.load(sourceOf(source));
  const checked =
    // Without a configuration there is nothing to refuse: roles, bindings and clients need none.
    text.trim() === ""
      ? { errors: [] }
      : loaded.compiled === undefined
        ? checkWithoutHead(source, queries)
        : { loaded, errors: [] };
  const facts = checked.loaded ?? loaded;
  const configuration = checked.loaded?.decoded?.configuration ?? { jwt: [] };
  // Of the configuration only our own: what the server says of it was asked anew.
  const refused = diagnostics.filter(
    ({ document, severity, source: by }) =>
      severity === "error" &&
      (document === "bindings" || (document === "configuration" && by === "claimcheck")),
  );
  // The document alone: the author of the files beside it has them already.
  const policy = { ...policySourceOf(source), files: [] };
  const own = queries.ownPolicy(policy);
  const authorizer = await queries.authorizer(policy);
  return {
    errors: [...checked.errors, ...refused.map(({ message }) => message)].slice(0, linesShown),
    issuers: configuration.jwt.map((issuer, index) =>
      describeIssuer(issuer, index, checked.loaded?.compilations),
    ),
    review: gatherReview({
      ...{ source, diagnostics, edited: { loaded: facts, own, authorizer } },
      ...(await loadRunning(source, queries)),
    }),
  };
}

/** What runs, if something is said to run: what was not given of it is taken to be as edited. */
async function loadRunning(
  source: ExportSource,
  queries: ExportQueries,
): Promise<Pick<ReviewMaterial, "running">> {
  const { running, runningBindings, configuration, bindings } = source;
  if (running === undefined && runningBindings === undefined) return {};
  const own = { ...source, configuration: running ?? configuration };
  const policy = {
    ...policySourceOf({ ...source, bindings: runningBindings ?? bindings }),
    files: [],
  };
  return {
    running: {
      loaded: queries.load(sourceOf(own)),
      own: queries.ownPolicy(policy),
      authorizer: await queries.authorizer(policy),
    },
  };
}

/**
 * The issuers alone as any version of the API has them: an export writes the version and `anonymous` itself, so what
 * the server says of these two does not count.
 */
function checkWithoutHead(
  source: ExportSource,
  { load }: Pick<Queries, "load">,
): {
  readonly loaded?: LoadedConfiguration;
  readonly errors: readonly string[];
} {
  const newest = load({ ...sourceOf(source), minor: newestMinor });
  if (newest.decoded === undefined) return { errors: [newest.decodeError ?? ""] };
  const jwt = newest.decoded.configuration.jwt.map(withoutEmpty);
  const head = {
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    kind: "AuthenticationConfiguration",
  };
  const loaded = load({ ...sourceOf(source), text: JSON.stringify({ ...head, jwt }) });
  const errors = loaded.decodeError
    ? [loaded.decodeError]
    : loaded.errors.map(({ error }) => error);
  return { loaded: loaded.decoded ? loaded : { ...loaded, decoded: newest.decoded }, errors };
}

/** Empty strings and lists away: an older version may not know their fields. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      // A prefix may be empty, and must be there.
      (inner === "" && key !== "prefix") || (Array.isArray(inner) && inner.length === 0)
        ? []
        : [[key, withoutEmpty(inner)]],
    ),
  );
}

function describeIssuer(
  authenticator: JwtAuthenticator,
  index: number,
  compilations: ReadonlyMap<string, CompileResult> | undefined,
): IssuerFacts {
  const { url, audiences, certificateAuthority } = authenticator.issuer;
  const claims = listClaimsRead(authenticator, index, compilations);
  return { url, audiences, certificateAuthority, claims };
}
