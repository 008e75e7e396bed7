import {
  createTicket,
  createTransition,
  listTicketEvents,
  listTickets,
  readExplanation,
  type NewTransition,
} from "./generated/hey-api";
import { client } from "./generated/hey-api/client.gen";

const { DUETIME_URL: baseUrl = "", DUETIME_API_KEY: key = "", DUETIME_CUSTOMER_ID: customerId = "" } = process.env;
client.setConfig({ baseUrl, auth: key });

const created = await createTicket({
  headers: { "Idempotency-Key": crypto.randomUUID() },
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
if (created.error) throw new Error(created.error.errors?.map((fault) => fault.pointer).join() ?? created.error.detail);
const ticket = created.data;
console.log(ticket.number, ticket.priority, ticket.clocks.map((clock) => clock.dueAt ?? clock.state));

// @ts-expect-error a bug has its cause
const unfounded: NewTransition = { decision: "bug" };
// @ts-expect-error which is the vendor's own software
const contradicted: NewTransition = { decision: "bug", cause: "configuration" };
void [unfounded, contradicted];

const walk: NewTransition[] = [
  { decision: "unclear", note: "We have to look into the plans." },
  { decision: "bug", cause: "vendor_software" },
  { decision: "bug_registered", backlogItem: "PBI-4711", occurredAt: new Date().toISOString() },
  { decision: "close" },
];
for (const body of walk) {
  const { data, error, response } = await createTransition({ path: { ticketId: ticket.id }, body });
  if (data) console.log(data.decision, data.ticket.step.name);
  else if (response?.status === 409) console.log(error?.detail, error?.section);
  else throw new Error(error?.detail);
}

const why = await readExplanation({ path: { ticketId: ticket.id, name: "resolution" }, throwOnError: true });
console.log(why.data.sentence, why.data.lines.length);

let cursor: string | null | undefined;
do {
  const page = await listTickets({ query: { limit: 5, ...(cursor ? { cursor } : {}) }, throwOnError: true });
  console.log(page.data.items.map((each) => each.number));
  cursor = page.data.nextCursor;
} while (cursor);

const history = await listTicketEvents({ path: { ticketId: ticket.id }, throwOnError: true });
for (const event of history.data.items) {
  switch (event.type) {
    case "decision_taken":
      console.log(event.data.decision, event.data.outputs.cause);
      break;
    case "due_moved":
      console.log(event.data.clock, event.data.toAt, event.data.reason);
      break;
    default:
      console.log(event.type, event.actor.name);
  }
}
