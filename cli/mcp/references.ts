import { findFieldDoc } from "../../lib/authn/field-docs.ts";
import { findCausePage } from "../../lib/explain/cause-pages.ts";

/** Where the reference begins, as a resource of the server. */
export const referenceRoot = "claimcheck://reference";

/** The resource of a cause; undefined for a code without a page. */
export function referenceOfCause(code: string): string | undefined {
  return findCausePage(code) && `${referenceRoot}/errors/${code}`;
}

/** The resource of the field at a path, or of the nearest one above it. */
export function referenceOfField(path: string): string | undefined {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
    const field = findFieldDoc(at);
    if (field !== undefined) return `${referenceRoot}/configuration/${field.path}`;
  }
  return undefined;
}
