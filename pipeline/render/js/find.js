// Narrow the list of languages as somebody types; without this script the whole list stands there.
const box = document.querySelector(".find");
const field = box.querySelector("input");
const none = box.querySelector("output");
const said = none.textContent;
const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
const rows = [...document.querySelectorAll(".choice li")].map((row) => [row, plain(row.textContent + " " + row.dataset.code)]);
const find = () => {
  const wanted = plain(field.value).trim();
  let found = 0;
  for (const [row, text] of rows) {
    row.hidden = !text.includes(wanted);
    found += row.hidden ? 0 : 1;
  }
  none.textContent = found ? "" : said;
};
field.addEventListener("input", find);
box.hidden = false;
find();
