/** A pattern as @bufbuild/re2 reads it like Go reads the original. */
export interface TranslatedPattern {
  readonly text: string;
  /** Part of the original for a part of the text, as written in an error. */
  readonly originalOf: (excerpt: string) => string;
}

/**
 * Writes a pattern in the words that @bufbuild/re2 shares with Go: names of Unicode classes as Go looks them up, groups
 * of one name each with a name of its own, and braces that repeat nothing as the characters they are. Follows
 * regexp/syntax/parse.go.
 */
export function translatePattern(pattern: string): TranslatedPattern {
  if (!/\\p|\{|\(\?/i.test(pattern)) return { text: pattern, originalOf: (excerpt) => excerpt };
  let text = "";
  /** The place in the original for each place in the text. */
  const places: number[] = [];
  const groups = new Set<string>();
  let inClass = false;
  for (let at = 0; at < pattern.length; ) {
    const token = inClass ? insideClass : outsideClass;
    token.lastIndex = at;
    const match = token.exec(pattern);
    const [whole = pattern[at] ?? ""] = match ?? [];
    const written = match ? write(match, groups) : whole;
    for (let i = 0; i < written.length; i++) places.push(written === whole ? at + i : at);
    text += written;
    if (inClass ? whole === "]" : whole.startsWith("[")) inClass = !inClass;
    at += whole.length;
  }
  places.push(pattern.length);
  // Within what was written anew there is no place of its own.
  const isEdge = (at: number) => at === 0 || places[at] !== places[at - 1];
  return {
    text,
    originalOf(excerpt) {
      for (
        let start = text.indexOf(excerpt);
        start >= 0;
        start = text.indexOf(excerpt, start + 1)
      ) {
        const end = start + excerpt.length;
        if (isEdge(start) && isEdge(end)) return pattern.slice(places[start], places[end]);
        if (excerpt === "") break;
      }
      return excerpt;
    },
  };
}

function write({ 0: whole, groups: parts = {} }: RegExpExecArray, seen: Set<string>): string {
  const { head, not = "", name, letter, group, brace } = parts;
  if (name !== undefined) return `${head}{${not}${className(name)}}`;
  if (letter !== undefined) return `${head}${className(letter) || letter}`;
  if (brace !== undefined) return "\\{";
  if (group === undefined) return whole;
  if (!seen.has(group)) {
    seen.add(group);
    return whole;
  }
  // Nothing asks for a group by name, so it may have one that no other group has.
  const own = `${group}_${seen.size}_again`;
  seen.add(own);
  return `(?P<${own}>`;
}

// canonicalName and unicodeTable: a capital and small letters, without what parts the words; then the long names.
function className(name: string): string {
  const letters = name.replace(/[-_ ]/g, "");
  const canonical =
    letters.slice(0, 1).replace(/[a-z]/, (letter) => letter.toUpperCase()) +
    letters.slice(1).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return categoryAliases.get(canonical) ?? canonical;
}

const unicodeClass =
  "(?<head>\\\\[pP])(?:\\{(?<not>\\^?)(?<name>[^}]*)\\}|(?<letter>[^{])|\\{[^}]*$)|\\\\x(?:\\{[^}]*\\}?|.{0,2})|\\\\.";
const insideClass = new RegExp(`${unicodeClass}|\\[:.{0,40}?:\\]|.`, "suy");
const outsideClass = new RegExp(
  String.raw`\\Q.*?(?:\\E|$)|${unicodeClass}|\[\^?\]?|\(\?P?<(?<group>\w+)>|\(\?[-\w]*\{?|(?<brace>\{(?!(?:0|[1-9]\d*)(?:,(?:0|[1-9]\d*)?)?\}))|.`,
  "suy",
);

/** Go's unicode.CategoryAliases, by canonical name. */
const categoryAliases: ReadonlyMap<string, string> = new Map([
  ["Casedletter", "LC"],
  ["Closepunctuation", "Pe"],
  ["Combiningmark", "M"],
  ["Connectorpunctuation", "Pc"],
  ["Control", "Cc"],
  ["Currencysymbol", "Sc"],
  ["Dashpunctuation", "Pd"],
  ["Decimalnumber", "Nd"],
  ["Enclosingmark", "Me"],
  ["Finalpunctuation", "Pf"],
  ["Format", "Cf"],
  ["Initialpunctuation", "Pi"],
  ["Letter", "L"],
  ["Letternumber", "Nl"],
  ["Lineseparator", "Zl"],
  ["Lowercaseletter", "Ll"],
  ["Mark", "M"],
  ["Mathsymbol", "Sm"],
  ["Modifierletter", "Lm"],
  ["Modifiersymbol", "Sk"],
  ["Nonspacingmark", "Mn"],
  ["Number", "N"],
  ["Openpunctuation", "Ps"],
  ["Other", "C"],
  ["Otherletter", "Lo"],
  ["Othernumber", "No"],
  ["Otherpunctuation", "Po"],
  ["Othersymbol", "So"],
  ["Paragraphseparator", "Zp"],
  ["Privateuse", "Co"],
  ["Punctuation", "P"],
  ["Separator", "Z"],
  ["Spaceseparator", "Zs"],
  ["Spacingmark", "Mc"],
  ["Surrogate", "Cs"],
  ["Symbol", "S"],
  ["Titlecaseletter", "Lt"],
  ["Unassigned", "Cn"],
  ["Uppercaseletter", "Lu"],
  ["Cntrl", "Cc"],
  ["Digit", "Nd"],
  ["Punct", "P"],
]);
