// @ts-nocheck This runs in the page, whose elements it knows by their selectors.
// What the page says of records: in the pane, and in the rows of the table.

/** What the conversation shows; `null` where none is shown. */
export function conversation() {
  const pane = document.querySelector(".record-body > .conversation");
  const facts = [...document.querySelectorAll(".record-facts span")].map(({ textContent }) => textContent);
  if (!pane) return null;
  const texts = (turn) =>
    [...turn.querySelectorAll(":scope > .said > p, :scope > .said > .code > pre")].map(
      ({ textContent }) => textContent,
    );
  return {
    folds: [...pane.querySelectorAll(".fold-label")].map(({ textContent }) => textContent),
    turns: [...pane.querySelectorAll(".turn")].map((turn) => [turn.querySelector("h3").textContent, texts(turn)]),
    calls: [...pane.querySelectorAll(".call")].map((call) => [
      call.querySelector(".call-name").textContent,
      ...[...call.querySelectorAll(".call-arguments")].map(({ textContent }) => textContent),
    ]),
    ends: pane.querySelector(".ends")?.textContent ?? "",
    facts: facts.filter((fact) => !fact.startsWith("≈")),
    cost: facts.some((fact) => /^≈ \$[0-9.]+ \(estimate\)$/.test(fact)),
  };
}

/** The rows that are drawn: their place, and the cells of what records say. */
export function rows() {
  const heads = [...document.querySelectorAll(".head-cell .head-title")].map(({ textContent }) => textContent);
  const [who, ...others] = ["user", "Last message", "Answer", "Tokens"].map((name) =>
    heads.findIndex((head) => head.toLowerCase() === name.toLowerCase()),
  );
  return [...document.querySelectorAll(".table-row:not(.awaited)")]
    .map((row) => {
      const cells = [...row.querySelectorAll(".cell:not(.tick-cell)")];
      return {
        at: Number(row.getAttribute("aria-rowindex")) - 2,
        said: [who, ...others].map((column) =>
          cells[column]?.matches(".sealed") ? "sealed" : cells[column]?.textContent,
        ),
      };
    })
    .sort((a, b) => a.at - b.at);
}
