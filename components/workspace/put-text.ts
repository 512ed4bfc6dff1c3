import { hideClientSecrets, hideKubectlSecrets } from "@/lib/secrets/hide-client-secrets.ts";
import type { Action } from "./action.ts";
import { type EditedDocument, emptyAgent } from "./inputs.ts";
import { leaveExample, withoutExample } from "./leave-example.ts";
import { changeInputs, type State } from "./state.ts";
import { remember } from "./steps.ts";
import { takeSettings } from "./take-settings.ts";
import { saveToken, setToken } from "./tokens.ts";

/** Puts what was found in files into its places, as one step. */
export function openPlan(
  state: State,
  { title, plan, files }: Extract<Action, { kind: "open-plan" }>,
): State {
  const { configuration, bindings, token, keys, opened } = plan;
  const hasDocument = configuration !== undefined || bindings !== undefined;
  const documents = {
    ...(configuration !== undefined && { configuration }),
    ...(bindings !== undefined && { bindings }),
  };
  const remembered = remember(state, title);
  const { inputs } = state;
  const left: State =
    hasDocument && inputs.example !== undefined
      ? {
          ...remembered,
          inputs: withoutExample(inputs, documents, state.ownKeys ?? []),
          ownKeys: undefined,
          emptied: undefined,
          leftExample: true,
        }
      : changeInputs(remembered, { documents: { ...inputs.documents, ...documents } });
  let next =
    configuration === undefined
      ? left
      : changeInputs(left, { opened, ...takeSettings(left.inputs, plan.settings) });
  if (token !== undefined) next = setToken(next, token, undefined);
  if (keys !== undefined) next = changeInputs(next, { keys: { ...next.inputs.keys, "": keys } });
  for (const one of plan.otherTokens) {
    const taken = next.inputs.savedTokens;
    const saved = saveToken(
      { ...next.inputs, token: hideClientSecrets(one.text), clock: { kind: "now" } },
      one.name,
    );
    if (saved !== taken) next = changeInputs(next, { savedTokens: saved });
  }
  if (plan.agent !== undefined) {
    const agent = { ...emptyAgent, config: plan.agent };
    const { access } = next.inputs;
    next = changeInputs(next, { access: { ...access, asker: { kind: "gitlab-agent", agent } } });
  }
  if (files.length > 0) {
    const names = new Set(files.map(({ name }) => name));
    next = changeInputs(next, {
      files: [...next.inputs.files.filter(({ name }) => !names.has(name)), ...files],
    });
  }
  if (configuration !== undefined)
    return { ...next, document: "configuration", view: "configuration" };
  if (bindings !== undefined) return { ...next, document: "bindings", view: "configuration" };
  if (token !== undefined) return { ...next, view: "token" };
  const asks = files.length > 0 || plan.agent !== undefined;
  return { ...next, view: asks ? "access" : next.view };
}

/** Puts a text into a place: bindings are added to those that are there. */
export function putText(state: State, to: EditedDocument | "token", given: string): State {
  if (to === "token") return { ...setToken(state, given, undefined), view: "token" };
  const text = hideKubectlSecrets(given);
  const { documents, example } = state.inputs;
  const before = documents[to];
  const joint = before.trim() === "" ? "" : before.endsWith("\n") ? "---\n" : "\n---\n";
  const after = to === "bindings" && joint !== "" ? before + joint + text : text;
  if (example !== undefined)
    return {
      ...leaveExample(state, { [to]: text }),
      past: state.past,
      document: to,
      view: "configuration",
    };
  return {
    ...changeInputs(state, { documents: { ...documents, [to]: after } }),
    document: to,
    view: "configuration",
  };
}
