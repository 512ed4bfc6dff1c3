import { formatLogLine, type LoadedConfiguration } from "../authn/load.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { VerdictCause } from "../explain/causes/verdict.ts";
import type { ChecklistItem } from "../explain/checklist.ts";
import type { AnonymousAccess } from "../token/anonymous.ts";
import type { TokenDescription } from "../token/describe.ts";
import type { Authentication, Step } from "../token/trace.ts";

/** What kubectl prints whenever the server answers 401. */
const clientLine = "error: You must be logged in to the server (Unauthorized)";

/** The verdict in words, from the trace alone. */
export function describeVerdict(authentication: Authentication): Headline {
  switch (authentication.verdict) {
    case "accepted":
      return {
        verdict: "accepted",
        title: "Authenticated",
        sentence: `The server accepts this token. The user is ${authentication.user?.username ?? ""}.`,
        ...stepOf(decisiveStep(authentication)),
      };
    case "unknown":
      return describeUnknown(authentication);
    case "anonymous":
      return {
        verdict: "anonymous",
        title: "Anonymous",
        sentence:
          "The request carries no token that the server reads, so it goes on as system:anonymous.",
      };
    case "no-configuration":
      return noConfiguration;
    case "refused":
      return describeRefusal(authentication);
  }
}

/** A refusal with its cause; every other headline as it is. The sentences are loaded with the first refusal. */
export async function explainHeadline(
  headline: Headline,
  authentication: Authentication,
  token: TokenDescription,
): Promise<Headline> {
  if (headline.verdict !== "refused") return headline;
  const { explainRefusal } = await import("../explain/causes/verdict.ts");
  const cause = explainRefusal(authentication, token);
  return cause === undefined ? headline : { ...headline, sentence: cause.cause, cause };
}

/** Why a server does not run the configuration. */
export async function explainNoConfiguration(loaded: LoadedConfiguration): Promise<Headline> {
  const { explainRefusedConfiguration } = await import(
    "../explain/causes/refused-configuration.ts"
  );
  const cause = explainRefusedConfiguration(loaded);
  return cause === undefined
    ? noConfiguration
    : { ...noConfiguration, sentence: cause.cause, cause };
}

/** A configuration in which required fields are missing and nothing is wrong; undefined for any other. */
export async function describeUnfinished(
  text: string,
  loaded: LoadedConfiguration,
  token: TokenDescription,
): Promise<Headline | undefined> {
  const [{ listChecks }, { readClaims }] = await Promise.all([
    import("../explain/checklist.ts"),
    import("../explain/causes/verdict.ts"),
  ]);
  const { iss, aud } = readClaims(token) ?? {};
  const audience = Array.isArray(aud) ? aud[0] : aud;
  const checklist = listChecks(text, loaded, {
    ...(typeof iss === "string" && { issuer: iss }),
    ...(typeof audience === "string" && { audience }),
  });
  if (checklist === undefined) return undefined;
  return {
    verdict: "no-configuration",
    title: "Not finished yet",
    sentence: "Required fields are missing. kube-apiserver does not start with this file.",
    checklist,
  };
}

/** Before there is a token: what a request without one comes to. */
export function describeNoToken(access: AnonymousAccess): Headline {
  return {
    verdict: "no-token",
    title: "No token yet",
    sentence: `Paste a token, or only its claims, to see what the server makes of it. A request without any is ${describeAnonymous(access)}.`,
  };
}

/** If the server would not run the configuration. */
const noConfiguration: Headline = {
  verdict: "no-configuration",
  title: "No verdict",
  sentence: "The server would not run this configuration; its findings say why.",
};

/** If there is no text. */
export const emptyConfiguration: Headline = {
  verdict: "no-configuration",
  title: "No configuration yet",
  sentence: "Write or open an AuthenticationConfiguration, or start from an example.",
};

function describeUnknown(authentication: Authentication): Headline {
  const { user, unknowns = [] } = authentication;
  const step = stepOf(decisiveStep(authentication));
  if (user === undefined) {
    const sentence = `${unknowns.at(-1) ?? "The answer was given up"}.`;
    return { verdict: "unknown", title: "Not known", sentence, ...step };
  }
  const condition = conditionOf(authentication);
  const reasons = unknowns.map((reason) => `${reason}.`).join(" ");
  return {
    verdict: "unknown",
    title: "Would be authenticated",
    sentence: `As the user ${user.username}, ${condition}. ${reasons}`.trim(),
    condition,
    ...step,
  };
}

function describeAnonymous(access: AnonymousAccess): string {
  switch (access.kind) {
    case "flag":
      return "anonymous, unless the server runs with --anonymous-auth=false";
    case "everywhere":
      return "anonymous: the user system:anonymous";
    case "refused":
      return "refused with 401";
    case "paths":
      return `anonymous on ${access.paths.join(", ")} only, and refused with 401 elsewhere`;
  }
}

function describeRefusal(authentication: Authentication): Headline {
  const step = decisiveStep(authentication);
  const log = authentication.log;
  return {
    verdict: "refused",
    title: "401 Unauthorized",
    sentence: `${step?.summary ?? "No issuer of the configuration accepts the token"}.`,
    ...(log === undefined ? {} : { log: formatLogLine("Unable to authenticate the request", log) }),
    client: clientLine,
    ...stepOf(step),
  };
}

function stepOf(step: Step | undefined): Pick<Headline, "step"> {
  return step ? { step: step.id } : {};
}

/** The step that ended the matter: the failed one, the one given up, else the first unknown one. */
function decisiveStep(authentication: Authentication): Step | undefined {
  const decided = authentication.issuers.find(({ index }) => index === authentication.decidedBy);
  const steps = [...authentication.preliminary, ...(decided?.steps ?? [])];
  if (authentication.verdict === "refused")
    return decided?.steps.find(({ verdict }) => verdict === "failed");
  const unknown = ({ verdict }: Step) => verdict === "unknown";
  return authentication.user === undefined ? steps.findLast(unknown) : steps.find(unknown);
}

// What must hold for the user to come of it; each is a step that could not be checked.
function conditionOf({ issuers, decidedBy }: Authentication): string {
  const steps = issuers.find(({ index }) => index === decidedBy)?.steps ?? [];
  const conditions = steps.flatMap(({ kind, verdict, output }) => {
    if (verdict !== "unknown") return [];
    if (kind === "signature") return ["the signature is valid"];
    if (kind !== "distributed-claims") return [];
    return [
      output === undefined
        ? "its groups can be fetched"
        : "the token that brings its groups has a valid signature",
    ];
  });
  return `if ${conditions.join(" and ")}`;
}

/** The verdict in one line and one sentence, made from `authentication` and never from anything else. */
export interface Headline {
  readonly verdict:
    | "accepted"
    | "refused"
    | "anonymous"
    | "unknown"
    | "no-token"
    | "no-configuration";
  /** "401 Unauthorized", "Authenticated", "Would be authenticated", "Not known". */
  readonly title: string;
  /** One sentence a beginner understands. Untrusted text: it may hold claim values. */
  readonly sentence: string;
  /** What must hold for "would be": "if the signature is valid". */
  readonly condition?: string;
  /** The server's log line without time and process: `"Unable to authenticate the request" err="…"`. */
  readonly log?: string;
  /** What kubectl prints to the user. */
  readonly client?: string;
  /** The step that decided, `Step.id`. */
  readonly step?: string;
  /** Why, and what to do; only of a refusal and of a configuration that the server refuses. */
  readonly cause?: VerdictCause;
  readonly fixes?: readonly Fix[];
  /** Only of a configuration that is being written: its required fields. */
  readonly checklist?: readonly ChecklistItem[];
}
