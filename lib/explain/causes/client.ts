import type { Cause } from "./cause.ts";
import { explainFetch, mismatchOf } from "./issuer.ts";

/** A 401 as a client sees it: without a reason. */
export const unauthorized: Cause = {
  code: "unauthorized",
  cause:
    "The API server answered 401 Unauthorized. It does not tell its clients why; the reason is only in its log.",
  remedy:
    "Find the line “Unable to authenticate the request” in the log of kube-apiserver and paste it, or paste the token. If the token expired, log in again.",
};

/** The client could not get a credential from its helper. */
function noCredentials(detail: string): Cause {
  return {
    code: "client-no-credentials",
    cause: `The client has no credential to send: ${detail}`,
    remedy:
      "Check the user of the current context in the kubeconfig (kubectl config view --minify). The program under exec must be installed, on the PATH and return a token.",
  };
}

/** What kubectl, Helm, Terraform, Argo CD, Flux and other clients of the API server print; undefined for other texts. */
export function explainClient(text: string): Cause | undefined {
  if (unauthorizedTexts.some((each) => text.includes(each))) return unauthorized;
  if (/^(?:Error: |error: |Error from server: )?Unauthorized\.?$/.test(text.trim())) {
    return unauthorized;
  }
  if (/\(Unauthorized\)|: Unauthorized$|\b401 Unauthorized$/.test(text.trim())) return unauthorized;
  const executable = /exec: executable (\S{1,200}) not found/.exec(text)?.[1];
  if (executable !== undefined) {
    return noCredentials(`the program ${executable} that the kubeconfig names is not installed.`);
  }
  if (text.includes("getting credentials: ") || text.includes("exec plugin")) {
    const version =
      /no kind "ExecCredential" is registered|invalid apiVersion|exec plugin is configured to use API version/.test(
        text,
      );
    return version
      ? {
          code: "client-no-credentials",
          cause:
            "The client and its credential helper use different versions of the exec API (client.authentication.k8s.io).",
          remedy:
            "Write client.authentication.k8s.io/v1 with interactiveMode in the kubeconfig, and update the helper.",
        }
      : loginFailed("the credential helper (exec) failed.");
  }
  if (/no Auth Provider found for name/i.test(text)) {
    return {
      code: "client-no-credentials",
      cause: "The kubeconfig uses auth-provider, which kubectl removed in 1.26.",
      remedy: "Use an exec credential helper instead, for example kubelogin (kubectl oidc-login).",
    };
  }
  return undefined;
}

/** Parts of messages that all mean a 401: client-go's StatusError and kubectl's own words. */
const unauthorizedTexts = [
  "the server has asked for the client to provide credentials",
  "You must be logged in to the server",
  'reason: "Unauthorized"',
];

function loginFailed(detail: string): Cause {
  return {
    code: "client-login",
    cause: `The login failed before the API server was asked: ${detail}`,
    remedy:
      "Run the helper alone (for kubelogin: kubectl oidc-login get-token … -v1) to see its error, and compare client ID, secret, scopes and redirect URL with the provider.",
  };
}

/** What kubelogin prints if it cannot get a token: the text behind `error: get-token: `. */
export function explainKubelogin(text: string): Cause {
  const found = explainDiscovery(text);
  if (found !== undefined) return found;
  const oauth = /oauth2: (?:cannot fetch token: )?"?([a-z_]{3,40})"?/.exec(text)?.[1];
  const known = oauth === undefined ? undefined : oauthErrors[oauth];
  if (known !== undefined) {
    return {
      code: "client-login",
      cause: `The login at the provider failed (${oauth}): ${known.cause}`,
      remedy: known.remedy,
    };
  }
  return loginFailed(`kubelogin says: ${text.trim()}.`);
}

const oauthErrors: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> = {
  invalid_client: {
    cause: "the provider does not accept the client ID or its secret.",
    remedy:
      "Compare --oidc-client-id and --oidc-client-secret with the client at the provider; for a public client remove the secret and use PKCE.",
  },
  invalid_grant: {
    cause: "the code or refresh token is expired, already used, or for another client.",
    remedy: "Remove the cached token (kubectl oidc-login clean) and log in again.",
  },
  invalid_scope: {
    cause: "the provider does not know a scope that is requested.",
    remedy: "Remove the scope from --oidc-extra-scope, or define it at the provider.",
  },
  unauthorized_client: {
    cause: "the client may not use this kind of login.",
    remedy:
      "Enable the authorization code flow (or the device flow) for the client at the provider.",
  },
  access_denied: {
    cause: "the provider refused this user.",
    remedy: "Assign the user or the group to the application at the provider.",
  },
};

/** Discovery that failed in a client; undefined if the text is about something else. */
export function explainDiscovery(text: string): Cause | undefined {
  if (text.includes("did not match the issuer returned by provider")) {
    const [expected = "", got = ""] = mismatchOf(text);
    return {
      code: "issuer-mismatch",
      cause: `The client was told to use the issuer ${expected}, and the discovery document there names the issuer ${got}.`,
      remedy: `Use ${got} in both places: in the client (--oidc-issuer-url) and as issuer.url in the configuration. It is also the iss of the tokens.`,
    };
  }
  if (!text.includes("oidc discovery error")) return undefined;
  const { code, cause, remedy = "" } = explainFetch(text, "discovery");
  return { code, cause: cause.replace("The API server", "The client"), remedy };
}

/** What an issuer's own log says about a login: Dex, Keycloak, Authentik, ORY. */
export function explainIssuerLog(text: string): Cause {
  return {
    code: "client-login",
    cause: `This is a line of an identity provider, not of kube-apiserver: a login there failed (${text.trim()}).`,
    remedy:
      "Look at the provider's connector or client: its client ID, secret and redirect URL, and at the upstream provider it asks. kube-apiserver was not involved.",
  };
}
