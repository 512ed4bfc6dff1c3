import type { CauseCode } from "../../diagnostics/cause-code.ts";
import { readQuoted } from "../../go/unquote.ts";
import { after, type Cause } from "./cause.ts";
import { explainCompileError } from "./compile-errors.ts";
import { explainFieldError } from "./field-errors.ts";

/** When the server read the file: at its start (it then does not run) or later (the old configuration stays). */
export type ConfigMoment = "start" | "reload";

/** What kube-apiserver says of its authentication configuration and its flags. */
export function explainConfigError(error: string, moment: ConfigMoment): Cause | undefined {
  const found = readConfigError(error, moment);
  if (found === undefined) return undefined;
  const first = consequence(moment, found.code);
  return { ...found, cause: first === "" ? found.cause : `${first} ${found.cause}` };
}

function consequence(moment: ConfigMoment, code: CauseCode): string {
  if (moment === "reload") {
    return "The reload was refused; the old configuration stays in force until the next start.";
  }
  return code === "cel-compile" || code.startsWith("config-")
    ? "The API server does not start."
    : "";
}

function readConfigError(error: string, moment: ConfigMoment): Cause | undefined {
  const flag = explainFlag(error);
  if (flag !== undefined) return flag;
  const loading = after(error, "failed to load authentication configuration from file ");
  const file = loading === undefined ? undefined : readQuoted(loading);
  if (loading !== undefined && file !== undefined) {
    return explainLoading(after(loading.slice(file.end), ": ") ?? "", file.value);
  }
  const invalid = after(error, "invalid authentication configuration: ");
  if (invalid !== undefined) return explainInvalid(invalid);
  if (moment === "reload") return explainLoading(error, undefined);
  return isFieldError(error) ? explainInvalid(error) : undefined;
}

/** Why kube-apiserver ended with "command failed". Other reasons than authentication are "none". */
export function explainCommandFailed(error: string): Cause {
  const known = explainConfigError(error, "start");
  if (known !== undefined) return known;
  // The same words without their beginning are also about other files and flags: only what names itself counts.
  const found = explainDecoding(error, "The file") ?? explainMissingFile(error);
  if (found !== undefined)
    return { ...found, cause: `${consequence("start", found.code)} ${found.cause}` };
  return {
    code: "none",
    cause: `The API server does not start, for a reason that is not its authentication configuration: ${error}.`,
  };
}

// A file that some flag names: `open /etc/kubernetes/pki/oidc-ca.pem: no such file or directory`.
function explainMissingFile(error: string): Cause | undefined {
  const at = error.indexOf("open /");
  const end = at < 0 ? -1 : error.indexOf(": no such file or directory", at);
  if (end < 0) return undefined;
  return {
    code: "config-file-missing",
    cause: `The file ${error.slice(at + "open ".length, end)}, which a flag names, does not exist in the container of kube-apiserver.`,
    remedy: mountRemedy,
  };
}

const mountRemedy =
  "Put the file on every control-plane node and mount its folder into the static pod (hostPath volume and volumeMount with the same path).";

// Errors about flags, whatever else the file says.
function explainFlag(error: string): Cause | undefined {
  // The server's own text has the misspelling "anonynous" in some versions.
  if (/--anony[mn]ous-auth flag cannot be set/.test(error)) {
    return {
      code: "config-flags-conflict",
      cause: "The file has the field anonymous, and the flag --anonymous-auth is set too.",
      remedy:
        "Remove the flag --anonymous-auth. If the distribution always sets it (Talos up to 1.13, for example), remove the field anonymous from the file instead.",
    };
  }
  if (error.includes("authentication-config file and oidc-* flags are mutually exclusive")) {
    return {
      code: "config-flags-conflict",
      cause: "--authentication-config and a --oidc-* flag are both set.",
      remedy: "Remove every --oidc-* flag. The file replaces all of them.",
    };
  }
  if (error.includes("must be specified together when any oidc-* flags are set")) {
    return {
      code: "config-flags-conflict",
      cause: "One of --oidc-issuer-url and --oidc-client-id is set without the other.",
      remedy:
        "Set both flags, with values that are not empty, or remove every --oidc-* flag and use --authentication-config.",
    };
  }
  const argument = explainArgument(error);
  if (argument !== undefined) return argument;
  const unknown = after(error, "unknown flag: ");
  if (unknown !== undefined) return explainUnknownFlag(unknown);
  const changed = "anonymous: Forbidden: changed from initial configuration file";
  if (error.includes(changed)) {
    return {
      code: "config-invalid",
      cause: "The field anonymous cannot change while the server runs.",
      remedy: "Restart the API server for this change, or leave anonymous as it was.",
    };
  }
  return undefined;
}

// pflag: invalid argument "hd" for "--oidc-required-claim" flag: malformed pair, expect string=string
function explainArgument(error: string): Cause | undefined {
  const rest = after(error, "invalid argument ");
  const value = rest === undefined ? undefined : readQuoted(rest);
  const named =
    rest === undefined || value === undefined ? undefined : after(rest.slice(value.end), " for ");
  const flag = named === undefined ? undefined : readQuoted(named);
  if (named === undefined || flag === undefined || value === undefined) return undefined;
  const name = flag.value.split(" ").at(-1) ?? flag.value;
  if (!/^--(?:oidc-|authentication-|anonymous-auth)/.test(name)) return undefined;
  const reason = after(named.slice(flag.end), " flag: ") ?? "it is not valid";
  return {
    code: "config-invalid",
    cause: `The flag ${name} does not take the value ${JSON.stringify(value.value)}: ${reason}.`,
    remedy:
      name === "--oidc-required-claim"
        ? "Write one claim=value for each flag, and repeat the flag for further claims."
        : "Correct the value of the flag.",
  };
}

function explainUnknownFlag(flag: string): Cause {
  const code = "config-flag-unknown" as const;
  if (flag.startsWith("--[{") || flag.startsWith("--map[")) {
    return {
      code,
      cause:
        "An item in the list of arguments was read by YAML as a map, not as a string: an unquoted value that ends with a colon or contains “: ” is a map.",
      remedy: 'Put the whole item in quotes: - "oidc-username-prefix=google:".',
    };
  }
  const isFile = flag.startsWith("--authentication-config-file");
  return {
    code,
    cause: `kube-apiserver does not know the flag ${flag}.`,
    remedy: isFile
      ? "The flag is --authentication-config."
      : "Check its spelling and the version of the server. --authentication-config exists since 1.29 (alpha), and works without a feature gate since 1.30.",
  };
}

function explainLoading(error: string, file: string | undefined): Cause | undefined {
  const named = file === undefined || file === "" ? "The file" : `The file ${file}`;
  if (/no such file or directory$/.test(error)) {
    return {
      code: "config-file-missing",
      cause: `${named} does not exist in the container of kube-apiserver.`,
      remedy: mountRemedy,
    };
  }
  if (/permission denied$/.test(error)) {
    return {
      code: "config-file-missing",
      cause: `${named} cannot be read: permission denied.`,
      remedy: "kube-apiserver's user must be able to read the file and its folder.",
    };
  }
  if (error === "empty config data") {
    return {
      code: "config-decode",
      cause: `${named} is empty.`,
      remedy:
        "Write the file beside the old one and rename it into place: while it is written in place, the server can read it half-written. If it stays empty, write the configuration again.",
    };
  }
  return (
    explainDecoding(error, named) ?? {
      code: "config-decode",
      cause: `The file cannot be decoded: ${error}`,
      remedy:
        "Open the file here: it is decoded as the server does, and each finding is shown in place.",
    }
  );
}

// Errors of decoding and validation that name themselves; undefined for other texts.
function explainDecoding(error: string, named: string): Cause | undefined {
  const kind = after(error, "Object 'Kind' is missing in '");
  if (kind !== undefined) {
    const text = kind.endsWith("'") ? kind.slice(0, -1) : kind;
    return {
      code: "config-decode",
      cause:
        text === "{}"
          ? `${named} is empty ({}): it has no apiVersion and kind.`
          : `${named} has no kind.`,
      remedy:
        text === "{}"
          ? "Write apiVersion: apiserver.config.k8s.io/v1 and kind: AuthenticationConfiguration. On Talos 1.14 and later the content comes from the KubeAuthenticationConfig document: without one the file is empty."
          : "Write apiVersion: apiserver.config.k8s.io/v1 and kind: AuthenticationConfiguration at the top.",
    };
  }
  if (error.startsWith("Object 'apiVersion' is missing in '")) {
    return {
      code: "config-decode",
      cause: `${named} has no apiVersion.`,
      remedy: "Write apiVersion: apiserver.config.k8s.io/v1 at the top (v1beta1 before 1.34).",
    };
  }
  const type = explainType(error);
  if (type !== undefined) return type;
  const other = /^expected AuthenticationConfiguration, got \*apiserver\.(\w{1,60})$/.exec(
    error,
  )?.[1];
  if (other !== undefined) {
    return {
      code: "config-decode",
      cause: `${named} is of the kind ${other}, and --authentication-config wants an AuthenticationConfiguration.`,
      remedy: "Name the right file in the flag, or write kind: AuthenticationConfiguration.",
    };
  }
  const strict = after(error, "strict decoding error: ");
  if (strict !== undefined) return explainStrict(strict);
  const version = after(error, 'no kind "AuthenticationConfiguration" is registered for version ');
  if (version !== undefined) {
    const name = readQuoted(version)?.value ?? "of the file";
    return {
      code: "config-decode",
      cause: `This server does not know the version ${name} of AuthenticationConfiguration.`,
      remedy:
        "apiserver.config.k8s.io/v1 is read since 1.34, v1beta1 since 1.30. For an older server write v1beta1; the fields are the same.",
    };
  }
  if (error.startsWith("no kind ")) {
    return {
      code: "config-decode",
      cause: `The file is of another kind: ${error}.`,
      remedy: "The file must have kind: AuthenticationConfiguration.",
    };
  }
  if (/^(?:error converting YAML to JSON: )?yaml: /.test(error)) {
    return {
      code: "config-decode",
      cause: `The file is not YAML: ${error}`,
      remedy:
        "Look at the named line and the line before it: a tab, a missing space after a colon, or wrong indentation.",
    };
  }
  return isFieldError(error) ? explainInvalid(error) : undefined;
}

// json: cannot unmarshal string into Go struct field Issuer.jwt.issuer.audiences of type []string
function explainType(error: string): Cause | undefined {
  const code = "config-decode" as const;
  const whole =
    /couldn't get version\/kind; json parse error: json: cannot unmarshal (string|array|number|bool) into/.exec(
      error,
    )?.[1];
  if (whole !== undefined) {
    return {
      code,
      cause: `The file is ${kindNames[whole] ?? whole}, and no mapping with apiVersion, kind and jwt.`,
      remedy:
        "Write the fields of the file at its top level. A name or a path in the place of the file is a text to YAML, and a dash at the beginning makes a list.",
    };
  }
  const found =
    /json: cannot unmarshal (\w{1,20}) into Go struct field (\S{1,300}) of type (\S{1,100})/.exec(
      error,
    );
  if (found === null) return undefined;
  const [, got = "", written = "", type = ""] = found;
  const path = written.slice(written.indexOf(".") + 1);
  const field = lastName(path);
  const wants = type.startsWith("[]")
    ? "a list"
    : type === "string"
      ? "a string"
      : type === "bool"
        ? "true or false"
        : "a mapping";
  return {
    code,
    cause: `The field ${path} takes ${wants}${type === "[]string" ? " of strings" : ""}, and ${kindNames[got] ?? got} is there.`,
    remedy: type.startsWith("[]")
      ? `Make ${field} a list: a dash before each item, or brackets around them.`
      : type === "string" && (got === "array" || got === "object")
        ? `Write one string as the value of ${field}.`
        : type === "string"
          ? `Put the value of ${field} in quotes: without them YAML reads a number, true, false, yes, no, on or off as such.`
          : `Correct the value of ${field}; the reference shows what the field takes.`,
  };
}

const kindNames: Readonly<Record<string, string>> = {
  string: "a string",
  array: "a list",
  object: "a mapping",
  number: "a number",
  bool: "a boolean",
};

function explainStrict(text: string): Cause {
  const unknown = after(text, "unknown field ");
  const path = unknown === undefined ? undefined : readQuoted(unknown)?.value;
  const meant = path === undefined ? undefined : meantField(path);
  if (path !== undefined) {
    return {
      code: "config-decode",
      cause: `The file has the unknown field ${path}.`,
      remedy:
        meant === undefined
          ? "Check the spelling (fields are case-sensitive) and the indentation. Open the file here to see the fields that exist at this place."
          : `The field is called ${meant}: write ${meant} instead of ${lastName(path)}.`,
    };
  }
  const twice = after(text, "duplicate field ");
  if (text.includes("already set in map") || twice !== undefined) {
    return {
      code: "config-decode",
      cause: `A key is there twice: ${twice ?? text}.`,
      remedy: "Remove one of the two.",
    };
  }
  return {
    code: "config-decode",
    cause: `The file is refused by strict decoding: ${text}.`,
    remedy: "Open the file here: each finding is shown in place.",
  };
}

function lastName(path: string): string {
  return path.split(".").at(-1) ?? path;
}

// Fields that published guides misspell, by the end of their path.
function meantField(path: string): string | undefined {
  return misspelled.find(([end]) => path.endsWith(end))?.[1];
}

const misspelled: readonly (readonly [string, string])[] = [
  [".username.claims", "claim"],
  [".groups.claims", "claim"],
  [".uid.claims", "claim"],
  [".issuer.audience", "audiences"],
  [".issuer.URL", "url"],
  [".issuer.caCert", "certificateAuthority"],
  [".issuer.discoveryUrl", "discoveryURL"],
];

function explainInvalid(error: string): Cause {
  const inner = after(error, "[")?.replace(/\]$/, "") ?? error;
  const compile = explainCompileError(inner);
  if (compile !== undefined) return { code: "cel-compile", ...compile };
  const found = explainFieldError(inner) ?? {
    cause: `The server refuses a value: ${inner}.`,
    remedy: "Open the file here: each finding is shown in place.",
  };
  return { code: "config-invalid", ...found };
}

// `jwt[0].issuer.url: Required value…`, `anonymous: Forbidden: …`, or several in brackets.
function isFieldError(error: string): boolean {
  return /^\[?(?:jwt|anonymous|issuer|apiVersion)\b[^:]*: (?:Required value|Invalid value|Duplicate value|Forbidden|Too many|Unsupported value|Internal error)/.test(
    error,
  );
}
