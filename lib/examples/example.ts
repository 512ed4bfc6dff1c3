/** A published guide's configuration as something to start from: documents, tokens, public keys and a fitting clock. */
export interface Example {
  readonly id: string;
  readonly title: string;
  readonly configuration: string;
  readonly bindings: string;
  readonly tokens: readonly ExampleToken[];
  /** Public keys (JWKS as JSON) by issuer URL. */
  readonly keys: Readonly<Record<string, string>>;
  /** The namespace to look at, if a guide's bindings hold in one only. */
  readonly namespace?: string;
  /** A moment within the life of its tokens, in Unix seconds. */
  readonly now: number;
}

/** A token of an example. */
export interface ExampleToken {
  readonly id: string;
  readonly title: string;
  /** What is in the token's pane: a signed JWT, or what a guide shows in its place. */
  readonly text: string;
}
