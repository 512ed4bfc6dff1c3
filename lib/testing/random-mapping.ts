/* Random mappings, rules and claims for the analysis of names: conditions hold often enough that users come out. */
import type { Choices } from "./random.ts";

/** A configuration of one issuer, and the payload of a token of it without its times. */
export interface RandomMapping {
  readonly configuration: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The issuer of every random configuration. */
export const randomIssuer = "https://issuer.example.com";

/** Makes a configuration and a token. Most of the configurations are valid, and many of the tokens get in. */
export function randomMapping(choices: Choices): RandomMapping {
  const { chance, pick, below } = choices;
  const writer = new Writer(choices);
  const quoted = (text: string) => JSON.stringify(text);
  const username = chance(0.2)
    ? `{claim: ${pick(texts)}, prefix: ${quoted(pick(["", "p:", "system"]))}}`
    : `{expression: ${quoted(writer.text(3))}}`;
  const groups = chance(0.2)
    ? `{claim: ${pick(["groups", "roles", "team"])}, prefix: ${quoted(pick(["", "g:"]))}}`
    : `{expression: ${quoted(chance(0.8) ? writer.list(3) : writer.text(2))}}`;
  const rules = Array.from({ length: below(3) }, () =>
    chance(0.2)
      ? `{claim: ${pick(texts)}, requiredValue: ${quoted(pick(values))}}`
      : `{expression: ${quoted(writer.condition(2))}}`,
  );
  const userRules = Array.from(
    { length: below(3) },
    () => `{expression: ${quoted(writer.userCondition(2))}}`,
  );
  const configuration = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: "${randomIssuer}", audiences: [kubernetes]}
  claimMappings:
    username: ${username}
    groups: ${groups}
  claimValidationRules: [${rules.join(", ")}]
  userValidationRules: [${userRules.join(", ")}]
`;
  return { configuration, claims: randomClaims(choices) };
}

/** Claims that random mappings read, some missing, some of another type. */
export function randomClaims({ chance, pick, below }: Choices): Record<string, unknown> {
  const text = () => pick(values);
  const list = () => Array.from({ length: below(4) }, text);
  const claims: Record<string, unknown> = {};
  const put = (name: string, value: unknown) => {
    if (chance(0.85)) claims[name] = chance(0.04) ? pick([null, 3, true, ["a"], {}, ""]) : value;
  };
  for (const name of texts) put(name, text());
  put("groups", chance(0.9) ? list() : text());
  put("roles", list());
  put("flag", chance(0.6));
  put("n", below(4));
  put("o", { ...(chance(0.8) && { k: text() }), ...(chance(0.8) && { l: list() }) });
  put("m", Object.fromEntries(list().map((key) => [key, text()])));
  return claims;
}

const texts = ["sub", "email", "team", "env"];
const values = ["a", "b", "ab", "a:b", "b/a", "system:a", "dev", "p:a", "a,b", "A"];
const patterns = ["^a", "a$", "^(a|b)$", "^(a|dev)", "^a+b", "[a-d]+", "^system:", "^p:a$", "^a?b"];

class Writer {
  readonly #choices: Choices;
  readonly #elements: string[] = [];

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** An expression that gives a text, if the claims are what it expects. */
  text(depth: number): string {
    const { pick, chance } = this.#choices;
    if (depth <= 0 || chance(0.25)) return this.#atom();
    const inner = () => this.text(depth - 1);
    return pick([
      () => `(${this.literal()} + ${inner()})`,
      () => `(${this.literal()} + ${inner()})`,
      () => `(${inner()} + ${this.literal()})`,
      () => `(${inner()} + ${this.literal()} + ${inner()})`,
      () => `(${this.condition(depth - 1)} ? dyn(${inner()}) : dyn(${inner()}))`,
      () => `(${this.condition(depth - 1)} ? dyn(${inner()}) : dyn(${inner()}))`,
      () => `string(${inner()}).${pick(["lowerAscii()", "upperAscii()", "trim()"])}`,
      () => `string(${inner()}).replace(${this.literal()}, ${this.literal()})`,
      () => `string(${inner()}).split(${pick(["':'", "'/'", "'a'"])})[${pick(["0", "1"])}]`,
      () => `string(${inner()}).substring(${pick(["0", "1", "0, 1", "1, 2"])})`,
      () => `"%s:%s".format([dyn(${inner()}), ${this.literal()}])`,
      () => `[string(${inner()}), string(${inner()})].join(${this.literal()})`,
      () => `{${this.literal()}: string(${inner()}), "a": string(${inner()})}[${this.claim()}]`,
      () =>
        `dyn({"a": dyn(${inner()}), "b": dyn(${inner()})}[?${this.claim()}].orValue(${inner()}))`,
      () => `${this.optional(depth - 1)}.orValue(${inner()})`,
      () =>
        `${this.optional(depth - 1)}.optMap(x, ${this.#within("x", inner)}).orValue(${inner()})`,
      () => `string(${this.list(depth - 1)}[0])`,
    ])();
  }

  /** An expression that gives a list of texts. */
  list(depth: number): string {
    const { pick, chance } = this.#choices;
    const range = () =>
      pick([
        "dyn(claims.groups)",
        "dyn(claims.roles)",
        "dyn(claims.?groups.orValue([]))",
        "claims.o.l",
        "claims.?o.l.orValue([])",
        "dyn(claims.m)",
        "[string(claims.sub), 'a']",
        "['a', 'b', 'dev']",
      ]);
    if (depth <= 0 || chance(0.2)) return range();
    const inner = () => this.list(depth - 1);
    const name = pick(["g", "h"]);
    return pick([
      () => `${inner()}.map(${name}, ${this.#within(name, () => this.text(depth - 1))})`,
      () => `${inner()}.map(${name}, ${this.literal()} + ${name})`,
      () =>
        `${inner()}.map(${name}, ${this.#within(name, () => `${this.condition(depth - 1)}, ${this.text(depth - 1)}`)})`,
      () => `${inner()}.filter(${name}, ${this.#within(name, () => this.condition(depth - 1))})`,
      () => `${inner()}.filter(${name}, ${this.#within(name, () => this.condition(depth - 1))})`,
      () => `(${inner()} + ${inner()})`,
      () => `[dyn(${this.text(depth - 1)}), dyn(${this.text(depth - 1)})]`,
      () => `(${this.condition(depth - 1)} ? dyn(${inner()}) : dyn(${inner()}))`,
      () => `string(${this.claim()}).split(${pick(["','", "':'"])})`,
      () => `[dyn(${this.text(depth - 1)}), ?${this.optional(depth - 1)}]`,
      () =>
        `${this.optional(0)}.optMap(x, ${this.#within("x", () => `[${this.text(depth - 1)}]`)}).orValue([])`,
      () => `${inner()}.${pick(["distinct()", "sort()", "slice(0, 1)", "reverse()"])}`,
      () => `[dyn(${inner()}), dyn(${inner()})].flatten()`,
      () =>
        `${range()}.transformList(i, ${name}, ${this.#within(name, () => this.text(depth - 1))})`,
      () => this.claim(),
    ])();
  }

  optional(depth: number): string {
    const { pick } = this.#choices;
    return pick([
      () => `claims.?${pick(texts)}`,
      () => `claims[?"${pick(texts)}"]`,
      () => "claims.?o.k",
      () => `optional.of(${this.text(depth - 1)})`,
      () => `claims.?${pick(texts)}.or(claims.?${pick(texts)})`,
      () => `dyn(claims.groups)[?0]`,
      () => `dyn(claims.m)[?${this.claim()}]`,
    ])();
  }

  /** A condition over the claims and the variables around. */
  condition(depth: number): string {
    const { pick, chance } = this.#choices;
    if (depth > 0 && chance(0.5)) {
      const inner = () => this.condition(depth - 1);
      return pick([
        () => `(${inner()} && ${inner()})`,
        () => `(${inner()} || ${inner()})`,
        () => `!(${inner()})`,
        () => `(${inner()} ? ${inner()} : ${inner()})`,
        () => `(${inner()}) == ${pick(["true", "false"])}`,
      ])();
    }
    return this.#test(() => (chance(0.6) ? this.#atom() : this.text(depth - 1)), "claims");
  }

  /** A condition over the user. */
  userCondition(depth: number): string {
    const { pick, chance } = this.#choices;
    if (depth > 0 && chance(0.4)) {
      const inner = () => this.userCondition(depth - 1);
      return pick([
        () => `(${inner()} && ${inner()})`,
        () => `(${inner()} || ${inner()})`,
        () => `!(${inner()})`,
      ])();
    }
    if (chance(0.4)) {
      const body = () => this.#test(() => "g", "user");
      return pick([
        () => `user.groups.all(g, ${body()})`,
        () => `user.groups.exists(g, ${body()})`,
        () => `!user.groups.exists(g, ${body()})`,
        () => `(${this.literal()} in user.groups)`,
        () => `!(${this.literal()} in user.groups)`,
        () => `user.groups.filter(g, ${body()}).size() > 0`,
      ])();
    }
    return this.#test(() => "user.username", "user");
  }

  literal(): string {
    return `'${this.#choices.pick([...values, "p:", "g:", ":", "sys", "a"])}'`;
  }

  claim(): string {
    return `claims.${this.#choices.pick(texts)}`;
  }

  #test(subject: () => string, variable: "claims" | "user"): string {
    const { pick } = this.#choices;
    const literal = () => this.literal();
    const list = () => `[${literal()}, ${literal()}, ${literal()}]`;
    const tests = [
      () => `${subject()} == ${literal()}`,
      () => `${subject()} != ${literal()}`,
      () => `${subject()} in ${list()}`,
      () => `!(${subject()} in ${list()})`,
      () => `${subject()}.startsWith(${literal()})`,
      () => `!${subject()}.startsWith(${literal()})`,
      () => `${subject()}.endsWith(${literal()})`,
      () => `${subject()}.contains(${literal()})`,
      () => `${subject()}.matches('${pick(patterns)}')`,
      () => `!${subject()}.matches('${pick(patterns)}')`,
      () => `${list()}.exists(p, ${subject()}.startsWith(p))`,
      () => `${list()}.all(p, ${subject()} != p)`,
    ];
    const own = [
      () => `has(claims.${pick(texts)})`,
      () => `!has(claims.${pick(texts)})`,
      () => `claims.?${pick(texts)}.hasValue()`,
      () => "claims.flag",
      () => "claims.flag == true",
      () => "claims.?flag.orValue(false)",
      () => `${this.claim()} == ${this.claim()}`,
      () => `${literal()} in claims.groups`,
      () => `!(${literal()} in claims.groups)`,
      () => `dyn(claims.groups).exists(r, r == ${literal()})`,
      () => `dyn(claims.groups).all(r, r.startsWith(${literal()}) || r == ${literal()})`,
      () => `dyn(claims.groups).exists_one(r, r != ${literal()})`,
      () => `dyn(claims.groups).filter(r, r == ${literal()}).size() > 0`,
      () => `sets.intersects(dyn(claims.groups), ${list()})`,
      () => `sets.contains(dyn(claims.roles), [${literal()}])`,
      () => `${this.claim()} in {'a': 1, 'b': 2}`,
      () => `claims.n > ${pick(["0", "1"])}`,
      () => `claims.n == ${pick(["1", "2"])}`,
      () => `has(claims.o.k)`,
      () => `claims.o.k == ${literal()}`,
      () => pick(["true", "false"]),
    ];
    return pick(variable === "claims" ? [...tests, ...own] : tests)();
  }

  #atom(): string {
    const { pick, chance } = this.#choices;
    const [element] = this.#elements.slice(-1);
    if (element !== undefined && chance(0.6)) return element;
    if (chance(0.15)) return this.literal();
    if (chance(0.15))
      return pick(["string(claims.n)", "claims.o.k", "claims.groups[0]", "string(claims.env)"]);
    return this.claim();
  }

  #within(name: string, make: () => string): string {
    this.#elements.push(name);
    const made = make();
    this.#elements.pop();
    return made;
  }
}
