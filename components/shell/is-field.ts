/** Whether a paste has a place of its own: a field or an editor. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest(".monaco-editor") !== null ||
    /^(?:input|textarea|select)$/i.test(target.tagName)
  );
}
