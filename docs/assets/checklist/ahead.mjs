// Asks the engine what follows from each option of a question while the person still reads it: the
// answer then shows at once, in the same frame as its mark.

const MOST = 16; // as many as the engine remembers

export class Ahead {
  #ask;
  #found = new Map(); // what the engine said, by the text of the request
  #newest = null;

  // `ask` sends the text of a request and gives the response's, or null.
  constructor(ask) {
    this.#ask = ask;
  }

  // One request after the other, so that an answer given meanwhile waits for one of them at most.
  async look(requests) {
    const [looking, known] = [Symbol("looking"), this.#found];
    this.#newest = looking;
    this.#found = new Map();
    for (const text of requests.slice(0, MOST).map((one) => JSON.stringify(one))) {
      const found = known.get(text) ?? (await this.#ask(text));
      if (looking !== this.#newest) return;
      if (found !== null) this.#found.set(text, found);
    }
  }

  found(text) {
    return this.#found.get(text) ?? null;
  }
}
