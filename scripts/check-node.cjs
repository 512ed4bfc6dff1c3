// Runs before anything else, so it keeps to syntax that every Node understands.
var wanted = [20, 9];
var found = process.versions.node.split(".").map(Number);
if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(
    "Claimcheck needs Node " +
      wanted.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      ".\n" +
      "Install a current Node from https://nodejs.org and try again.",
  );
  process.exit(1);
}
