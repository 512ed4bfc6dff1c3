/** From how many characters in random-looking parts a word counts as a secret. */
const suspiciousLength = 16;

/** Shortest part of a word that is looked at: shorter ones are in every name (`v1beta1`, `eu-west-1`). */
const partLength = 8;

/**
 * Whether a word looks random: letters of both cases and digits mixed as in base64, base32 or hex, 16 characters or more.
 * Names do not, whatever their length: their letters come in runs (`certificateAuthorityData`). UUIDs are public and are
 * to be taken out before.
 */
export function isRandomWord(word: string): boolean {
  if (word.length < suspiciousLength) return false;
  let random = 0;
  let start = 0;
  for (let i = 0; i <= word.length; i++) {
    if (i < word.length && isAlphanumeric(word.charCodeAt(i))) continue;
    if (i - start >= partLength && isRandomPart(word, start, i)) random += i - start;
    start = i + 1;
  }
  return random >= suspiciousLength;
}

/** Whether the alphanumeric characters from `start` to `end` change their class as often as random ones. */
export function isRandomPart(text: string, start: number, end: number): boolean {
  let runs = 0;
  let classes = 0;
  let humps = 0;
  let last = 0;
  let lastLength = 0;
  for (let i = start; i < end; i++) {
    const kind = classOf(text.charCodeAt(i));
    classes |= kind;
    if (kind === last) {
      lastLength++;
      continue;
    }
    // The capital of a word belongs to the word.
    if (last === upper && kind === lower && lastLength === 1) humps++;
    runs++;
    last = kind;
    lastLength = 1;
  }
  const length = end - start;
  if (classes === lower || classes === upper || classes === digit) return false;
  const share = (runs - humps) / length;
  // Hex and base32 have fewer changes than base64, and names with numbers in them are short.
  return share >= 0.3 || (length >= 24 && (classes & digit) !== 0 && share >= 0.2);
}

const lower = 1;
const upper = 2;
const digit = 4;

function classOf(unit: number): number {
  return unit >= 0x61 ? lower : unit >= 0x41 ? upper : digit;
}

function isAlphanumeric(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a)
  );
}
