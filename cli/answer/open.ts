import { openPaste } from "../../lib/engine/open-paste.ts";
import type { Answer, Job } from "./request.ts";

/** What a text is, and what can be taken out of it. */
export function answerOpen({ request, minor }: Job): Answer {
  const { text = "", name = "" } = request;
  const {
    place: _,
    put: __,
    span: ___,
    legacy: ____,
    title: _____,
    unstartable: ______,
    ...opened
  } = openPaste(text, {
    version: minor,
    name,
  });
  return opened;
}
