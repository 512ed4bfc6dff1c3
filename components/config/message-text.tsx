"use client";

import { useCover } from "../ui/cover.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { narrowSnippets } from "./narrow-snippets.ts";

/** The message of a finding. Untrusted text. */
export function MessageText({ text }: { readonly text: string }) {
  const cover = useCover();
  // What is hidden is hidden before it is cut: a part of a name would not be found.
  return <UntrustedText text={narrowSnippets(cover(text))} limit={2000} />;
}
