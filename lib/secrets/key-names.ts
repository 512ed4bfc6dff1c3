/** How sure a key's name is that its value is a secret. */
export type KeySecrecy = "sure" | "likely" | "none";

/** Words of which one at the end of a name (or the whole name) makes its value a secret. */
const sureWords = [
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "pass",
  "secret",
  "secrets",
  "clientsecret",
  "privatekey",
  "secretkey",
  "apikey",
  "accesskey",
  "accesstoken",
  "refreshtoken",
  "idtoken",
  "bearertoken",
  "authtoken",
  "credential",
  "credentials",
  "mnemonic",
  "seedphrase",
  "encryptionkey",
  "signingkey",
  "masterkey",
  "sharedkey",
  "sshkey",
  "hmackey",
  "storagekey",
  "deploykey",
  "tlskey",
  "clientkeydata",
  "keydata",
  "dockerconfigjson",
  "connectionstring",
  "joincommand",
];

/** Words that secrets and plain statements have: a value in prose behind them is one only if it looks like one. */
const likelyWords = [
  "token",
  "jwt",
  "bearer",
  "authorization",
  "auth",
  "cookie",
  "session",
  "sessionid",
  "signature",
  "pin",
  "otp",
  "totp",
  "salt",
  "nonce",
  "code",
  "codeverifier",
  "psk",
  "dsn",
  "webhook",
  "assertion",
];

/** Endings of names that say something about a secret and are none themselves. */
const harmless =
  /(?:name|names|ref|refs|namespace|path|file|files|url|uri|type|kind|id|expiration|ttl|seconds|count|length|algorithm|alg|issuer|audience|endpoint|method|mode|enabled|required|class|format|header|prefix|template|usage|version|policy|reader|viewer|admin)$/;

/** What the name of a key says about its value: case, separators and position in a longer name make no difference. */
export function readKeySecrecy(name: string): KeySecrecy {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (letters === "" || letters.length > 80) return "none";
  if (sureWords.some((word) => letters.endsWith(word))) return "sure";
  // `password2`, `token1`, `secret_old`.
  const stem = letters.replace(
    /(?:old|new|prod|dev|test|current|previous|value|data|b64|base64)$|\d{1,4}$/,
    "",
  );
  if (stem !== letters && sureWords.some((word) => stem.endsWith(word))) return "sure";
  if (harmless.test(letters)) return "none";
  if (likelyWords.some((word) => letters === word || (word.length > 4 && stem.endsWith(word))))
    return "likely";
  return "none";
}

/** Values that represent a secret without being one: nothing, a reference, a placeholder, a mask. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim();
  if (
    text === "" ||
    /^(?:null|~|true|false|none|nil|undefined|yes|no|on|off|read|write)$/i.test(text)
  )
    return true;
  if (
    /^[*.\u2022x_-]+$/i.test(text) ||
    /^(?:redacted|masked|changeme|hidden|todo|tbd|example)$/i.test(text)
  )
    return true;
  const first = text[0] ?? "";
  const last = text.at(-1) ?? "";
  if (first === "<" && last === ">") return text.indexOf(">") === text.length - 1;
  if (text.startsWith("${") && last === "}") return /^\$\{[\w.:-]*\}$/.test(text);
  if (text.startsWith("{{") && text.endsWith("}}")) return true;
  return (
    /^\$[A-Za-z_]\w*$/.test(text) ||
    /^\$\([A-Za-z_]\w*\)$/.test(text) ||
    /^%[A-Za-z_]\w*%$/.test(text)
  );
}
