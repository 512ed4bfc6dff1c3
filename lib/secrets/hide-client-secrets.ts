/** What represents a secret that the page does not need. */
export const hiddenSecret = "•••••";

/**
 * A text about how tokens are got (a kubeconfig, a command of kubelogin or kubectl) without its client secrets and private
 * keys, and without refresh tokens: the page needs none of them, so they go the moment that the text is pasted. Variables
 * stay. Other tokens stay: they are what the page is for. Takes linear time.
 */
export function hideClientSecrets(text: string): string {
  if (!/client[-_]?secret|refresh[-_]?token|client-key-data/i.test(text)) return text;
  return text.replace(assigned, hide).replace(behindFlag, hide).replace(keyData, hide);
}

/**
 * The same for a text that is put into a document. Products spell the fields of their own objects otherwise
 * (`clientSecret`): those stay, because such an object is written back as it was opened.
 */
export function hideKubectlSecrets(text: string): string {
  if (!/client-secret|(?:refresh|id)-token|client-key-data/.test(text)) return text;
  return text.replace(ofKubectl, hide).replace(behindFlag, hide).replace(keyData, hide);
}

// Fields of a kubeconfig and flags: `client-secret: x`, `refresh-token=x`.
const ofKubectl =
  /(\b(?:client-secret|refresh-token|id-token)["']?[ \t]{0,8}[=:][ \t]{0,8})("[^"\n]*"|'[^'\n]*'|[^\s"',}\]]+)/g;
// `client-secret=x`, `clientSecret: "x"`, `"client_secret": "x"`.
const assigned =
  /(\b(?:client[-_]?secret|refresh[-_]?token)["']?[ \t]{0,8}[=:][ \t]{0,8})("[^"\n]*"|'[^'\n]*'|[^\s"',}\]]+)/gi;
// `--oidc-client-secret x`, and the next item of a list: `"--oidc-client-secret", "x"`, `- x` on the next line.
const behindFlag =
  /(--[a-z]{0,20}-?client-secret["']?(?:,[ \t]{0,8}|[ \t]{1,8}|[ \t]{0,8}\r?\n[ \t]{0,80}-[ \t]{1,8}))("[^"\n]*"|'[^'\n]*'|[^\s"',}\]]+)/gi;
const keyData = /(\bclient-key-data["']?[ \t]{0,8}:[ \t]{0,8}["']?)([A-Za-z0-9+/=]+)/gi;

function hide(whole: string, before: string, value: string): string {
  // A variable or a placeholder is no secret, and what begins with dashes is the next flag.
  const quote = /^["']/.exec(value)?.[0] ?? "";
  const bare = quote === "" ? value : value.slice(1, -1);
  return bare === "" || /^(?:[$<{-]|•)/.test(bare)
    ? whole
    : `${before}${quote}${hiddenSecret}${quote}`;
}
