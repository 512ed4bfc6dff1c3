/**
 * How much of an issuer's answer is passed on to the page. With CLAIMCHECK_ALLOW_NETWORKS this server reaches hosts that
 * the visitor does not, so an answer is not passed on whole: of a text the start, as much as makes a line of the log
 * recognisable, and of a key set its public keys.
 */

/** Characters of a text that an issuer controls. */
const most = 256;

/** The start of a text; `…` says that there is more. */
export function cut(text: string): string {
  if (text.length <= most) return text;
  // Half a surrogate pair is no character.
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The members of a public key (RFC 7517, RFC 7518, RFC 8037) and whether each is a list of strings. */
const members: Readonly<Record<string, "string" | "list">> = {
  kty: "string",
  use: "string",
  key_ops: "list",
  alg: "string",
  kid: "string",
  x5u: "string",
  x5c: "list",
  x5t: "string",
  "x5t#S256": "string",
  n: "string",
  e: "string",
  crv: "string",
  x: "string",
  y: "string",
};

/**
 * The key set, a JSON object with a list `keys`, without what is no member of a public key. It is the same text if
 * there is nothing to leave out. `leftOut` names the members, 20 at most.
 */
export function passKeys(body: string): { text: string; leftOut: string[] } {
  const parsed = JSON.parse(body) as Record<string, unknown> & { keys: unknown[] };
  const names = new Set<string>();
  for (const name of Object.keys(parsed)) if (name !== "keys") names.add(name);
  const keys = parsed.keys.map((key) => passKey(key, names));
  if (names.size === 0) return { text: body, leftOut: [] };
  const leftOut = [...names].slice(0, 20).map((name) => JSON.stringify(cut(name)));
  return { text: JSON.stringify({ keys }), leftOut };
}

function passKey(key: unknown, leftOut: Set<string>): unknown {
  if (typeof key !== "object" || key === null) {
    leftOut.add("a key that is no object");
    return {};
  }
  const passed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(key)) {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined;
    const fits =
      shape === "string"
        ? typeof value === "string"
        : shape === "list" &&
          Array.isArray(value) &&
          value.every((entry) => typeof entry === "string");
    if (fits) passed[name] = value;
    else leftOut.add(name);
  }
  return passed;
}
