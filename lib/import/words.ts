/** Words without which no known form can be in a text. Only a text without them is left aside. */
export function mayHold(text: string): boolean {
  return /AuthenticationConfiguration|oidc|issuer|claimMappings|authentication-config|RoleBinding|ClusterRole|kind:\s*Role|"kind":\s*"Role"|clusterrole|rolebinding|apiserver|audiences|id_tokens|ID_TOKEN_REQUEST|oidc-login|audit\.k8s\.io|"kind":\s*"Status"|CertificateSigningRequest|kind:\s*Config\b|openssl|PolicyRule:|user_access|ci_access|impersonate-|--as[ =]/i.test(
    text,
  );
}

/** What may be base64 of a file, or a token. */
export const longRun = /[A-Za-z0-9+/_-]{40}/;

/** Whether a text may hold one of the forms, in itself or in base64 inside of it. */
export function mayHoldInside(text: string): boolean {
  return mayHold(text) || (text.includes(":") && longRun.test(text));
}
