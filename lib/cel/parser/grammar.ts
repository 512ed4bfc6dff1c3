import { tokenTypes as t } from "./token.ts";
import type { NodeKind } from "./tree.ts";

/** cel-go's parser/gen/CEL.g4 as data: what `atn.ts` makes the automaton of that explains syntax errors. */
export interface GrammarRule {
  readonly name: RuleName;
  /** Kind of the node before an alternative is chosen. */
  readonly kind: NodeKind;
  readonly alternatives: readonly Alternative[];
  /** Left recursion, by falling precedence: what may follow a node that then becomes the new one's `e`. */
  readonly suffixes?: readonly Alternative[];
  /** Whether ANTLR needs more than one token to choose between the alternatives. */
  readonly adaptive?: boolean;
}

/** One alternative of a rule, and the node that it makes. */
export interface Alternative {
  readonly kind: NodeKind;
  readonly elements: readonly Element[];
}

/** The rules of CEL.g4. */
export type RuleName =
  | "start"
  | "expr"
  | "conditionalOr"
  | "conditionalAnd"
  | "relation"
  | "calc"
  | "unary"
  | "member"
  | "primary"
  | "exprList"
  | "listInit"
  | "fieldInitializerList"
  | "optField"
  | "mapInitializerList"
  | "escapeIdent"
  | "optExpr"
  | "literal";

/** The field of the node that a match goes to; a plural one collects. */
export type Label =
  | "e"
  | "e1"
  | "e2"
  | "op"
  | "opt"
  | "leadingDot"
  | "id"
  | "field"
  | "open"
  | "sign"
  | "tok"
  | "list"
  | PluralLabel;
/** Labels that collect (`ops+=`). */
export type PluralLabel = "ops" | "ids" | "items" | "cols" | "values";

/** What is in an alternative: a token, one of some tokens, a rule, or a part that may repeat or be absent. */
export type Element =
  | { readonly kind: "token"; readonly type: number; readonly label?: Label }
  | { readonly kind: "set"; readonly types: readonly number[]; readonly label: Label }
  | {
      readonly kind: "rule";
      readonly rule: RuleName;
      readonly label?: Label;
      readonly precedence: number;
    }
  | {
      readonly kind: "optional" | "star" | "plus";
      readonly elements: readonly Element[];
      readonly adaptive: boolean;
    };

/** The grammar of cel-go 0.23 and later if `escapedIdentifiers`, of the versions before it if not. */
export function createGrammar(escapedIdentifiers: boolean): readonly GrammarRule[] {
  const field: Element = escapedIdentifiers
    ? rule("escapeIdent", "field")
    : token(t.IDENTIFIER, "id");
  const nameOrCall: readonly Alternative[] = escapedIdentifiers
    ? [
        { kind: "ident", elements: [leadingDot, token(t.IDENTIFIER, "id")] },
        { kind: "globalCall", elements: [leadingDot, token(t.IDENTIFIER, "id"), ...callParts] },
      ]
    : [
        {
          kind: "globalCall",
          elements: [leadingDot, token(t.IDENTIFIER, "id"), adaptiveOptional(...callParts)],
        },
      ];
  return [
    ...commonRules,
    {
      name: "member",
      kind: "primaryExpr",
      alternatives: [{ kind: "primaryExpr", elements: [rule("primary", "e")] }],
      suffixes: [
        { kind: "select", elements: [token(t.DOT, "op"), optionalMark, field] },
        {
          kind: "memberCall",
          elements: [
            token(t.DOT, "op"),
            token(t.IDENTIFIER, "id"),
            token(t.LPAREN, "open"),
            ...closingCall,
          ],
        },
        {
          kind: "index",
          elements: [token(t.LBRACKET, "op"), optionalMark, rule("expr", "e1"), token(t.RBRACKET)],
        },
      ],
    },
    {
      name: "primary",
      kind: "primary",
      adaptive: true,
      alternatives: [
        ...nameOrCall,
        { kind: "nested", elements: [token(t.LPAREN), rule("expr", "e"), token(t.RPAREN)] },
        {
          kind: "createList",
          elements: [
            token(t.LBRACKET, "op"),
            optional(rule("listInit", "list")),
            optional(token(t.COMMA)),
            token(t.RBRACKET),
          ],
        },
        {
          kind: "createStruct",
          elements: [
            token(t.LBRACE, "op"),
            optional(rule("mapInitializerList", "list")),
            optional(token(t.COMMA)),
            token(t.RBRACE),
          ],
        },
        {
          kind: "createMessage",
          elements: [
            leadingDot,
            token(t.IDENTIFIER, "ids"),
            star(token(t.DOT), token(t.IDENTIFIER, "ids")),
            token(t.LBRACE, "op"),
            optional(rule("fieldInitializerList", "list")),
            optional(token(t.COMMA)),
            token(t.RBRACE),
          ],
        },
        { kind: "constantLiteral", elements: [rule("literal", "e")] },
      ],
    },
    single("optField", "optField", [optionalMark, field]),
    ...(escapedIdentifiers ? [escapeIdent] : []),
  ];
}

function token(type: number, label?: Label): Element {
  return label === undefined ? { kind: "token", type } : { kind: "token", type, label };
}

function rule(name: RuleName, label?: Label, precedence = 0): Element {
  const element = { kind: "rule", rule: name, precedence } as const;
  return label === undefined ? element : { ...element, label };
}

function optional(...elements: Element[]): Element {
  return { kind: "optional", elements, adaptive: false };
}

function adaptiveOptional(...elements: Element[]): Element {
  return { kind: "optional", elements, adaptive: true };
}

function star(...elements: Element[]): Element {
  return { kind: "star", elements, adaptive: false };
}

function adaptiveStar(...elements: Element[]): Element {
  return { kind: "star", elements, adaptive: true };
}

function single(name: RuleName, kind: NodeKind, elements: readonly Element[]): GrammarRule {
  return { name, kind, alternatives: [{ kind, elements }] };
}

function binarySuffix(
  name: "relation" | "calc",
  types: readonly number[],
  precedence: number,
): Alternative {
  const operator: Element = { kind: "set", types, label: "op" };
  return { kind: name, elements: [operator, rule(name, "e1", precedence)] };
}

const leadingDot = optional(token(t.DOT, "leadingDot"));
const optionalMark = optional(token(t.QUESTIONMARK, "opt"));
const closingCall: readonly Element[] = [optional(rule("exprList", "list")), token(t.RPAREN)];
const callParts: readonly Element[] = [token(t.LPAREN, "op"), ...closingCall];

const escapeIdent: GrammarRule = {
  name: "escapeIdent",
  kind: "escapeIdent",
  alternatives: [
    { kind: "escapeIdent", elements: [token(t.IDENTIFIER, "id")] },
    { kind: "escapeIdent", elements: [token(t.ESC_IDENTIFIER, "id")] },
  ],
};

const commonRules: readonly GrammarRule[] = [
  single("start", "start", [rule("expr", "e"), token(t.EOF)]),
  single("expr", "expr", [
    rule("conditionalOr", "e"),
    optional(
      token(t.QUESTIONMARK, "op"),
      rule("conditionalOr", "e1"),
      token(t.COLON),
      rule("expr", "e2"),
    ),
  ]),
  single("conditionalOr", "conditionalOr", [
    rule("conditionalAnd", "e"),
    star(token(t.LOGICAL_OR, "ops"), rule("conditionalAnd", "items")),
  ]),
  single("conditionalAnd", "conditionalAnd", [
    rule("relation", "e"),
    star(token(t.LOGICAL_AND, "ops"), rule("relation", "items")),
  ]),
  {
    name: "relation",
    kind: "relation",
    alternatives: [{ kind: "relation", elements: [rule("calc", "e")] }],
    suffixes: [
      binarySuffix(
        "relation",
        [t.EQUALS, t.NOT_EQUALS, t.IN, t.LESS, t.LESS_EQUALS, t.GREATER_EQUALS, t.GREATER],
        2,
      ),
    ],
  },
  {
    name: "calc",
    kind: "calc",
    alternatives: [{ kind: "calc", elements: [rule("unary", "e")] }],
    suffixes: [
      binarySuffix("calc", [t.STAR, t.SLASH, t.PERCENT], 3),
      binarySuffix("calc", [t.PLUS, t.MINUS], 2),
    ],
  },
  {
    name: "unary",
    kind: "unary",
    adaptive: true,
    alternatives: [
      { kind: "memberExpr", elements: [rule("member", "e")] },
      {
        kind: "logicalNot",
        elements: [
          { kind: "plus", elements: [token(t.EXCLAM, "ops")], adaptive: false },
          rule("member", "e"),
        ],
      },
      {
        kind: "negate",
        elements: [
          { kind: "plus", elements: [token(t.MINUS, "ops")], adaptive: true },
          rule("member", "e"),
        ],
      },
    ],
  },
  single("exprList", "exprList", [
    rule("expr", "items"),
    star(token(t.COMMA), rule("expr", "items")),
  ]),
  single("listInit", "listInit", [
    rule("optExpr", "items"),
    adaptiveStar(token(t.COMMA), rule("optExpr", "items")),
  ]),
  single("fieldInitializerList", "fieldInitializerList", [
    rule("optField", "items"),
    token(t.COLON, "cols"),
    rule("expr", "values"),
    adaptiveStar(
      token(t.COMMA),
      rule("optField", "items"),
      token(t.COLON, "cols"),
      rule("expr", "values"),
    ),
  ]),
  single("mapInitializerList", "mapInitializerList", [
    rule("optExpr", "items"),
    token(t.COLON, "cols"),
    rule("expr", "values"),
    adaptiveStar(
      token(t.COMMA),
      rule("optExpr", "items"),
      token(t.COLON, "cols"),
      rule("expr", "values"),
    ),
  ]),
  single("optExpr", "optExpr", [optionalMark, rule("expr", "e")]),
  {
    name: "literal",
    kind: "literal",
    adaptive: true,
    alternatives: [
      { kind: "int", elements: [optional(token(t.MINUS, "sign")), token(t.NUM_INT, "tok")] },
      { kind: "uint", elements: [token(t.NUM_UINT, "tok")] },
      { kind: "double", elements: [optional(token(t.MINUS, "sign")), token(t.NUM_FLOAT, "tok")] },
      { kind: "string", elements: [token(t.STRING, "tok")] },
      { kind: "bytes", elements: [token(t.BYTES, "tok")] },
      { kind: "boolTrue", elements: [token(t.TRUE, "tok")] },
      { kind: "boolFalse", elements: [token(t.FALSE, "tok")] },
      { kind: "null", elements: [token(t.NULL, "tok")] },
    ],
  },
];
