/** What the page remembers of its own looks. No words of the user's are in it. */
interface KeptLayout {
  readonly theme?: "light" | "dark" | undefined;
  /** The left pane's share of the width in percent. */
  readonly split?: number | undefined;
  /** The page was shown in this browser before. */
  readonly visited?: boolean;
  /** How the configuration is shown. */
  readonly view?: "form" | "text";
}

const key = "claimcheck.layout";

export function readLayout(): KeptLayout {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as KeptLayout;
  } catch {
    return {};
  }
}

/** Remembers some of it. Where the browser stores nothing, the looks last as long as the tab. */
export function writeLayout(part: KeptLayout): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...readLayout(), ...part }));
  } catch {
    // Looks are not worth a message.
  }
}
