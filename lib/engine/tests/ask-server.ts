import { createCompile, type LoadedConfiguration, loadConfiguration } from "../../authn/load.ts";
import { explainRefusedConfiguration } from "../../explain/causes/refused-configuration.ts";
import { explainRefusal } from "../../explain/causes/verdict.ts";
import type { Minor } from "../../kube/minor.ts";
import { readAnonymousAccess } from "../../token/anonymous.ts";
import { authenticate, type SignatureMemory } from "../../token/authenticate.ts";
import { decodeToken } from "../../token/decode-token.ts";
import { describeToken } from "../../token/describe.ts";
import type { LoadedTest, LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import { gatherExternalData } from "../external-data.ts";
import type { Outcome } from "./test-result.ts";
import { userOfAsker } from "./user-of-asker.ts";

/** A server of one version with the configuration of a workspace. */
export interface Server {
  readonly workspace: LoadedWorkspace;
  readonly minor: Minor;
  readonly loaded: LoadedConfiguration;
  readonly signatures: SignatureMemory;
}

/** A server that has read the configuration of a workspace, or refused it. */
export function startServer(workspace: LoadedWorkspace, minor: Minor): Server {
  const loaded = loadConfiguration(workspace.configuration, {
    minor,
    disallowedIssuers: workspace.serviceAccountIssuers,
    compile: createCompile(minor),
  });
  return { workspace, minor, loaded, signatures: new Map() };
}

/** What becomes of the asker of a test. Never throws for the texts of a workspace. */
export async function askServer(asker: LoadedTest["asker"], server: Server): Promise<Outcome> {
  const { workspace, minor, loaded, signatures } = server;
  const { compiled } = loaded;
  if (compiled === undefined) {
    const cause = explainRefusedConfiguration(loaded);
    const line = loaded.serverLine?.start;
    return { verdict: "refused", ...(cause && { cause }), ...(line !== undefined && { line }) };
  }
  if (asker.kind === "none") return { verdict: "loads" };
  if (asker.kind === "anonymous") {
    const anonymous = readAnonymousAccess(compiled, minor);
    if (anonymous.kind === "refused") return { verdict: "unauthorized" };
    return { verdict: "authenticated", user: userOfAsker(asker), anonymous };
  }
  if (asker.kind !== "claims" && asker.kind !== "token") {
    return { verdict: "authenticated", user: userOfAsker(asker) };
  }
  const decoded = asker.kind === "claims" ? decodeToken(asker.claims) : decodeToken(asker.token);
  const { credential } = decoded;
  if (credential === undefined)
    return { verdict: "unknown", unknowns: ["The token is unreadable."] };
  const pasted = gatherExternalData(Object.fromEntries(workspace.keys), {}, minor).external;
  const external =
    asker.kind === "claims"
      ? { ...pasted, keysOf: () => ({ kind: "missing", reason: countsAsSigned }) as const }
      : pasted;
  const authentication = await authenticate({
    ...{ configuration: compiled, minor, credential, now: workspace.now, external, signatures },
  });
  const { verdict, user, log, unknowns = [] } = authentication;
  const line = log === undefined ? {} : { line: `Unable to authenticate the request: ${log}` };
  if (verdict === "refused") {
    const cause = explainRefusal(authentication, describeToken(decoded));
    return { verdict: "unauthorized", ...(cause && { cause }), ...line };
  }
  // Claims count as signed: the signature is then the one thing that was not checked.
  const sure = verdict === "accepted" || (asker.kind === "claims" && user !== undefined);
  if (!sure || user === undefined) return { verdict: "unknown", unknowns };
  return { verdict: "authenticated", user };
}

const countsAsSigned = "the token counts as signed";
