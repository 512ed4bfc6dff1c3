import { fromByteString, toByteString } from "./byte-string.ts";
import { parseAddrBytes } from "./netip.ts";
import { quoteBytes } from "./quote.ts";
import { fail, type GoResult, ok } from "./result.ts";

/** What Go's net/url.Parse finds. Every part is a byte string (byte-string.ts): percent-decoding may leave invalid UTF-8. */
export interface GoUrl {
  readonly scheme: string;
  /** What follows the scheme where no slash does. */
  readonly opaque: string;
  readonly user: Userinfo | undefined;
  /** Host and port. */
  readonly host: string;
  readonly path: string;
  /** The path as written, where encoding `path` again would not give it. */
  readonly rawPath: string;
  readonly rawQuery: string;
  /** A "?" with nothing after it. */
  readonly forceQuery: boolean;
  readonly fragment: string;
  readonly rawFragment: string;
  /** A path after the scheme without "//". */
  readonly omitHost: boolean;
}

/** What is before the `@` of an address, unescaped. */
export interface Userinfo {
  readonly username: string;
  /** undefined if there was no colon. */
  readonly password: string | undefined;
}

/**
 * net/url.Parse with the text of url.Error: `parse "…": net/url: …`. Without `strictColons` the host of http and https
 * may have more than one colon, as before Go 1.26 (GODEBUG urlstrictcolons=0).
 */
export function parseUrl(text: string, strictColons = true): GoResult<GoUrl> {
  const raw = toByteString(text);
  const [before, fragment] = cut(raw, "#");
  const parsed = parse(before, false, strictColons);
  if (parsed.kind === "error") return wrapError(before, parsed.message);
  if (fragment === "") return parsed;
  const decoded = decodePercent(fragment, "fragment");
  if (decoded.kind === "error") return wrapError(raw, decoded.message);
  const rawFragment = encodePercent(decoded.value, "fragment") === fragment ? "" : fragment;
  return ok({ ...parsed.value, fragment: decoded.value, rawFragment });
}

/** net/url.ParseRequestURI: an absolute URI or an absolute path; "#" is no fragment. `strictColons` as with parseUrl. */
export function parseRequestUri(text: string, strictColons = true): GoResult<GoUrl> {
  const raw = toByteString(text);
  const parsed = parse(raw, true, strictColons);
  return parsed.kind === "error" ? wrapError(raw, parsed.message) : parsed;
}

/** URL.String, as text. */
export function formatUrl(url: GoUrl): string {
  let text = url.scheme === "" ? "" : `${url.scheme}:`;
  if (url.opaque !== "") text += url.opaque;
  else {
    const hasAuthority = url.host !== "" || url.user !== undefined;
    if (hasAuthority || (url.scheme !== "" && !url.omitHost && url.path !== "")) text += "//";
    if (url.user) text += `${formatUserinfo(url.user)}@`;
    if (url.host !== "") text += encodePercent(url.host, "host");
    const path = escapedPath(url);
    if (path !== "" && path[0] !== "/" && url.host !== "") text += "/";
    if (text === "" && cut(path, "/")[0].includes(":")) text += "./";
    text += path;
  }
  if (url.forceQuery || url.rawQuery !== "") text += `?${url.rawQuery}`;
  if (url.fragment !== "") text += `#${escapedFragment(url)}`;
  return fromByteString(text);
}

/** URL.EscapedPath, a byte string. */
export function escapedPath(url: GoUrl): string {
  if (url.rawPath !== "" && isValidEncoding(url.rawPath, "path")) {
    const decoded = decodePercent(url.rawPath, "path");
    if (decoded.kind === "ok" && decoded.value === url.path) return url.rawPath;
  }
  return url.path === "*" ? "*" : encodePercent(url.path, "path");
}

/** URL.Hostname, a byte string: the host without port and brackets. */
export function hostname(url: GoUrl): string {
  return splitHostPort(url.host)[0];
}

/** URL.Port, a byte string: "" if there is none. */
export function port(url: GoUrl): string {
  return splitHostPort(url.host)[1];
}

/** URL.Query: values by key in the order of their first use; what does not decode is left out. All byte strings. */
export function parseQuery(url: GoUrl): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  const pairs = url.rawQuery.split("&");
  if (pairs.length > maxQueryParameters) return values;
  for (const pair of pairs) {
    if (pair === "" || pair.includes(";")) continue;
    const [rawKey, rawValue] = cut(pair, "=");
    const key = decodePercent(rawKey, "query");
    const value = decodePercent(rawValue, "query");
    if (key.kind === "error" || value.kind === "error") continue;
    const known = values.get(key.value);
    if (known) known.push(value.value);
    else values.set(key.value, [value.value]);
  }
  return values;
}

type Mode = "path" | "host" | "zone" | "user" | "query" | "fragment";

function wrapError(raw: string, message: string): GoResult<never> {
  return fail(`parse ${quoteBytes(raw)}: ${message}`);
}

function parse(raw: string, viaRequest: boolean, strictColons: boolean): GoResult<GoUrl> {
  if (hasControlByte(raw)) return fail("net/url: invalid control character in URL");
  if (raw === "" && viaRequest) return fail("empty url");
  if (raw === "*") return ok({ ...empty, path: "*" });
  if (raw.startsWith(":")) return fail("missing protocol scheme");
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(raw)?.[1] ?? "";
  let url: GoUrl = { ...empty, scheme: scheme.toLowerCase() };
  let rest = scheme === "" ? raw : raw.slice(scheme.length + 1);
  if (rest.endsWith("?") && rest.indexOf("?") === rest.length - 1) {
    url = { ...url, forceQuery: true };
    rest = rest.slice(0, -1);
  } else {
    const [before, rawQuery] = cut(rest, "?");
    url = { ...url, rawQuery };
    rest = before;
  }
  if (!rest.startsWith("/")) {
    if (scheme !== "") return ok({ ...url, opaque: rest });
    if (viaRequest) return fail("invalid URI for request");
    if (cut(rest, "/")[0].includes(":")) {
      return fail("first path segment in URL cannot contain colon");
    }
  }
  if (rest.startsWith("//") && (scheme !== "" || (!viaRequest && !rest.startsWith("///")))) {
    const slash = rest.indexOf("/", 2);
    const strict = strictColons && (url.scheme === "http" || url.scheme === "https");
    const authority = parseAuthority(slash < 0 ? rest.slice(2) : rest.slice(2, slash), strict);
    if (authority.kind === "error") return authority;
    url = { ...url, ...authority.value };
    rest = slash < 0 ? "" : rest.slice(slash);
  } else if (scheme !== "" && rest.startsWith("/")) {
    url = { ...url, omitHost: true };
  }
  const path = decodePercent(rest, "path");
  if (path.kind === "error") return path;
  return ok({
    ...url,
    path: path.value,
    rawPath: encodePercent(path.value, "path") === rest ? "" : rest,
  });
}

function hasControlByte(bytes: string): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function parseAuthority(
  authority: string,
  strict: boolean,
): GoResult<Pick<GoUrl, "user" | "host">> {
  const at = authority.lastIndexOf("@");
  const host = parseHost(authority.slice(at + 1), strict);
  if (host.kind === "error") return host;
  if (at < 0) return ok({ user: undefined, host: host.value });
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) {
    return fail("net/url: invalid userinfo");
  }
  const [rawName, rawPassword] = cut(userinfo, ":");
  const username = decodePercent(rawName, "user");
  if (username.kind === "error") return username;
  if (!userinfo.includes(":")) {
    return ok({ user: { username: username.value, password: undefined }, host: host.value });
  }
  const password = decodePercent(rawPassword, "user");
  if (password.kind === "error") return password;
  return ok({ user: { username: username.value, password: password.value }, host: host.value });
}

function parseHost(host: string, strict: boolean): GoResult<string> {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) return fail("invalid IP-literal");
  if (bracket === 0) return parseIPLiteral(host);
  const firstColon = host.indexOf(":");
  if (firstColon >= 0) {
    // http and https refuse more than one colon, other schemes look at the last one only.
    const colonPort = host.slice(strict ? firstColon : host.lastIndexOf(":"));
    if (!isOptionalPort(colonPort)) {
      return fail(`invalid port ${quoteBytes(colonPort)} after host`);
    }
  }
  return decodePercent(host, "host");
}

function parseIPLiteral(host: string): GoResult<string> {
  const close = host.lastIndexOf("]");
  if (close < 0) return fail("missing ']' in host");
  const colonPort = host.slice(close + 1);
  if (!isOptionalPort(colonPort)) return fail(`invalid port ${quoteBytes(colonPort)} after host`);
  const name = host.slice(1, close);
  const zone = name.indexOf("%25");
  const address = decodePercent(zone < 0 ? name : name.slice(0, zone), "host");
  if (address.kind === "error") return address;
  const zonePart = zone < 0 ? ok("") : decodePercent(name.slice(zone), "zone");
  if (zonePart.kind === "error") return zonePart;
  const decoded = address.value + zonePart.value;
  const addr = parseAddrBytes(decoded);
  if (addr.kind === "error") return fail(`invalid host: ${addr.message}`);
  if (addr.value.version === 4) return fail("invalid IP-literal");
  return ok(`[${decoded}]${colonPort}`);
}

function isOptionalPort(text: string): boolean {
  return /^(?::[0-9]*)?$/.test(text);
}

function splitHostPort(hostPort: string): readonly [host: string, port: string] {
  const colon = hostPort.lastIndexOf(":");
  const hasPort = colon >= 0 && isOptionalPort(hostPort.slice(colon));
  const host = hasPort ? hostPort.slice(0, colon) : hostPort;
  const bare = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
  return [bare, hasPort ? hostPort.slice(colon + 1) : ""];
}

function decodePercent(bytes: string, mode: Mode): GoResult<string> {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === "%") {
      const triple = bytes.slice(i, i + 3);
      if (!/^%[0-9a-fA-F]{2}$/.test(triple))
        return fail(`invalid URL escape ${quoteBytes(triple)}`);
      const code = Number.parseInt(triple.slice(1), 16);
      // A host may escape non-ASCII bytes only; a zone what a host may hold, and a space.
      const refused =
        (mode === "host" && code < 0x80 && triple !== "%25") ||
        (mode === "zone" && triple !== "%25" && code !== 0x20 && mustEscape(code, "host"));
      if (refused) return fail(`invalid URL escape ${quoteBytes(triple)}`);
      i += 2;
    } else if (mode === "host" || mode === "zone") {
      const code = bytes.charCodeAt(i);
      if (code < 0x80 && mustEscape(code, mode)) {
        return fail(`invalid character ${quoteBytes(bytes[i] ?? "")} in host name`);
      }
    }
  }
  const spaced = mode === "query" ? bytes.replaceAll("+", " ") : bytes;
  return ok(
    spaced.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
  );
}

function encodePercent(bytes: string, mode: Mode): string {
  let text = "";
  for (const byte of bytes) {
    const code = byte.charCodeAt(0);
    if (byte === " " && mode === "query") text += "+";
    else if (!mustEscape(code, mode)) text += byte;
    else text += `%${code.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}

function mustEscape(code: number, mode: Mode): boolean {
  return !unescaped[mode].test(String.fromCharCode(code));
}

function isValidEncoding(bytes: string, mode: Mode): boolean {
  for (const byte of bytes) {
    if (!/[!$&'()*+,;=:@[\]%]/.test(byte) && mustEscape(byte.charCodeAt(0), mode)) return false;
  }
  return true;
}

function escapedFragment(url: GoUrl): string {
  if (url.rawFragment !== "" && isValidEncoding(url.rawFragment, "fragment")) {
    const decoded = decodePercent(url.rawFragment, "fragment");
    if (decoded.kind === "ok" && decoded.value === url.fragment) return url.rawFragment;
  }
  return encodePercent(url.fragment, "fragment");
}

function formatUserinfo({ username, password }: Userinfo): string {
  const name = encodePercent(username, "user");
  return password === undefined ? name : `${name}:${encodePercent(password, "user")}`;
}

function cut(text: string, separator: string): readonly [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

const empty: GoUrl = {
  scheme: "",
  opaque: "",
  user: undefined,
  host: "",
  path: "",
  rawPath: "",
  rawQuery: "",
  forceQuery: false,
  fragment: "",
  rawFragment: "",
  omitHost: false,
};

/** Bytes that represent themselves, by the part of the URL (encoding_table.go). */
const unescaped: Readonly<Record<Mode, RegExp>> = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  zone: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
  query: /[A-Za-z0-9\-_.~]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
};

const maxQueryParameters = 10000;
