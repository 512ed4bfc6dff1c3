"use client";

import { ErrorPage } from "@/components/shell/error-page.tsx";

export default function AppError({
  error,
  reset,
}: {
  readonly error: Error;
  readonly reset: () => void;
}) {
  return <ErrorPage error={error} reset={reset} />;
}
