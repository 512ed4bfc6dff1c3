import { hideClientSecrets } from "@/lib/secrets/hide-client-secrets.ts";
import type { Clock, Inputs, SavedInput } from "./inputs.ts";
import { changeInputs, type State } from "./state.ts";
import { rememberStep } from "./steps.ts";

/** Puts a token in the pane; `exampleToken` names it if it is one of the example. */
export function setToken(
  state: State,
  given: string,
  exampleToken: string | undefined,
  clock = clockOfOwn(state.inputs, given),
): State {
  // How tokens are got is looked at without the client's secret, which the page never needs.
  const text = hideClientSecrets(given);
  const { example } = state.inputs;
  return changeInputs(state, {
    token: text,
    clock,
    example:
      example === undefined
        ? undefined
        : { ...example, token: exampleToken, edited: example.edited || exampleToken === undefined },
  });
}

/** Begins or continues a step of undo for a text of the token's pane; `now` in milliseconds. */
export function rememberToken(state: State, text: string, now: number): State {
  return state.inputs.token === text ? state : rememberStep(state, "Edit the token", now, "token");
}

/**
 * The clock for a token of the visitor's own: the moment of an example, or of another token's life, says nothing about
 * it, so it is judged now. A moment that the visitor chose stays, and so does the clock while claims are edited.
 */
function clockOfOwn({ clock, token }: Inputs, text: string): Clock {
  if (clock.kind === "now" || clock.of === undefined || text === token) return clock;
  return isClaims(token) && isClaims(text) ? clock : { kind: "now" };
}

/** The clock for a token of an example: its moment, unless the visitor chose another one. */
export function clockOfExample({ clock, example }: Inputs, moment: number): Clock {
  if (clock.kind === "at" && clock.of === undefined) return clock;
  // "Now" while a token of the example is looked at was chosen too.
  if (clock.kind === "now" && example?.token !== undefined) return clock;
  return { kind: "at", seconds: moment, of: "example" };
}

/** Whether the text of the token's pane is claims and not a token. */
export function isClaims(text: string): boolean {
  return text.trimStart().startsWith("{");
}

/** How many tokens the strip has room for. */
export const savedLimit = 24;

/** The saved tokens with the present one behind them, or under its new name if it is among them already. */
export function saveToken(
  { savedTokens, token, clock }: Inputs,
  name: string,
): readonly SavedInput[] {
  if (token.trim() === "") return savedTokens;
  if (savedTokens.some(({ text }) => text === token))
    return savedTokens.map((saved) => (saved.text === token ? { ...saved, name } : saved));
  if (savedTokens.length >= savedLimit) return savedTokens;
  const last = Math.max(0, ...savedTokens.map(({ id }) => Number(id)));
  const moment = clock.kind === "at" && clock.of === "example" ? clock.seconds : undefined;
  const saved = { id: String(last + 1), name, text: token };
  return [...savedTokens, moment === undefined ? saved : { ...saved, moment }];
}
