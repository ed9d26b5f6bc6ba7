// One handout in one language: the preview, and the text that is being worked on.

import { Refused, complain, counts, element, get, meter, post, seenVersion, states, watch } from "/static/shared.js";

const [, , locale, domain] = location.pathname.split("/");
const at = (id) => document.getElementById(id);
const frame = at("preview");
const form = at("form");

let page = null; // what /api/page says
let message = null; // the text that is worked on, as it was read
let theirs = null; // where it changed on disk meanwhile: what it is now
const drafts = new Map(); // what was typed elsewhere and not saved, by mark
let rows = new Map(); // the list's rows, by mark

// ------------------------------------------------------------------------------------------------------------ reading

async function load() {
  page = await get("page", { locale, domain, territory: page ? page.territory : wanted("territory") });
  rows = new Map(page.messages.map((row) => [row.mark, row]));
  showSettings();
  showList();
}

function wanted(name) {
  return new URLSearchParams(location.search).get(name) || "";
}

function showSettings() {
  at("title").textContent = page.title;
  document.title = `${page.title} – ${page.locale.named}`;
  const language = at("language");
  language.textContent = page.locale.name === page.locale.named ? page.locale.name : `${page.locale.named} · ${page.locale.name}`;
  at("draft").hidden = !page.draft;
  at("meter").replaceChildren(...meter(page.coverage));
  at("counts").textContent = counts(page.coverage);
  at("pdf").href = `/pdf/${locale}/${page.territory}/${page.slug}.pdf`;
  at("territory").replaceChildren(
    ...page.territories.map(({ code, name }) => element("option", { value: code, selected: code === page.territory }, name)),
  );
  if (page.absent) complain("This language has no catalog of the handout yet: run “handouts update”.");
  else if (page.missing)
    complain(`The source has ${page.missing} text${page.missing === 1 ? "" : "s"} that the catalog lacks: run “handouts update”.`);
  else complain("");
}

// ------------------------------------------------------------------------------------------------------------ preview

async function openPreview() {
  const sheet = await (await fetch("/static/preview.css")).text();
  await new Promise((loaded) => {
    frame.addEventListener("load", loaded, { once: true });
    frame.src = previewAddress();
  });
  const inside = frame.contentDocument;
  // Not a style element: the handout's own policy allows its own sheet alone.
  const adopted = new frame.contentWindow.CSSStyleSheet();
  adopted.replaceSync(sheet);
  inside.adoptedStyleSheets = [adopted];
  inside.addEventListener("click", clicked);
  inside.addEventListener("keydown", pressedInPreview);
  inside.addEventListener("keydown", pressed);
  inside.addEventListener("focusin", announce);
  decorate();
}

function previewAddress() {
  return `/preview/${locale}/${page.territory}/${domain}${at("final").checked ? "?final" : ""}`;
}

async function refreshPreview() {
  shownDraft = false;
  const response = await fetch(previewAddress());
  if (response.ok) showPreview(await response.text());
  else complain((await response.json()).errors.join("\n"));
}

// Puts the new page in the place of the old one, so that nothing flickers and the reader's place is kept.
function showPreview(html) {
  const inside = frame.contentDocument;
  // Its head stays out: that is in the frame, and this page's policy would refuse the style in it.
  const fresh = new DOMParser().parseFromString(html.slice(html.indexOf("<body")), "text/html");
  const { scrollTop } = inside.scrollingElement;
  const focused = inside.activeElement?.dataset?.message;
  inside.body.replaceWith(inside.importNode(fresh.body, true));
  inside.scrollingElement.scrollTop = scrollTop;
  decorate();
  if (focused && document.activeElement === frame) marks().find((mark) => mark.dataset.message === focused)?.focus();
}

function marks() {
  return [...frame.contentDocument.querySelectorAll("[data-message]")];
}

function decorate() {
  const inside = frame.contentDocument;
  inside.body.classList.toggle("marks", !at("final").checked);
  // One stop for Tab, as in a grid; the arrow keys go on from there.
  for (const link of inside.querySelectorAll("a, summary")) link.tabIndex = -1;
  const all = marks();
  const stop = all.find((mark) => mark.dataset.message === message?.mark) || all[0];
  for (const mark of all) {
    const row = rows.get(mark.dataset.message);
    if (!row) continue;
    mark.dataset.state = row.state;
    mark.dataset.severity = row.severity;
    mark.tabIndex = mark === stop ? 0 : -1;
    mark.setAttribute("aria-description", stateOf(row));
    if (mark.dataset.message === message?.mark) mark.setAttribute("aria-current", "true");
    else mark.removeAttribute("aria-current");
  }
}

function stateOf(row) {
  return row.severity ? `${states[row.state]}, ${row.severity}` : states[row.state];
}

// A text of the preview is part of a heading, a link or a cell, so it has no role of its own that would tell its state.
function announce(event) {
  const row = rows.get(event.target.dataset.message);
  if (row) at("told").textContent = `${page.messages.indexOf(row) + 1} of ${page.messages.length}, ${stateOf(row)}`;
}

function scrollToCurrent() {
  const found = marks().find((mark) => mark.dataset.message === message?.mark);
  if (!found) return;
  const box = found.getBoundingClientRect();
  const height = frame.contentWindow.innerHeight;
  if (box.top < 40 || box.bottom > height - 40) {
    frame.contentWindow.scrollBy({ top: box.top - height / 3, behavior: calm() ? "auto" : "smooth" });
  }
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function clicked(event) {
  const link = event.target.closest("a[href]");
  const mark = event.target.closest("[data-message]");
  // A preview stays where it is; only a reference leads to its place on the page.
  if (link && !link.getAttribute("href").startsWith("#")) event.preventDefault();
  if (mark) select(mark.dataset.message, { focus: true, scroll: false });
}

function pressedInPreview(event) {
  const mark = event.target.closest?.("[data-message]");
  if (!mark || event.ctrlKey || event.altKey || event.metaKey) return;
  const all = marks();
  const here = all.indexOf(mark);
  const to = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    select(mark.dataset.message, { focus: true, scroll: false });
  } else if (to !== undefined) {
    event.preventDefault();
    const next = all[Math.max(0, Math.min(to, all.length - 1))];
    mark.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

// ----------------------------------------------------------------------------------------------------------- the text

let asked = 0;

async function select(mark, { focus = false, scroll = true } = {}) {
  keepDraft();
  const number = ++asked;
  const found = await ask(() => get("message", { locale, mark }));
  if (!found || number !== asked) return;
  message = found;
  theirs = null;
  history.replaceState(null, "", `#${mark}`);
  fill(drafts.get(mark));
  showMessage();
  decorate();
  showList();
  if (focus) {
    const field = form.querySelector("textarea");
    field.focus();
    field.scrollIntoView({ block: "nearest" });
  }
  tell("");
  await look();
  if (scroll && number === asked) scrollToCurrent();
}

function fields() {
  return [...at("texts").querySelectorAll("textarea")];
}

function edit() {
  return { texts: fields().map((field) => field.value), fuzzy: at("fuzzy").checked, comments: at("comments").value };
}

function dirty() {
  if (!message) return false;
  const { texts, fuzzy, comments } = edit();
  return fuzzy !== message.fuzzy || comments !== message.comments || texts.some((text, number) => text !== message.texts[number]);
}

function keepDraft() {
  if (!message) return;
  if (dirty()) drafts.set(message.mark, { ...edit(), stamp: message.stamp });
  else drafts.delete(message.mark);
}

// Puts a text into the form: as it was read, or as it was typed before.
function fill(draft) {
  const several = message.texts.length > 1;
  at("texts").replaceChildren(
    ...message.texts.map((text, number) => {
      const field = element("textarea", {
        id: `text-${number}`,
        rows: "3",
        lang: page.locale.tag,
        dir: page.locale.direction,
        spellcheck: "true",
        oninput: typed,
      });
      field.value = draft ? draft.texts[number] : text;
      const label = several ? `Translation, form ${number + 1} of ${message.texts.length}` : "Translation";
      const language = element("small", {}, page.locale.named);
      return element("div", { class: "text" }, element("h2", {}, element("label", { for: field.id }, label, " ", language)), field);
    }),
  );
  at("fuzzy").checked = draft ? draft.fuzzy : message.fuzzy;
  at("comments").value = draft ? draft.comments : message.comments;
  fields().forEach(grow);
  if (draft && draft.stamp !== message.stamp) showConflict(message, draft.stamp);
  else hideConflict();
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 4}px`;
}

function showMessage() {
  at("source").replaceChildren(
    ...message.sources.map((text) =>
      element("p", { lang: page.source.tag, dir: page.source.direction }, ...withTokens(text, message.tokens)),
    ),
  );
  const change = at("change");
  change.hidden = !message.change.length;
  change.replaceChildren(
    element("span", { class: "name" }, "What changed: "),
    ...message.change.map(([kind, text]) => (kind === "same" ? text : element(kind === "gone" ? "del" : "ins", {}, text))),
  );
  const tokens = at("tokens");
  tokens.hidden = !message.tokens.length;
  tokens.replaceChildren(...message.tokens.map((token) => inserting(token, token)));
  at("careful").hidden = !message.careful.length;
  at("careful").replaceChildren(...message.careful.map((note) => element("span", {}, note)));
  const notes = message.notes.map((note) => element("li", { lang: page.source.tag }, note));
  if (message.state === "reviewed") notes.unshift(element("li", {}, "A reviewer has signed this text off. A change voids the sign-off."));
  if (!marks().some((mark) => mark.dataset.message === message.mark)) notes.unshift(element("li", {}, "It is not seen on the page in the preview."));
  at("notes").replaceChildren(...notes);
  at("notes-section").hidden = !notes.length;
  showTerms();
  showFindings(message.findings);
  showState();
}

function withTokens(text, tokens) {
  const parts = [];
  let rest = text;
  while (rest) {
    const first = tokens.map((token) => [rest.indexOf(token), token]).filter(([where]) => where >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!first) break;
    parts.push(rest.slice(0, first[0]), element("code", {}, first[1]));
    rest = rest.slice(first[0] + first[1].length);
  }
  return [...parts, rest].filter((part) => part !== "");
}

function inserting(text, label, attributes = {}) {
  return element("button", { type: "button", class: "chip", ...attributes, onmousedown: (event) => event.preventDefault(), onclick: () => insert(text) }, label);
}

function insert(text) {
  const field = document.activeElement?.closest?.("#texts textarea") || fields()[0];
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  typed({ target: field });
}

const shownTerms = 3; // a translator needs to see what to write, and not a list that hides it

function showTerms() {
  at("terms-section").hidden = !message.terms.length;
  const own = { lang: page.locale.tag, dir: page.locale.direction };
  const note = (term) => (term.note ? element("small", {}, term.note) : null);
  const good = (term) =>
    element("span", { class: "term" }, inserting(term.text, term.text, { ...own, class: term.preferred ? "chip preferred" : "chip" }), note(term));
  const bad = (term) => element("span", { class: "term bad" }, element("span", {}, "not "), element("bdi", own, term.text), note(term));
  at("terms").replaceChildren(
    ...message.terms.flatMap((term) => {
      const rest = term.good.slice(shownTerms).map(good);
      const more = rest.length ? element("details", {}, element("summary", {}, `${rest.length} more`), element("div", { class: "chips" }, ...rest)) : null;
      return [
        element("dt", { lang: page.source.tag, title: term.definition || null }, term.source),
        element("dd", {}, ...term.good.slice(0, shownTerms).map(good), ...term.bad.map(bad), more),
      ];
    }),
  );
}

function showFindings(findings) {
  const list = findings.map((finding) => {
    const actions = element("p", { class: "chips" });
    const field = fields().find((each) => each.value === finding.text);
    if (finding.fix && field) {
      actions.append(element("button", { type: "button", class: "chip", onclick: () => replaceText(field, finding.fix) }, "Mend it"));
    }
    actions.append(element("button", { type: "button", class: "chip", onclick: () => excuse(finding.check) }, "It is meant so"));
    return element(
      "li",
      { "data-severity": finding.severity },
      element("p", {}, element("strong", {}, finding.severity), " ", finding.message),
      element("p", { class: "why" }, finding.summary, " ", element("code", {}, finding.check)),
      actions,
    );
  });
  at("withheld").hidden = !findings.some((finding) => finding.severity === "error");
  const empty = message.texts.every((text) => !text.trim()) && !dirty();
  at("findings").replaceChildren(
    ...(list.length ? list : [element("li", { class: "none" }, empty ? "Nothing to check yet." : "None.")]),
  );
}

function replaceText(field, text) {
  field.value = text;
  field.focus();
  typed({ target: field });
}

// A finding is excused by a comment that says why; only the translator can.
function excuse(check) {
  const comments = at("comments");
  comments.value += `${comments.value && !comments.value.endsWith("\n") ? "\n" : ""}allow: ${check} `;
  comments.focus();
  comments.setSelectionRange(comments.value.length, comments.value.length);
  typed({ target: comments });
}

function showState() {
  const pill = at("state");
  pill.dataset.state = message.state;
  pill.textContent = states[message.state];
  const order = page.messages.map((row) => row.mark);
  at("position").textContent = `${order.indexOf(message.mark) + 1} of ${order.length}`;
  at("revert").hidden = !dirty();
}

function tell(text) {
  at("said").textContent = text;
}

let waiting = 0;
let shownDraft = false; // whether the preview shows what is typed

function typed(event) {
  grow(event.target);
  at("revert").hidden = !dirty();
  tell(dirty() ? "Not saved yet." : "");
  clearTimeout(waiting);
  waiting = setTimeout(look, 350);
}

// Shows what is typed in its place, and what the checks say of it.
async function look() {
  if (!message || page.absent) return;
  const { mark } = message;
  const now = edit();
  if (!dirty()) {
    showFindings(message.findings);
    if (shownDraft) await refreshPreview();
    return;
  }
  const draft = await ask(() => post("draft", { locale, domain, territory: page.territory, mark, ...now }));
  if (!draft || message?.mark !== mark || JSON.stringify(now) !== JSON.stringify(edit())) return;
  showFindings(draft.findings);
  if (at("final").checked) return;
  showPreview(draft.html);
  shownDraft = true;
}

// ------------------------------------------------------------------------------------------------------------- saving

let saves = Promise.resolve();

// One after the other, so that each is made of what the one before it left.
function save(how) {
  saves = saves.then(() => saveNow(how));
  return saves;
}

async function saveNow({ onward = false } = {}) {
  if (!message) return;
  if (theirs) {
    tell("First choose which of the two texts holds.");
    return;
  }
  if (dirty()) {
    clearTimeout(waiting);
    const { mark, stamp } = message;
    const sent = edit();
    try {
      const done = await post("save", { locale, mark, stamp, ...sent });
      const unchanged = JSON.stringify(sent) === JSON.stringify(edit());
      if (message.mark === mark) {
        message = done.message;
        if (unchanged) fill(null);
        showMessage();
      }
      drafts.delete(mark);
      tell("Saved.");
      seenVersion((await get("version")).version);
      await load();
      await refreshPreview();
      showState();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 409 && error.document.message) showConflict(error.document.message);
      else tell(error.status === 409 ? "This text is no longer in the catalog; nothing was saved." : `Not saved. ${error.message}`);
      return;
    }
  }
  if (onward) move(1, unfinished);
}

// What is on disk beside what was typed; nothing is written until one of them is chosen.
function showConflict(now) {
  theirs = now;
  const own = { lang: page.locale.tag, dir: page.locale.direction };
  at("conflict").replaceChildren(
    element("h2", {}, "This text changed on disk meanwhile"),
    element("p", {}, "Nothing was overwritten. In the catalog it now says:"),
    ...now.texts.map((text) => element("p", { class: "theirs", ...own }, text || "(nothing)")),
    ...(now.comments && now.comments !== message.comments ? [element("p", { class: "help" }, `Comments there: ${now.comments}`)] : []),
    element("p", {}, "Yours stands below, not saved."),
    element(
      "p",
      { class: "chips" },
      element("button", { type: "button", onclick: takeTheirs }, "Take theirs"),
      element("button", { type: "button", onclick: keepMine }, "Keep mine"),
    ),
  );
  at("conflict").hidden = false;
  tell("");
}

function hideConflict() {
  theirs = null;
  at("conflict").hidden = true;
  at("conflict").replaceChildren();
}

function takeTheirs() {
  message = theirs;
  drafts.delete(message.mark);
  hideConflict();
  fill(null);
  showMessage();
  fields()[0].focus();
  look();
}

function keepMine() {
  const mine = edit();
  message = theirs;
  hideConflict();
  fill({ ...mine, stamp: message.stamp });
  showMessage();
  fields()[0].focus();
  tell("Not saved yet: your text would replace theirs.");
  look();
}

// A file changed: show what it says now, and never touch what is being typed.
async function changed() {
  await load();
  if (!message) return;
  let now;
  try {
    now = await get("message", { locale, mark: message.mark });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
    await refreshPreview();
    return;
  }
  if (now.stamp === message.stamp || !dirty()) {
    const typing = dirty() ? { ...edit(), stamp: now.stamp } : null;
    const same = now.stamp === message.stamp;
    message = now;
    if (!same) fill(typing);
    showMessage();
  } else if (!theirs || theirs.stamp !== now.stamp) {
    showConflict(now);
  }
  if (!dirty() || at("final").checked) await refreshPreview();
  await look();
}

// ------------------------------------------------------------------------------------------------------------- moving

const unfinished = (row) => row.state === "untranslated" || row.state === "fuzzy";
const withFinding = (row) => row.severity !== "";

function move(step, wantedRow = () => true) {
  const all = page.messages;
  const here = all.findIndex((row) => row.mark === message?.mark);
  for (let count = 1; count <= all.length; count += 1) {
    const row = all[(here + step * count + all.length * count) % all.length];
    if (row.mark !== message?.mark && wantedRow(row)) {
      select(row.mark, { focus: true });
      return;
    }
  }
  tell(wantedRow === unfinished ? "No other text is unfinished." : "No other text has a finding.");
}

function showList() {
  const shown = { all: () => true, unfinished, findings: withFinding }[at("shown").value];
  const own = page.messages.filter(shown);
  at("list").replaceChildren(
    ...own.map((row) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", "aria-current": row.mark === message?.mark ? "true" : null, onclick: () => select(row.mark, { focus: true }) },
          element("span", { lang: page.source.tag }, row.source),
          element("span", { class: "pill", "data-state": row.state }, states[row.state]),
          row.severity ? element("span", { class: "pill", "data-severity": row.severity }, row.severity) : null,
          drafts.has(row.mark) ? element("span", { class: "pill", "data-severity": "warning" }, "Not saved") : null,
        ),
      ),
    ),
  );
  if (!own.length) at("list").append(element("li", {}, "None."));
}

function pressed(event) {
  if (event.altKey && (event.key === "PageDown" || event.key === "PageUp")) {
    event.preventDefault();
    move(event.key === "PageDown" ? 1 : -1);
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    save({ onward: event.shiftKey });
  } else if (event.key === "Escape" && document.activeElement?.closest?.(".desk")) {
    marks().find((mark) => mark.dataset.message === message?.mark)?.focus();
  }
}

async function ask(question) {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
    return null;
  }
}

// -------------------------------------------------------------------------------------------------------------- start

document.addEventListener("keydown", pressed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
at("previous").addEventListener("click", () => move(-1));
at("next").addEventListener("click", () => move(1));
at("next-unfinished").addEventListener("click", () => move(1, unfinished));
at("next-finding").addEventListener("click", () => move(1, withFinding));
at("fuzzy").addEventListener("change", typed);
at("comments").addEventListener("input", typed);
at("copy").addEventListener("click", () => replaceText(fields()[0], message.sources[0]));
at("revert").addEventListener("click", () => {
  drafts.delete(message.mark);
  if (theirs) message = theirs;
  fill(null);
  showMessage();
  fields()[0].focus();
  look();
});
at("shown").addEventListener("change", showList);
at("final").addEventListener("change", refreshPreview);
at("territory").addEventListener("change", async () => {
  page.territory = at("territory").value;
  const query = new URLSearchParams({ territory: page.territory });
  history.replaceState(null, "", `?${query}${location.hash}`);
  await ask(load);
  await refreshPreview();
});
addEventListener("beforeunload", (event) => {
  keepDraft();
  if (drafts.size) event.preventDefault();
});

let started = false;

async function start() {
  if ((await ask(load)) === null) return;
  await openPreview();
  const hash = decodeURIComponent(location.hash.slice(1));
  const first = rows.has(hash) ? hash : (page.messages.find(unfinished) || page.messages[0])?.mark;
  if (first) await select(first);
  started = true;
}

await start();
watch(() => (started ? ask(changed) : start()));
