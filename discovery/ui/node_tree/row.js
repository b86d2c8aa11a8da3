// One row of the tree as an element.
//
// Names and values come from a stranger's XML: they are set as text, never as HTML.

// Controls, marks without width, changes of writing direction: seen, they move and hide nothing.
const UNSEEN = /(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Of a very long name or value the beginning, with nothing in it that could not be seen. */
function visible(text) {
  const beginning = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
  return beginning.replace(UNSEEN, (found) => {
    const code = found.codePointAt(0);
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
}

function hex(code, digits) {
  return code.toString(16).padStart(digits, "0");
}

const LONGEST = 500; // characters

const number = new Intl.NumberFormat("en");

function counted(count, one, many = `${one}s`) {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function namespaceHint(namespace) {
  if (!namespace) return "no namespace";
  return namespace.split(/[/#:]+/).filter(Boolean).slice(-2).join("/");
}

function span(className, text = "") {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = visible(text);
  return element;
}

function createRow(model, i) {
  const row = document.createElement("div");
  row.className = "row";
  row.dataset.path = model.keys[i];
  row.dataset.index = i;
  row.setAttribute("role", "treeitem");
  row.setAttribute("aria-level", model.depths[i]);
  row.setAttribute("aria-posinset", model.position[i]);
  row.setAttribute("aria-setsize", model.setSize(i));
  row.style.setProperty("--level", model.depths[i] - 1);
  row.append(span("indent"), span("chevron"), span("box"), span("name", model.names[i]));
  row.append(span("covered-word", "covered"), ...marks(model, i));
  row.append(span("sample", sampleOf(model, i)), span("size", size(model.bytes[i])));
  return row;
}

function marks(model, i) {
  const found = [];
  if (model.ambiguous[i]) found.push(span("namespace", namespaceHint(model.namespaces[i])));
  if (model.counts[i] > 1) {
    const className = model.repeats[i] ? "count repeats" : "count";
    found.push(span(className, `×${number.format(model.counts[i])}`));
  }
  if (model.suggested[i]) found.push(span("suggested", "suggested"));
  return found;
}

/** The sample; of a code also what it means: SIN (Singapore). */
function sampleOf(model, i) {
  return model.decoded[i] ? `${model.samples[i]} (${model.decoded[i]})` : model.samples[i];
}

/** Bring everything about the row that changes up to date. */
function paintRow(row, model, i, isActive) {
  const covering = model.coveredBy(i);
  row.classList.toggle("covered", covering !== NONE);
  row.classList.toggle("leaf", !model.canOpen(i));
  row.tabIndex = isActive ? 0 : -1;
  row.title = tooltip(model, i, covering);
  row.setAttribute("aria-checked", checkedState(model, i, covering));
  if (model.canOpen(i)) row.setAttribute("aria-expanded", model.isOpen(i));
  else row.removeAttribute("aria-expanded");
}

function checkedState(model, i, covering) {
  if (covering !== NONE || model.ticked.has(i)) return "true";
  return model.ticksBelow[i] ? "mixed" : "false";
}

function tooltip(model, i, covering) {
  const lines = [model.keys[i]];
  if (model.namespaces[i]) lines.push(`Namespace ${model.namespaces[i]}`);
  if (model.counts[i] > 1) lines.push(`Occurs ${number.format(model.counts[i])} times`);
  if (model.samples[i]) lines.push(`For example: ${sampleOf(model, i)}`);
  if (covering !== NONE) lines.push(`Taken with ${model.names[covering]}`);
  return lines.map(visible).join("\n");
}

