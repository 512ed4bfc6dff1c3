import { afterEach, expect, test, vi } from "vitest";
import { render } from "vitest-browser-react";
import { createBackgroundEngine } from "./background-client.ts";
import { WorkspaceContext } from "./context.ts";
import type { EngineOutcome } from "./engine-client.ts";
import { analysisInput, type Inputs } from "./inputs.ts";
import {
  type Asked,
  type Asking,
  type EngineQuestion,
  useAsked,
  useAsking,
  useEngineAnswer,
} from "./use-engine-answer.ts";
import { createWorkspace } from "./workspace.ts";

type Question = EngineQuestion<"incident", { readonly text: string }>;

afterEach(() => {
  vi.useRealTimers();
});

/** A workspace whose engine answers when it is told to, and a question about the text of the configuration. */
function setUp(pauseMilliseconds?: number) {
  const workspace = createWorkspace();
  const log: string[] = [];
  let report = (_: EngineOutcome) => {};
  const engine = createBackgroundEngine((heard) => {
    report = heard;
    return {
      ask: ({ input }) => log.push(input.configuration),
      dispose: () => log.push("ended"),
    };
  });
  const ask = (words = ""): Question => ({
    engine,
    select: ({ documents }: Inputs) =>
      documents.configuration === "" ? undefined : { text: documents.configuration + words },
    task: ({ text }, now) => ({
      kind: "incident",
      input: { ...analysisInput(workspace.readInputs(), now), configuration: text },
      request: { log: "", claimcheck: "" },
    }),
    ...(pauseMilliseconds !== undefined && { pauseMilliseconds }),
  });
  return {
    workspace,
    log,
    ask,
    type: (text: string) => workspace.dispatch({ kind: "edit", document: "configuration", text }),
    answer: (answer: string) => report({ kind: "done", answer }),
    fail: (kind: "failed" | "stopped") =>
      report(kind === "failed" ? { kind, message: "a fault" } : { kind }),
  };
}

function words({ answer, of, pending, failed }: Asked<"incident", { readonly text: string }>) {
  return [answer, of && `of ${of.text}`, pending && "pending", failed].filter(Boolean).join(", ");
}

function Shown({ question }: { readonly question: Question | undefined }) {
  return <p data-testid="shown">{words(useEngineAnswer(question)) || "nothing"}</p>;
}

interface DrawnProps {
  readonly question: Question;
  readonly drawn: string[];
}

function Drawn({ question, drawn }: DrawnProps) {
  drawn.push(words(useEngineAnswer(question)));
  return null;
}

/** How often each part was drawn, with what. */
interface Drawings {
  page: number;
  readonly answers: unknown[];
  readonly pending: boolean[];
}

interface PartProps {
  readonly asking: Asking<"incident", { readonly text: string }>;
  readonly drawn: Drawings;
}

function Answer({ asking, drawn }: PartProps) {
  drawn.answers.push(useAsked(asking, (known) => known.answer));
  return null;
}

function Pending({ asking, drawn }: PartProps) {
  drawn.pending.push(useAsked(asking, (known) => known.pending));
  return null;
}

function Page({ question, drawn }: { readonly question: Question; readonly drawn: Drawings }) {
  drawn.page += 1;
  const asking = useAsking(question);
  return (
    <>
      <Answer asking={asking} drawn={drawn} />
      <Pending asking={asking} drawn={drawn} />
    </>
  );
}

test("an answer is told with what it is about, and stays while a newer one is made", async () => {
  const { workspace, log, ask, type, answer, fail } = setUp();
  const question = ask();
  const { getByTestId } = await render(
    <WorkspaceContext value={workspace}>
      <Shown question={question} />
    </WorkspaceContext>,
  );
  const shown = getByTestId("shown");
  await expect.element(shown).toHaveTextContent("nothing");
  type("a");
  await expect.element(shown).toHaveTextContent(/^pending$/);
  answer("one");
  await expect.element(shown).toHaveTextContent(/^one, of a$/);
  type("b");
  await expect.element(shown).toHaveTextContent(/^one, of a, pending$/);
  // The answer to an older text comes when a newer one waits: it is not told.
  type("c");
  answer("of b");
  await expect.element(shown).toHaveTextContent(/^one, of a, pending$/);
  answer("of c");
  await expect.element(shown).toHaveTextContent(/^of c, of c$/);
  type("d");
  fail("stopped");
  await expect.element(shown).toHaveTextContent(/^of c, of c, stopped$/);
  type("e");
  fail("failed");
  await expect.element(shown).toHaveTextContent(/^of c, of c, failed$/);
  type("f");
  answer("of f");
  await expect.element(shown).toHaveTextContent(/^of f, of f$/);
  expect(log).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("what has nothing to ask any more is forgotten, and its engine ends", async () => {
  const { workspace, log, ask, type, answer } = setUp();
  const question = ask();
  const page = (asked: Question | undefined) => (
    <WorkspaceContext value={workspace}>
      <Shown question={asked} />
    </WorkspaceContext>
  );
  const { getByTestId, rerender, unmount } = await render(page(question));
  const shown = getByTestId("shown");
  type("a");
  answer("one");
  await expect.element(shown).toHaveTextContent(/^one, of a$/);
  type("b");
  type("");
  await expect.element(shown).toHaveTextContent("nothing");
  answer("of b");
  await expect.element(shown).toHaveTextContent("nothing");
  expect(log.splice(0)).toEqual(["a", "b", "ended"]);

  type("c");
  answer("of c");
  await expect.element(shown).toHaveTextContent(/^of c, of c$/);
  await rerender(page(undefined));
  await expect.element(shown).toHaveTextContent("nothing");
  await rerender(page(question));
  await expect.element(shown).toHaveTextContent(/^pending$/);
  await unmount();
  expect(log).toEqual(["c", "ended", "c", "ended"]);
});

test("a question that has changed is not answered by the answer to the one before", async () => {
  const { workspace, log, ask, type, answer } = setUp();
  type("a");
  const drawn: string[] = [];
  const page = (question: Question) => (
    <WorkspaceContext value={workspace}>
      <Drawn question={question} drawn={drawn} />
    </WorkspaceContext>
  );
  const { rerender } = await render(page(ask()));
  answer("one");
  await expect.poll(() => drawn.at(-1)).toBe("one, of a");
  drawn.length = 0;
  await rerender(page(ask("!")));
  expect(new Set(drawn)).toEqual(new Set(["one, of a, pending"]));
  answer("two");
  await expect.poll(() => drawn.at(-1)).toBe("two, of a!");
  expect(log).toEqual(["a", "a!"]);
});

test("after a pause the newest text is asked for, and it draws what reads the changed part only", async () => {
  vi.useFakeTimers();
  const { workspace, log, ask, type, answer } = setUp(200);
  const question = ask();
  const drawn: Drawings = { page: 0, answers: [], pending: [] };
  type("a");
  await render(
    <WorkspaceContext value={workspace}>
      <Page question={question} drawn={drawn} />
    </WorkspaceContext>,
  );
  vi.advanceTimersByTime(199);
  type("ab");
  vi.advanceTimersByTime(199);
  expect(log).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(log).toEqual(["ab"]);
  answer("same");
  await vi.waitFor(() => expect(drawn.pending.at(-1)).toBe(false));
  type("abc");
  await vi.waitFor(() => expect(drawn.pending.at(-1)).toBe(true));
  vi.advanceTimersByTime(200);
  answer("same");
  await vi.waitFor(() => expect(drawn.pending.at(-1)).toBe(false));
  expect(drawn.page).toBe(1);
  expect(drawn.answers.filter((each) => each === "same")).toEqual(["same"]);
});
