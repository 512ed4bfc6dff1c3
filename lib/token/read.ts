import { decodeBase64, decodeBase64Url } from "../go/base64.ts";
import { type DataNode, findMember } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { detectOpaqueToken } from "./opaque-tokens.ts";

/** What was pasted where a token is wanted. `token` is the text that a client would send after "Bearer ". */
export type PastedToken =
  | { readonly kind: "empty" }
  | (Found & { readonly kind: "jwt"; readonly token: string })
  /** An encrypted token: only its audience can read it; kube-apiserver cannot. */
  | (Found & { readonly kind: "jwe"; readonly token: string })
  /** A bearer of GitLab's agent, which never reaches the authenticators of kube-apiserver. */
  | (Found & { readonly kind: "agent"; readonly token: string; readonly hint: string })
  | (Found & {
      readonly kind: "opaque";
      readonly token: string;
      /** "a Google access token", if the look says it. */
      readonly name?: string;
      readonly hint: string;
    })
  /** A draft: the claims without a token around them, as JSON. */
  | (Found & { readonly kind: "claims"; readonly claims: string })
  | {
      readonly kind: "unreadable";
      readonly problem: string;
      readonly hint: string;
      readonly wrapping?: string;
    };

interface Found {
  /** What stood around it: "Authorization header", "ExecCredential", "kubeconfig", "kubelogin cache". */
  readonly wrapping?: string;
  /** What was changed to get at it: "Line breaks were removed". */
  readonly note?: string;
}

/** Recognises a token, or only its claims, in whatever it was copied with. Takes any text and never throws. */
export function readToken(pasted: string): PastedToken {
  if (pasted.length > longest) {
    return {
      kind: "unreadable",
      problem: `The text has ${Math.round(pasted.length / 1024)} kB. kube-apiserver takes at most 1024 kB of headers, so no token is as long.`,
      hint: "Paste the token alone.",
    };
  }
  const text = unquote(pasted.trim());
  if (text === "") return { kind: "empty" };
  if (text.startsWith("{") || text.startsWith("[")) return readJsonText(text);
  if (looksLikeManifest(text)) return readManifest(text);
  const header = headerLook.exec(text);
  if (header !== null) {
    const [, before = "", rest = ""] = header;
    const end = before === '"' || before === "'" ? rest.indexOf(before) : -1;
    return readBare(unquote(end < 0 ? rest : rest.slice(0, end)), {
      wrapping: "Authorization header",
    });
  }
  const command = assignmentLook.exec(text);
  if (command !== null) return readBare(unquote(command[2] ?? ""), { wrapping: command[1] ?? "" });
  return readBare(text, {});
}

// A text that holds a token and nothing else, maybe with line breaks.
function readBare(text: string, found: Found): PastedToken {
  const whole = text.replace(/^bearer\s+/i, "");
  const wrapped = {
    ...found,
    ...(whole !== text && found.wrapping === undefined && { wrapping: "Bearer" }),
  };
  const token = whole.replace(/[\s\u200b\ufeff]+/g, "");
  const noted =
    token === whole
      ? wrapped
      : { ...wrapped, note: "Spaces and line breaks inside the token were left out" };
  const parts = token.split(".");
  if (agentLook.test(token)) {
    return {
      kind: "agent",
      token,
      ...noted,
      hint: "GitLab's agent server reads this bearer and acts for the user inside the cluster; no AuthenticationConfiguration is involved. Grants go to gitlab:user:… and gitlab:group_role:….",
    };
  }
  const header =
    parts.length === 3 || parts.length === 5 ? readJsonPart(parts[0] ?? "") : undefined;
  if (parts.length === 5 && header !== undefined && "enc" in header)
    return { kind: "jwe", token, ...noted };
  if (parts.length === 3 && (header !== undefined || readJsonPart(parts[1] ?? "") !== undefined)) {
    return { kind: "jwt", token, ...noted };
  }
  return readOpaque(whole, token, parts.length, wrapped);
}

function readOpaque(whole: string, token: string, parts: number, found: Found): PastedToken {
  const known = detectOpaqueToken(whole);
  if (known !== undefined) {
    return { kind: "opaque", token, ...found, name: known.name, hint: known.hint };
  }
  if (/\s/.test(whole)) {
    return {
      kind: "unreadable",
      ...found,
      problem: "This is neither a token nor a JSON object of claims.",
      hint: "Paste a JWT, an Authorization header, the output of a credential plugin, a kubeconfig, or claims as JSON.",
    };
  }
  const near = parts === 2 && token.startsWith("eyJ");
  return {
    kind: "opaque",
    token,
    ...found,
    hint: near
      ? "A JWT has three parts with dots between them; here is one missing. Was the end cut off?"
      : "kube-apiserver takes ID tokens: signed JWTs with three parts. This one only its issuer can read.",
  };
}

function readJsonText(text: string): PastedToken {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      kind: "unreadable",
      problem: `The claims are no JSON: ${error instanceof Error ? error.message : "it cannot be read"}`,
      hint: "Claims are one JSON object: names in double quotes, no comma before the last brace.",
    };
  }
  if (Array.isArray(value)) {
    return {
      kind: "unreadable",
      problem: "The claims are a JSON array.",
      hint: "Claims are one JSON object.",
    };
  }
  return readObject(value as Members) ?? { kind: "claims", claims: text };
}

/** JSON and YAML objects that carry a token in a known place; undefined for any other object. */
function readObject(object: Members): PastedToken | undefined {
  const kind = object.kind;
  const status = asMembers(object.status);
  if (kind === "ExecCredential" || kind === "TokenRequest") {
    const token = asText(status?.token);
    const wrapping = kind;
    if (token !== undefined) return readBare(token, { wrapping });
    const certificate = asText(status?.clientCertificateData);
    return {
      kind: "unreadable",
      wrapping,
      problem:
        certificate === undefined
          ? "It holds no token."
          : "It holds a client certificate, no token.",
      hint: "The field is status.token.",
    };
  }
  if (kind === "Config" || Array.isArray(object.users)) return readKubeconfig(object);
  if (kind === "Secret") {
    const encoded = asText(asMembers(object.data)?.token);
    const bytes = encoded === undefined ? undefined : decodeBase64(encoded);
    const token =
      bytes?.kind === "ok"
        ? new TextDecoder().decode(bytes.value)
        : asText(asMembers(object.stringData)?.token);
    if (token !== undefined) return readBare(token, { wrapping: "Secret" });
  }
  const idToken = asText(object.id_token);
  if (idToken !== undefined) {
    const cache = "refresh_token" in object && !("token_type" in object);
    return readBare(idToken, { wrapping: cache ? "kubelogin cache" : "token response" });
  }
  const accessToken = asText(object.access_token);
  if (accessToken !== undefined && !("iss" in object)) {
    return readBare(accessToken, {
      wrapping: "token response",
      note: "There is no id_token in it: this is the access token. Was the scope openid asked for?",
    });
  }
  const value = asText(object.value);
  if (value !== undefined && jwtLook.test(value))
    return readBare(value, { wrapping: "GitHub Actions response" });
  const token = asText(object.token);
  if (token !== undefined && jwtLook.test(token)) return readBare(token, { wrapping: "JSON" });
  const jws = asText(object.payload);
  if (jws !== undefined && ("signatures" in object || "signature" in object)) {
    return {
      kind: "unreadable",
      problem: "This is a JWS in JSON. kube-apiserver takes the compact form only.",
      hint: "Join protected, payload and signature with dots.",
    };
  }
  return undefined;
}

// The user of the current context, else the first that has a token.
function readKubeconfig(config: Members): PastedToken {
  const wrapping = "kubeconfig";
  const named = (list: unknown) =>
    (Array.isArray(list) ? list : []).map((entry) => asMembers(entry) ?? {});
  const context = named(config.contexts).find(({ name }) => name === config["current-context"]);
  const current = asMembers(context?.context)?.user;
  const users = named(config.users);
  const ordered = [...users.filter(({ name }) => name === current), ...users];
  for (const { user } of ordered) {
    const members = asMembers(user);
    const provider = asMembers(asMembers(members?.["auth-provider"])?.config);
    const token = asText(members?.token) ?? asText(provider?.["id-token"]);
    if (token !== undefined) return readBare(token, { wrapping });
  }
  const exec = ordered.map(({ user }) => asMembers(asMembers(user)?.exec)).find(Boolean);
  const command = [asText(exec?.command), ...(Array.isArray(exec?.args) ? exec.args : [])].join(
    " ",
  );
  return {
    kind: "unreadable",
    wrapping,
    problem:
      exec === undefined
        ? "No user of this kubeconfig has a token."
        : "The token comes from a plugin; the file does not hold it.",
    hint:
      exec === undefined
        ? "Look for users[].user.token."
        : `Run the plugin and paste what it prints: ${command}`,
  };
}

function looksLikeManifest(text: string): boolean {
  return /^(apiVersion|kind|users|contexts|clusters|current-context|status)\s*:/m.test(text);
}

function readManifest(text: string): PastedToken {
  const read = readYaml(text);
  if (read.kind === "failed") {
    return { kind: "unreadable", problem: read.message, hint: "Paste the token alone." };
  }
  const value = toPlain(read.data, 0);
  const object = asMembers(value);
  return (
    (object && readObject(object)) ?? {
      kind: "unreadable",
      problem: `A ${asText(object?.kind) ?? "YAML document"} holds no token.`,
      hint: "Paste a JWT, a kubeconfig, the output of a credential plugin, or claims as JSON.",
    }
  );
}

type Members = { readonly [name: string]: unknown };

function toPlain(data: DataNode, depth: number): unknown {
  if (depth > 20) return undefined;
  if (data.kind === "object") {
    return Object.fromEntries(
      data.members.map(({ key }) => {
        const member = findMember(data, key);
        return [key, member && toPlain(member.value, depth + 1)];
      }),
    );
  }
  if (data.kind === "array") return data.items.map((item) => toPlain(item, depth + 1));
  return data.kind === "string" ? data.value : undefined;
}

function asMembers(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined;
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function readJsonPart(part: string): Members | undefined {
  const bytes = decodeBase64Url(part);
  if (bytes.kind === "error") return undefined;
  try {
    return asMembers(JSON.parse(new TextDecoder().decode(bytes.value)));
  } catch {
    return undefined;
  }
}

// Quotes of every kind around the text, and what follows them in a list.
function unquote(text: string): string {
  let inner = text;
  for (let round = 0; round < 3; round++) {
    const next = inner.replace(/[,;]$/, "").trim();
    const quoted = /^(["'`]|\\")([\s\S]*)\1$/.exec(next);
    if (quoted === null)
      return inner === next || /^[{[]/.test(next) ? next : inner.replace(/[,;]$/, "").trim();
    inner = (quoted[2] ?? "").trim();
  }
  return inner;
}

const longest = 1 << 20;
const headerLook = /(^|[\s'"])authorization["']?\s*[:=]\s*["']?bearer\s+(\S[\s\S]*)/i;
const assignmentLook = /^(?:export\s+)?(--token|[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(\S[\s\S]{9,})$/;
const agentLook = /^(pat|ci|session_cookie):\d+:/;
const jwtLook = /^[\w-]+\.[\w-]+\.[\w-]*$/;
