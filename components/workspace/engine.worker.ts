import { createEngine } from "@/lib/engine/engine.ts";
import type { DecodedPolicy } from "@/lib/rbac/manifest/decode.ts";
import type { EngineAnswer, EngineReply, EngineRequest, EngineTask } from "./engine-messages.ts";
import type { OpenedFile } from "./inputs.ts";

self.onmessage = async ({ data }: MessageEvent<EngineRequest>) => {
  reply({ id: data.id, kind: "begun" });
  reply(await answer(data));
};

const engine = createEngine();

/** Files as they were read, by id; the text of a file is never held. */
const policies = new Map<string, Promise<DecodedPolicy>>();
const reportMilliseconds = 100;

async function answer({ id, task, files }: EngineRequest): Promise<EngineReply> {
  try {
    for (const known of policies.keys()) {
      if (!files.some((file) => file.id === known)) policies.delete(known);
    }
    const decoded = [];
    for (const file of files) {
      const policy = policies.get(file.id) ?? read(file, id);
      policies.set(file.id, policy);
      decoded.push({ name: file.name, decoded: await policy });
    }
    const input = { ...task.input, files: decoded };
    return { id, kind: "done", answer: await ask({ ...task, input }) };
  } catch (error) {
    return { id, kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

async function read(file: OpenedFile, id: number): Promise<DecodedPolicy> {
  // Most visitors open no dump of a cluster: who does loads its reader then.
  const { readPolicyFile } = await import("@/lib/engine/read-policy-file.ts");
  const { readTextParts } = await import("./text-parts.ts");
  let reported = performance.now();
  return await readPolicyFile(readTextParts(file.content), file.name, (progress) => {
    const now = performance.now();
    if (now - reported < reportMilliseconds) return;
    reported = now;
    reply({ id, kind: "reading", progress: { file: file.id, ...progress } });
  });
}

async function ask(task: EngineTask): Promise<EngineAnswer> {
  switch (task.kind) {
    case "analyze":
      return engine.analyze(task.input);
    case "preview":
      return engine.preview(task.input);
    case "panels":
      return engine.viewPanels(task.input, task.panels);
    case "export":
      return engine.export(task.input, task.request);
    case "diagnose":
      return engine.diagnose(task.input);
    case "convert":
      return engine.convert(task.input, task.asked);
    case "compose":
      return engine.compose(task.input, task.request);
    case "test":
      return engine.test(task.input, task.tests);
    case "turn-tests":
      return engine.turnTests(task.input, task.change, task.tests);
    case "propose-test":
      return engine.proposeTest(task.input);
    case "test-grant":
      return engine.testGrant(task.input, task.grant, task.tests);
    case "upgrade":
      return engine.upgrade(task.input, task.tests);
    case "incident":
      return engine.describeIncident(task.input, task.request);
    case "share":
      return engine.share(task.file, task.own, task.input.now);
    case "place-log": {
      const { placeLogGroups } = await import("@/lib/engine/whole-log/log-groups-view.ts");
      return placeLogGroups(task.input, task.groups);
    }
    case "reproduce": {
      const { reproduceGroup } = await import("@/lib/engine/whole-log/reproduce.ts");
      return reproduceGroup(task.input, task.group);
    }
  }
}

function reply(message: EngineReply): void {
  self.postMessage(message);
}
