/**
 * Runs before the page's own code: a browser opens a file that nothing takes in place of the page, and what is dropped or
 * pasted before the page is ready would be lost. The workbench takes what is noted here (components/shell/early.ts); it is in
 * memory only. Other pages take no files.
 */
export const earlyScript = `
(function () {
  if (location.pathname === "/") window.claimcheckEarly = [];
  function note(gift) {
    window.claimcheckEarly.push(gift);
    document.documentElement.dataset.waiting = "";
  }
  function holdsFiles(data) {
    return data !== null && Array.prototype.indexOf.call(data.types, "Files") !== -1;
  }
  function filesOf(data) {
    return Array.prototype.filter
      .call(data.items, function (item) { return item.kind === "file"; })
      .map(function (item) {
        var entry = item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
        return { entry: entry, file: item.getAsFile() };
      });
  }
  function isTaken(event) {
    var target = event.target;
    var isInput = target instanceof Element && target.closest("input[type=file]") !== null;
    return event.defaultPrevented || isInput || !holdsFiles(event.dataTransfer);
  }
  addEventListener("dragover", function (event) {
    if (isTaken(event)) return;
    event.preventDefault();
    if (window.claimcheckEarly === undefined) event.dataTransfer.dropEffect = "none";
  });
  addEventListener("drop", function (event) {
    if (isTaken(event)) return;
    event.preventDefault();
    if (window.claimcheckEarly !== undefined)
      note({ kind: "files", files: filesOf(event.dataTransfer) });
  });
  addEventListener("paste", function (event) {
    var data = event.clipboardData;
    if (window.claimcheckEarly === undefined || event.defaultPrevented || data === null) return;
    event.preventDefault();
    if (holdsFiles(data)) note({ kind: "files", files: filesOf(data) });
    else note({ kind: "text", text: data.getData("text/plain") });
  });
})();
`;
