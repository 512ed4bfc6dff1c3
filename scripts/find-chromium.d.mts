/** Path of a browser that is there already, or undefined. `CHROMIUM_PATH` overrides the search. */
export function findChromium(): Promise<string | undefined>;
/**
 * As findChromium. If there is none, it installs one on a machine of a pipeline, where `CI` is set; elsewhere it changes
 * nothing and throws an error that names the commands.
 */
export function ensureChromium(): Promise<string>;
