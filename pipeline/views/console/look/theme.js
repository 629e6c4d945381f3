// The sign-in page wears the theme chosen before, or that of the system.
(() => {
  const chosen = document.cookie.match(/nabiz_theme=(\w+)/)?.[1];
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.body.classList.toggle("body--dark", dark);
})();
