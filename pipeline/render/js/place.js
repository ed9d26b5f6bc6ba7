// Another language opens where the reader is: ids are the same in all.
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => {
    const above = [...document.querySelectorAll("main [id]")].filter((each) => each.getBoundingClientRect().top < innerHeight / 3);
    link.hash = scrollY > 0 && above.length ? above.pop().id : "";
  });
}
// Whoever leaves does not come back by the button “back”.
for (const link of document.querySelectorAll(".leave a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
