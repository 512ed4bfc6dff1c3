import { compareText } from "../go/json.ts";
import type { Span } from "../source/span.ts";
import type { DataNode, Member, ObjectData } from "../yaml/data.ts";

/** A member of an object by name, with the value it has; undefined as value takes it out. */
export function withMember(object: ObjectData, key: string, value: DataNode | undefined): DataNode {
  const known = object.members.some((member) => member.key === key);
  const members = object.members.flatMap((member): Member[] => {
    if (member.key !== key) return [member];
    return value === undefined ? [] : [{ ...member, value }];
  });
  if (!known && value !== undefined) members.push({ key, keySpan: nowhere, value });
  return { ...object, members };
}

/** Whether two values are the same to a decoder; places and the order of names do not count. */
export function isSameData(one: DataNode, other: DataNode): boolean {
  // Depth is bounded by the parser only, so the stack is our own.
  const pairs: [DataNode, DataNode][] = [[one, other]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (a.kind === "array") {
      if (b.kind !== "array" || a.items.length !== b.items.length) return false;
      a.items.forEach((item, index) => {
        pairs.push([item, b.items[index] as DataNode]);
      });
    } else if (a.kind === "object") {
      if (b.kind !== "object" || a.members.length !== b.members.length) return false;
      const [left, right] = [sortMembers(a), sortMembers(b)];
      for (const [index, member] of left.entries()) {
        const match = right[index] as Member;
        if (match.key !== member.key) return false;
        pairs.push([member.value, match.value]);
      }
    } else if (a.kind !== b.kind) {
      return false;
    } else if (a.kind !== "null" && (b.kind === "null" || !Object.is(a.value, b.value))) {
      return false;
    }
  }
  return true;
}

// JSON may have a name twice; the order of these counts.
function sortMembers({ members }: ObjectData): readonly Member[] {
  return [...members].sort((a, b) => compareText(a.key, b.key));
}

const nowhere: Span = { start: 0, end: 0 };
