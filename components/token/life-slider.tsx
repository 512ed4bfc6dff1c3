"use client";

import type { TokenLife } from "@/lib/token/verdict-changes.ts";
import { Button } from "../ui/button.tsx";
import { formatLength, formatMoment } from "../ui/time.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { useNow } from "../workspace/use-now.ts";
import styles from "./life-slider.module.css";

/** The token's life on a line: where its verdict changes, and the clock to move along it. */
export function LifeSlider({ life }: { readonly life: TokenLife }) {
  const clock = useInputs((inputs) => inputs.clock);
  const dispatch = useDispatch();
  const now = useNow();
  const { from, to, changes, issuedAt } = life;
  const place = (seconds: number) => ((seconds - from) / (to - from)) * 100;
  const set = (seconds: number) =>
    dispatch({ kind: "set-clock", clock: { kind: "at", seconds, of: "token" } });
  const at = now === undefined ? from : Math.min(to, Math.max(from, now));
  const outside = now !== undefined && (now < from || now > to);
  return (
    <div className={styles.life}>
      <div className={styles.line}>
        <div className={styles.track} aria-hidden="true">
          {segmentsOf(life).map(({ state, start, end }) => (
            <span
              key={start}
              className={styles[state]}
              style={{ left: `${place(start)}%`, width: `${place(end) - place(start)}%` }}
            />
          ))}
        </div>
        <input
          type="range"
          className={styles.range}
          aria-label="When the server looks at the token"
          aria-valuetext={
            now === undefined
              ? ""
              : `${formatMoment(now)}, ${wordsOf(stateAt(life, now))}${clock.kind === "now" ? ", now" : ""}`
          }
          min={from}
          max={to}
          step={1}
          value={at}
          onChange={(event) => set(Number(event.target.value))}
        />
        <div className={styles.marks}>
          {issuedAt !== undefined && (
            <MomentMark title="iat" seconds={issuedAt} place={place(issuedAt)} onChoose={set}>
              Issued; the server does not look at it
            </MomentMark>
          )}
          {changes.map(({ at: seconds, claim, summary }) => (
            <MomentMark
              key={claim}
              title={claim}
              seconds={seconds}
              place={place(seconds)}
              onChoose={set}
            >
              {summary}
            </MomentMark>
          ))}
        </div>
      </div>
      <Button
        icon="clock"
        aria-pressed={clock.kind === "now"}
        title="Set the clock to the present, and let it run"
        onClick={() => dispatch({ kind: "set-clock", clock: { kind: "now" } })}
      >
        Now
      </Button>
      {outside && (
        <span className={styles.outside}>
          {clock.kind === "now" ? "Now" : "The chosen time"} is{" "}
          {now < from
            ? `${formatLength(from - now)} before the start`
            : `${formatLength(now - to)} after the end`}{" "}
          of this bar.
        </span>
      )}
    </div>
  );
}

function MomentMark({
  title,
  seconds,
  place,
  onChoose,
  children,
}: {
  readonly title: string;
  readonly seconds: number;
  readonly place: number;
  readonly onChoose: (seconds: number) => void;
  readonly children: string;
}) {
  return (
    <button
      type="button"
      className={styles.mark}
      style={{ left: `${place}%` }}
      aria-label={`Set the clock to ${title}: ${formatMoment(seconds)}. ${children}`}
      title={`${children}\n${formatMoment(seconds)}`}
      onClick={() => onChoose(seconds)}
    >
      {title}
    </button>
  );
}

type LifeState = "early" | "valid" | "expired";

/** The stretches of the line between the changes. */
function segmentsOf(life: TokenLife): { state: LifeState; start: number; end: number }[] {
  const edges = [life.from, ...life.changes.map(({ at }) => at), life.to];
  return edges
    .slice(0, -1)
    .map((start, index) => ({ state: stateAt(life, start), start, end: edges[index + 1] ?? start }))
    .filter(({ start, end }) => end > start);
}

/** What time alone says of the token: `exp` is looked at before `nbf`. */
function stateAt({ changes }: TokenLife, seconds: number): LifeState {
  const expired = changes.some(({ begins, at }) => begins === "expired" && at <= seconds);
  const early = changes.some(({ begins, at }) => begins === "valid" && at > seconds);
  return expired ? "expired" : early ? "early" : "valid";
}

function wordsOf(state: LifeState): string {
  if (state === "early") return "before the token is valid";
  return state === "expired" ? "the token is expired" : "within the token’s life";
}
