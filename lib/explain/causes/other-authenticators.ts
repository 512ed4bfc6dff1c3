import type { CauseReader } from "./cause.ts";

/**
 * Errors that the other authenticators put into the same line: service-account tokens
 * (pkg/serviceaccount/jwt.go), client certificates (x509.go) and the token webhook.
 */
export const explainOtherAuthenticator: CauseReader = (message) => {
  if (isServiceAccount(message)) {
    return {
      code: "service-account-token",
      cause: `A service-account token was refused (${message}). No OIDC issuer is involved.`,
      remedy: message.includes("cryptographic primitive")
        ? "The token is signed with another key: it is from another cluster, or the cluster's service-account keys were replaced. Get a new one (kubectl create token), or restart the pod that holds it."
        : "The token, its service account, pod or secret is gone or expired. Get a new token (kubectl create token), or restart the pod that holds it.",
    };
  }
  if (message.startsWith("x509: ") || message.startsWith("verifying certificate ")) {
    return {
      code: "client-certificate",
      cause: `The client sent a certificate that the server does not accept (${message}). A certificate is looked at before any token.`,
      remedy: message.includes("expired")
        ? "The certificate has expired. Issue a new one, or remove client-certificate-data and client-key-data from the user in the kubeconfig."
        : "The certificate is from another authority than --client-ca-file, for example from another cluster. Remove client-certificate-data and client-key-data from the user in the kubeconfig, or use the right kubeconfig.",
    };
  }
  if (/^(?:Post|Put|Get) "?https?:\/\//.test(message) || message.startsWith("webhook ")) {
    return {
      code: "webhook-token",
      cause: `The token webhook (--authentication-token-webhook-config-file) did not answer: ${message}.`,
      remedy:
        "Check that the webhook's server runs and that the control plane reaches the URL in its kubeconfig. Tokens that no other authenticator accepts depend on it.",
    };
  }
  return undefined;
};

function isServiceAccount(message: string): boolean {
  return starts.some((start) => message.startsWith(start));
}

/** Of pkg/serviceaccount (jwt.go, claims.go, legacy.go) and of the library that checks its signatures. */
const starts = [
  "square/go-jose: ",
  "go-jose/go-jose: ",
  "Token has ",
  "Token is not ",
  "service account ",
  "serviceaccounts ",
  "token has been invalidated",
  "token audiences ",
  "unable to parse token",
  "invalid signature",
  "secret ",
  "pod ",
  "node ",
];
