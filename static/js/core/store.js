// Storage of the browser that may be full, forbidden or missing; then the page's memory does.

class Kept {
  constructor(area) {
    this.area = area;
    this.memory = new Map();
  }

  get(key) {
    try {
      const raw = this.area()?.getItem(key);
      if (raw) return JSON.parse(raw);
    } catch {
      return this.memory.get(key) ?? null; // forbidden, or not written by us
    }
    return this.memory.get(key) ?? null;
  }

  set(key, value) {
    try {
      this.area().setItem(key, JSON.stringify(value));
      this.memory.delete(key);
      return true;
    } catch {
      this.memory.set(key, value);
      return false;
    }
  }

  remove(key) {
    this.memory.delete(key);
    try {
      this.area().removeItem(key);
    } catch {
      return; // nothing could be kept there in the first place
    }
  }

  keys(prefix) {
    try {
      return Object.keys(this.area()).filter((key) => key.startsWith(prefix));
    } catch {
      return [...this.memory.keys()].filter((key) => key.startsWith(prefix));
    }
  }

  forget(prefix) {
    for (const key of [...this.keys(prefix), ...this.memory.keys()]) {
      if (key.startsWith(prefix)) this.remove(key);
    }
  }
}

export const local = new Kept(() => window.localStorage);
export const session = new Kept(() => window.sessionStorage);
