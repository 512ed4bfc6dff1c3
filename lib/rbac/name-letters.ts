/** Quotes inside of a name. */
export const quotes = /["'`]/g;

/** Without characters that are not seen or belong to the notation: invisible characters, blanks, quotes around. */
export function clean(name: string): string {
  const text = name.replace(invisible, "");
  let start = 0;
  let end = text.length;
  for (;;) {
    while (start < end && isBlank(text[start])) start++;
    while (start < end && isBlank(text[end - 1])) end--;
    if (end - start < 2 || !isQuote(text[start]) || !isQuote(text[end - 1])) break;
    start++;
    end--;
  }
  return text.slice(start, end).replace(/\s+/g, " ");
}

const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\p{Cc}]/gu;

const isBlank = (character = "") => /\s/.test(character);

const isQuote = (character = "") => /["'`\u2018\u2019\u201c\u201d]/.test(character);

/** The name with letters that look alike as one, NFKC. */
export function fold(name: string): string {
  return [...name.normalize("NFKC")].map((letter) => lookAlikes.get(letter) ?? letter).join("");
}

/** Letters of other alphabets that print as Latin ones. */
const lookAlikes = new Map(
  [
    "аa",
    "еe",
    "оo",
    "рp",
    "сc",
    "хx",
    "уy",
    "іi",
    "ѕs",
    "јj",
    "АA",
    "ВB",
    "ЕE",
    "КK",
    "МM",
    "НH",
    "ОO",
    "РP",
    "СC",
    "ТT",
    "ХX",
    "οo",
    "αa",
    "νv",
    "\u2010-",
    "\u2011-",
    "\u2012-",
    "\u2013-",
    "\u2014-",
    "\u2212-",
    "\uff1a:",
    "\u2215/",
  ].map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
);
