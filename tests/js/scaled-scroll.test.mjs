// Scrolling through lists higher than an element can be. A browser is played by `Element`, which knows its
// height and where it is scrolled to, and cannot be scrolled beyond its ends.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./bundle.mjs";

const { ScaledScroll } = await load("table/scaled-scroll.ts");

const ROW = 34;
const VIEWPORT = 700;

class Element {
  scrollTop = 0;

  constructor(/** @type {number} */ rows, viewport = VIEWPORT) {
    this.scroll = new ScaledScroll(ROW);
    this.viewport = viewport;
    this.resize(rows);
  }

  resize(/** @type {number} */ rows, viewport = this.viewport) {
    this.viewport = viewport;
    this.scroll.resize(rows, viewport);
    this.scrollTop = this.scroll.real;
  }

  get end() {
    return Math.max(0, this.scroll.height - this.viewport);
  }

  to(/** @type {number} */ scrollTop, byPixels = false) {
    this.scrollTop = Math.max(0, Math.min(this.end, scrollTop));
    if (this.scroll.scrolled(this.scrollTop, byPixels)) this.scrollTop = this.scroll.real;
  }

  wheel(/** @type {number} */ pixels) {
    this.to(this.scrollTop + pixels);
  }

  idle() {
    if (this.scroll.settle()) this.scrollTop = this.scroll.real;
  }

  /** Pixels from the top of the screen to the row. */
  place(/** @type {number} */ row) {
    return row * ROW + this.scroll.shift - this.scrollTop;
  }

  check() {
    const { scroll } = this;
    assert.equal(scroll.real, this.scrollTop);
    assert.ok(
      scroll.offset >= 0 && scroll.offset <= Math.max(0, scroll.rows * ROW - this.viewport),
      `${scroll.offset}`,
    );
    assert.ok(Number.isInteger(scroll.shift));
    const { first, last } = scroll.visible;
    if (scroll.rows * ROW < this.viewport) return;
    // Doubles are that exact where numbers are so large.
    const least = 1e-6;
    assert.ok(this.place(first) <= least && this.place(first) > -ROW - least);
    assert.ok(this.place(last) >= this.viewport - least && this.place(last - 1) < this.viewport + least);
  }
}

for (const rows of [0, 1, 20, 21, 235_294, 235_295, 235_320, 300_000, 1_000_000, 10_000_000, 100_000_000]) {
  describe(`${rows} rows`, () => {
    const total = rows * ROW;

    test("the element is not too high", () =>
      assert.equal(new Element(rows).scroll.height, Math.min(total, 8_000_000)));

    test("the scrollbar reaches both ends exactly, and every part", () => {
      const element = new Element(rows);
      let before = -1;
      for (let step = 0; step <= 500; step++) {
        element.to((element.end * step) / 500);
        element.check();
        assert.ok(element.scroll.offset > before || element.end === 0);
        before = element.scroll.offset;
      }
      assert.equal(element.scroll.offset, Math.max(0, total - VIEWPORT));
      assert.equal(element.scroll.visible.last, rows);
      element.to(0);
      assert.equal(element.scroll.offset, 0);
    });

    test("wheels move by pixels, wherever it is, and settling moves no row", () => {
      const element = new Element(rows);
      for (const part of [0.02, 0.1, 0.3, 0.5, 0.77, 0.93, 0.98]) {
        element.to(element.end * part);
        for (const pixels of [100, 100, -3, 0.5, -700, 1200, -2999]) {
          const [offset, place] = [element.scroll.offset, element.place(0)];
          element.wheel(pixels);
          element.check();
          const moved = element.scroll.offset - offset;
          const room = pixels > 0 ? total - VIEWPORT - offset : offset;
          assert.ok(
            Math.abs(moved - Math.sign(pixels) * Math.min(Math.abs(pixels), Math.max(0, room))) < 1e-6,
            `${moved} ${pixels}`,
          );
          assert.ok(Math.abs(element.place(0) - place + moved) < 1e-6);
          const settled = element.scroll.offset;
          element.idle();
          element.check();
          assert.equal(element.scroll.offset, settled);
        }
      }
    });
  });
}

test("both ends are reached by wheel alone, without a pause, from the middle of a million rows", () => {
  for (const direction of [-1, 1]) {
    const element = new Element(1_000_000);
    element.to(element.end * 0.5);
    const far = direction < 0 ? element.scroll.offset : 34_000_000 - VIEWPORT - element.scroll.offset;
    const turns = Math.ceil(far / 2500);
    for (let turn = 0; turn < turns; turn++) {
      element.wheel(direction * 2500);
      element.check();
    }
    assert.equal(element.scroll.offset, direction < 0 ? 0 : 34_000_000 - VIEWPORT);
    assert.equal(element.scrollTop, direction < 0 ? 0 : element.end);
  }
});

test("a large step of a wheel is none of the scrollbar", () => {
  const element = new Element(10_000_000);
  element.to(element.end / 2);
  const { offset } = element.scroll;
  element.to(element.scrollTop + 5000, true);
  assert.equal(element.scroll.offset, offset + 5000);
  element.to(element.scrollTop + 5000);
  assert.ok(element.scroll.offset > offset + 100_000);
});

test("keys go row by row", () => {
  const element = new Element(10_000_000);
  element.to(element.end / 3);
  const { first } = element.scroll.visible;
  for (let row = first; row < first + 500; row++) {
    const before = element.scroll.offset;
    if (element.scroll.reveal(row)) element.scrollTop = element.scroll.real;
    element.check();
    assert.ok(element.scroll.offset - before <= ROW);
    assert.ok(element.place(row) >= -1e-6 && element.place(row) + ROW <= VIEWPORT + 1e-6);
  }
});

test("rows are revealed that are far away, and those that are seen stay", () => {
  const element = new Element(10_000_000);
  for (const row of [9_999_999, 0, 5_000_000, 11_000, 12_000, 9_980_000, 1]) {
    if (element.scroll.reveal(row)) element.scrollTop = element.scroll.real;
    element.check();
    assert.ok(element.place(row) >= -1e-6 && element.place(row) + ROW <= VIEWPORT + 1e-6);
    assert.equal(element.scroll.reveal(row), false);
  }
});

test("a screen lower than a row shows its beginning", () => {
  const element = new Element(1000, 10);
  element.scroll.reveal(500);
  assert.equal(element.scroll.offset, 500 * ROW);
});

test("while the list grows, what is seen stays where it is", () => {
  for (const part of [0, 0.4, 1]) {
    const element = new Element(100_000);
    element.to(element.end * part);
    const { offset } = element.scroll;
    for (let rows = 130_000; rows <= 2_000_000; rows += 30_000) {
      element.resize(rows);
      element.check();
      assert.equal(element.scroll.offset, offset);
      element.idle();
      element.check();
      assert.equal(element.scroll.offset, offset);
    }
  }
});

test("at the end of a list that grows one can go on at once", () => {
  // Nearly as high as an element can be: it has no room left when the list is longer.
  const element = new Element(235_290);
  element.to(element.end);
  element.resize(1_000_000);
  for (let turn = 1; turn <= 100; turn++) {
    const { offset } = element.scroll;
    element.wheel(2000);
    element.check();
    assert.equal(element.scroll.offset, offset + 2000);
  }
});

test("when it becomes so short that nothing is compressed, what is seen stays and all is exact", () => {
  const element = new Element(1_000_000);
  element.scroll.moveTo(7_000_000);
  element.scrollTop = element.scroll.real;
  assert.ok(element.scrollTop < 6_000_000);
  element.resize(230_000);
  element.check();
  assert.deepEqual([element.scroll.offset, element.scrollTop, element.scroll.shift], [7_000_000, 7_000_000, 0]);
});

test("when it becomes shorter, its end is the end", () => {
  const element = new Element(10_000_000);
  element.to(element.end);
  for (const rows of [5_000_000, 1000, 3, 0]) {
    element.resize(rows);
    element.check();
    assert.equal(element.scroll.offset, Math.max(0, rows * ROW - VIEWPORT));
  }
});

test("a screen of another height leaves the first row where it is", () => {
  const element = new Element(1_000_000);
  element.to(element.end / 2);
  const { offset } = element.scroll;
  for (const viewport of [300, 2000, 0, 700]) {
    element.resize(1_000_000, viewport);
    assert.equal(element.scroll.offset, offset);
  }
});

test("bouncing beyond the ends, as some engines let it, moves nothing", () => {
  const element = new Element(1_000_000);
  assert.equal(element.scroll.scrolled(-80), false);
  assert.equal(element.scroll.offset, 0);
});
