/**
 * How many requests may run at once and how many may start in a minute, for one client and in all. What is over a
 * limit is refused at once with words, never queued: a queue is what an attacker fills.
 */

/** The limits, in requests. */
export interface RequestLimits {
  readonly atOnce: number;
  readonly atOncePerClient: number;
  readonly perMinute: number;
  readonly perMinutePerClient: number;
}

/** What an entry gives: a function to call when the request is over, or why it may not begin. */
export type Entry =
  | { readonly kind: "entered"; readonly leave: () => void }
  /** `retryAfter` in seconds. */
  | { readonly kind: "refused"; readonly message: string; readonly retryAfter: number };

/** Counts requests by client. Memory is bounded by the limits: only requests that entered are counted. */
export interface Limiter {
  enter(client: string): Entry;
}

/** Makes a limiter; `now` gives milliseconds. A minute is counted from the first request in it. */
export function createLimiter(limits: RequestLimits, now: () => number): Limiter {
  const running = new Map<string, number>();
  let runningInAll = 0;
  let started = new Map<string, number>();
  let startedInAll = 0;
  let begin = now();

  const refuse = (message: string, retryAfter: number): Entry => ({
    kind: "refused",
    message,
    retryAfter,
  });
  return {
    enter(client) {
      const time = now();
      if (time - begin >= 60_000) {
        begin = time;
        started = new Map();
        startedInAll = 0;
      }
      const rest = Math.ceil((begin + 60_000 - time) / 1000);
      const own = running.get(client) ?? 0;
      if (own >= limits.atOncePerClient) {
        return refuse(
          `You have ${own} requests to issuers under way, and no more are made at once. Try again in a moment.`,
          1,
        );
      }
      if (runningInAll >= limits.atOnce)
        return refuse("This server is asking as many issuers as it may. Try again in a moment.", 1);
      if ((started.get(client) ?? 0) >= limits.perMinutePerClient) {
        return refuse(
          `You asked ${limits.perMinutePerClient} times within a minute. Try again in ${rest} s.`,
          rest,
        );
      }
      if (startedInAll >= limits.perMinute) {
        return refuse(
          `This server was asked ${limits.perMinute} times within a minute. Try again in ${rest} s.`,
          rest,
        );
      }
      running.set(client, own + 1);
      runningInAll += 1;
      started.set(client, (started.get(client) ?? 0) + 1);
      startedInAll += 1;
      let left = false;
      const leave = (): void => {
        if (left) return;
        left = true;
        runningInAll -= 1;
        const others = (running.get(client) ?? 1) - 1;
        if (others === 0) running.delete(client);
        else running.set(client, others);
      };
      return { kind: "entered", leave };
    },
  };
}
