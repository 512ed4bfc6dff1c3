/**
 * The tokens of CEL, numbered as ANTLR numbers those of cel-go's parser/gen/CEL.g4: the texts "expecting {…}" list
 * them in this order.
 */
export const tokenTypes = {
  EOF: -1,
  EQUALS: 1,
  NOT_EQUALS: 2,
  IN: 3,
  LESS: 4,
  LESS_EQUALS: 5,
  GREATER_EQUALS: 6,
  GREATER: 7,
  LOGICAL_AND: 8,
  LOGICAL_OR: 9,
  LBRACKET: 10,
  RBRACKET: 11,
  LBRACE: 12,
  RBRACE: 13,
  LPAREN: 14,
  RPAREN: 15,
  DOT: 16,
  COMMA: 17,
  MINUS: 18,
  EXCLAM: 19,
  QUESTIONMARK: 20,
  COLON: 21,
  PLUS: 22,
  STAR: 23,
  SLASH: 24,
  PERCENT: 25,
  TRUE: 26,
  FALSE: 27,
  NULL: 28,
  NUM_FLOAT: 31,
  NUM_INT: 32,
  NUM_UINT: 33,
  STRING: 34,
  BYTES: 35,
  IDENTIFIER: 36,
  ESC_IDENTIFIER: 37,
} as const;

/** How error texts name each type. */
export const tokenNames: readonly string[] = [
  ...["", "'=='", "'!='", "'in'", "'<'", "'<='", "'>='", "'>'", "'&&'", "'||'"],
  ...["'['", "']'", "'{'", "'}'", "'('", "')'", "'.'", "','", "'-'", "'!'"],
  ...["'?'", "':'", "'+'", "'*'", "'/'", "'%'", "'true'", "'false'", "'null'", "WHITESPACE"],
  ...["COMMENT", "NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES", "IDENTIFIER"],
  "ESC_IDENTIFIER",
];

/** One token; offsets are UTF-16, `end` exclusive. */
export interface Token {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  /** Only of a token that recovery made up: "<missing ':'>". */
  readonly text?: string;
}

/** Characters that start no token: what the lexer skipped. */
export interface LexicalError {
  readonly start: number;
  readonly end: number;
  /** Index of the token that follows. */
  readonly before: number;
}
