// Elements, and lists of them, that are touched only where they change. Text is always text.

export function element(name, { dataset, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function mark(node, name, value) {
  if (value === null || value === undefined) delete node.dataset[name];
  else if (node.dataset[name] !== String(value)) node.dataset[name] = value;
}

export function show(node, isShown) {
  if (node.hidden === isShown) node.hidden = !isShown;
}

// The children of one parent, one for each item, by key: what stays is updated, and moved only if it must.
export class Keyed {
  #parent;
  #key;
  #make;
  #known = new Map();

  // `make(item)` gives {node, update(item, …)}.
  constructor(parent, { key, make }) {
    this.#parent = parent;
    this.#key = key;
    this.#make = make;
  }

  update(items, ...more) {
    const wanted = new Map(items.map(item => [this.#key(item), item]));
    for (const [key, { node }] of this.#known) {
      if (!wanted.has(key)) {
        node.remove();
        this.#known.delete(key);
      }
    }
    let place = this.#parent.firstChild;
    for (const [key, item] of wanted) {
      if (!this.#known.has(key)) this.#known.set(key, this.#make(item));
      const known = this.#known.get(key);
      known.update(item, ...more);
      if (known.node === place) place = place.nextSibling;
      else this.#parent.insertBefore(known.node, place);
    }
  }
}
