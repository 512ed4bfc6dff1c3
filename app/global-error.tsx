"use client";

import { ErrorPage } from "@/components/shell/error-page.tsx";
import "./styles/layers.css";
import "./styles/tokens.css";
import "./styles/base.css";

/** Shown if the layout itself failed, so it replaces the layout, too. */
export default function GlobalError({
  error,
  reset,
}: {
  readonly error: Error;
  readonly reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <title>Claimcheck</title>
        <ErrorPage error={error} reset={reset} />
      </body>
    </html>
  );
}
