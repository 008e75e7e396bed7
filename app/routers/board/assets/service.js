// What is asked of the service, with the reader's key in a header and nowhere else.

const PATIENCE = 10_000;

// The service says no: 401, 403, 400. `retryAfter` in seconds, where it says so.
export class Refused extends Error {
  constructor(response) {
    super(`refused: ${response.status}`);
    this.status = response.status;
    this.retryAfter = Number(response.headers.get("Retry-After")) || null;
  }
}

// Nobody answers, or not the service: a proxy, a page that wants one to sign in.
export class Away extends Error {}

export class Service {
  #key;
  #filter;

  constructor(key, filter) {
    this.#key = key;
    this.#filter = filter;
  }

  async board(signal) {
    const response = await this.#ask(`/v1/board-data?${this.#filter}`, "application/json", { signal });
    return json(response);
  }

  async explanation(ticketId, clock, language, signal) {
    const address = `/v1/tickets/${ticketId}/clocks/${clock}/explanation`;
    const [told, picture] = await Promise.all([
      this.#ask(address, "application/json", { signal, language }).then(json),
      this.#ask(address, "image/svg+xml", { signal, language }).then(response => response.blob()),
    ]);
    return { told, picture };
  }

  // Frames of what comes after `position`, for as long as they come. Away when it does not open in `patience`.
  async *events(position, signal, patience) {
    const query = new URLSearchParams(this.#filter);
    query.delete("serviceLevel");
    query.set("cursor", position);
    const response = await this.#ask(`/v1/events?${query}`, "text/event-stream", { signal, patience, goesOn: true });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        const frames = blocks.map(frame).filter(each => each.event);
        if (frames.length) yield frames;
      }
    } catch (error) {
      throw signal.aborted ? error : new Away("the stream broke off", { cause: error });
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  async #ask(address, accept, { signal, language, patience = PATIENCE, goesOn = false }) {
    const impatient = new AbortController();
    const timer = setTimeout(() => impatient.abort(), patience);
    const headers = { Authorization: `Bearer ${this.#key}`, Accept: accept };
    if (language) headers["Accept-Language"] = language;
    let response;
    try {
      response = await fetch(address, {
        headers,
        signal: AbortSignal.any([signal, impatient.signal]),
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
      });
      if (response.ok && !goesOn) response = await whole(response);
    } catch (error) {
      throw signal.aborted ? error : new Away("no answer", { cause: error });
    } finally {
      clearTimeout(timer);
    }
    const isOurs = response.headers.has("API-Version");
    if (isOurs && [400, 401, 403, 429].includes(response.status)) throw new Refused(response);
    if (response.status !== 200 || !response.headers.get("Content-Type")?.startsWith(accept)) {
      response.body?.cancel().catch(() => {});
      throw new Away(`status ${response.status}`);
    }
    return response;
  }
}

// Which version of this page the service has now; null: it does not say. It takes no key.
export async function pageVersion() {
  try {
    const response = await fetch("/v1/board", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    return /\/v1\/board\/([0-9a-f]{12})\/main\.js/.exec(await response.text())?.[1] ?? null;
  } catch {
    return null;
  }
}

// Read to its end, within the same patience.
async function whole(response) {
  return new Response(await response.blob(), { status: response.status, headers: response.headers });
}

async function json(response) {
  try {
    return await response.json();
  } catch (error) {
    throw new Away("no JSON", { cause: error });
  }
}

function frame(block) {
  const told = { event: null, data: null };
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) told.event = line.slice(7);
    else if (line.startsWith("data: ")) told.data = line.slice(6);
  }
  return told;
}
