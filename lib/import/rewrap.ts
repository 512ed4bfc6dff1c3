import { readYaml } from "../yaml/document.ts";
import { plain } from "./embedded.ts";
import { type Opened, type OpenOptions, openText } from "./open.ts";

/** The opened text with another configuration inside, or why it cannot be written. */
export type Rewrapped =
  | { readonly kind: "written"; readonly text: string }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Puts a configuration in place of the one that an opened text holds; nothing else of the text changes. The result is
 * opened again and compared, so that no wrapper is given back in which the configuration would be another one.
 */
export function rewrap(before: Opened, options: OpenOptions, configuration: string): Rewrapped {
  if (before.kind !== "configuration" || before.put === undefined) {
    const reason =
      before.kind === "settings"
        ? `The configuration was converted of ${before.title}: it cannot be written back there.`
        : "The opened text holds no configuration.";
    return { kind: "refused", reason };
  }
  const text = before.put(configuration);
  if (text === undefined) {
    return {
      kind: "refused",
      reason: "The opened text cannot hold this configuration as it is.",
    };
  }
  const after = openText(text, options);
  if (after.configuration === undefined || !sameMeaning(after.configuration, configuration)) {
    return {
      kind: "refused",
      reason: "Written back into the opened text the configuration would be another one.",
    };
  }
  return { kind: "written", text };
}

/** Whether two configurations say the same. A wrapper that writes the head itself chooses its version. */
export function sameMeaning(a: string, b: string): boolean {
  const [left, right] = [bodyOf(a), bodyOf(b)];
  return left !== undefined && left === right;
}

function bodyOf(text: string): string | undefined {
  const result = readYaml(text);
  if (result.kind === "failed" || result.data.kind !== "object") return undefined;
  const { jwt, anonymous } = plain(result.data) as Record<string, unknown>;
  return JSON.stringify([jwt, anonymous], inOrder);
}

// Keys in any order say the same.
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
