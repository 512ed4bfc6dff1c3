import type * as z from "zod";

/** A shape of a schema, read-only. */
export type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** What a tool says: for a reader, and as data of its output schema. */
export type ToolAnswer<Output> =
  | { readonly text: string; readonly data: Output }
  /** The question cannot be answered as it was asked. */
  | { readonly error: string };

/** What a tool takes from its surroundings. */
export interface ToolSurroundings {
  /** Unix seconds. */
  readonly now: number;
}

/** A tool as the server lists and calls it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** `args` are of the input schema. */
  readonly run: (args: unknown, surroundings: ToolSurroundings) => Promise<ToolAnswer<object>>;
}

/** A tool whose function takes and gives what its schemas say. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Omit<Tool, "run" | "input" | "output"> & {
    readonly input: Input;
    readonly output: Output;
    readonly run: (
      args: z.infer<Input>,
      surroundings: ToolSurroundings,
    ) => Promise<ToolAnswer<Frozen<z.infer<Output>>>>;
  },
): Tool {
  return { ...tool, run: (args, surroundings) => tool.run(args as z.infer<Input>, surroundings) };
}
