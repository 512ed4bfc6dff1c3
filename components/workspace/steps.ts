import { emptyInputs } from "./inputs.ts";
import type { Moment, State } from "./state.ts";

/** How many steps can be taken back. */
const pastLimit = 50;
/** The texts of all steps together, in UTF-16 units: older steps go first. */
const pastSize = 32_000_000;
/** After a pause of this length, typing is another step. */
const pauseMilliseconds = 1500;

/** Begins a step of undo: the present inputs are what it leads back to. `title` says what is done after them. */
export function remember(state: State, title: string): State {
  return {
    ...state,
    past: withinSize([...state.past, { title, inputs: state.inputs }].slice(-pastLimit)),
    future: [],
    going: undefined,
  };
}

/** Begins a step, or goes on with the newest one if it is about the same thing and there was no pause. */
export function rememberStep(state: State, title: string, now: number, of: string): State {
  const { going } = state;
  const goesOn = going?.of === of && now - going.at < pauseMilliseconds;
  return { ...(goesOn ? state : remember(state, title)), going: { of, at: now } };
}

/** The newest moments whose texts are within the limit, equal texts counted once. */
function withinSize(moments: readonly Moment[]): readonly Moment[] {
  const seen = new Set<string>();
  let size = 0;
  for (let i = moments.length - 1; i >= 0; i--) {
    const {
      documents,
      token,
      running = "",
      runningBindings = "",
      tests,
    } = moments[i]?.inputs ?? emptyInputs;
    for (const text of [...Object.values(documents), token, running, runningBindings, tests]) {
      if (seen.has(text)) continue;
      seen.add(text);
      size += text.length;
    }
    // The step that was just made can always be taken back.
    if (size > pastSize && i < moments.length - 1) return moments.slice(i + 1);
  }
  return moments;
}

/** Takes the newest step of one list back, and puts it on the other one. No step, no change. */
export function travel(state: State, from: "past" | "future", to: "past" | "future"): State {
  const moment = state[from].at(-1);
  if (moment === undefined) return state;
  const { inputs } = state;
  const { documents } = moment.inputs;
  const changed = (["configuration", "bindings"] as const).filter(
    (name) => documents[name] !== inputs.documents[name],
  );
  const [only] = changed;
  return {
    ...state,
    inputs: {
      ...moment.inputs,
      savedTokens: inputs.savedTokens,
      // What is asked and tried is no part of the documents, unless the step took it away.
      ...(inputs.access !== emptyInputs.access && { access: inputs.access }),
      ...(inputs.scratch !== emptyInputs.scratch && { scratch: inputs.scratch }),
      exportOptions: inputs.exportOptions,
    },
    going: undefined,
    // What changes is shown.
    document:
      only !== undefined && changed.length === 1 && state.document !== only ? only : state.document,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], { title: moment.title, inputs }],
  };
}
