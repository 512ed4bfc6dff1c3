import type { PlainValue } from "../../go/plain-value.ts";
/**
 * Reads JSON text. A number without fraction and exponent that fits an int is a bigint, a repeated member's last value
 * counts, a lone surrogate becomes U+FFFD. Undefined if the text is no JSON.
 */
export function parseJson(text: string): PlainValue | undefined {
  try {
    JSON.parse(text);
    return new Reader(text).read();
  } catch {
    // No JSON, or nested deeper than can be read.
    return undefined;
  }
}

/** A reader of text that is known to be valid JSON. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PlainValue {
    this.#skip();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case '"':
        return this.#string();
      case "t":
        this.#at += 4;
        return true;
      case "f":
        this.#at += 5;
        return false;
      case "n":
        this.#at += 4;
        return null;
      default:
        return this.#number();
    }
  }

  #object(): Map<string, PlainValue> {
    const entries = new Map<string, PlainValue>();
    this.#at++;
    for (this.#skip(); this.#text[this.#at] !== "}"; this.#separator()) {
      const name = this.#string();
      this.#skip();
      this.#at++;
      entries.set(name, this.read());
    }
    this.#at++;
    return entries;
  }

  #array(): PlainValue[] {
    const values: PlainValue[] = [];
    this.#at++;
    for (this.#skip(); this.#text[this.#at] !== "]"; this.#separator()) values.push(this.read());
    this.#at++;
    return values;
  }

  #string(): string {
    const start = this.#at++;
    for (let unit = this.#text[this.#at]; unit !== '"'; unit = this.#text[this.#at]) {
      this.#at += unit === "\\" ? 2 : 1;
    }
    const raw = this.#text.slice(start, ++this.#at);
    const value = raw.includes("\\") ? String(JSON.parse(raw)) : raw.slice(1, -1);
    return value.replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    );
  }

  #number(): number | bigint {
    const start = this.#at;
    while (/[-+.\deE]/.test(this.#text[this.#at] ?? "")) this.#at++;
    const raw = this.#text.slice(start, this.#at);
    if (!/^-?\d+$/.test(raw)) return Number(raw);
    // Zero has a sign that only a double keeps.
    if (raw === "-0") return -0;
    const whole = BigInt(raw);
    return whole >= -(2n ** 63n) && whole < 2n ** 63n ? whole : Number(raw);
  }

  #separator(): void {
    this.#skip();
    if (this.#text[this.#at] === ",") this.#at++;
    this.#skip();
  }

  #skip(): void {
    while (/[ \t\n\r]/.test(this.#text[this.#at] ?? "")) this.#at++;
  }
}
