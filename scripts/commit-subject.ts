/**
 * What is wrong with the subject of a commit message; empty if it is fine. A subject has a scope and an imperative, at most
 * 72 characters and no full stop: `token: decode once per paste`. git's own subjects (`Merge …`, `Revert …`, `fixup! …`)
 * are fine. Only verb forms that are certainly not imperative are found: a word in -ed or -ing, or one of a list in -s.
 */
export function checkSubject(message: string): readonly string[] {
  const [subject = "", second = ""] = withoutComments(message);
  if (/^(Merge|Revert) |^(fixup|squash|amend)! /.test(subject)) return [];
  const problems: string[] = [];
  if (subject.length > longest)
    problems.push(`The subject has ${subject.length} characters, ${longest} are allowed.`);
  if (second.trim() !== "") problems.push("The line after the subject must be empty.");
  const [, scope, words] = /^([^:]+): (.*)$/.exec(subject) ?? [];
  if (scope === undefined || words === undefined || words === "")
    return [...problems, 'The subject needs a scope, as in "token: decode once per paste".'];
  if (!/^[a-z][a-z0-9-]*(, [a-z][a-z0-9-]*)*$/.test(scope))
    problems.push(`The scope "${scope}" must be words in small letters with commas between them.`);
  if (words.endsWith(".")) problems.push("The subject must not end with a full stop.");
  const [verb = ""] = words.split(/[\s,:]/, 1);
  if (/^[A-Z][a-z]+$/.test(verb)) problems.push(`"${verb}" must begin with a small letter.`);
  if (isNotImperative(verb.toLowerCase()))
    problems.push(`"${verb}" is not an imperative: write "add", not "added", "adds" or "adding".`);
  return problems;
}

const longest = 72;

// Verbs and other words that end as a past or a present form does.
const imperatives = new Set(["bring", "embed", "feed", "need", "seed", "speed", "string"]);

const thirdPerson = new Set([
  ...["adds", "allows", "asks", "avoids", "builds", "changes", "checks", "cleans", "compares"],
  ...["drops", "explains", "fixes", "gives", "handles", "improves", "keeps", "loads", "makes"],
  ...["moves", "prints", "reads", "refuses", "removes", "renames", "replaces", "returns", "says"],
  ...["shows", "splits", "stops", "supports", "takes", "tells", "updates", "uses", "writes"],
]);

function isNotImperative(verb: string): boolean {
  if (imperatives.has(verb)) return false;
  return /^[a-z]{2,}(ed|ing)$/.test(verb) || thirdPerson.has(verb);
}

// git removes these lines, and everything below its scissors, before it stores the message.
function withoutComments(message: string): readonly string[] {
  const [text = ""] = message.split(/^# -+ >8 -+$/m, 1);
  return text.split(/\r?\n/).filter((line) => !line.startsWith("#"));
}
