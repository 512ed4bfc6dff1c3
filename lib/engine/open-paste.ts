import { explainText } from "../explain/explain-text.ts";
import { type Opened, type OpenOptions, openText } from "../import/open.ts";

/**
 * What a pasted text is: what the importer takes out of it and, if it holds no configuration, what the explanation of
 * logs and answers knows of it: who asked, what was asked, and the claims that a client printed.
 */
export function openPaste(text: string, options: OpenOptions): Opened {
  const opened = openText(text, options);
  if (opened.kind === "token" || opened.kind === "bindings") return opened;
  const explained = explainText(text);
  if (explained === undefined) return opened;
  const { user, question, claims, by } = explained;
  const added = {
    ...(user !== undefined && opened.user === undefined && { user }),
    ...(question !== undefined && opened.question === undefined && { question }),
    ...(claims !== undefined && opened.claims === undefined && { claims }),
  };
  if (opened.kind !== "none") return { ...opened, ...added };
  const title = claims === undefined ? `output of ${by}` : "claims that a client printed";
  return { ...opened, ...added, kind: claims === undefined ? "log" : "claims", format: by, title };
}
