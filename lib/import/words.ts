/** Words without which no known form can be in a text. Only a text without them is left aside. */
export function mayHold(text: string): boolean {
  return /AuthenticationConfiguration|oidc|issuer|claimMappings|authentication-config|RoleBinding|ClusterRole|kind:\s*Role|"kind":\s*"Role"|clusterrole|rolebinding|apiserver|audiences|id_tokens|ID_TOKEN_REQUEST|oidc-login|audit\.k8s\.io|"kind":\s*"Status"|CertificateSigningRequest|kind:\s*Config\b|openssl/i.test(
    text,
  );
}
