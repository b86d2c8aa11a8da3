// Draws the tree and answers mouse and keyboard.
//
// Only the rows near the ones in sight are in the page, and the active row, so that it keeps the
// focus.

const ROW_HEIGHT = 30; // px, as in tree.css
const ROWS_BEYOND_SIGHT = 15;
const SEND_AFTER = 150; // ms without another tick

class TreeView {
  constructor(parent) {
    this.root = parent.querySelector(".tree");
    this.input = this.root.querySelector("input");
    this.matches = this.root.querySelector(".matches");
    this.rows = this.root.querySelector(".rows");
    this.layer = this.root.querySelector(".layer");
    this.empty = this.root.querySelector(".empty");
    this.summary = this.root.querySelector(".summary");
    this.drawn = new Map(); // row index -> its element
    this.listen();
    new ResizeObserver(() => this.model && this.draw()).observe(this.rows);
  }

  listen() {
    this.rows.addEventListener("scroll", () => this.draw());
    this.layer.addEventListener("click", (event) => this.onRowClick(event));
    this.layer.addEventListener("keydown", (event) => this.onRowKey(event));
    this.input.addEventListener("input", () => this.applyFilter());
    this.input.addEventListener("keydown", (event) => this.onFilterKey(event));
    for (const button of this.root.querySelectorAll("button")) {
      button.addEventListener("click", () => this.onAction(button.dataset.action));
    }
    // A tick must not be lost when the next click, elsewhere on the page, starts the run.
    this.root.addEventListener("focusout", (event) => {
      if (!this.root.contains(event.relatedTarget)) this.sendNow();
    });
  }

  /** Show another document, in place of the one before. */
  load(model) {
    this.cancelSending();
    this.model = model;
    this.active = 0;
    this.input.value = "";
    this.rows.scrollTop = 0;
    this.rows.style.setProperty("--height-of-all", `${model.size * ROW_HEIGHT}px`);
    this.layer.replaceChildren();
    this.drawn.clear();
    this.refresh();
    this.root.inert = false;
  }

  // --- sending

  changed() {
    this.refresh();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sendNow(), SEND_AFTER);
  }

  /** The same nodes with other samples: what is ticked, open and in sight stays. */
  exchangeSamples({ samples, decoded }) {
    Object.assign(this.model, { samples, decoded });
    this.removeRowsNotIn(new Map());
    this.draw();
  }

  sendNow() {
    if (this.timer === undefined) return;
    this.cancelSending();
    if (this.root.isConnected) this.send(this.model.tickedKeys());
  }

  cancelSending() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  // --- drawing

  refresh() {
    this.shown = this.model.shownRows();
    this.layer.style.height = `${this.shown.length * ROW_HEIGHT}px`;
    this.empty.hidden = this.shown.length > 0;
    this.settleActive();
    this.draw();
    this.describe();
  }

  /** The active row may have been closed or filtered away: its nearest shown ancestor takes over. */
  settleActive() {
    while (this.active !== NONE && !this.model.isShown(this.active)) {
      this.active = this.model.parent[this.active];
    }
    if (this.active === NONE) this.active = this.shown[0] ?? 0;
  }

  draw() {
    const first = Math.floor(this.rows.scrollTop / ROW_HEIGHT) - ROWS_BEYOND_SIGHT;
    const inSight = Math.ceil(this.rows.clientHeight / ROW_HEIGHT) + 2 * ROWS_BEYOND_SIGHT;
    const start = Math.max(0, first);
    const places = new Map();
    this.shown.slice(start, first + inSight).forEach((i, n) => places.set(i, start + n));
    if (this.shown.length && !places.has(this.active)) {
      places.set(this.active, this.shown.indexOf(this.active));
    }
    this.removeRowsNotIn(places);
    this.placeRows([...places].sort((a, b) => a[0] - b[0]));
  }

  removeRowsNotIn(places) {
    for (const [i, element] of this.drawn) {
      if (places.has(i)) continue;
      element.remove();
      this.drawn.delete(i);
    }
  }

  /** Rows already there are not moved in the page, or the focused one would lose the focus. */
  placeRows(places) {
    let next = this.layer.firstChild;
    for (const [i, place] of places) {
      const element = this.drawn.get(i) ?? createRow(this.model, i);
      this.drawn.set(i, element);
      if (element === next) next = next.nextSibling;
      else this.layer.insertBefore(element, next);
      element.style.top = `${place * ROW_HEIGHT}px`;
      paintRow(element, this.model, i, i === this.active);
    }
  }

  describe() {
    const model = this.model;
    const nodes = counted(model.ticked.size, "node");
    const occurrences = counted(model.tickedOccurrences(), "occurrence");
    this.summary.textContent = model.ticked.size
      ? `${nodes} ticked, ${occurrences}`
      : "No node ticked yet: tick the ones that matter.";
    this.matches.textContent = model.found ? counted(model.matchCount, "match", "matches") : "";
    this.button("suggested").disabled = !model.suggested.includes(1);
    this.button("expand").disabled = this.button("collapse").disabled = model.found !== null;
  }

  button(action) {
    return this.root.querySelector(`[data-action=${action}]`);
  }

  // --- mouse and keyboard

  onRowClick(event) {
    const row = event.target.closest("[role=treeitem]");
    if (!row) return;
    const i = Number(row.dataset.index);
    this.active = i;
    if (event.target.closest(".chevron") && this.model.canOpen(i)) this.toggleOpen(i);
    else this.toggleTick(i);
  }

  toggleOpen(i) {
    if (this.model.found) return;
    this.model.open[i] = this.model.isOpen(i) ? 0 : 1;
    this.refresh();
  }

  toggleTick(i) {
    const covering = this.model.coveredBy(i);
    if (covering !== NONE) {
      this.refresh();
      this.explainCovered(i, covering);
      return;
    }
    this.model.toggleTick(i);
    this.changed();
  }

  explainCovered(i, covering) {
    const [name, above] = [i, covering].map((row) => visible(this.model.names[row]));
    this.summary.textContent =
      `${name} is taken with ${above}. To choose inside ${above}, untick it or use “Level below”.`;
  }

  onRowKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const i = this.active;
    const place = this.shown.indexOf(i);
    const answers = {
      ArrowDown: () => this.activate(this.shown[place + 1] ?? i),
      ArrowUp: () => this.activate(this.shown[place - 1] ?? i),
      Home: () => this.activate(this.shown[0]),
      End: () => this.activate(this.shown[this.shown.length - 1]),
      ArrowRight: () => this.openOrEnter(i),
      ArrowLeft: () => this.closeOrLeave(i),
      " ": () => this.toggleTick(i),
    };
    if (!(event.key in answers)) return;
    event.preventDefault();
    answers[event.key]();
  }

  openOrEnter(i) {
    if (!this.model.canOpen(i)) return;
    if (this.model.isOpen(i)) this.activate(this.shown[this.shown.indexOf(i) + 1]);
    else this.toggleOpen(i);
  }

  closeOrLeave(i) {
    if (this.model.isOpen(i) && !this.model.found) this.toggleOpen(i);
    else if (this.model.parent[i] !== NONE) this.activate(this.model.parent[i]);
  }

  activate(i) {
    this.active = i;
    this.scrollTo(this.shown.indexOf(i));
    this.draw();
    this.drawn.get(i).focus({ preventScroll: true });
  }

  scrollTo(place) {
    const top = place * ROW_HEIGHT;
    const lowest = top + ROW_HEIGHT - this.rows.clientHeight;
    this.rows.scrollTop = Math.min(top, Math.max(lowest, this.rows.scrollTop));
  }

  onFilterKey(event) {
    if (event.key === "Escape") {
      this.input.value = "";
      this.applyFilter();
    } else if (event.key === "ArrowDown" && this.shown.length) {
      event.preventDefault();
      this.activate(this.active);
    }
  }

  applyFilter() {
    this.model.filter(this.input.value);
    if (!this.model.found) this.model.reveal(this.active);
    this.rows.scrollTop = 0;
    this.refresh();
    if (!this.model.found) this.scrollTo(this.shown.indexOf(this.active));
  }

  onAction(action) {
    const model = this.model;
    if (action === "expand" || action === "collapse") {
      model.setAllOpen(action === "expand");
      this.refresh();
      return;
    }
    if (action === "suggested") model.tickSuggested();
    if (action === "level-below") model.tickLevelBelow(this.active);
    if (action === "none") model.clearTicks();
    this.changed();
  }
}

const views = new WeakMap(); // parent element -> its view, which survives reruns of the script

function split(message) {
  const end = message.indexOf(10); // the line feed after the head
  const head = JSON.parse(new TextDecoder().decode(message.subarray(0, end)));
  return [head, message.subarray(end + 1)];
}

function unpack(payload) {
  const text = new Blob([payload]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(text).json();
}

export default async function (component) {
  const { parentElement, data, setStateValue } = component;
  if (!views.has(parentElement)) views.set(parentElement, new TreeView(parentElement));
  const view = views.get(parentElement);
  view.send = (keys) => setStateValue("checked", keys);
  const [head, payload] = split(data);
  if (view.version === head.version && view.values === head.values) return;
  Object.assign(view, { version: head.version, values: head.values });
  const rows = await unpack(payload);
  if (view.version !== head.version || view.values !== head.values) return;
  if (view.loaded === head.version) view.exchangeSamples(rows);
  else view.load(new TreeModel(rows, head.checked));
  view.loaded = head.version;
}
