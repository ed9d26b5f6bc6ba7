// Choices that lead to nothing that was built cannot be made. What is shown is the style sheet's work, without a script.
const selects = [...document.querySelectorAll(".desk select")];
const rows = [...document.querySelectorAll(".desk tbody tr")];
const fits = (row, select) => !select.value || row.dataset[select.name] === select.value;
const settle = () => {
  for (const [at, select] of selects.entries()) {
    const left = rows.filter((row) => selects.slice(0, at).every((before) => fits(row, before)));
    for (const option of select.options) {
      option.disabled = option.value !== "" && !left.some((row) => row.dataset[select.name] === option.value);
    }
    if (select.selectedOptions[0].disabled) {
      select.value = [...select.options].find((option) => !option.disabled).value;
    }
  }
};
for (const select of selects) select.addEventListener("change", settle);
settle();
