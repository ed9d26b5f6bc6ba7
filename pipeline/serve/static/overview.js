// The list of languages, each with its handouts and how far they are.

import { complain, counts, element, get, meter, watch } from "/static/shared.js";

async function show() {
  const place = document.getElementById("locales");
  let overview;
  try {
    overview = await get("overview");
  } catch (error) {
    complain(error.message);
    return;
  }
  complain("");
  document.getElementById("project").textContent = overview.project;
  document.title = `Translations – ${overview.project}`;
  place.replaceChildren(...overview.locales.map(card));
  if (!overview.locales.length) place.append(element("p", {}, "There is no language to translate into yet."));
}

function card(locale) {
  const name = element("bdi", { lang: locale.tag, dir: locale.direction }, locale.name);
  const heading = element("h2", { id: `locale-${locale.locale}` }, name);
  if (locale.named !== locale.name) heading.append(" ", element("small", {}, locale.named));
  const rows = locale.handouts.map((handout) => row(locale.locale, handout));
  return element("section", { class: "card", "aria-labelledby": `locale-${locale.locale}` }, heading, element("ul", {}, ...rows));
}

function row(locale, handout) {
  const link = element("a", { href: `/edit/${locale}/${handout.domain}` }, handout.title);
  if (handout.error) return element("li", {}, link, element("p", { class: "broken" }, handout.error));
  const bar = element("span", { class: "meter", "aria-hidden": "true" }, ...meter(handout.coverage));
  return element("li", {}, link, bar, element("p", { class: "counts" }, counts(handout.coverage)));
}

await show();
watch(show);
