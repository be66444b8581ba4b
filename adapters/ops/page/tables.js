/** A table with one column for each entry of `columns`; the first cell of a row names it. */
export function table(section, title, rows, columns) {
  section.hidden = rows.length === 0;
  const heading = document.createElement('h2');
  heading.textContent = title;
  const element = document.createElement('table');
  const head = element.createTHead().insertRow();
  for (const name of Object.keys(columns)) head.append(cell('th', name, 'col'));
  const body = element.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    Object.values(columns).forEach((value, i) =>
      line.append(i === 0 ? cell('th', value(row), 'row') : cell('td', value(row))),
    );
  }
  section.replaceChildren(heading, element);
}

function cell(kind, text, scope) {
  const element = document.createElement(kind);
  if (scope) element.scope = scope;
  element.textContent = text;
  return element;
}
