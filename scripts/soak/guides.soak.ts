// What `npm test` does with a sample of guides and targets, with all of them: scripts, schemas, kubectl.
process.env.EVERY_PAIR = "1";
await import("../../lib/export-scripts.test.ts");
await import("../../lib/export-schemas.test.ts");
await import("../../lib/export-kubectl.test.ts");

export {};
