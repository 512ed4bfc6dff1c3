// The headless face of the engine, as `claimcheck answer`; scripts/answer.mjs bundles it when a source has changed.
import { answerLines } from "../cli/answer/answer-lines.ts";

await answerLines(process.stdin, process.stdout);
