import type { Exploration } from "./exploration.ts";
import { type FlagWord, readFlagWords } from "./flags.ts";
import { takeFlags } from "./form-flags.ts";
import { type Piece, placeOf } from "./piece.ts";

/** The option of Charmed Kubernetes that holds arguments of kube-apiserver. */
export const charmOption = "api-extra-args";

/** Takes the value of that option: arguments without dashes, with blanks between them. */
export function takeCharmArguments(x: Exploration, piece: Piece): void {
  const words = [...piece.text.matchAll(/\S+/g)].map(({ 0: value, index }): FlagWord => {
    const part = (start: number, end: number) =>
      placeOf(piece, { start: index + start, end: index + end });
    return { value, span: part(0, value.length), part };
  });
  const reading = readFlagWords(words, true);
  if (reading.flags.length === 0) return;
  takeFlags(x, reading, placeOf(piece, { start: 0, end: piece.text.length }), {
    format: "charmed-kubernetes",
    title: "arguments in an option of Charmed Kubernetes",
  });
}
