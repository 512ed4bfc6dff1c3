/** A token's claims, without those that every token has. */
export type Claims = Readonly<Record<string, unknown>>;

/** What a claim can be: a text, what is no text, lists of both. */
const values: readonly unknown[] = [
  undefined,
  null,
  "",
  "a",
  "system:masters",
  "jane doe 日本🙂",
  "true",
  "12",
  0,
  12,
  2.5,
  9007199254740992,
  true,
  false,
  [],
  ["a"],
  ["a", "b", "a"],
  ["a", ""],
  [""],
  ["a", null],
  [null],
  [1],
  ["a", 1],
  [["a"]],
  [{ a: "b" }],
  {},
  { a: "b" },
  { a: ["b"] },
];

/** What email_verified can be. */
const verified: readonly unknown[] = [undefined, true, false, null, "true", "false", 1, [], {}];

/**
 * Claims that vary what a mapping reads: each value of the claim, and for an address each with each of email_verified; and
 * a claim that the token only names, for the server to fetch. `texts` are more values, alone and in a list.
 */
export function generateClaims(claim: string, texts: readonly string[] = []): readonly Claims[] {
  const base = claim === "sub" ? {} : { sub: "subject" };
  const more = texts.flatMap((text) => [text, [text]]);
  const plain = [...values, ...more].map((value) => withClaim(base, claim, value));
  const all =
    claim === "email"
      ? plain.flatMap((claims) =>
          verified.map((value) => withClaim(claims, "email_verified", value)),
        )
      : plain;
  return all;
}

function withClaim(claims: Claims, name: string, value: unknown): Claims {
  return value === undefined ? claims : { ...claims, [name]: value };
}
