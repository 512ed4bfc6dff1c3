import { createCompile, loadConfiguration } from "../authn/load.ts";
import { type Minor, minors } from "../kube/minor.ts";
import { type LintToken, lintConfiguration } from "../lint/lint.ts";
import { authenticate, type SignatureMemory } from "../token/authenticate.ts";
import { decodeToken } from "../token/decode-token.ts";
import { describeToken } from "../token/describe.ts";
import { findVerifyingKeys } from "../token/judge-keys.ts";
import type { Authentication } from "../token/trace.ts";
import type { Cache } from "./cache.ts";
import { describeKeySets, gatherExternalData } from "./external-data.ts";
import { listClaimReaders, listExpressionPlaces } from "./fields-view.ts";
import { viewGardener } from "./gardener-view.ts";
import type { AnalysisInput } from "./input.ts";
import type { SignerQuestion } from "./keys-view.ts";

/** A configuration and the server that reads it. */
export interface Source {
  readonly text: string;
  readonly minor: Minor;
  /** The server's own service-account issuers. */
  readonly disallowedIssuers: readonly string[];
}

/** External data: keys and answers of issuers, as they were pasted. */
export interface ExternalSource {
  /** By issuer URL. */
  readonly keys: Readonly<Record<string, string>>;
  /** Answers of endpoints of distributed claims, by URL. */
  readonly answers: Readonly<Record<string, string>>;
  readonly minor: Minor;
}

/** A token before a server that runs a configuration. */
export interface TokenQuestion {
  readonly source: Source;
  /** As pasted. */
  readonly token: string;
  /** Unix seconds. */
  readonly now: number;
  readonly external: ExternalSource;
}

/** The text out of which a configuration was taken. It may hold secrets. */
export interface OpenedSource {
  readonly opened: string;
  readonly minor: Minor;
}

/** What lints look at. */
export interface LintQuestion {
  readonly source: Source;
  readonly target: string;
  /** Unix seconds. */
  readonly now: number;
  readonly token: LintToken;
}

/** The configuration of the input, as the chosen version reads it. */
export function sourceOf({
  configuration: text,
  minor,
  disallowedIssuers,
}: Pick<AnalysisInput, "configuration" | "minor" | "disallowedIssuers">): Source {
  return { text, minor, disallowedIssuers };
}

/** The external data of the input. */
export function externalSourceOf({
  keys,
  answers = {},
  minor,
}: Pick<AnalysisInput, "keys" | "answers" | "minor">): ExternalSource {
  return { keys, answers, minor };
}

/** The queries about configurations and tokens: see createQueries. */
export type Queries = ReturnType<typeof createQueries>;

/**
 * What the stages of an engine ask about configurations and tokens. Each answer is made once for equal keys and shared by
 * all callers: the verdict, a fix that is tried, a preview, a panel, an export, the difference.
 */
export function createQueries(cache: Cache) {
  /** A compiler of a version, with a memory of its own. */
  const compile = cache.query("compile", { limit: minors.length }, createCompile);

  /** A configuration as a server loads it. */
  const load = cache.query("load", configurations, ({ text, minor, disallowedIssuers }: Source) =>
    loadConfiguration(text, { minor, disallowedIssuers, compile: compile(minor) }),
  );

  /** Which fields read which claims, and where the expressions are in the text. */
  const fields = cache.query("fields", few, (source: Source) => {
    const { decoded, compilations } = load(source);
    return {
      claimReaders: decoded && compilations ? listClaimReaders(decoded, compilations) : [],
      places: { text: source.text, expressions: decoded ? listExpressionPlaces(decoded) : [] },
    };
  });

  /** What Gardener's admission says of the text. */
  const gardener = cache.query("gardener", few, (source: Source) =>
    viewGardener(source, compile(source.minor)),
  );

  /** The text out of which the configuration was taken, opened. The code is loaded if there is one. */
  const opened = cache.query("opened", openedTexts, async (asked: OpenedSource) => {
    const { openText } = await import("../import/open.ts");
    return openText(asked.opened, { version: asked.minor });
  });

  /** That text with another configuration inside. */
  const rewrapped = cache.query(
    "rewrapped",
    openedTexts,
    async ({ configuration, ...asked }: OpenedSource & { readonly configuration: string }) => {
      const { rewrap } = await import("../import/rewrap.ts");
      return rewrap(await opened(asked), { version: asked.minor }, configuration);
    },
  );

  /** What each version makes of the text. */
  const versions = cache.query(
    "versions",
    few,
    async ({ text, disallowedIssuers }: Omit<Source, "minor">) => {
      const { viewVersions } = await import("./versions-view.ts");
      return viewVersions(text, (minor) => load({ text, minor, disallowedIssuers }));
    },
  );

  /** Our own findings about the configuration. */
  const lint = cache.query(
    "lint",
    { ...few, idleRuns: 1 },
    ({ source, target, now, token }: LintQuestion) => {
      const { text, minor } = source;
      return lintConfiguration({ text, minor, target, loaded: load(source), now, token });
    },
  );

  /** A paste, decoded. */
  const token = cache.query("token", secrets, decodeToken);

  /** What there is to say about a paste without any configuration. */
  const describe = cache.query(
    "describe",
    secrets,
    ({ text, minor }: Pick<Source, "text" | "minor">) => describeToken(token(text), minor),
  );

  /** Keys and answers, read. */
  const external = cache.query(
    "external",
    { limit: 4, idleRuns: 1 },
    ({ keys, answers, minor }: ExternalSource) => gatherExternalData(keys, answers, minor),
  );

  /** The key sets that were given, as the page shows them. */
  const keyReadings = cache.query(
    "keyReadings",
    { limit: 4, idleRuns: 1 },
    (source: ExternalSource) => describeKeySets(external(source).pasted, source.keys),
  );

  /** Which keys of a pasted key set the signature of a token is by. */
  const verifyingKeys = cache.query(
    "verifyingKeys",
    { limit: 20, idleRuns: 1 },
    ({ text, token: signed }: SignerQuestion) => findVerifyingKeys(text, signed),
  );

  /** Verdicts on the signatures of a token by the keys that were given, filled while it is authenticated. */
  const signatures = cache.query(
    "signatures",
    secrets,
    (_: Pick<TokenQuestion, "token" | "external">): SignatureMemory => new Map(),
  );

  /**
   * What a server makes of a token; undefined if no server runs the configuration, or if the paste is nothing that it
   * could be sent.
   */
  const authentication = cache.query(
    "authentication",
    secrets,
    (asked: TokenQuestion): Promise<Authentication> | undefined => {
      const { compiled } = load(asked.source);
      const { credential, claims } = token(asked.token);
      if (compiled === undefined || credential === undefined) return undefined;
      return authenticate({
        ...{ configuration: compiled, minor: asked.source.minor, credential, now: asked.now },
        external: external(asked.external).external,
        signatures: signatures({ token: asked.token, external: asked.external }),
        ...(claims && { payload: claims }),
      });
    },
  );

  return {
    compile,
    load,
    fields,
    gardener,
    opened,
    rewrapped,
    versions,
    lint,
    token,
    describe,
    external,
    keyReadings,
    verifyingKeys,
    authentication,
  };
}

/**
 * One text on every version, one that runs, some with a fix, and those of another workspace. What is made of a text is
 * many times as large, so that of large texts few are kept.
 */
const configurations = {
  limit: 40,
  capacity: 2_000_000,
  weigh: ({ text }: Source) => text.length,
};

const few = { limit: 4 };

/** May hold secrets: gone with the second run that does not ask for it. */
const openedTexts = { limit: 2, idleRuns: 1 };

/**
 * With a token in the key or in the answer: gone with the second run that does not ask for it, so that an undo finds it,
 * and with the first one that has no token at all.
 */
const secrets = { limit: 200, idleRuns: 1 };
