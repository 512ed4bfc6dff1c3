import styles from "./segments.module.css";

export interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly options: Readonly<Record<T, string>>;
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
}

/** A choice of a few, side by side: the chosen one is pressed. */
export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { label, options, chosen, onChoose } = props;
  return (
    <fieldset aria-label={label} className={styles.segments}>
      {(Object.keys(options) as T[]).map((id) => (
        <button key={id} type="button" aria-pressed={chosen === id} onClick={() => onChoose(id)}>
          {options[id]}
        </button>
      ))}
    </fieldset>
  );
}
