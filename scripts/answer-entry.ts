// The engine without a page, as `claimcheck answer`; scripts/answer.ts bundles it if a source has changed.
import { answerLines } from "../cli/answer/answer-lines.ts";

await answerLines(process.stdin, process.stdout);
