/** Several YAML documents in one file, each with its line end. */
export function joinDocuments(documents: readonly string[]): string {
  return documents.map((text) => (text.endsWith("\n") ? text : `${text}\n`)).join("---\n");
}
