// What the pages need beside NiceGUI: panels that load when they are seen and stay fresh while they are, filter menus
// that close, the theme, links to copy. No text of customers is touched here.
(() => {
  const EVERY = 20000;
  const seen = new Set();
  // Whoever has marked words in a panel keeps them: it waits.
  const marked = (panel) => getSelection().type === "Range" && panel.contains(getSelection().anchorNode);
  const tell = (panel) => marked(panel) || panel.dispatchEvent(new CustomEvent("seen"));
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) seen.delete(entry.target);
        else if (!seen.has(entry.target)) {
          seen.add(entry.target);
          if (!entry.target.dataset.loaded) tell(entry.target);
          entry.target.dataset.loaded = "yes";
        }
      }
    },
    { rootMargin: "200px" },
  );
  const adopt = () => {
    for (const panel of document.querySelectorAll("[data-live]:not([data-watched])")) {
      panel.dataset.watched = "yes";
      watcher.observe(panel);
    }
  };
  // A page that the store could not answer is asked for again.
  setInterval(() => {
    if (document.visibilityState === "visible" && document.querySelector("[data-again]")) location.reload();
  }, EVERY);

  // What had the focus when its panel was filled anew gives it to what stands in its place.
  let held = null;
  const reached = (panel) => [...panel.querySelectorAll("a, button, summary, [tabindex]")];
  document.addEventListener("focusin", ({ target }) => {
    const panel = target.closest?.("[data-live]");
    held = panel && { panel, target, place: reached(panel).indexOf(target), href: target.getAttribute("href") };
  });
  document.addEventListener("focusout", ({ target }) => setTimeout(() => held?.target === target && target.isConnected && (held = null)));
  const refocus = () => {
    if (!held || held.target.isConnected || document.activeElement !== document.body) return;
    const found = reached(held.panel);
    const same = found.find((each) => held.href && each.getAttribute("href") === held.href) ?? found[held.place];
    same?.focus({ preventScroll: true });
  };
  // On a phone the menu is wider than the screen: it begins where the reader is.
  const place = () => {
    const menu = document.querySelector(".menu:not([data-placed])");
    const here = menu?.querySelector("a[aria-current]");
    if (!here) return;
    menu.dataset.placed = "yes";
    const [all, one] = [menu, here].map((each) => each.getBoundingClientRect());
    menu.scrollLeft += one.left - all.left - (all.width - one.width) / 2;
  };
  new MutationObserver(() => {
    adopt();
    place();
    refocus();
  }).observe(document.documentElement, { childList: true, subtree: true });
  setInterval(() => {
    if (document.visibilityState === "visible") for (const panel of seen) if (panel.isConnected) tell(panel);
  }, EVERY);

  // A menu closes on Escape and on a click elsewhere; the form is sent by its button.
  const close = (but) => {
    for (const open of document.querySelectorAll("details.pick[open]")) if (open !== but) open.open = false;
  };
  document.addEventListener("click", (event) => close(event.target.closest?.("details.pick")));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.pick[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(".bar input[type=radio], .bar select")) event.target.form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.(".bar")) return;
    const dated = form.querySelector("[name=since]")?.value && form.querySelector("[name=until]")?.value;
    for (const field of form.querySelectorAll("input, select")) {
      const idle = field.name === "period" ? dated : /^(since|until)$/.test(field.name) ? !dated : !field.value;
      if (idle) field.disabled = true; // an address holds what was chosen, and no more
    }
  });

  const themes = ["auto", "light", "dark"];
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme]");
    if (!button) return;
    const dark = document.body.classList.contains("body--dark");
    const next = dark ? "light" : "dark";
    document.cookie = `nabiz_theme=${next}; path=/; max-age=31536000; samesite=lax`;
    window.Quasar.Dark.set(themes.indexOf(next) === 2);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    event.preventDefault();
    await navigator.clipboard?.writeText(new URL(button.dataset.copy, location.href).href).catch(() => {});
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-correct]");
    if (button) window.emitEvent("correct", button.dataset.correct);
  });
  // Charts are drawn for the screen; on paper they shrink whole.
  const drawn = () => document.querySelectorAll(".nicegui-echart svg");
  addEventListener("beforeprint", () => {
    document.querySelectorAll("[data-live]:not([data-loaded])").forEach(tell);
    for (const svg of drawn()) {
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    }
  });
  addEventListener("afterprint", () => drawn().forEach((svg) => svg.removeAttribute("viewBox")));
})();

// A time as the console's pages write it; charts give Istanbul's clock as if it were UTC (see charts.py).
window.nabizMoment = (clock, language) => {
  const at = new Date(Number(clock));
  const two = (number) => String(number).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const [day, month, year] = [at.getUTCDate(), at.getUTCMonth(), at.getUTCFullYear()];
  const date = language === "tr" ? `${two(day)}.${two(month + 1)}.${year}` : `${day} ${months[month]} ${year}`;
  return `${date} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
};

// A value as the console's pages write it, for axes and tooltips (see figures.py).
window.nabizFigure = (value, unit, language, compact) => {
  if (value === null || value === undefined || Number.isNaN(Number(value))) return "–";
  const locale = language === "tr" ? "tr-TR" : "en-GB";
  const plain = (number, digits) =>
    number.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
  const number = Number(value);
  const seconds = unit === "hours" ? number * 3600 : unit === "lasting" ? number : null;
  if (seconds !== null) {
    const names = language === "tr" ? ["gün", "sa", "dk", "sn"] : ["d", "h", "min", "s"];
    const size = Math.abs(seconds);
    if (size < 60) {
      const exact = compact && { maximumFractionDigits: 3 }; // no two ticks say the same
      return `${exact ? seconds.toLocaleString(locale, exact) : plain(seconds, size >= 10 || size === 0 ? 0 : 1)} ${names[3]}`;
    }
    const whole = size < 3600 ? Math.round(size) : 60 * Math.round(size / 60);
    const counts = [whole / 86400, (whole % 86400) / 3600, (whole % 3600) / 60, whole % 60].map(Math.floor);
    const told = counts.map((count, place) => count && `${count} ${names[place]}`).filter(Boolean).slice(0, 2);
    return (seconds < 0 ? "−" : "") + told.join(" ");
  }
  if (unit === "percent") {
    const told = plain(number * 100, compact ? 0 : 1);
    return language === "tr" ? `%${told}` : `${told}%`;
  }
  if (unit === "bytes") {
    const [scale, name] = number >= 2 ** 30 ? [2 ** 30, "GB"] : number >= 2 ** 20 ? [2 ** 20, "MB"] : [2 ** 10, "KB"];
    return `${plain(number / scale, compact && Number.isInteger(number / scale) ? 0 : 1)} ${name}`;
  }
  if (compact && Math.abs(number) >= 10000) {
    const [scale, name] = Math.abs(number) >= 1e6 ? [1e6, language === "tr" ? " Mn" : "M"] : [1e3, language === "tr" ? " B" : "K"];
    return plain(number / scale, Number.isInteger(number / scale) ? 0 : 1) + name;
  }
  const size = Math.abs(number);
  return plain(number, Number.isInteger(number) || size >= 1000 ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3);
};
