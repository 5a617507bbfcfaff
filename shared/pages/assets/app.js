// What links and forms alone can't do: choosing many rows, times in the reader's own zone, a key for the search.
(function () {
  "use strict";

  // As the server writes them, but in the reader's zone, which is named.
  var written = {
    stamp: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" }),
    second: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short" })
  };

  function localTimes(root) {
    root.querySelectorAll("time[datetime]").forEach(function (t) {
      var at = new Date(t.getAttribute("datetime")), as = written[t.getAttribute("data-as")];
      if (isNaN(at)) return;
      t.title = at.toLocaleString();
      if (as) t.textContent = as.format(at);
    });
  }

  function selection(form) {
    var rows = form.querySelectorAll("input[name=order]");
    var all = form.querySelector("input[data-all]");
    var bar = form.querySelector("[data-bulk]");
    var count = form.querySelector("[data-count]");
    function update() {
      var n = form.querySelectorAll("input[name=order]:checked").length;
      if (bar) bar.classList.toggle("open", n > 0);
      if (count) count.textContent = n === 0 ? "Choose orders to work on many at once" : n === 1 ? "1 order chosen" : n + " orders chosen";
      if (all) {
        all.checked = n > 0 && n === rows.length;
        all.indeterminate = n > 0 && n < rows.length;
      }
    }
    if (all) all.addEventListener("change", function () {
      rows.forEach(function (r) { r.checked = all.checked; });
      update();
    });
    rows.forEach(function (r) { r.addEventListener("change", update); });
    update();
  }

  function ready(root) {
    localTimes(root);
    root.querySelectorAll(".tabs [aria-current], .side nav [aria-current]").forEach(function (a) {
      var bar = a.parentElement;
      if (bar.scrollWidth > bar.clientWidth) bar.scrollLeft = a.offsetLeft - bar.offsetLeft - (bar.clientWidth - a.offsetWidth) / 2;
    });
    root.querySelectorAll("form[data-selection]").forEach(selection);
    var away = root.querySelector("#away");
    if (away) window.location.assign(away.href);
    root.querySelectorAll("select[data-go]").forEach(function (s) {
      s.addEventListener("change", function () { s.form.requestSubmit(); });
    });
    root.querySelectorAll("form[data-sure]").forEach(function (f) {
      f.addEventListener("submit", function (e) {
        if (!window.confirm(f.getAttribute("data-sure"))) e.preventDefault();
      });
    });
  }

  document.addEventListener("DOMContentLoaded", function () { ready(document); });
  document.addEventListener("htmx:afterSwap", function (e) { localTimes(e.target.parentElement || document); });
  document.addEventListener("keydown", function (e) {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    var search = document.getElementById("search");
    if (search) { e.preventDefault(); search.focus(); }
  });
})();
