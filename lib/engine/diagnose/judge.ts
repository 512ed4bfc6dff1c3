import { type Compile, type LoadedConfiguration, loadConfiguration } from "../../authn/load.ts";
import type { Minor } from "../../kube/minor.ts";
import { loadApiResources, withNamedResources } from "../../rbac/api-resources.ts";
import { decideAccess } from "../../rbac/authorization-modes.ts";
import { createAuthorizer } from "../../rbac/authorize.ts";
import { loadDefaultPolicy } from "../../rbac/default-policy/load.ts";
import { decodePolicy, mergePolicies } from "../../rbac/manifest/decode.ts";
import { parseQuestion } from "../../rbac/parse-question.ts";
import type { User } from "../../rbac/types.ts";
import { type AuthenticationRequest, authenticate } from "../../token/authenticate.ts";
import type { Authentication } from "../../token/trace.ts";

/** One login with everything that decides about it. */
export interface Login {
  /** The text of an AuthenticationConfiguration. */
  readonly configuration: string;
  /** RBAC objects as YAML. */
  readonly bindings: string;
  readonly minor: Minor;
  readonly disallowedIssuers: readonly string[];
  readonly authorizationModes: readonly string[];
  /** Undefined to judge the configuration alone. */
  readonly credential?: AuthenticationRequest["credential"] | undefined;
  readonly external: AuthenticationRequest["external"];
  readonly signatures?: AuthenticationRequest["signatures"];
  /** Unix seconds. */
  readonly now: number;
  /** As after `kubectl auth can-i`; without -n it is about the namespace `namespace`. */
  readonly question?: string | undefined;
  readonly namespace: string;
  /** Remembers compiled expressions. */
  readonly compile: Compile;
}

/** What becomes of a login. */
export interface Judgement {
  /** "unknown": something that decides is not known, a signature for example. A user is then the one it would be. */
  readonly verdict: "authenticated" | "unauthorized" | "refused" | "unknown";
  readonly loaded: LoadedConfiguration;
  readonly authentication?: Authentication;
  readonly user?: Authentication["user"];
  /** The answer to the question, if there is one and a user. Undefined if RBAC alone does not decide. */
  readonly allowed?: boolean | undefined;
}

/** Judges a login as the server does. Never throws for what a person typed. */
export async function judge(login: Login): Promise<Judgement> {
  const { configuration, minor, disallowedIssuers, compile, credential } = login;
  const loaded = loadConfiguration(configuration, { minor, disallowedIssuers, compile });
  if (loaded.compiled === undefined) return { verdict: "refused", loaded };
  if (credential === undefined) return { verdict: "unknown", loaded };
  const { now, external, signatures } = login;
  const authentication = await authenticate({
    configuration: loaded.compiled,
    ...{ minor, credential, now, external },
    ...(signatures !== undefined && { signatures }),
  });
  const { user } = authentication;
  const judged = { loaded, authentication, ...(user !== undefined && { user }) };
  if (authentication.verdict === "refused") return { verdict: "unauthorized", ...judged };
  const allowed = user === undefined ? undefined : await isAllowed(login, user);
  const answered = { ...judged, ...(allowed !== undefined && { allowed }) };
  return authentication.verdict === "unknown"
    ? { verdict: "unknown", ...answered }
    : { verdict: "authenticated", ...answered };
}

/** The decision of RBAC with the default roles; undefined without a question, or if another authorizer may decide. */
async function isAllowed(login: Login, user: User): Promise<boolean | undefined> {
  const { question, bindings, minor, namespace, authorizationModes } = login;
  if (question === undefined || question.trim() === "") return undefined;
  const { policy } = decodePolicy(bindings);
  const merged = mergePolicies(await loadDefaultPolicy(minor), policy);
  const authorizer = createAuthorizer(merged);
  const resources = withNamedResources(await loadApiResources(), merged);
  const read = parseQuestion(question, resources, namespace);
  if (read.kind === "unreadable") return undefined;
  const { verdict } = decideAccess(authorizationModes, authorizer, user, read.request);
  return verdict === "unknown" ? undefined : verdict === "allowed";
}
