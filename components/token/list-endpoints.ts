import type { Authentication } from "@/lib/token/trace.ts";

/** The URLs that the server would ask for the token at hand. */
export function listEndpoints(authentication: Authentication | undefined): readonly string[] {
  return listFetches(authentication).flatMap(({ input }) => input ?? []);
}

/** The steps in which the server asks another server for claims. */
export function listFetches(authentication: Authentication | undefined) {
  return (authentication?.issuers ?? [])
    .flatMap(({ steps }) => steps)
    .filter(({ kind, input }) => kind === "distributed-claims" && input !== undefined);
}
