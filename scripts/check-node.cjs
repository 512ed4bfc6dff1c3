// @ts-check
// Runs before every other script, so it uses only syntax that each version of Node understands.
var found = process.versions.node.split(".");
var major = Number(found[0]);
var minor = Number(found[1]);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(
    "Claimcheck needs Node 20.9 or newer; this is Node " +
      process.versions.node +
      ".\n" +
      "Install a current Node from https://nodejs.org and try again.",
  );
  process.exit(1);
}
