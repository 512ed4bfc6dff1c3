import type { ClientSettings } from "./found.ts";

/**
 * The settings of a program that gets tokens, by its command line: kubelogin (alone or as kubectl oidc-login), Azure's
 * kubelogin, Pinniped, GitLab's glab. Undefined for every other program. Secrets are not among what is given back.
 */
export function readLoginArguments(
  words: readonly string[],
  notes: string[],
): ClientSettings | undefined {
  const program = baseName(words[0] ?? "");
  const flags = readFlags(words.slice(1));
  const oidcLogin =
    /^kubectl-oidc[_-]login$/.test(program) || (program === "kubectl" && words[1] === "oidc-login");
  if (oidcLogin || (program === "kubelogin" && !flags.has("server-id")))
    return readKubelogin(flags, notes);
  if (program === "kubelogin") {
    notes.push(
      "This is Azure's kubelogin: the issuer is Entra ID's, and the audience is the server application.",
    );
    const server = flags.get("server-id")?.[0];
    const tenant = flags.get("tenant-id")?.[0];
    return {
      ...(tenant !== undefined && { issuer: `https://sts.windows.net/${tenant}/` }),
      ...(server !== undefined && { clientId: server }),
      notes,
    };
  }
  // The plugin of OpenShift's client, and the command that writes it into the kubeconfig.
  if (
    program === "oc" &&
    (words[1] === "get-token" || flags.get("exec-plugin")?.at(-1) === "oc-oidc")
  ) {
    const issuer = flags.get("issuer-url")?.at(-1);
    const clientId = flags.get("client-id")?.at(-1);
    const extra = (flags.get("extra-scopes") ?? []).flatMap((value) => value.split(","));
    return {
      ...(issuer !== undefined && { issuer }),
      ...(clientId !== undefined && { clientId }),
      scopes: ["openid", ...extra.filter((scope) => scope !== "" && scope !== "openid")],
      notes,
    };
  }
  if (program === "pinniped") {
    const issuer = flags.get("issuer")?.[0];
    const clientId = flags.get("request-audience")?.[0] ?? flags.get("client-id")?.[0];
    notes.push("The token goes to Pinniped, not to the API server.");
    return {
      ...(issuer !== undefined && { issuer }),
      ...(clientId !== undefined && { clientId }),
      notes,
    };
  }
  if (program === "glab") {
    notes.push(
      "The token is one of GitLab for its agent (pat:): the agent impersonates the user, and no AuthenticationConfiguration is involved.",
    );
    return { notes };
  }
  return readJobCommand(program, words.slice(1), flags, notes);
}

// Commands with which a job or a machine gets a token for an audience of its own.
function readJobCommand(
  program: string,
  words: readonly string[],
  flags: ReadonlyMap<string, readonly string[]>,
  notes: string[],
): ClientSettings | undefined {
  const asks = (...verb: readonly string[]) => verb.every((word, i) => words[i] === word);
  const asked = (issuer: string | undefined, audience: string | undefined): ClientSettings => {
    if (audience === undefined || audience === "")
      notes.push("The command names no audience: the token has the issuer's own.");
    return {
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined &&
        audience !== "" && { clientId: audience, audiences: [audience] }),
      notes,
    };
  };
  if (program === "buildkite-agent" && asks("oidc", "request-token"))
    return asked("https://agent.buildkite.com", flags.get("audience")?.at(-1));
  if (program === "gcloud" && asks("auth", "print-identity-token"))
    return asked("https://accounts.google.com", flags.get("audiences")?.at(-1));
  if (/^(?:kubectl|oc|k)$/.test(program) && asks("create", "token")) {
    notes.push("The token is a service account's: its issuer is the cluster that makes it.");
    return asked(undefined, flags.get("audience")?.at(-1));
  }
  return undefined;
}

function readKubelogin(
  flags: ReadonlyMap<string, readonly string[]>,
  notes: string[],
): ClientSettings {
  const issuer = flags.get("oidc-issuer-url")?.at(-1);
  const clientId = flags.get("oidc-client-id")?.at(-1);
  const scopes = (flags.get("oidc-extra-scope") ?? []).flatMap((value) => value.split(/[,\s]+/));
  const access =
    flags.has("oidc-use-access-token") && flags.get("oidc-use-access-token")?.at(-1) !== "false";
  if (issuer === undefined) notes.push("--oidc-issuer-url is not given.");
  if (clientId === undefined) notes.push("--oidc-client-id is not given.");
  if (flags.has("oidc-client-secret"))
    notes.push("--oidc-client-secret is given; it is not shown.");
  if (access) {
    notes.push(
      "--oidc-use-access-token: the API server gets the access token, which has to be a JWT with the client's issuer and an audience of the configuration.",
    );
  }
  return {
    ...(issuer !== undefined && { issuer }),
    ...(clientId !== undefined && { clientId }),
    scopes: ["openid", ...scopes.filter((scope) => scope !== "" && scope !== "openid")],
    ...(access && { usesAccessToken: true }),
    notes,
  };
}

/** Flags by name, `--a=b`, `--a b` and `--a`, in the order of the words. */
export function readFlags(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const flags = new Map<string, string[]>();
  for (let i = 0; i < words.length; i++) {
    const match = /^--?([a-zA-Z][\w-]*)(=)?/.exec(words[i] ?? "");
    if (match === null) continue;
    const [whole, name = "", equals] = match;
    const next = words[i + 1];
    let value = "";
    if (equals !== undefined) value = (words[i] ?? "").slice(whole.length);
    else if (next !== undefined && !next.startsWith("-")) {
      value = next;
      i++;
    }
    const values = flags.get(name);
    if (values === undefined) flags.set(name, [value]);
    else values.push(value);
  }
  return flags;
}

function baseName(path: string): string {
  return path
    .slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
    .replace(/\.exe$/i, "");
}
