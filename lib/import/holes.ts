/**
 * The variables of a text (`${var.x}`, `{{ .Values.x }}`), each hidden behind a run of one character of its own that no
 * grammar minds, as long as the variable is: spans stay what they are, and no reader takes a brace for its own.
 */
export interface Holes {
  /** The run for a variable as it is written. */
  hide(written: string): string;
  /** The text with its variables as they are written. */
  reveal(text: string): string;
  /** The variables in a text, each once, in the order of the text. */
  list(text: string): string[];
}

/** Characters for private use that `text` does not have itself are taken for its variables. */
export function createHoles(text: string): Holes {
  const own = new Set(text.match(privateUse));
  const free: string[] = [];
  for (let code = 0xf8ff; code >= 0xe000; code--) {
    const character = String.fromCharCode(code);
    if (!own.has(character)) free.push(character);
  }
  const written = new Map<string, string>();
  return {
    hide(variable) {
      const character = free.pop();
      if (character === undefined || variable === "") return variable;
      written.set(character, variable);
      return character.repeat(variable.length);
    },
    reveal(masked) {
      if (written.size === 0) return masked;
      return masked.replace(runs, (run) => written.get(run[0] ?? "") ?? run);
    },
    list(masked) {
      const found = (masked.match(runs) ?? []).flatMap((run) => written.get(run[0] ?? "") ?? []);
      return [...new Set(found)];
    },
  };
}

const privateUse = /[\ue000-\uf8ff]/g;
const runs = /([\ue000-\uf8ff])\1*/g;
