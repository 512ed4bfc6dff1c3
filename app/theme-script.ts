/** Sets the chosen theme and the divider's place before the first paint, so that the page does not flash or jump. */
export const themeScript = `
try {
  var kept = JSON.parse(localStorage.getItem("claimcheck.layout") || "{}");
  var root = document.documentElement;
  if (kept.theme === "light" || kept.theme === "dark") root.dataset.theme = kept.theme;
  if (typeof kept.split === "number") root.style.setProperty("--split", kept.split + "%");
} catch (error) {}
`;
