"use client";

import { memo, useId, useState } from "react";
import type { SecretPlace } from "@/lib/export/check-secrets.ts";
import { Button } from "../ui/button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { usePointing } from "../workspace/context.ts";
import styles from "./export-panel.module.css";

export interface LeftPlacesProps {
  readonly places: readonly SecretPlace[];
  readonly known: boolean;
  readonly onKnown: (known: boolean) => void;
  /** Shows a place in the preview of its file. */
  readonly onShow: (place: SecretPlace) => void;
}

/** What looks like a secret and would go out with the files: each place to look at, and the consent. */
export function LeftPlaces({ places, known, onKnown, onShow }: LeftPlacesProps) {
  const id = useId();
  return (
    <Notice kind="bad" urgent>
      <p>
        {places.length === 1 ? "One place" : `${places.length.toLocaleString("en")} places`} in the
        files {places.length === 1 ? "looks" : "look"} like a secret and would go out. Look at each
        of them first.
      </p>
      <Places label="What looks like a secret" places={places} onShow={onShow} />
      <label className={styles.override} htmlFor={id}>
        <input
          id={id}
          type="checkbox"
          checked={known}
          onChange={(event) => onKnown(event.target.checked)}
        />
        I looked at these places and want the files as they are
      </label>
    </Notice>
  );
}

/** Where masks are in the files, by the places in the documents: each can be shown in the editor. */
export const MaskedPlaces = memo(function MaskedPlaces({
  places,
}: {
  readonly places: readonly SecretPlace[];
}) {
  const { goTo } = usePointing();
  if (places.length === 0) return null;
  return (
    <Disclosure
      title={`${places.length === 1 ? "One place is" : `${places.length.toLocaleString("en")} places are`} masked in the files`}
    >
      <Places
        label="What is masked in the files"
        places={places}
        onShow={(place) => {
          if (place.in === "configuration" || place.in === "bindings") goTo(place.in, place);
        }}
      />
    </Disclosure>
  );
});

const placesShown = 20;

interface PlacesProps {
  readonly label: string;
  readonly places: readonly SecretPlace[];
  readonly onShow: (place: SecretPlace) => void;
}

function Places({ label, places, onShow }: PlacesProps) {
  const [all, setAll] = useState(false);
  const shown = all ? places : places.slice(0, placesShown);
  return (
    <>
      <ul className={styles.places} aria-label={label}>
        {shown.map((place, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two places may say the same.
          <li key={index} className={styles.place}>
            <div className={styles.words}>
              <span>
                <UntrustedText
                  text={`${place.where}, line ${place.line}: ${place.what}`}
                  limit={300}
                />
              </span>
              <code>
                <UntrustedText text={place.excerpt} limit={200} />
              </code>
            </div>
            {place.in !== "other" && (
              <Button
                look="soft"
                aria-label={`Show ${place.where}, line ${place.line}`}
                onClick={() => onShow(place)}
              >
                Show
              </Button>
            )}
          </li>
        ))}
      </ul>
      {shown.length < places.length && (
        <Button look="soft" onClick={() => setAll(true)}>
          Show {(places.length - shown.length).toLocaleString("en")} more
        </Button>
      )}
    </>
  );
}
