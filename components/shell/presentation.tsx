"use client";

import { type ReactNode, useEffect, useMemo, useState } from "react";
import { Button } from "../ui/button.tsx";
import { CoverContext } from "../ui/cover.ts";
import { Notice } from "../ui/notice.tsx";
import { useAnalysis, useInputs } from "../workspace/context.ts";
import type { listCoveredTexts } from "./covered-texts.ts";
import { present, useLooks } from "./looks.ts";

/** Tells everything below it what presentation mode hides. */
export function Presentation({ children }: { readonly children: ReactNode }) {
  const presenting = useLooks((looks) => looks.presenting);
  return presenting ? <Presenting>{children}</Presenting> : children;
}

function Presenting({ children }: { readonly children: ReactNode }) {
  const inputs = useInputs((all) => all);
  const analysis = useAnalysis((all) => all);
  const [list, setList] = useState<{ readonly of: typeof listCoveredTexts } | undefined>();
  useEffect(() => {
    import("./covered-texts.ts").then(({ listCoveredTexts }) => setList({ of: listCoveredTexts }));
  }, []);
  const cover = useMemo(
    () => ({ presenting: true, texts: list?.of(inputs, analysis) ?? [] }),
    [list, inputs, analysis],
  );
  return <CoverContext value={cover}>{children}</CoverContext>;
}

/** Says that something is hidden, and shows it again. */
export function PresentingNotice() {
  if (!useLooks((looks) => looks.presenting)) return null;
  return (
    <Notice
      kind="plain"
      urgent
      actions={
        <Button look="soft" onClick={() => present(false)}>
          Show everything
        </Button>
      }
    >
      Presentation mode: claim values, names and tokens are hidden.
    </Notice>
  );
}
