import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Minor } from "../kube/minor.ts";

/**
 * Where a text is no configuration but holds the flags that one replaces: what they are, and the file that says the
 * same. The code is loaded when there is such a text.
 */
export async function offerImport(text: string, minor: Minor): Promise<readonly Diagnostic[]> {
  if (!/oidc-(?:issuer-url|client-id)/.test(text)) return [];
  const { convertLegacyFlags, readLegacyFlags } = await import("../import/legacy-flags.ts");
  const flags = readLegacyFlags(text);
  if (flags === undefined) return [];
  const made = convertLegacyFlags(flags, minor);
  const found = {
    code: "import/legacy-flags",
    source: "claimcheck",
    severity: "error",
    document: "configuration",
    path: "",
    span: flags.span,
    message: "These are --oidc-* flags of kube-apiserver, not an AuthenticationConfiguration.",
  } as const;
  if (made === undefined) {
    return [
      { ...found, hint: "To convert them, both oidc-issuer-url and oidc-client-id are needed." },
    ];
  }
  const edit = {
    document: "configuration",
    span: { start: 0, end: text.length },
    newText: made.text,
  } as const;
  const title = "Write the flags as an AuthenticationConfiguration";
  return [
    {
      ...found,
      hint: made.notes.join(" "),
      fixes: [{ id: "import/legacy-flags", title, edits: [edit] }],
    },
  ];
}
