/** Timers of one server, all of which end with it. */
export class Delays {
  readonly #timers = new Set<NodeJS.Timeout>();

  /** Runs `action` after a time, unless the server stops before. */
  after(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** Resolves after a time, or never when the server stops before. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
