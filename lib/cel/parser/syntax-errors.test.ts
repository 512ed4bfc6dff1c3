import { expect, test } from "vitest";
import type { Minor } from "../../kube/minor.ts";
import { parseExpression } from "./parse.ts";
import { formatIssues } from "./source-text.ts";

/** What can begin an operand, as ANTLR lists it. */
const operand =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

interface Case {
  readonly minor: Minor;
  readonly input: string;
  /** The lines of the text. */
  readonly want: readonly string[];
}

/** Asked of the servers' own code. */
const cases: readonly Case[] = [
  {
    minor: 37,
    input: "",
    want: [`ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting ${operand}`],
  },
  {
    minor: 37,
    input: "claims.",
    want: [
      "ERROR: <input>:1:8: Syntax error: no viable alternative at input '.'",
      " | claims.",
      " | .......^",
    ],
  },
  {
    minor: 37,
    input: "claims.a b",
    want: [
      "ERROR: <input>:1:10: Syntax error: extraneous input 'b' expecting <EOF>",
      " | claims.a b",
      " | .........^",
    ],
  },
  {
    minor: 37,
    input: "a b c d",
    want: [
      "ERROR: <input>:1:3: Syntax error: mismatched input 'b' expecting <EOF>",
      " | a b c d",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "a.?1",
    want: [
      "ERROR: <input>:1:4: Syntax error: mismatched input '1' expecting {IDENTIFIER, ESC_IDENTIFIER}",
      " | a.?1",
      " | ...^",
      "ERROR: <input>:1:4: unsupported ident kind",
      " | a.?1",
      " | ...^",
    ],
  },
  {
    minor: 37,
    input: "[1, 2",
    want: [
      "ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting {']', ','}",
      " | [1, 2",
      " | .....^",
    ],
  },
  {
    minor: 37,
    input: "{'a': 1, }}",
    want: [
      "ERROR: <input>:1:11: Syntax error: extraneous input '}' expecting <EOF>",
      " | {'a': 1, }}",
      " | ..........^",
    ],
  },
  {
    minor: 37,
    input: "f(1,)",
    want: [
      `ERROR: <input>:1:5: Syntax error: mismatched input ')' expecting ${operand}`,
      " | f(1,)",
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "1 +",
    want: [
      `ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | 1 +",
      " | ...^",
    ],
  },
  {
    minor: 37,
    input: '"abc',
    want: [
      "ERROR: <input>:1:1: Syntax error: token recognition error at: '\"abc'",
      ' | "abc',
      " | ^",
      `ERROR: <input>:1:5: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      ' | "abc',
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "a & b",
    want: [
      "ERROR: <input>:1:3: Syntax error: token recognition error at: '& '",
      " | a & b",
      " | ..^",
      "ERROR: <input>:1:5: Syntax error: extraneous input 'b' expecting <EOF>",
      " | a & b",
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "a == b = c",
    want: [
      "ERROR: <input>:1:8: Syntax error: token recognition error at: '= '",
      " | a == b = c",
      " | .......^",
      "ERROR: <input>:1:10: Syntax error: extraneous input 'c' expecting <EOF>",
      " | a == b = c",
      " | .........^",
    ],
  },
  {
    minor: 37,
    input: "a.true",
    want: [
      "ERROR: <input>:1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER",
      " | a.true",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "a.in",
    want: [
      "ERROR: <input>:1:3: Syntax error: no viable alternative at input '.in'",
      " | a.in",
      " | ..^",
      `ERROR: <input>:1:5: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | a.in",
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "if",
    want: ["ERROR: <input>:1:1: reserved identifier: if", " | if", " | ^"],
  },
  {
    minor: 37,
    input: '"é漢😀" +',
    want: [
      `ERROR: <input>:1:8: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      ' | "é漢😀" +',
      " | .．．．...^",
    ],
  },
  {
    minor: 37,
    input: "\ta\tb",
    want: [
      "ERROR: <input>:1:4: Syntax error: extraneous input 'b' expecting <EOF>",
      " |  a b",
      " | ...^",
    ],
  },
  {
    minor: 37,
    input: "'\\t' $",
    want: [
      "ERROR: <input>:1:6: Syntax error: token recognition error at: '$'",
      " | '\\t' $",
      " | .....^",
    ],
  },
  {
    minor: 37,
    input: "has(a)",
    want: ["ERROR: <input>:1:5: invalid argument to has() macro", " | has(a)", " | ....^"],
  },
  {
    minor: 37,
    input: "has(a[0])",
    want: ["ERROR: <input>:1:6: invalid argument to has() macro", " | has(a[0])", " | .....^"],
  },
  {
    minor: 37,
    input: "[1].map(1, 2)",
    want: ["ERROR: <input>:1:9: argument is not an identifier", " | [1].map(1, 2)", " | ........^"],
  },
  {
    minor: 37,
    input: "a.all(x.y, true)",
    want: [
      "ERROR: <input>:1:8: argument must be a simple name",
      " | a.all(x.y, true)",
      " | .......^",
    ],
  },
  {
    minor: 37,
    input: "99999999999999999999",
    want: ["ERROR: <input>:1:1: invalid int literal", " | 99999999999999999999", " | ^"],
  },
  {
    minor: 37,
    input: "-9223372036854775809",
    want: ["ERROR: <input>:1:1: invalid int literal", " | -9223372036854775809", " | ^"],
  },
  {
    minor: 37,
    input: "18446744073709551616u",
    want: ["ERROR: <input>:1:1: invalid uint literal", " | 18446744073709551616u", " | ^"],
  },
  {
    minor: 37,
    input: "0x1ffffffffffffffff",
    want: ["ERROR: <input>:1:1: invalid int literal", " | 0x1ffffffffffffffff", " | ^"],
  },
  {
    minor: 37,
    input: "1e999",
    want: ["ERROR: <input>:1:1: invalid double literal", " | 1e999", " | ^"],
  },
  {
    minor: 37,
    input: "'\\ud800'",
    want: ["ERROR: <input>:1:1: invalid unicode code point", " | '\\ud800'", " | ^"],
  },
  {
    minor: 37,
    input: "'\\U00110000'",
    want: ["ERROR: <input>:1:1: invalid unicode code point", " | '\\U00110000'", " | ^"],
  },
  {
    minor: 37,
    input: "b'\\u0041'",
    want: ["ERROR: <input>:1:1: unable to unescape string", " | b'\\u0041'", " | ^"],
  },
  {
    minor: 37,
    input: "{'a' 1}",
    want: ["ERROR: <input>:1:6: Syntax error: missing ':' at '1'", " | {'a' 1}", " | .....^"],
  },
  {
    minor: 37,
    input: '"a\nb" == 1',
    want: [
      "ERROR: <input>:1:1: Syntax error: token recognition error at: '\"a",
      "'",
      ' | "a',
      " | ^",
      "ERROR: <input>:2:2: Syntax error: token recognition error at: '\" == 1'",
      ' | b" == 1',
      " | .^",
    ],
  },
  {
    minor: 37,
    input: "a ? b",
    want: [
      "ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting ':'",
      " | a ? b",
      " | .....^",
    ],
  },
  {
    minor: 37,
    input: "a ? b :",
    want: [
      `ERROR: <input>:1:8: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | a ? b :",
      " | .......^",
    ],
  },
  {
    minor: 37,
    input: "x.exists(@r, true)",
    want: [
      "ERROR: <input>:1:10: Syntax error: token recognition error at: '@'",
      " | x.exists(@r, true)",
      " | .........^",
    ],
  },
  {
    minor: 37,
    input: "optional.of(1).optMap(1, 2)",
    want: [
      "ERROR: <input>:1:23: optMap() variable name must be a simple identifier",
      " | optional.of(1).optMap(1, 2)",
      " | ......................^",
    ],
  },
  {
    minor: 37,
    input: "optional.of(1).optFlatMap(a.b, 2)",
    want: [
      "ERROR: <input>:1:28: optFlatMap() variable name must be a simple identifier",
      " | optional.of(1).optFlatMap(a.b, 2)",
      " | ...........................^",
    ],
  },
  {
    minor: 37,
    input: "[1].all(x, x, true)",
    want: [
      "ERROR: <input>:1:12: duplicate variable name: x",
      " | [1].all(x, x, true)",
      " | ...........^",
    ],
  },
  {
    minor: 37,
    input: "[1].transformList(1, v, v)",
    want: [
      "ERROR: <input>:1:19: argument must be a simple name",
      " | [1].transformList(1, v, v)",
      " | ..................^",
    ],
  },
  {
    minor: 37,
    input: "[1].map(__result__, 1)",
    want: [
      "ERROR: <input>:1:9: iteration variable overwrites accumulator variable",
      " | [1].map(__result__, 1)",
      " | ........^",
    ],
  },
  {
    minor: 37,
    input: "{1: 2}.sortBy(x, x)",
    want: [
      "ERROR: <input>:1:1: sortBy can only be applied to a list, identifier, comprehension, call or select expression",
      " | {1: 2}.sortBy(x, x)",
      " | ^",
    ],
  },
  {
    minor: 37,
    input: "a.`b$`",
    want: [
      "ERROR: <input>:1:3: Syntax error: token recognition error at: '`b$'",
      " | a.`b$`",
      " | ..^",
      "ERROR: <input>:1:6: Syntax error: token recognition error at: '`'",
      " | a.`b$`",
      " | .....^",
      "ERROR: <input>:1:7: Syntax error: no viable alternative at input '.'",
      " | a.`b$`",
      " | ......^",
    ],
  },
  {
    minor: 37,
    input: "a[?]",
    want: [
      `ERROR: <input>:1:4: Syntax error: mismatched input ']' expecting ${operand}`,
      " | a[?]",
      " | ...^",
    ],
  },
  {
    minor: 37,
    input: "{?a}",
    want: [
      "ERROR: <input>:1:4: Syntax error: mismatched input '}' expecting ':'",
      " | {?a}",
      " | ...^",
    ],
  },
  {
    minor: 37,
    input: "A{1: 2}",
    want: [
      "ERROR: <input>:1:3: Syntax error: mismatched input '1' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}",
      " | A{1: 2}",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "A{b: 1, c}",
    want: [
      "ERROR: <input>:1:10: Syntax error: mismatched input '}' expecting ':'",
      " | A{b: 1, c}",
      " | .........^",
    ],
  },
  {
    minor: 37,
    input: "(1 + 2",
    want: ["ERROR: <input>:1:7: Syntax error: missing ')' at '<EOF>'", " | (1 + 2", " | ......^"],
  },
  {
    minor: 37,
    input: "1 + 2)",
    want: [
      "ERROR: <input>:1:6: Syntax error: extraneous input ')' expecting <EOF>",
      " | 1 + 2)",
      " | .....^",
    ],
  },
  {
    minor: 37,
    input: "a || || b",
    want: [
      `ERROR: <input>:1:6: Syntax error: extraneous input '||' expecting ${operand}`,
      " | a || || b",
      " | .....^",
    ],
  },
  {
    minor: 37,
    input: "!",
    want: [
      `ERROR: <input>:1:2: Syntax error: extraneous input '<EOF>' expecting ${operand}`,
      " | !",
      " | .^",
    ],
  },
  {
    minor: 37,
    input: "--",
    want: [
      "ERROR: <input>:1:3: Syntax error: no viable alternative at input '-'",
      " | --",
      " | ..^",
      `ERROR: <input>:1:3: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | --",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "*",
    want: [
      `ERROR: <input>:1:1: Syntax error: mismatched input '*' expecting ${operand}`,
      " | *",
      " | ^",
      `ERROR: <input>:1:2: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | *",
      " | .^",
    ],
  },
  {
    minor: 37,
    input: "in",
    want: [
      `ERROR: <input>:1:1: Syntax error: mismatched input 'in' expecting ${operand}`,
      " | in",
      " | ^",
      `ERROR: <input>:1:3: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | in",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "a..b",
    want: [
      "ERROR: <input>:1:3: Syntax error: no viable alternative at input '..'",
      " | a..b",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "1.2.3",
    want: [
      "ERROR: <input>:1:4: Syntax error: extraneous input '.3' expecting <EOF>",
      " | 1.2.3",
      " | ...^",
    ],
  },
  {
    minor: 37,
    input: "a?.b",
    want: [
      "ERROR: <input>:1:5: Syntax error: mismatched input '<EOF>' expecting ':'",
      " | a?.b",
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "[,1]",
    want: [
      "ERROR: <input>:1:3: Syntax error: extraneous input '1' expecting ']'",
      " | [,1]",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "f(,)",
    want: [
      "ERROR: <input>:1:3: Syntax error: extraneous input ',' expecting {'[', '{', '(', ')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
      " | f(,)",
      " | ..^",
    ],
  },
  {
    minor: 37,
    input: "'a' 'b'",
    want: [
      "ERROR: <input>:1:5: Syntax error: extraneous input ''b'' expecting <EOF>",
      " | 'a' 'b'",
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "// only a comment",
    want: [
      `ERROR: <input>:1:18: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | // only a comment",
      " | .................^",
    ],
  },
  {
    minor: 37,
    input: "1 // c\n+",
    want: [
      `ERROR: <input>:2:2: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | +",
      " | .^",
    ],
  },
  {
    minor: 37,
    input: "😀",
    want: [
      "ERROR: <input>:1:1: Syntax error: token recognition error at: '😀'",
      " | 😀",
      " | ＾",
      `ERROR: <input>:1:2: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | 😀",
      " | ．^",
    ],
  },
  {
    minor: 37,
    input: "a\r\n b",
    want: [
      "ERROR: <input>:2:2: Syntax error: extraneous input 'b' expecting <EOF>",
      " |  b",
      " | .^",
    ],
  },
  {
    minor: 37,
    input: "true && (false || )",
    want: [
      `ERROR: <input>:1:19: Syntax error: mismatched input ')' expecting ${operand}`,
      " | true && (false || )",
      " | ..................^",
    ],
  },
  {
    minor: 37,
    input: "((((",
    want: [
      `ERROR: <input>:1:5: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | ((((",
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "[[[[",
    want: [
      "ERROR: <input>:1:5: Syntax error: mismatched input '<EOF>' expecting {'[', ']', '{', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
      " | [[[[",
      " | ....^",
    ],
  },
  {
    minor: 37,
    input: "$ $ $",
    want: [
      "ERROR: <input>:1:1: Syntax error: token recognition error at: '$'",
      " | $ $ $",
      " | ^",
      "ERROR: <input>:1:3: Syntax error: token recognition error at: '$'",
      " | $ $ $",
      " | ..^",
      "ERROR: <input>:1:5: Syntax error: token recognition error at: '$'",
      " | $ $ $",
      " | ....^",
      `ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | $ $ $",
      " | .....^",
    ],
  },
  {
    minor: 34,
    input: "a.`b c`",
    want: ["ERROR: <input>:1:3: unsupported syntax: '`'", " | a.`b c`", " | ..^"],
  },
  {
    minor: 34,
    input: "A{`b-c`: 1}",
    want: ["ERROR: <input>:1:3: unsupported syntax: '`'", " | A{`b-c`: 1}", " | ..^"],
  },
  {
    minor: 34,
    input: "a.?`b`",
    want: ["ERROR: <input>:1:4: unsupported syntax: '`'", " | a.?`b`", " | ...^"],
  },
  {
    minor: 34,
    input: "",
    want: [`ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting ${operand}`],
  },
  {
    minor: 32,
    input: "a.`b c`",
    want: [
      "ERROR: <input>:1:3: Syntax error: token recognition error at: '`'",
      " | a.`b c`",
      " | ..^",
      "ERROR: <input>:1:6: Syntax error: extraneous input 'c' expecting <EOF>",
      " | a.`b c`",
      " | .....^",
      "ERROR: <input>:1:7: Syntax error: token recognition error at: '`'",
      " | a.`b c`",
      " | ......^",
    ],
  },
  {
    minor: 32,
    input: "% 1",
    want: [
      `ERROR: <input>:1:1: Syntax error: extraneous input '%!'(MISSING) expecting ${operand}`,
      " | % 1",
      " | ^",
    ],
  },
  {
    minor: 32,
    input: "a %",
    want: [
      `ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | a %",
      " | ...^",
    ],
  },
  {
    minor: 32,
    input: "'%d' %2[ $",
    want: [
      "ERROR: <input>:1:10: Syntax error: token recognition error at: '$'",
      " | '%d' %2[ $",
      " | .........^",
      "ERROR: <input>:1:11: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
      " | '%d' %2[ $",
      " | ..........^",
    ],
  },
  {
    minor: 32,
    input: "[1].map(__result__, __result__.x y)",
    want: [
      "ERROR: <input>:1:34: Syntax error: extraneous input 'y' expecting ')'",
      " | [1].map(__result__, __result__.x y)",
      " | .................................^",
    ],
  },
  {
    minor: 31,
    input: "",
    want: [`ERROR: <input>:1:1: Syntax error: mismatched input '<EOF>' expecting ${operand}`],
  },
  {
    minor: 31,
    input: "[1].all(x, y, true) )",
    want: [
      "ERROR: <input>:1:21: Syntax error: extraneous input ')' expecting <EOF>",
      " | [1].all(x, y, true) )",
      " | ....................^",
    ],
  },
  {
    minor: 31,
    input: "'\\ud800' +",
    want: [
      `ERROR: <input>:1:11: Syntax error: mismatched input '<EOF>' expecting ${operand}`,
      " | '\\ud800' +",
      " | ..........^",
    ],
  },
  {
    minor: 37,
    input: "has(.",
    want: [
      "ERROR: <input>:1:0: invalid argument to has() macro",
      " | has(.",
      " | ^",
      "ERROR: <input>:1:6: Syntax error: no viable alternative at input '.'",
      " | has(.",
      " | .....^",
    ],
  },
];

test.each(cases)(
  "the parser of 1.$minor reports the errors of cel-go in $input",
  ({ minor, input, want }) => {
    const result = parseExpression(input, { minor });
    expect(
      result.kind === "failed" ? formatIssues(input, result.issues).split("\n") : "parsed",
    ).toEqual(want);
  },
);
