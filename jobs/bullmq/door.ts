/** How soon it is looked again whether urgent jobs still wait in Redis. */
const LOOK_AGAIN_MS = 10;

interface Waiter {
  readonly resolve: (entered: boolean) => void;
}

/**
 * Lets the jobs of all lanes run, a bounded number at once. Places are kept for urgent ones, and the last free place goes
 * to another job only when no urgent one waits, here or in Redis.
 */
export class Door {
  readonly #places: number;
  readonly #forOthers: number;
  readonly #urgentWaits: () => Promise<boolean>;
  readonly #urgent: Waiter[] = [];
  readonly #others: Waiter[] = [];
  #inside = 0;
  #othersInside = 0;
  #asking = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(places: number, reserve: number, urgentWaits: () => Promise<boolean>) {
    this.#places = places;
    this.#forOthers = places - reserve;
    this.#urgentWaits = urgentWaits;
  }

  /** How many wait for a place. */
  get waiting(): number {
    return this.#urgent.length + this.#others.length;
  }

  /** Resolves with true when there is a place, which is given back with `leave`; with false when the door was closed. */
  enter(urgent: boolean): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      (urgent ? this.#urgent : this.#others).push({ resolve });
      this.#letIn();
    });
  }

  leave(urgent: boolean): void {
    this.#inside -= 1;
    if (!urgent) this.#othersInside -= 1;
    this.#letIn();
  }

  /** Nobody is let in any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { resolve } of [...this.#urgent.splice(0), ...this.#others.splice(0)]) resolve(false);
  }

  #letIn(): void {
    if (this.#closed) return;
    while (this.#inside < this.#places && this.#urgent.length > 0) this.#admit(this.#urgent, false);
    while (this.#others.length > 0 && this.#othersInside < this.#forOthers) {
      const free = this.#places - this.#inside;
      if (free > 1) this.#admit(this.#others, true);
      else return free === 1 ? this.#ask() : undefined;
    }
  }

  #admit(from: Waiter[], other: boolean): void {
    const waiter = from.shift();
    if (waiter === undefined) return;
    this.#inside += 1;
    if (other) this.#othersInside += 1;
    waiter.resolve(true);
  }

  /** The last place: another job gets it if no urgent one waits. */
  #ask(): void {
    if (this.#asking) return;
    this.#asking = true;
    void this.#urgentWaits()
      .catch(() => false)
      .then((some) => {
        this.#asking = false;
        if (this.#closed) return;
        const free = this.#inside < this.#places && this.#othersInside < this.#forOthers;
        if (free && !some && this.#urgent.length === 0) this.#admit(this.#others, true);
        clearTimeout(this.#timer);
        if (this.#others.length > 0) this.#timer = setTimeout(() => this.#letIn(), LOOK_AGAIN_MS);
      });
  }
}
