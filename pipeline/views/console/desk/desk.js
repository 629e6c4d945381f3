// Keys of the desk: j and k walk through the list, letters press the button that bears them, Ctrl+Enter saves a dialog.
(() => {
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      document.querySelector(".q-dialog .dialog-ends .main")?.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, .q-dialog")) return;
    if (document.querySelector(".q-dialog__inner")) return;
    if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll(".alert-row")];
      const at = rows.indexOf(document.activeElement);
      rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))]?.focus();
      return;
    }
    if (/^[a-z1-3]$/.test(event.key)) {
      const button = document.querySelector(`[data-key="${event.key}"]`);
      if (button) event.preventDefault();
      button?.click();
    }
  });
})();
