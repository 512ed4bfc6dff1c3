import type { TokenReading } from "../engine.ts";

/** PROVISIONAL, replaced as lib/token/read.ts lands. */
export function readProvisional(text: string): {
  reading: TokenReading;
  credential: { kind: "bearer"; token: string } | { kind: "draft"; claims: string };
} {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) {
    return {
      reading: { kind: "claims", summary: "Claims", claims: [] },
      credential: { kind: "draft", claims: trimmed },
    };
  }
  return {
    reading: { kind: trimmed === "" ? "empty" : "jwt", summary: "JWT", claims: [] },
    credential: { kind: "bearer", token: trimmed },
  };
}
