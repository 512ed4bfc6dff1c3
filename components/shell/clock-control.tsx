"use client";

import { Button } from "../ui/button.tsx";
import { HiddenText } from "../ui/hidden-text.tsx";
import { Popover } from "../ui/popover.tsx";
import { formatMoment, fromInputValue, toInputValue } from "../ui/time.ts";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import styles from "./clock-control.module.css";

/** When the server looks at the token: now, or any moment. */
export function ClockControl() {
  const clock = useInputs((inputs) => inputs.clock);
  const dispatch = useDispatch();
  const token = useAnalysis((analysis) => analysis.token);
  const set = (seconds: number) => dispatch({ kind: "set-clock", clock: { kind: "at", seconds } });
  const moments = [
    { title: "When it was issued", seconds: token?.issuedAt },
    {
      title: "Last second before it expires",
      seconds: token?.expiresAt === undefined ? undefined : Math.ceil(token.expiresAt) - 1,
    },
    {
      title: "A second after it expired",
      seconds: token?.expiresAt === undefined ? undefined : Math.floor(token.expiresAt) + 1,
    },
  ];
  return (
    <Popover
      button={{ icon: "clock", title: "When the server looks at the token" }}
      label="Clock"
      place="clock"
      align="end"
      title={
        <span>
          <HiddenText>Clock </HiddenText>
          {clock.kind === "now" ? (
            "now"
          ) : (
            <>
              <HiddenText>{formatMoment(clock.seconds)}</HiddenText>
              <span className={styles.short} aria-hidden="true">
                {formatMoment(clock.seconds).slice(0, 16)}
              </span>
            </>
          )}
        </span>
      }
    >
      {() => (
        <div className={styles.panel}>
          <fieldset className={styles.choice}>
            <legend className={styles.legend}>When the server looks at the token</legend>
            <label>
              <input
                type="radio"
                name="clock"
                checked={clock.kind === "now"}
                onChange={() => dispatch({ kind: "set-clock", clock: { kind: "now" } })}
              />
              Now
            </label>
            <label>
              <input
                type="radio"
                name="clock"
                checked={clock.kind === "at"}
                onChange={() => set(Math.floor(Date.now() / 1000))}
              />
              At a moment (UTC)
            </label>
            <input
              type="datetime-local"
              step={1}
              aria-label="Moment in UTC"
              className={styles.moment}
              disabled={clock.kind === "now"}
              value={clock.kind === "at" ? toInputValue(clock.seconds) : ""}
              onChange={(event) => {
                const seconds = fromInputValue(event.target.value);
                if (seconds !== undefined) set(seconds);
              }}
            />
          </fieldset>
          <div className={styles.shortcuts}>
            <span className={styles.legend}>In this token’s life</span>
            {moments.map(({ title, seconds }) => (
              <Button
                key={title}
                disabled={seconds === undefined || !Number.isFinite(seconds)}
                onClick={() =>
                  seconds !== undefined &&
                  dispatch({
                    kind: "set-clock",
                    clock: { kind: "at", seconds: Math.floor(seconds), of: "token" },
                  })
                }
              >
                {title}
              </Button>
            ))}
          </div>
        </div>
      )}
    </Popover>
  );
}
