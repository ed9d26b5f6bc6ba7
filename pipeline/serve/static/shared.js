// What both pages need: elements, requests, and a look at whether a file has changed.

const alertBox = document.getElementById("alert");

export const states = {
  reviewed: "Reviewed",
  translated: "Translated",
  fuzzy: "Needs work",
  untranslated: "Untranslated",
};

// Texts are only ever set as text: nothing that a catalog holds is read as HTML.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export class Refused extends Error {
  constructor(status, document) {
    super((document.errors || []).join("\n"));
    this.status = status;
    this.document = document;
  }
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused(0, { errors: ["The server does not answer. Is “handouts serve” still running?"] });
  }
  if (response.status === 403) throw new Refused(403, { errors: [(await response.text()).replace(/^handouts: /, "")] });
  const document = await response.json();
  if (!response.ok) throw new Refused(response.status, document);
  return document;
}

export function get(name, query = {}) {
  return answer(fetch(`/api/${name}?${new URLSearchParams(query)}`));
}

export function post(name, body) {
  return answer(
    fetch(`/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Handouts-Token": document.body.dataset.token },
      body: JSON.stringify(body),
    }),
  );
}

export function complain(message) {
  if (alertBox.textContent === message) return;
  alertBox.textContent = message;
  alertBox.hidden = message === "";
}

// A bar of the four states, and the same in words.
export function meter(coverage) {
  return Object.keys(states)
    .filter((state) => coverage[state] > 0)
    .map((state) => {
      const part = element("span", { "data-state": state });
      part.style.flexGrow = coverage[state];
      return part;
    });
}

export function counts(coverage) {
  const done = coverage.translated + coverage.reviewed;
  const parts = [`${done} of ${coverage.total} translated`];
  if (coverage.fuzzy) parts.push(`${coverage.fuzzy} need${coverage.fuzzy === 1 ? "s" : ""} work`);
  parts.push(coverage.reviewed ? `${coverage.reviewed} reviewed` : "none reviewed");
  return parts.join(" · ");
}

let seen = null;

export function seenVersion(version) {
  seen = version;
}

// Asks once a second, less often where nobody looks; the server only looks at the files' times.
export function watch(changed) {
  const look = async () => {
    try {
      const { version } = await get("version");
      if (seen !== null && version !== seen) await changed();
      else if (alertBox.dataset.lost) await changed();
      delete alertBox.dataset.lost;
      seen = version;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      alertBox.dataset.lost = "yes";
      complain(error.message);
    } finally {
      setTimeout(look, document.hidden ? 5000 : 1000);
    }
  };
  look();
}
