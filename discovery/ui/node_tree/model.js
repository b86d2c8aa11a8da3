// What is ticked, open and shown in the tree. No drawing here.
//
// Rows are in pre-order, so the subtree of row i is the range from i up to, not including, end[i].

const OPEN_WHOLE_UP_TO = 300; // rows; a larger tree opens down to OPEN_DEPTH
const OPEN_DEPTH = 3;
const NONE = -1;
const MATCH = 1;
const HOLDS_MATCH = 2;

class TreeModel {
  constructor(rows, checked) {
    Object.assign(this, rows);
    this.size = this.names.length;
    this.parent = new Int32Array(this.size);
    this.end = new Int32Array(this.size).fill(this.size);
    this.position = new Int32Array(this.size); // among its siblings, from 1
    this.children = new Int32Array(this.size); // how many
    this.ambiguous = new Uint8Array(this.size); // shares its name with a sibling
    this.keys = new Array(this.size);
    this.ticked = new Set();
    this.ticksBelow = new Int32Array(this.size);
    this.found = null; // under a filter: MATCH, HOLDS_MATCH (below it) or 0, for each row
    this.matchCount = 0;
    this.linkRows();
    this.findAmbiguousNames();
    this.restore(checked);
    this.openAtStart();
  }

  linkRows() {
    const path = []; // the row last seen at each depth
    for (let i = 0; i < this.size; i++) {
      while (path.length >= this.depths[i]) this.end[path.pop()] = i;
      const parent = path.length ? path[path.length - 1] : NONE;
      this.parent[i] = parent;
      this.keys[i] = (parent === NONE ? "" : this.keys[parent]) + this.suffixes[i];
      this.position[i] = parent === NONE ? 1 : ++this.children[parent];
      path.push(i);
    }
  }

  findAmbiguousNames() {
    const first = new Map();
    for (let i = 0; i < this.size; i++) {
      const place = `${this.parent[i]} ${this.names[i]}`;
      if (first.has(place)) this.ambiguous[i] = this.ambiguous[first.get(place)] = 1;
      else first.set(place, i);
    }
  }

  restore(checked) {
    const wanted = new Set(checked);
    for (let i = 0; i < this.size && wanted.size; i++) {
      if (wanted.has(this.keys[i])) this.tick(i);
    }
  }

  openAtStart() {
    const whole = this.size <= OPEN_WHOLE_UP_TO;
    this.open = Uint8Array.from(this.depths, (depth) => (whole || depth < OPEN_DEPTH ? 1 : 0));
    this.revealTicks();
    this.suggested.forEach((suggested, i) => suggested && this.reveal(i));
  }

  // --- ticks

  isAtOrBelow(i, top) {
    return i >= top && i < this.end[top];
  }

  hasChildren(i) {
    return this.children[i] > 0;
  }

  /** How many siblings row i has, itself included. */
  setSize(i) {
    return this.parent[i] === NONE ? 1 : this.children[this.parent[i]];
  }

  /** The ticked row above i, with which i is taken; NONE where i may be ticked itself. */
  coveredBy(i) {
    let above = this.parent[i];
    while (above !== NONE && !this.ticked.has(above)) above = this.parent[above];
    return above;
  }

  setTick(i, on) {
    if (this.ticked.has(i) === on) return;
    if (on) this.ticked.add(i);
    else this.ticked.delete(i);
    for (let up = this.parent[i]; up !== NONE; up = this.parent[up]) {
      this.ticksBelow[up] += on ? 1 : -1;
    }
  }

  /** Take row i as one unit with all below it. */
  tick(i) {
    if (this.coveredBy(i) !== NONE) return;
    if (this.ticksBelow[i]) this.untickBelow(i);
    this.setTick(i, true);
  }

  untickBelow(i) {
    for (const other of [...this.ticked]) {
      if (this.isAtOrBelow(other, i)) this.setTick(other, false);
    }
  }

  toggleTick(i) {
    if (this.ticked.has(i)) this.setTick(i, false);
    else this.tick(i);
  }

  clearTicks() {
    this.ticked.clear();
    this.ticksBelow.fill(0);
  }

  tickSuggested() {
    this.clearTicks();
    this.suggested.forEach((suggested, i) => suggested && this.tick(i));
    this.revealTicks();
  }

  /** Move the ticks at or below row i one level down; without any, tick the children of row i. */
  tickLevelBelow(i) {
    const covering = this.coveredBy(i);
    const top = covering === NONE ? i : covering;
    const ticks = [...this.ticked].filter((tick) => this.isAtOrBelow(tick, top));
    for (const node of ticks.length ? ticks : [top]) {
      if (this.hasChildren(node)) this.tickChildren(node);
    }
    this.revealTicks();
  }

  tickChildren(i) {
    this.setTick(i, false);
    for (let child = i + 1; child < this.end[i]; child = this.end[child]) this.tick(child);
  }

  tickedRows() {
    return [...this.ticked].sort((a, b) => a - b);
  }

  tickedKeys() {
    return this.tickedRows().map((i) => this.keys[i]);
  }

  tickedOccurrences() {
    return this.tickedRows().reduce((sum, i) => sum + this.counts[i], 0);
  }

  // --- open and closed

  isOpen(i) {
    if (this.found) return this.found[i] === HOLDS_MATCH;
    return this.open[i] === 1 && this.hasChildren(i);
  }

  /** A filter decides by itself what is open. */
  canOpen(i) {
    return this.found ? this.isOpen(i) : this.hasChildren(i);
  }

  isShown(i) {
    if (this.found && !this.found[i]) return false;
    let up = this.parent[i];
    while (up !== NONE && this.isOpen(up)) up = this.parent[up];
    return up === NONE;
  }

  setAllOpen(open) {
    this.open.fill(open ? 1 : 0);
  }

  reveal(i) {
    for (let up = this.parent[i]; up !== NONE; up = this.parent[up]) this.open[up] = 1;
  }

  revealTicks() {
    for (const i of this.ticked) this.reveal(i);
  }

  /** Indices of the rows to draw, in order. */
  shownRows() {
    const shown = [];
    for (let i = 0; i < this.size; ) {
      const isShown = !this.found || this.found[i];
      if (isShown) shown.push(i);
      i = isShown && this.isOpen(i) ? i + 1 : this.end[i];
    }
    return shown;
  }

  // --- filter

  /** Show only the rows that match, below their ancestors; "" shows all. */
  filter(text) {
    const wanted = text.trim().toLowerCase();
    this.found = wanted ? new Uint8Array(this.size) : null;
    this.matchCount = 0;
    if (!wanted) return;
    for (let i = 0; i < this.size; i++) {
      if (this.matches(i, wanted)) this.addMatch(i);
    }
  }

  addMatch(i) {
    this.matchCount++;
    this.found[i] = MATCH;
    for (let up = this.parent[i]; up !== NONE && this.found[up] !== HOLDS_MATCH; ) {
      this.found[up] = HOLDS_MATCH;
      up = this.parent[up];
    }
  }

  /** A path matches only where the text reaches into its last step: all below it would else. */
  matches(i, wanted) {
    if (!wanted.includes("/")) return this.names[i].toLowerCase().includes(wanted);
    const path = this.keys[i].toLowerCase();
    const found = path.lastIndexOf(wanted);
    return found !== -1 && found + wanted.length > path.length - this.suffixes[i].length;
  }
}

