import { type LoadedConfiguration, loadConfiguration } from "../../authn/load.ts";
import { findCausePage } from "../../explain/cause-pages.ts";
import type { LogGroup } from "../../explain/whole-log/log-group.ts";
import type { AnalysisInput } from "../input.ts";
import { whyNotReproduced } from "./can-reproduce.ts";
import { type LogPlace, placesOf } from "./places.ts";

/** A group of a log beside the configuration. */
export interface LogGroupView extends LogGroup {
  readonly title: string;
  /** What happened, for any token. */
  readonly meaning: string;
  readonly remedies: readonly string[];
  /** Fields of the configuration that the entries can be about. */
  readonly places: readonly LogPlace[];
  /** Why no made-up token can reproduce it; absent if one can be looked for. */
  readonly notReproduced?: string;
}

/** The groups of a log with their words, and with their fields in the configuration as it is now. */
export function viewLogGroups(
  groups: readonly LogGroup[],
  loaded: LoadedConfiguration,
): readonly LogGroupView[] {
  return groups.map((group) => {
    const page = findCausePage(group.code);
    const reason = whyNotReproduced(group.code);
    return {
      ...group,
      title: page?.title ?? group.code,
      meaning: page?.meaning ?? "",
      remedies: page?.remedies ?? [],
      places: placesOf(group, loaded),
      ...(reason !== undefined && { notReproduced: reason }),
    };
  });
}

/** The same for the configuration of an input. */
export function placeLogGroups(
  { configuration, minor, disallowedIssuers }: AnalysisInput,
  groups: readonly LogGroup[],
): readonly LogGroupView[] {
  return viewLogGroups(groups, loadConfiguration(configuration, { minor, disallowedIssuers }));
}
