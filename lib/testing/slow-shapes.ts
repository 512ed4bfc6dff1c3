import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { CharSet, isDisjointWith, JS, NFA } from "refa";
import { analyse } from "scslre";

/**
 * Why a regular expression can take more steps than a multiple of the text's length, one line a reason; empty if no
 * reason is found. Looks at the shape alone: an expression that is only given short texts is listed all the same.
 *
 * Two repetitions are slow together if one text can be given to either of them at many places, with what is between
 * them in it, and what follows can fail: the engine tries every division. An expression that may begin anywhere has
 * such a repetition in front: the search for its beginning. `scslre` adds what is slow inside of one repetition.
 */
export function findSlowShapes(pattern: string, flags: string): string[] {
  const literal = { source: pattern, flags };
  const reasons = analyse(literal).reports.map(({ type }) => `scslre ${type}`);
  const ast = new RegExpParser().parsePattern(pattern, 0, pattern.length, {
    unicode: flags.includes("u"),
    unicodeSets: flags.includes("v"),
  });
  const languages = createLanguages(
    JS.Parser.fromAst({ pattern: ast, flags: new RegExpParser().parseFlags(flags) }),
    flags,
  );
  for (const { repeated, before, after } of listRepetitions(ast)) {
    if (after.every(cannotFail)) continue;
    for (const { first, between } of listEarlier(before, flags)) {
      if (languages.share(first, between, repeated))
        reasons.push(`${first?.raw ?? "the search"} and ${repeated.raw}`);
    }
  }
  return [...new Set(reasons)];
}

type Elements = readonly AST.Element[];

/** A repetition without a bound, and what a match has in front of it and behind it. */
interface Repetition {
  readonly repeated: AST.Quantifier;
  readonly before: Elements;
  readonly after: Elements;
}

/** More repetitions than this are as good as no bound. */
const unbounded = 1000;

function listRepetitions(pattern: AST.Pattern): Repetition[] {
  const found: Repetition[] = [];
  const visit = (element: AST.Element, before: Elements, after: Elements) => {
    if (element.type === "Quantifier") {
      if (element.max >= unbounded) found.push({ repeated: element, before, after });
      visit(element.element, before, after);
    }
    // What is looked ahead for is left as soon as it is found.
    const isLook = element.type === "Assertion" && "alternatives" in element;
    for (const { elements } of alternativesOf(element)) {
      for (const [index, inner] of elements.entries())
        visit(
          inner,
          [...before, ...elements.slice(0, index)],
          [...elements.slice(index + 1), ...(isLook ? [] : after)],
        );
    }
  };
  for (const { elements } of pattern.alternatives)
    for (const [index, element] of elements.entries())
      visit(element, elements.slice(0, index), elements.slice(index + 1));
  return found;
}

function alternativesOf(element: AST.Element): readonly AST.Alternative[] {
  return "alternatives" in element ? element.alternatives : [];
}

/** If the rest of a match is found whatever the text is. */
function cannotFail(element: AST.Element): boolean {
  if (element.type === "Quantifier") return element.min === 0 || cannotFail(element.element);
  if (element.type !== "Group" && element.type !== "CapturingGroup") return false;
  return element.alternatives.some(({ elements }) => elements.every(cannotFail));
}

/** An earlier repetition, undefined for the search of the beginning, and what is between it and the later one. */
interface Earlier {
  readonly first: AST.Quantifier | undefined;
  readonly between: Elements;
}

function listEarlier(before: Elements, flags: string): Earlier[] {
  const earlier: Earlier[] = [];
  const anchored = before.some(
    ({ type, ...rest }) =>
      type === "Assertion" && "kind" in rest && rest.kind === "start" && !flags.includes("m"),
  );
  if (!flags.includes("y") && !anchored) earlier.push({ first: undefined, between: before });
  const visit = (element: AST.Element, between: Elements) => {
    if (element.type === "Quantifier") {
      if (element.max >= unbounded) earlier.push({ first: element, between });
      visit(element.element, between);
    }
    if (element.type === "Assertion") return;
    for (const { elements } of alternativesOf(element)) {
      for (const [index, inner] of elements.entries())
        visit(inner, [...elements.slice(index + 1), ...between]);
    }
  };
  for (const [index, element] of before.entries()) visit(element, before.slice(index + 1));
  return earlier;
}

function createLanguages(parser: JS.Parser, flags: string) {
  const maxCharacter = parser.ast.flags.unicode || parser.ast.flags.unicodeSets ? 0x10ffff : 0xffff;
  const all = CharSet.all(maxCharacter);
  const ranges = ["az", "AZ", "09", "__"].map((pair) => ({
    min: pair.charCodeAt(0),
    max: pair.charCodeAt(1),
  }));
  const word = CharSet.empty(maxCharacter).union(ranges);
  const line = CharSet.fromCharacters(maxCharacter, [0x0a, 0x0d, 0x2028, 0x2029]);
  const one = (set: CharSet) => NFA.fromCharSet(set);
  const anything = () => {
    const nfa = one(all);
    nfa.quantify(0, Number.POSITIVE_INFINITY);
    return nfa;
  };
  const read = (element: AST.Element): NFA =>
    NFA.fromRegex(
      parser.parseElement(element, { assertions: "ignore", backreferences: "throw" }).expression,
      { maxCharacter },
      { assertions: "ignore" },
    );
  const join = (elements: Elements): NFA => {
    const nfa = NFA.fromWords([[]], { maxCharacter });
    for (const element of elements) nfa.append(read(element));
    return nfa;
  };
  const repeat = (quantifier: AST.Quantifier): NFA => {
    const nfa = read(quantifier.element);
    nfa.quantify(1, Number.POSITIVE_INFINITY);
    nfa.withoutEmptyWord();
    return nfa;
  };
  /** The character in front of a beginning, if its first assertion says which ones it can be. */
  const lead = (between: Elements, rest: NFA): CharSet | undefined => {
    const [first] = between;
    if (first?.type !== "Assertion") return undefined;
    if (first.kind === "start") return flags.includes("m") ? line : undefined;
    if (first.kind === "word" && !first.negate) {
      const other = one(word.negate());
      other.append(anything());
      return isDisjointWith(rest, other) ? word.negate() : undefined;
    }
    if (first.kind !== "lookbehind") return undefined;
    const sets = first.alternatives.map(({ elements: [only, more] }) =>
      only !== undefined &&
      more === undefined &&
      (only.type === "Character" || only.type === "CharacterSet" || only.type === "CharacterClass")
        ? [...read(only).wordSets()][0]?.[0]
        : undefined,
    );
    if (sets.some((set) => set === undefined)) return undefined;
    const behind = sets.reduce<CharSet>(
      (a, b) => (b ? a.union(b) : a),
      CharSet.empty(maxCharacter),
    );
    return first.negate ? behind.negate() : behind;
  };
  return {
    /** If a text that is not empty belongs to both repetitions, with what is between them in it. */
    share(first: AST.Quantifier | undefined, between: Elements, second: AST.Quantifier): boolean {
      const later = repeat(second);
      const middle = join(between);
      if (first === undefined) {
        const rest = middle.copy();
        rest.append(later);
        const character = lead(between, rest);
        if (character !== undefined) middle.prepend(one(character));
      }
      const around = anything();
      around.append(middle);
      around.append(anything());
      const both = NFA.fromIntersection(later, around);
      return first === undefined ? !both.isEmpty : !isDisjointWith(both, repeat(first));
    },
  };
}
