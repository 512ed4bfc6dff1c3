import type { EditedDocument } from "./inputs.ts";

/** Guesses from a file's text where it belongs. Undefined: nothing speaks for any place, the caller's place is as good. */
export function placeOfText(text: string): EditedDocument | "token" | undefined {
  // Kinds stand near the top; a dump of a cluster is long.
  const head = text.slice(0, 100_000);
  if (/^[ \t]*"?kind"?[ \t]*:[ \t]*"?AuthenticationConfiguration\b/m.test(head))
    return "configuration";
  // The flags that a configuration replaces; kubelogin's are in a kubeconfig.
  if (
    /oidc-issuer-url/.test(head) &&
    !/^[ \t]*kind[ \t]*:[ \t]*Config\b(?![\w.-])|oidc-login/m.test(head)
  )
    return "configuration";
  if (/^[ \t-]*"?kind"?[ \t]*:[ \t]*"?(?:Cluster)?Role(?:Binding)?(?:List)?\b/m.test(head))
    return "bindings";
  if (/^[ \t]*"?kind"?[ \t]*:[ \t]*"?(?:ExecCredential|Config)\b/m.test(head)) return "token";
  if (/^\s*["']?(?:authorization:\s*)?(?:bearer\s+)?ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/i.test(head))
    return "token";
  if (/^\s*\{/.test(head) && /"(?:iss|sub|id_token|access_token)"\s*:/.test(head)) return "token";
  return undefined;
}
