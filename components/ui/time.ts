/** Unix seconds as "2026-09-21 14:13:20 UTC"; far-off numbers as they are. */
export function formatMoment(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Unix seconds for an `<input type="datetime-local">`, read as UTC. */
export function toInputValue(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 19);
}

/** The other way round; undefined while the field is incomplete. */
export function fromInputValue(value: string): number | undefined {
  const milliseconds = Date.parse(`${value}Z`);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

/** "in 4 min", "2 h ago", "now": how far a moment is from another, both in Unix seconds. */
export function formatDistance(to: number, from: number): string {
  const distance = Math.round(to - from);
  const length = formatLength(Math.abs(distance));
  if (distance === 0) return "now";
  return distance > 0 ? `in ${length}` : `${length} ago`;
}

/** Seconds in the largest two units that say something: "59 s", "4 min", "1 h 30 min", "3 d". */
export function formatLength(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) {
    const minutes = Math.floor((seconds % 3600) / 60);
    return `${Math.floor(seconds / 3600)} h${minutes === 0 ? "" : ` ${minutes} min`}`;
  }
  if (seconds < 86_400 * 730) return `${Math.floor(seconds / 86_400)} d`;
  return `${Math.floor(seconds / (86_400 * 365))} years`;
}
