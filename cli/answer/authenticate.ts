import { loadConfiguration } from "../../lib/authn/load.ts";
import type { UserInfo } from "../../lib/kube/user-info.ts";
import {
  type AuthenticationRequest,
  askIssuers,
  authenticate,
} from "../../lib/token/authenticate.ts";
import { type Answer, type Job, timed } from "./request.ts";
import { serve } from "./serve.ts";
import { toAnswer } from "./validate.ts";

/** The server's result for a token: the user or the line in its log, and the result of each issuer. */
export async function answerAuthenticate({ request, line, minor }: Job): Promise<Answer> {
  const { config = "", token = "", disallowedIssuers = [] } = request;
  const { decodeError, errors, compiled } = loadConfiguration(config, { minor, disallowedIssuers });
  if (decodeError !== undefined) return { decodeError };
  if (compiled === undefined) return { errors: errors.map(toAnswer) };
  const asked: AuthenticationRequest = {
    configuration: compiled,
    minor,
    credential: { kind: "bearer", token },
    now: request.now || Math.floor(Date.now() / 1000),
    external: await serve(request.providers ?? {}, line, compiled.issuers, minor),
  };
  const [result, issuers] = [await authenticate(asked), await askIssuers(asked)];
  const authenticated = result.verdict === "accepted" || result.verdict === "anonymous";
  return {
    authenticated,
    issuers: issuers.map(({ trace, ok, error, user }) => ({
      issuer: trace.url,
      ok,
      ...(error !== undefined && { error }),
      ...(ok && user !== undefined && { user: showUser(user) }),
    })),
    ...(result.log !== undefined && !authenticated && { log: result.log }),
    ...(authenticated && result.user !== undefined && { user: showUser(result.user) }),
    ...(await timed(request, () => authenticate(asked))),
  };
}

function showUser({ username, uid, groups, extra }: UserInfo): Answer {
  return {
    username,
    ...(uid !== "" && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
