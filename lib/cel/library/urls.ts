import { fromByteString } from "../../go/byte-string.ts";
import {
  escapedPath,
  formatUrl,
  type GoUrl,
  hostname,
  parseQuery,
  parseRequestUri,
  parseUrl,
  port,
} from "../../go/url.ts";
import type { Minor } from "../../kube/minor.ts";
import { bool, list, map, object, string } from "../types.ts";
import { mapOf } from "../values/key-table.ts";
import {
  CelError,
  type CelObject,
  type CelResult,
  type CelValue,
  noSuchOverload,
  stringList,
} from "../values.ts";
import { declare, global, receiver } from "./build.ts";
import type { Evaluate, FunctionDeclaration, Library } from "./declaration.ts";
import { costOfParsing, nominalCost } from "./kubernetes-cost.ts";

const urlType = object("kubernetes.URL");

interface UrlValue extends CelObject {
  readonly url: GoUrl;
}

const functions: readonly FunctionDeclaration[] = [
  declare(
    "url",
    "Parses an absolute URL or an absolute path. Other text is an error.",
    [
      ["url('https://gitlab.example.com:8443/a').getHost()", "'gitlab.example.com:8443'"],
      [
        "url('gitlab')",
        'URL parse error during conversion from string: parse "gitlab": invalid URI for request',
      ],
    ],
    [global("string_to_url", [string], urlType, toUrl, { cost: costOfParsing })],
  ),
  accessor("getScheme", "url_get_scheme", "The scheme in lower case.", (url) => url.scheme, [
    "url('HTTPS://a.test').getScheme()",
    "'https'",
  ]),
  accessor("getHost", "url_get_host", "The host with its port.", (url) => url.host, [
    "url('https://[::1]:80/').getHost()",
    "'[::1]:80'",
  ]),
  accessor("getHostname", "url_get_hostname", "The host without port and brackets.", hostname, [
    "url('https://[::1]:80/').getHostname()",
    "'::1'",
  ]),
  accessor("getPort", "url_get_port", "The port; empty if the URL has none.", port, [
    "url('https://a.test:443/').getPort()",
    "'443'",
  ]),
  accessor(
    "getEscapedPath",
    "url_get_escaped_path",
    "The path with percent-encoding.",
    escapedPath,
    ["url('https://a.test/a b').getEscapedPath()", "'/a%20b'"],
  ),
  declare(
    "getQuery",
    "The values of the query by key, decoded.",
    [["url('https://a.test/?a=1&a=2').getQuery()['a']", "['1', '2']"]],
    [
      receiver("url_get_query", [urlType], map(string, list(string)), onUrl(getQuery), {
        cost: nominalCost,
      }),
    ],
  ),
  declare(
    "isURL",
    "Whether the text is an absolute URL or an absolute path.",
    [
      ["isURL('https://a.test/')", "true"],
      ["isURL('a.test')", "false"],
    ],
    [
      global("is_url_string", [string], bool, ([text], minor) =>
        typeof text === "string"
          ? parseRequestUri(text, hasStrictColons(minor)).kind === "ok"
          : noSuchOverload,
      ),
    ],
  ),
];

/** URLs as Go takes them apart. Follows apiserver pkg/cel/library/urls.go. */
export const urlsLibrary: Library = {
  name: "urls",
  title: "URLs",
  doc: "Parse URLs as the server does.",
  since: 30,
  functions,
};

function accessor(
  name: string,
  id: string,
  doc: string,
  read: (url: GoUrl) => string,
  example: readonly [string, string],
): FunctionDeclaration {
  const evaluate = onUrl((url) => fromByteString(read(url)));
  return declare(
    name,
    doc,
    [example],
    [receiver(id, [urlType], string, evaluate, { cost: nominalCost })],
  );
}

function onUrl(evaluate: (url: GoUrl) => CelResult): Evaluate {
  return ([value]) => (isUrl(value) ? evaluate(value.url) : noSuchOverload);
}

function isUrl(value: CelValue | undefined): value is UrlValue {
  return typeof value === "object" && value !== null && "url" in value;
}

/** Whether the server's Go refuses several colons in the host of http and https. */
function hasStrictColons(minor: Minor): boolean {
  return minor >= 36;
}

function toUrl([text]: readonly CelValue[], minor: Minor): CelResult {
  if (typeof text !== "string") return noSuchOverload;
  // Parse takes a "#" for a fragment, ParseRequestURI does not: the server asks both.
  const strict = hasStrictColons(minor);
  const request = parseRequestUri(text, strict);
  const parsed = request.kind === "error" ? request : parseUrl(text, strict);
  if (parsed.kind === "error") {
    return new CelError(`URL parse error during conversion from string: ${parsed.message}`);
  }
  const url = parsed.value;
  const shown = formatUrl(url);
  const value: UrlValue = {
    kind: "object",
    type: urlType,
    typeName: "kubernetes.URL",
    text: shown,
    url,
    equals: (other) => (isUrl(other) ? formatUrl(other.url) === shown : noSuchOverload),
  };
  return value;
}

function getQuery(url: GoUrl): CelResult {
  return mapOf(
    Array.from(parseQuery(url), ([key, values]): [CelValue, CelValue] => [
      fromByteString(key),
      stringList(values.map(fromByteString)),
    ]),
  );
}
