import createClient from "openapi-fetch";

import type { components, paths } from "./generated/openapi-typescript/schema.d.ts";

const { DUETIME_URL: baseUrl = "", DUETIME_API_KEY: key = "", DUETIME_CUSTOMER_ID: customerId = "" } = process.env;
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

type Decision = components["schemas"]["NewTransition"];

async function created(): Promise<components["schemas"]["Ticket"]> {
  const { data, error } = await api.POST("/tickets", {
    params: { header: { "Idempotency-Key": crypto.randomUUID() } },
    body: {
      customerId,
      kind: "incident",
      callType: "software_bug",
      product: "idu",
      problemType: "technical",
      title: "The milk round is planned twice",
      description: "Since the last release every round is there twice.",
      urgency: "u1",
      impact: "i2",
    },
  });
  if (error) throw new Error(error.errors?.map((fault) => `${fault.pointer} ${fault.detail}`).join() ?? error.detail);
  return data;
}

async function decided(ticketId: string, body: Decision): Promise<number> {
  const { data, error, response } = await api.POST("/tickets/{ticketId}/transitions", {
    params: { path: { ticketId } },
    body,
  });
  if (error) {
    console.log(`${response.status}: ${error.detail}`);
    return 0;
  }
  return data.ticket.step.number;
}

const ticket = await created();
console.log(`${ticket.number} is ${ticket.priority}`);

// @ts-expect-error a bug has its cause
const unfounded: Decision = { decision: "bug" };
// @ts-expect-error which is the vendor's own software
const contradicted: Decision = { decision: "bug", cause: "configuration" };
void [unfounded, contradicted];

const walk: Decision[] = [
  { decision: "unclear", note: "We have to look into the plans." },
  { decision: "bug", cause: "vendor_software", note: null },
  { decision: "bug_registered", backlogItem: "PBI-4711" },
  { decision: "close" },
];
for (const decision of walk) console.log(`${decision.decision}: ${await decided(ticket.id, decision)}`);

const why = await api.GET("/tickets/{ticketId}/clocks/{name}/explanation", {
  params: { path: { ticketId: ticket.id, name: "resolution" } },
});
if (why.error) throw new Error(why.error.detail);
console.log(why.data.sentence, why.data.lines.length, why.data.target?.amount);

let cursor: string | null | undefined;
let seen = 0;
do {
  const { data, error } = await api.GET("/tickets", { params: { query: { limit: 5, ...(cursor ? { cursor } : {}) } } });
  if (error) throw new Error(error.detail);
  seen += data.items.length;
  cursor = data.nextCursor;
} while (cursor);
console.log(`${seen} tickets`);

const history = await api.GET("/tickets/{ticketId}/events", { params: { path: { ticketId: ticket.id } } });
for (const event of history.data?.items ?? []) {
  if (event.type === "decision_taken") console.log(event.data.decision, event.data.outputs.cause ?? "");
  if (event.type === "due_moved") console.log(event.data.clock, event.data.toAt ?? "no due time", event.data.reason);
}
