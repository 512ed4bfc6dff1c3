import type { Tool } from "./tool.ts";
import { compareVersionsTool } from "./tools/compare-versions.ts";
import { diagnoseTool } from "./tools/diagnose.ts";
import { explainTool } from "./tools/explain.ts";
import { exportTool } from "./tools/export.ts";
import { namesTool } from "./tools/names.ts";
import { openTool } from "./tools/open.ts";
import { testTool } from "./tools/test.ts";
import { validateTool } from "./tools/validate.ts";
import { whoCanTool } from "./tools/who-can.ts";

/** Every tool, in the order in which they are listed. */
export const tools: readonly Tool[] = [
  ...[validateTool, diagnoseTool, explainTool, openTool, namesTool],
  ...[whoCanTool, testTool, compareVersionsTool, exportTool],
];
