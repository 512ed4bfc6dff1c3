import type { CauseCode } from "../../diagnostics/cause-code.ts";
import type { Cause } from "./cause.ts";
import { explainFetch, mismatchOf, saysMismatch } from "./issuer.ts";

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
  if (/interactiveMode must be specified for \S{1,253} to use exec/.test(text)) {
    return {
      code: "client-no-credentials",
      cause:
        "The user of the kubeconfig has an exec plugin of client.authentication.k8s.io/v1 without interactiveMode, and kubectl does not start it.",
      remedy: "Write interactiveMode: IfAvailable (or Never, Always) beside command.",
    };
  }
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
      : explainHelper(text);
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

// `getting credentials: exec: executable kubelogin failed with exit code 1`
function explainHelper(text: string): Cause {
  const executable = /exec: executable (\S{1,200}) failed with exit code (\d{1,5})/.exec(text);
  if (executable === null) return loginFailed("the credential helper (exec) failed.");
  const [, program = "", code = ""] = executable;
  return loginFailed(
    `the program ${program} that the kubeconfig names ended with exit code ${code}. Its output is before this line.`,
  );
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
  const found = explainDiscovery(text) ?? readEntraError(text);
  if (found !== undefined) return found;
  const oauth =
    /"error": ?"([a-z_]{3,40})"/.exec(text)?.[1] ??
    /authorization error: ([a-z_]{3,40})/.exec(text)?.[1] ??
    /oauth2: (?:cannot fetch token: )?"?([a-z_]{3,40})"?/.exec(text)?.[1];
  const known = oauth === undefined ? undefined : explainOauthError(oauth, "");
  return known ?? loginFailed(`kubelogin says: ${text.trim()}.`);
}

/** An error code of OAuth 2.0 or OpenID Connect with the provider's description; undefined for an unknown code. */
export function explainOauthError(error: string, description: string): Cause | undefined {
  const entra = readEntraError(description);
  if (entra !== undefined) return entra;
  const known = oauthErrors[error];
  return (
    known && {
      code: "client-login",
      cause: `The login at the provider failed (${error}): ${known.cause}`,
      remedy: known.remedy,
    }
  );
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
  login_required: {
    cause: "there is no session at the provider, and the client asked for none to be started.",
    remedy: "Log in with the browser; remove prompt=none from the client's extra parameters.",
  },
  interaction_required: {
    cause: "the provider has to ask the user for something.",
    remedy: "Log in with the browser or with a device code.",
  },
  consent_required: {
    cause: "the user has not consented to what the client asks for.",
    remedy: "Log in with the browser and consent, or let an administrator consent.",
  },
  unsupported_grant_type: {
    cause: "the provider does not offer this kind of login.",
    remedy: "Use the authorization code flow or the device flow.",
  },
  access_denied: {
    cause: "the provider refused this user.",
    remedy: "Assign the user or the group to the application at the provider.",
  },
};

/** Discovery that failed in a client; undefined if the text is about something else. */
export function explainDiscovery(text: string): Cause | undefined {
  if (saysMismatch(text)) {
    const [expected = "", got = ""] = mismatchOf(text);
    return {
      code: "issuer-mismatch",
      cause: `The client was told to use the issuer ${expected}, and the discovery document there names the issuer ${got}.`,
      remedy: `Use ${got} in both places: in the client (--oidc-issuer-url) and as issuer.url in the configuration. It is also the iss of the tokens.`,
    };
  }
  if (!text.includes("oidc discovery error")) return undefined;
  const { code, cause } = explainFetch(text, "discovery");
  return {
    code,
    cause: cause.replaceAll("the API server", "the client").replace("The API server", "The client"),
    remedy: clientRemedies[code] ?? clientRemedy,
  };
}

const clientRemedy =
  "Open the issuer's URL with /.well-known/openid-configuration behind it on this machine, and compare it with --oidc-issuer-url.";

/** The machine of the client is not the control plane: its own network, DNS and certificates count. */
const clientRemedies: Readonly<Partial<Record<CauseCode, string>>> = {
  "issuer-tls":
    "Give the client the certificate of the issuer's authority (kubelogin: --certificate-authority), or install it on this machine. kube-apiserver has a certificateAuthority of its own.",
};

/**
 * An error of Microsoft Entra ID, wherever it is quoted: `AADSTS50011: The redirect URI …`. Codes of Microsoft's list of
 * sign-in errors. Undefined without such a code.
 */
export function readEntraError(text: string): Cause | undefined {
  const code = /\bAADSTS(\d{4,7})\b/.exec(text)?.[1];
  if (code === undefined) return undefined;
  const known = entraErrors[code];
  return {
    code: "client-login",
    cause: `The login at Entra ID failed (AADSTS${code})${known === undefined ? "" : `: ${known.cause}`}. kube-apiserver was not asked.`,
    remedy:
      known?.remedy ??
      "Look the code up in Microsoft's list of sign-in errors, and compare tenant, application, scopes and redirect URL.",
  };
}

const entraErrors: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> = {
  50011: {
    cause: "the redirect URL of the client is not registered for the application",
    remedy:
      "Add the client's redirect URL to the application (kubelogin: http://localhost:8000, of the platform Mobile and desktop applications).",
  },
  50020: {
    cause: "the user is of another tenant",
    remedy: "Log in with an account of this tenant, or invite the user as a guest.",
  },
  50058: {
    cause: "there is no session to log in silently with",
    remedy: "Log in with the browser or with a device code.",
  },
  50076: {
    cause: "the tenant asks for a second factor",
    remedy: "Log in with the browser or with a device code; a password alone is not enough.",
  },
  50105: {
    cause: "the user is not assigned to the application",
    remedy: "Assign the user or a group of the user to the enterprise application.",
  },
  65001: {
    cause: "the user or an administrator has not consented to the application",
    remedy: "Grant consent for the requested permissions in the application's API permissions.",
  },
  70011: {
    cause: "a requested scope is not valid",
    remedy: "Request scopes of one resource, for example openid email profile.",
  },
  90002: {
    cause: "the tenant was not found",
    remedy: "Compare the tenant in the issuer's URL with the directory (tenant) ID.",
  },
  700016: {
    cause: "the application was not found in this tenant",
    remedy: "Compare --oidc-client-id with the application (client) ID, and the tenant in the URL.",
  },
  7000215: {
    cause: "the client secret is wrong",
    remedy: "Use the value of the secret, not its ID. Secrets expire: create a new one.",
  },
  7000218: {
    cause: "the application is not a public client, and no secret was sent",
    remedy: "Set Allow public client flows to Yes for the application, or send a client secret.",
  },
};

/** What an issuer's own log says about a login: Dex, Keycloak, Authentik, ORY. */
export function explainIssuerLog(text: string): Cause {
  return {
    code: "client-login",
    cause: `This is a line of an identity provider, not of kube-apiserver: a login there failed (${text.trim()}).`,
    remedy:
      "Look at the provider's connector or client: its client ID, secret and redirect URL, and at the upstream provider it asks. kube-apiserver was not involved.",
  };
}
