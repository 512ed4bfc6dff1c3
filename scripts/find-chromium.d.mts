/** Path of an installed browser, or undefined. */
export function findChromium(): Promise<string | undefined>;
/** As findChromium, and installs one where none is there; throws with what to do where that is impossible. */
export function ensureChromium(): Promise<string>;
