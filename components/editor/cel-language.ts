import type * as Monaco from "monaco-editor/editor/editor.api.js";

/** The language of a text that is one expression. */
export const celLanguage = "cel";

/** Registers how an expression on its own is coloured and how its brackets behave, once. */
export function registerCel(monaco: typeof Monaco): void {
  monaco.languages.register({ id: celLanguage });
  monaco.languages.setLanguageConfiguration(celLanguage, {
    comments: { lineComment: "//" },
    brackets: [
      ["(", ")"],
      ["[", "]"],
      ["{", "}"],
    ],
    autoClosingPairs: ["()", "[]", "{}", '""', "''"].map((pair) => ({
      open: pair.charAt(0),
      close: pair.charAt(1),
      notIn: ["string"],
    })),
  });
  monaco.languages.setMonarchTokensProvider(celLanguage, {
    keywords: ["true", "false", "null", "in"],
    variables: ["claims", "user"],
    tokenizer: {
      root: [
        [/\/\/.*/, "comment"],
        [/[rR]?[bB]?[rR]?"""/, "string", "@double"],
        [/[rR]?[bB]?[rR]?'''/, "string", "@single"],
        [/[bB]?[rR][bB]?"[^"]*"?/, "string"],
        [/[bB]?[rR][bB]?'[^']*'?/, "string"],
        [/[bB]?"(?:[^"\\]|\\.)*"?/, "string"],
        [/[bB]?'(?:[^'\\]|\\.)*'?/, "string"],
        [/0[xX][0-9a-fA-F]+[uU]?|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?[uU]?/, "number"],
        [/[A-Za-z_]\w*(?=\s*\()/, "type"],
        [
          /[A-Za-z_]\w*/,
          { cases: { "@keywords": "keyword", "@variables": "keyword", "@default": "" } },
        ],
        [/[()[\]{},.:?]/, "delimiter"],
        [/[-+*/%<>=!&|]+/, "operators"],
      ],
      double: [
        [/"""/, "string", "@pop"],
        [/\\.|[^"\\]+|"/, "string"],
      ],
      single: [
        [/'''/, "string", "@pop"],
        [/\\.|[^'\\]+|'/, "string"],
      ],
    },
  });
}
