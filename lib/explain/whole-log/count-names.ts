/** Counts different names without keeping one of them: what is kept is a number of 53 bits each. */
export interface NameCounter {
  add(name: string): void;
  readonly size: number;
}

/** A counter; `room` says how many more names all counters together may hold. */
export function createNameCounter(room: { left: number }): NameCounter {
  const seen = new Set<number>();
  return {
    add(name) {
      const hash = hashName(name);
      if (seen.has(hash) || room.left <= 0) return;
      room.left -= 1;
      seen.add(hash);
    },
    get size() {
      return seen.size;
    },
  };
}

// Two FNV-1a hashes of 32 and 21 bits. Two names with one hash would count as one.
function hashName(name: string): number {
  let low = 0x811c9dc5;
  let high = 0x1000193;
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + at), 0x01000193);
  }
  return (low >>> 0) + (high >>> 11) * 0x1_0000_0000;
}
