// Scrolling through more rows than an element can be high.
//
// Firefox breaks elements above 17.9 million px, Chrome above 33.5; single-precision coordinates are exact to half
// a pixel up to 8.3 million. So the element that is scrolled is at most 8 million px high, and a position in it (`real`)
// stands for one in the list (`offset`). Near both ends the two go pixel by pixel, so that the first and the last
// row are reached exactly; what lies between is compressed. That is what dragging the scrollbar goes by. Whatever
// moves by little, as wheels, fingers and keys do, moves the offset by as many pixels, and the two drift apart
// until `settle` puts the scrollbar back to where it belongs, which moves no row on the screen.

/** The most pixels that the scrolled element is high. */
const HIGHEST = 8_000_000;
/** Pixels at either end that are not compressed: that far one can scroll without a pause and never meet a false end. */
const EXACT = 400_000;
/**
 * More pixels than this in one step are the scrollbar being dragged: on a track of 2,200 device pixels one of them
 * stands for 3,600. A mouse wheel makes some hundreds.
 */
const JUMP = 3000;
/** So near to a false end the scrollbar is put right at once. */
const MARGIN = 3000;

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

/** Which pixels of a list of rows of one height are seen, and where in the scrolled element they are to be put. */
export class ScaledScroll {
  #rows = 0;
  #viewport = 0;
  #offset = 0;
  #real = 0;

  /** `rowHeight` in whole pixels. */
  constructor(readonly rowHeight: number) {}

  /** Takes over how many rows there are and how many pixels of them fit on the screen. What is seen stays where it is. */
  resize(rows: number, viewport: number): void {
    this.#rows = rows;
    this.#viewport = viewport;
    const within = clamp(this.#offset, 0, this.#end);
    if (within !== this.#offset || this.#real > this.#realEnd) this.moveTo(within);
    // Without compression there is nothing to drift.
    else if (!this.#scaled) this.#real = this.#offset;
    else if (this.#falseEnd) this.settle();
  }

  /** Rows of the list. */
  get rows(): number {
    return this.#rows;
  }

  /** Pixels that the scrolled element has to be high. */
  get height(): number {
    return Math.min(this.#rows * this.rowHeight, HIGHEST);
  }

  /** Pixels of the list above the screen. */
  get offset(): number {
    return this.#offset;
  }

  /** Where the element has to be scrolled to, in pixels: its `scrollTop`. */
  get real(): number {
    return this.#real;
  }

  /** Whole pixels to add to a row's place in the list for its place in the element. */
  get shift(): number {
    // Whole but for what is lost where numbers are large.
    return Math.round(this.#real - this.#offset);
  }

  /** The rows that are seen at least in part: from `first` to before `last`. */
  get visible(): { first: number; last: number } {
    const first = Math.floor(this.#offset / this.rowHeight);
    return { first, last: Math.min(this.#rows, Math.ceil((this.#offset + this.#viewport) / this.rowHeight)) };
  }

  /** Rows that fit on the screen as a whole; one at least. */
  get page(): number {
    return Math.max(1, Math.floor(this.#viewport / this.rowHeight));
  }

  /**
   * The element was scrolled to `scrollTop`. `byPixels`: by a wheel or a finger, so that even a large step is no drag
   * of the scrollbar. Whether the element is to be scrolled to `real` at once.
   */
  scrolled(scrollTop: number, byPixels = false): boolean {
    // Beyond the ends it is where engines let things bounce.
    const real = clamp(scrollTop, 0, this.#realEnd);
    const step = real - this.#real;
    if (step === 0) return false;
    if (!this.#scaled) {
      this.#offset = this.#real = real;
      return false;
    }
    if (Math.abs(step) > JUMP && !byPixels) {
      this.#put(real, this.#offsetAt(real));
      return false;
    }
    this.#put(real, this.#offset + step);
    return this.#falseEnd && this.settle();
  }

  /**
   * Puts the scrollbar where it belongs. To be called when nothing moves; whether `real` is another now and the
   * element to be scrolled there.
   */
  settle(): boolean {
    const shift = Math.round(this.#realAt(this.#offset) - this.#offset);
    if (shift === this.shift) return false;
    this.#real = this.#offset + shift;
    return true;
  }

  /** Goes to a place of the list, in pixels. The element is to be scrolled to `real` then. */
  moveTo(offset: number): void {
    const whole = Math.round(clamp(offset, 0, this.#end));
    this.#put(Math.round(this.#realAt(whole)), whole);
  }

  /** Goes as far as it needs to show the whole row; whether it had to. */
  reveal(row: number): boolean {
    const top = row * this.rowHeight;
    const lowest = top + this.rowHeight - this.#viewport;
    // A screen lower than a row shows its beginning.
    const wanted = Math.min(top, Math.max(lowest, this.#offset));
    if (Math.abs(wanted - this.#offset) < 0.01) return false;
    const step = wanted - this.#offset;
    // A near one by pixels, so that the scrollbar does not twitch with each key.
    if (Math.abs(step) <= JUMP) this.scrolled(this.#real + step, true);
    else this.moveTo(wanted);
    return true;
  }

  get #scaled(): boolean {
    return this.#rows * this.rowHeight > HIGHEST;
  }

  /** The largest offset. */
  get #end(): number {
    return Math.max(0, this.#rows * this.rowHeight - this.#viewport);
  }

  get #realEnd(): number {
    return Math.max(0, this.height - this.#viewport);
  }

  /** The element cannot go on although the list can, or the other way round. */
  get #falseEnd(): boolean {
    const atEnd = this.#real < MARGIN || this.#realEnd - this.#real < MARGIN;
    return atEnd || this.#offset === 0 || this.#offset === this.#end;
  }

  /** Takes over both, the distance between them rounded: rows then lie on whole pixels as far as the element does. */
  #put(real: number, offset: number): void {
    this.#offset = clamp(real - Math.round(real - offset), 0, this.#end);
    this.#real = real;
  }

  /** Pixels of the list for one of the element's, in the compressed part. */
  get #ratio(): number {
    return (this.#end - 2 * EXACT) / (this.#realEnd - 2 * EXACT);
  }

  #offsetAt(real: number): number {
    if (!this.#scaled || real <= EXACT) return real;
    if (this.#realEnd - real <= EXACT) return this.#end - (this.#realEnd - real);
    return EXACT + (real - EXACT) * this.#ratio;
  }

  #realAt(offset: number): number {
    if (!this.#scaled || offset <= EXACT) return offset;
    if (this.#end - offset <= EXACT) return this.#realEnd - (this.#end - offset);
    return EXACT + (offset - EXACT) / this.#ratio;
  }
}
