// Loaded into the server by the soak tests (node --expose-gc --import): at SIGUSR2 it collects its garbage and says what
// is in use then.
process.on("SIGUSR2", () => {
  for (let round = 0; round < 3; round += 1) globalThis.gc();
  // What is freed by finalizers is free in the next turn.
  setImmediate(() => {
    globalThis.gc();
    console.log(`memory ${JSON.stringify(process.memoryUsage())}`);
  });
});
