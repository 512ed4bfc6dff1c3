"use client";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import styles from "./shortcut-help.module.css";
import { partShortcuts, type Shortcut, shortcuts } from "./shortcuts.ts";

/** Every key of the page, and where it acts. */
export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog label="Keyboard shortcuts" onClose={onClose} className={styles.help ?? ""}>
      <div className={styles.head}>
        <h2>Keyboard shortcuts</h2>
        <Button icon="cross" label="Close" onClick={onClose} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={styles.body} tabIndex={0} aria-label="Keys">
        <Keys part="Everywhere" keys={Object.values(shortcuts)} />
        {partShortcuts.map(({ part, keys }) => (
          <Keys key={part} part={part} keys={keys} />
        ))}
        <p className={styles.note}>On a Mac, Command does what Ctrl does here.</p>
      </section>
    </Dialog>
  );
}

function Keys({ part, keys }: { readonly part: string; readonly keys: readonly Shortcut[] }) {
  return (
    <>
      <h3 className={styles.part}>{part}</h3>
      <dl className={styles.keys}>
        {keys.map(({ keys: pressed, does }) => (
          <div key={pressed} className={styles.row}>
            <dt>
              <kbd>{pressed}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
